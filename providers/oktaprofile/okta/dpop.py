"""DPoP (RFC 9449): access tokens that are worth nothing without the key of the process that got them.

An app may demand it ("Require Demonstrating Proof of Possession"). Recorded traffic of Okta's token endpoint:

    no proof             400 invalid_dpop_proof "The DPoP proof JWT header is missing."
    a proof              400 use_dpop_nonce, with the nonce in the header `dpop-nonce`
    a proof with nonce   200, token_type "DPoP"

An API call then carries `Authorization: DPoP <token>` and a proof of its own, with the token's hash in it. The
key is made anew in every process, and never leaves it.

The API's endpoints may ask for a nonce of their own (RFC 9449, 9): 401 with `WWW-Authenticate: DPoP
error="use_dpop_nonce"` and the header; any answer may bring the next one. Both are followed;
the recorded calls have neither.
"""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from oktaprofile.okta.http_library import AuthBase
from oktaprofile.text.redact import hide

if TYPE_CHECKING:
    from typing import Any

    from requests import PreparedRequest

    from oktaprofile.okta.clock import Clock


class Prover:
    """Makes proofs with an EC key (P-256) of its own. Safe for all threads."""

    def __init__(self, jwt: Any, clock: Clock) -> None:  # noqa: ANN401 - PyJWT, which is imported late
        """`jwt` is the module PyJWT; cryptography must be importable."""
        from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

        self._jwt = jwt
        self._clock = clock
        self._key = generate_private_key(SECP256R1())
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self._key.public_key()))
        self._public = {name: public[name] for name in ("kty", "crv", "x", "y")}
        self.api_nonce: str | None = None
        """What the API wants in the next proof; None: it asked for none."""

    def proof(self, method: str, url: str, *, nonce: str | None = None, token: str | None = None) -> str:
        """A proof for one request; `url` may have a query, which a proof leaves out."""
        claims: dict[str, Any] = {
            "htm": method,
            "htu": url.partition("#")[0].partition("?")[0],
            "iat": int(self._clock.now()),
            "jti": os.urandom(16).hex(),
        }
        if nonce is not None:
            claims["nonce"] = nonce
        if token is not None:
            digest = sha256(token.encode()).digest()
            claims["ath"] = urlsafe_b64encode(digest).rstrip(b"=").decode()
        headers = {"typ": "dpop+jwt", "jwk": self._public}
        signed: str = self._jwt.encode(claims, self._key, algorithm="ES256", headers=headers)
        hide(signed, passing=True)
        return signed


class ProofAuth(AuthBase):
    """For the token endpoint: a proof and nothing else."""

    def __init__(self, prover: Prover, nonce: str | None = None) -> None:
        self._prover = prover
        self._nonce = nonce

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        proof = self._prover.proof(str(request.method), str(request.url), nonce=self._nonce)
        request.headers["DPoP"] = proof
        return request


class DpopAuth(AuthBase):
    """An access token bound to the prover's key. `renew_at` is a time of `Clock.monotonic`."""

    def __init__(self, token: str, renew_at: float, prover: Prover) -> None:
        self._token = token
        self._prover = prover
        self.renew_at = renew_at

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        proof = self._prover.proof(
            str(request.method), str(request.url), nonce=self._prover.api_nonce, token=self._token
        )
        request.headers["Authorization"] = f"DPoP {self._token}"
        request.headers["DPoP"] = proof
        return request
