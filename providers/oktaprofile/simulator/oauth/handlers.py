"""The token endpoint: client credentials with a private key JWT, and DPoP where the client demands it (recorded)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from oktaprofile.simulator.errors import OAuthError
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.state.clients import Client

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
_LONGEST_ASSERTION_SECONDS = 3600  # documented: exp at most one hour ahead


@operation(
    "token",
    "POST /oauth2/v1/token",
    bucket="token",
    anonymous=True,
    note="client_credentials with private_key_jwt",
)
def token(request: ApiRequest) -> Answer:
    """An access token. The parameters may be in the query (Okta's Go SDK) or in the form body (its Python SDK)."""
    from oktaprofile.simulator.oauth.tokens import LIFETIME_SECONDS, issue

    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().casefold()
    if request.body and kind != "application/x-www-form-urlencoded":
        raise OAuthError("invalid_request", "The body must be application/x-www-form-urlencoded.")
    given = {**request.query, **dict(parse_qsl(request.body.decode("utf-8", "replace")))}
    if given.get("grant_type") != "client_credentials":
        raise OAuthError("unsupported_grant_type", "The grant type is not supported by this simulator.")
    client = _authenticated(request, given)
    scopes = (given.get("scope") or "").split()
    if not scopes:
        raise OAuthError(
            "invalid_scope",
            "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
        )
    if missing := [scope for scope in scopes if scope not in client.scopes]:
        raise OAuthError(
            "invalid_scope",
            f"One or more scopes are not granted to the client application: {' '.join(missing)}",
        )
    thumbprint, headers = _proof(request, client)
    body = {
        "token_type": "Bearer" if thumbprint is None else "DPoP",
        "expires_in": LIFETIME_SECONDS,
        "access_token": issue(request.org, client, scopes, thumbprint),
        "scope": " ".join(scopes),
    }
    return Answer(body=body, headers=headers)


def _authenticated(request: ApiRequest, given: Mapping[str, str]) -> Client:
    """The client whose key signed the assertion. Raises 401 invalid_client. Assumed: the refusals' descriptions."""
    import jwt

    from oktaprofile.simulator.oauth.tokens import LONGEST_SKEW_SECONDS, use_once

    def refused(description: str) -> OAuthError:
        return OAuthError("invalid_client", description, status=401)

    if given.get("client_assertion_type") != _ASSERTION_TYPE or not given.get("client_assertion"):
        raise refused("No client credentials found.")
    assertion = given["client_assertion"]
    try:
        header = jwt.get_unverified_header(assertion)
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError:
        raise refused("The client_assertion token is not a JWT.") from None
    client = request.org.clients.get(str(claims.get("sub")))
    if client is None or claims.get("iss") != claims.get("sub"):
        raise refused(
            "Client authentication failed. Either the client or the client credentials are invalid."
        )
    now = request.org.clock()
    expires = claims.get("exp")
    if not isinstance(expires, (int, float)) or expires <= now:
        raise refused("The client_assertion token is expired.")
    if expires > now + _LONGEST_ASSERTION_SECONDS:
        raise refused("The client_assertion token has an expiration too far into the future.")
    if isinstance(claims.get("iat"), (int, float)) and claims["iat"] > now + LONGEST_SKEW_SECONDS:
        raise refused("The client_assertion token was issued in the future.")
    if claims.get("aud") != request.url("/oauth2/v1/token"):
        raise refused("The audience claim for client_assertion must be the endpoint invoked for the request.")
    for key in client.keys:
        if header.get("kid") and key.get("kid") and header["kid"] != key["kid"]:
            continue
        try:
            jwt.decode(
                assertion,
                _public_key(key),
                algorithms=list(_ALGORITHMS),
                options={"verify_exp": False, "verify_iat": False, "verify_aud": False, "verify_nbf": False},
            )
        except (jwt.PyJWTError, ValueError):
            continue
        if "jti" in claims and not use_once(request.org, f"assertion {client.client_id} {claims['jti']}"):
            raise refused("The client_assertion token was used before.")
        return client
    raise refused("The client_assertion signature is invalid.")


def _public_key(key: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the key object of `cryptography`
    import jwt

    if "pem" in key:
        return str(key["pem"])
    return jwt.PyJWK(dict(key), algorithm=key.get("alg", "RS256" if key.get("kty") == "RSA" else "ES256")).key


def _proof(request: ApiRequest, client: Client) -> tuple[str | None, list[tuple[str, str]]]:
    """The thumbprint of the DPoP key, None without DPoP, and the headers of the answer. Recorded: a client
    bound to DPoP must send a proof, and its first proof is answered with a nonce to repeat.
    """
    from oktaprofile.simulator.oauth.tokens import nonce_of, read_proof

    text = request.headers.get("DPoP")
    if text is None and not client.dpop_bound:
        return None, []
    if text is None:
        raise OAuthError("invalid_dpop_proof", "The DPoP proof JWT header is missing.")
    nonce = nonce_of(request.org, "token")
    headers = [("dpop-nonce", nonce)]
    proof = read_proof(request.org, text, request.method, request.url(request.path))
    if proof.claims.get("nonce") != nonce:
        raise OAuthError(
            "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.", headers=headers
        )
    return proof.thumbprint, headers
