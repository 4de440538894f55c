"""The token endpoint and access tokens, with a clock that tests turn."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from oktaprofile.simulator.errors import ApiError, OAuthError
from oktaprofile.simulator.http.operations import Answer
from oktaprofile.simulator.http.permissions import require_role
from oktaprofile.simulator.oauth.authentication import caller_of
from oktaprofile.simulator.state.clients import Client
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
    request.headers = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
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
        {"iat": 9999999999},
    ],
    ids=["issuer", "client", "audience", "expired", "too long", "from the future"],
)
def test_refused_assertions(api: Api, claims: dict[str, Any]) -> None:
    """401 invalid_client for each claim that is wrong."""
    with pytest.raises(OAuthError) as refusal:
        ask(api, client_assertion=assertion(api, **claims))
    assert (refusal.value.error, refusal.value.status) == ("invalid_client", 401)


def proof(api: Api, method: str, url: str, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A proof that is right but for the changes; a claim that is None is left out."""
    made = {"htm": method, "htu": url, "jti": str(uuid.uuid4()), "iat": int(api.clock.now), **claims}
    head = {"typ": "dpop+jwt", "jwk": public_jwk(PROOF_KEY, jwt.algorithms.ECAlgorithm), **(header or {})}
    return jwt.encode(
        {name: value for name, value in made.items() if value is not None}, PROOF_KEY, "ES256", headers=head
    )


def ath_of(token: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()


def dpop_token(api: Api, **client: Any) -> str:
    """A DPoP token of an app that demands it, by the exchange that was recorded."""
    api.org.clients.put(Client("0oaclient", ["okta.apps.read"], [{"pem": PEM}], dpop_bound=True, **client))
    with pytest.raises(OAuthError, match=r"invalid_dpop_proof: The DPoP proof JWT header is missing\."):
        ask(api, scope="okta.apps.read")
    with pytest.raises(OAuthError, match="use_dpop_nonce") as refusal:
        ask(api, scope="okta.apps.read", headers={"DPoP": proof(api, "POST", TOKEN_URL)})
    nonce = dict(refusal.value.headers)["dpop-nonce"]
    answer = ask(api, scope="okta.apps.read", headers={"DPoP": proof(api, "POST", TOKEN_URL, nonce=nonce)})
    assert answer.body["token_type"] == "DPoP"
    return str(answer.body["access_token"])


def test_dpop_with_its_nonce(api: Api) -> None:
    """No proof, first proof, proof with the nonce; then calls need a proof bound to the token (all recorded)."""
    token, url = dpop_token(api), f"{BASE_URL}/api/v1/apps"
    digest = ath_of(token)

    def good() -> dict[str, str]:
        return {"Authorization": f"DPoP {token}", "DPoP": proof(api, "GET", url, ath=digest)}

    assert caller_of(api.org, good(), "GET", url).subject == "0oaclient"
    for bad in (
        {"Authorization": f"Bearer {token}"},
        {"Authorization": f"DPoP {token}"},
        {**good(), "DPoP": proof(api, "GET", url)},
        {**good(), "DPoP": proof(api, "GET", url, ath=ath_of("another"))},
        {**good(), "DPoP": proof(api, "POST", url, ath=digest)},
        {**good(), "DPoP": proof(api, "GET", f"{url}/0oa1", ath=digest)},
        {**good(), "DPoP": proof(api, "GET", url, ath=digest, iat=1)},
        {**good(), "DPoP": proof(api, "GET", url, ath=digest, iat=int(api.clock.now) + 3600)},
        {**good(), "DPoP": proof(api, "GET", url, ath=digest, iat="now")},
        {**good(), "DPoP": proof(api, "GET", url, ath=digest, jti=None)},
        {**good(), "DPoP": proof(api, "GET", url, ath=digest, header={"typ": "JWT"})},
        {**good(), "DPoP": "nonsense"},
    ):
        with pytest.raises(ApiError, match="E0000011"):
            caller_of(api.org, bad, "GET", url)


def test_a_proof_is_taken_once(api: Api) -> None:
    """Whoever listens and repeats it is refused."""
    token, url = dpop_token(api), f"{BASE_URL}/api/v1/apps"
    headers = {"Authorization": f"DPoP {token}", "DPoP": proof(api, "GET", url, ath=ath_of(token))}
    caller_of(api.org, headers, "GET", url)
    with pytest.raises(ApiError, match="E0000011"):
        caller_of(api.org, headers, "GET", url)


def test_an_assertion_with_an_id_is_taken_once(api: Api) -> None:
    """Without a `jti` it may be repeated: an answer may have been lost."""
    once = assertion(api, jti="a")
    ask(api, client_assertion=once)
    with pytest.raises(OAuthError, match="used before"):
        ask(api, client_assertion=once)
    again = assertion(api)
    ask(api, client_assertion=again)
    ask(api, client_assertion=again)


def test_the_api_asks_for_a_nonce_where_the_app_says_so(api: Api) -> None:
    """401 with the header that RFC 9449 names; a proof with that nonce is taken."""
    token, url = dpop_token(api, api_nonce=True), f"{BASE_URL}/api/v1/apps"
    headers = {"Authorization": f"DPoP {token}", "DPoP": proof(api, "GET", url, ath=ath_of(token))}
    with pytest.raises(ApiError) as refusal:
        caller_of(api.org, headers, "GET", url)
    told = dict(refusal.value.headers)
    assert told["WWW-Authenticate"] == 'DPoP error="use_dpop_nonce"'
    headers["DPoP"] = proof(api, "GET", url, ath=ath_of(token), nonce=told["dpop-nonce"])
    assert caller_of(api.org, headers, "GET", url).subject == "0oaclient"


@pytest.mark.parametrize(
    ("roles", "reads", "writes"),
    [
        (["SUPER_ADMIN"], True, True),
        (["APP_ADMIN"], True, True),
        (["READ_ONLY_ADMIN"], True, False),
        ([], False, False),
    ],
)
def test_a_scope_without_a_role_is_not_enough(api: Api, roles: list[str], reads: bool, writes: bool) -> None:
    """403 E0000006 either way (documented): Okta does not say which is missing."""
    api.org.clients.put(Client("0oaclient", ["okta.apps.manage"], [{"pem": PEM}], roles=roles))
    token = ask(api, scope="okta.apps.manage").body["access_token"]
    caller = caller_of(api.org, {"Authorization": f"Bearer {token}"}, "GET", BASE_URL)
    for method, allowed in (("GET", reads), ("POST", writes)):
        if allowed:
            require_role(caller, method)
        else:
            with pytest.raises(ApiError, match="E0000006"):
                require_role(caller, method)


def test_a_client_that_is_gone_has_no_token(api: Api) -> None:
    """A token outlives its app no longer than the next call."""
    token = ask(api).body["access_token"]
    api.org.database.write("DELETE FROM clients")
    with pytest.raises(ApiError, match="E0000011"):
        caller_of(api.org, {"Authorization": f"Bearer {token}"}, "GET", BASE_URL)
