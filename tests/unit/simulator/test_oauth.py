"""The token endpoint and access tokens, with a clock that tests turn."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from oktaprofile.simulator.errors import ApiError, OAuthError
from oktaprofile.simulator.http.authentication import caller_of
from oktaprofile.simulator.http.operations import Answer
from oktaprofile.simulator.oauth.records import Client
from tests.unit.simulator.calling import BASE_URL, Api

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PROOF_KEY = ec.generate_private_key(ec.SECP256R1())
PEM = (
    KEY.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
TOKEN_URL = f"{BASE_URL}/oauth2/v1/token"


def public_jwk(key: Any, algorithm: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(algorithm.to_jwk(key.public_key()))
    return found


@pytest.fixture(autouse=True)
def client(api: Api) -> None:
    """A service app with two scopes and two keys: a JWK with an id, and a PEM."""
    jwk = {**public_jwk(OTHER_KEY, jwt.algorithms.RSAAlgorithm), "kid": "other"}
    scopes = ["okta.schemas.manage", "okta.apps.read"]
    api.org.clients.put(Client("0oaclient", scopes, [jwk, {"pem": PEM}]))


def assertion(api: Api, *, key: Any = KEY, header: dict[str, Any] | None = None, **changes: Any) -> str:
    claims = {
        "iss": "0oaclient",
        "sub": "0oaclient",
        "aud": TOKEN_URL,
        "exp": int(api.clock.now) + 300,
        **changes,
    }
    return jwt.encode(claims, key, algorithm="RS256", headers=header)


def ask(api: Api, *, in_query: bool = False, headers: dict[str, str] | None = None, **changes: Any) -> Answer:
    """Calls the token endpoint; parameters that are None are left out."""
    parameters = {
        "grant_type": "client_credentials",
        "scope": "okta.schemas.manage",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion(api),
        **changes,
    }
    text = urlencode({name: value for name, value in parameters.items() if value is not None})
    target = "/oauth2/v1/token" + (f"?{text}" if in_query else "")
    request, operation = api.request("POST", target, b"" if in_query else text.encode())
    request.headers = headers or {}
    answer = operation.handler(request)
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize("in_query", [True, False])
def test_token_opens_the_api(api: Api, in_query: bool) -> None:
    """Parameters in the query or in the form; the token carries the asked scopes for an hour."""
    body = ask(api, in_query=in_query).body
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 3600, "okta.schemas.manage")
    headers = {"Authorization": f"Bearer {body['access_token']}"}
    caller = caller_of(api.org, headers, "GET", BASE_URL)
    assert (caller.subject, caller.scopes) == ("0oaclient", frozenset({"okta.schemas.manage"}))
    api.clock.advance(3600)
    with pytest.raises(ApiError, match="E0000011"):
        caller_of(api.org, headers, "GET", BASE_URL)


def test_key_is_found_by_its_id(api: Api) -> None:
    """A key id in the header picks that key; without one every key is tried."""
    ask(api, client_assertion=assertion(api, key=OTHER_KEY, header={"kid": "other"}))
    with pytest.raises(OAuthError, match="signature"):
        ask(
            api,
            client_assertion=assertion(
                api, key=rsa.generate_private_key(public_exponent=65537, key_size=2048)
            ),
        )


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "okta.users.read"}, "invalid_scope"),
        ({"client_assertion": None}, "invalid_client"),
        ({"client_assertion": "nonsense"}, "invalid_client"),
    ],
)
def test_refused_requests(api: Api, change: dict[str, Any], error: str) -> None:
    """In OAuth's own form of error."""
    with pytest.raises(OAuthError) as refusal:
        ask(api, **change)
    assert refusal.value.error == error


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "other"},
        {"sub": "0oanobody", "iss": "0oanobody"},
        {"aud": "https://elsewhere"},
        {"exp": 1},
        {"exp": 9999999999},
    ],
    ids=["issuer", "client", "audience", "expired", "too long"],
)
def test_refused_assertions(api: Api, claims: dict[str, Any]) -> None:
    """401 invalid_client for each claim that is wrong."""
    with pytest.raises(OAuthError) as refusal:
        ask(api, client_assertion=assertion(api, **claims))
    assert (refusal.value.error, refusal.value.status) == ("invalid_client", 401)


def proof(method: str, url: str, **claims: Any) -> str:
    header = {"typ": "dpop+jwt", "jwk": public_jwk(PROOF_KEY, jwt.algorithms.ECAlgorithm)}
    return jwt.encode(
        {"htm": method, "htu": url, "jti": "1", "iat": 0, **claims}, PROOF_KEY, "ES256", headers=header
    )


def test_dpop_with_its_nonce(api: Api) -> None:
    """No proof, first proof, proof with the nonce; then calls need a proof bound to the token (all recorded)."""
    api.org.clients.put(Client("0oaclient", ["okta.apps.read"], [{"pem": PEM}], dpop_bound=True))
    with pytest.raises(OAuthError, match=r"invalid_dpop_proof: The DPoP proof JWT header is missing\."):
        ask(api, scope="okta.apps.read")
    with pytest.raises(OAuthError, match="use_dpop_nonce") as refusal:
        ask(api, scope="okta.apps.read", headers={"DPoP": proof("POST", TOKEN_URL)})
    nonce = dict(refusal.value.headers)["dpop-nonce"]
    answer = ask(api, scope="okta.apps.read", headers={"DPoP": proof("POST", TOKEN_URL, nonce=nonce)})
    assert answer.body["token_type"] == "DPoP"
    token, url = answer.body["access_token"], f"{BASE_URL}/api/v1/apps"
    digest = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
    good = {"Authorization": f"DPoP {token}", "DPoP": proof("GET", url, ath=digest)}
    assert caller_of(api.org, good, "GET", url).subject == "0oaclient"
    for bad in (
        {"Authorization": f"Bearer {token}"},
        {"Authorization": f"DPoP {token}"},
        {**good, "DPoP": proof("GET", url)},
        {**good, "DPoP": proof("POST", url, ath=digest)},
    ):
        with pytest.raises(ApiError, match="E0000011"):
            caller_of(api.org, bad, "GET", url)
