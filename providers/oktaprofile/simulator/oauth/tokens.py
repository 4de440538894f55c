"""Access tokens: signed by the org with a key derived from its seed, so they outlive a restart on the same state."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

import jwt

from oktaprofile.simulator.errors import OAuthError, dpop_nonce_wanted, invalid_token
from oktaprofile.simulator.http.operations import Caller
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.clients import Client

LIFETIME_SECONDS = 3600
# Assumed: how far apart clocks may be; a proof that is hours old would settle it in a real org.
LONGEST_SKEW_SECONDS = 300
_ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")


def issue(org: Org, client: Client, scopes: list[str], thumbprint: str | None) -> str:
    """An access token for a client; `thumbprint` binds it to a DPoP key."""
    now = int(org.clock())
    number = int(org.database.meta("tokens_given", "0")) + 1
    org.database.set_meta("tokens_given", str(number))
    claims: dict[str, Any] = {
        "ver": 1,
        "jti": f"AT.{org.ids.noise('token', number):016x}",
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
        "cid": client.client_id,
        "sub": client.client_id,
        "scp": scopes,
    }
    if thumbprint is not None:
        claims["cnf"] = {"jkt": thumbprint}
    return jwt.encode(claims, _key(org), algorithm="HS256")


def access_token_caller(
    org: Org, kind: str, token: str, headers: Mapping[str, str], method: str, url: str
) -> Caller:
    """The service app behind an access token. Raises 401 E0000011 if the token or its DPoP proof is not valid."""
    try:
        claims = jwt.decode(
            token, _key(org), algorithms=["HS256"], options={"verify_exp": False, "verify_iat": False}
        )
    except jwt.PyJWTError:
        raise invalid_token() from None
    bound_to = (claims.get("cnf") or {}).get("jkt")
    if claims["exp"] <= org.clock() or (kind == "dpop") != (bound_to is not None):
        raise invalid_token()
    client = org.clients.get(claims["cid"])
    if client is None:
        raise invalid_token()
    if bound_to is not None:
        digest = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
        try:
            proof = read_proof(org, headers.get("DPoP", ""), method, url)
        except OAuthError:
            raise invalid_token() from None
        if proof.thumbprint != bound_to or proof.claims.get("ath") != digest:
            raise invalid_token()
        if client.api_nonce and proof.claims.get("nonce") != nonce_of(org, "api"):
            raise dpop_nonce_wanted(nonce_of(org, "api"))
    return Caller(claims["cid"], frozenset(claims["scp"]), frozenset(client.roles))


def nonce_of(org: Org, endpoint: str) -> str:
    """The nonce that this endpoint wants in a proof; another one each hour."""
    return f"{org.ids.noise(f'nonce {endpoint}', int(org.clock()) // 3600):016x}"


def use_once(org: Org, identifier: str) -> bool:
    """Whether this is the first use of a `jti`."""
    if identifier in org.used_ids:
        return False
    org.used_ids.add(identifier)
    return True


class Proof:
    """A DPoP proof whose signature was checked with the key it carries (RFC 9449)."""

    def __init__(self, claims: dict[str, Any], thumbprint: str) -> None:
        self.claims = claims
        self.thumbprint = thumbprint


def read_proof(org: Org, text: str, method: str, url: str) -> Proof:
    """Checks a DPoP header: signature, method, URL, time, and that it was not sent before.

    Raises OAuthError invalid_dpop_proof.
    """
    try:
        header = jwt.get_unverified_header(text)
        if header["alg"] not in _ALGORITHMS or "d" in header["jwk"]:
            raise ValueError
        key = jwt.PyJWK(header["jwk"], algorithm=header["alg"])
        claims = jwt.decode(
            text,
            key.key,
            algorithms=[header["alg"]],
            options={"verify_exp": False, "verify_iat": False, "verify_aud": False},
        )
        age = abs(float(claims["iat"]) - org.clock())
    except (jwt.PyJWTError, KeyError, TypeError, ValueError):
        raise OAuthError("invalid_dpop_proof", "The DPoP proof JWT is not valid.") from None
    if (
        header.get("typ") != "dpop+jwt"
        or claims.get("htm") != method
        or claims.get("htu") != url.partition("?")[0]
    ):
        raise OAuthError("invalid_dpop_proof", "The DPoP proof JWT does not match the request.")
    if age > LONGEST_SKEW_SECONDS:
        raise OAuthError("invalid_dpop_proof", "The DPoP proof JWT was not issued now.")
    thumbprint = _thumbprint(header["jwk"])
    if not claims.get("jti") or not use_once(org, f"proof {thumbprint} {claims['jti']}"):
        raise OAuthError("invalid_dpop_proof", "The DPoP proof JWT has no new `jti`.")
    return Proof(claims, thumbprint)


def _thumbprint(jwk: Mapping[str, Any]) -> str:
    """The JWK thumbprint (RFC 7638) of an RSA or EC key."""
    names = ("e", "kty", "n") if jwk["kty"] == "RSA" else ("crv", "kty", "x", "y")
    text = "{" + ",".join(f'"{name}":"{jwk[name]}"' for name in names) + "}"
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def _key(org: Org) -> bytes:
    return hashlib.sha256(f"oktaprofile simulator {org.seed}".encode()).digest()
