"""Authentication: one `requests` AuthBase per scheme, and where its credential comes from.

    API token    Authorization: SSWS <token>
    OAuth 2.0    Authorization: Bearer <access token>, or DPoP (dpop.py) where the app demands it

The access token is fetched with client_credentials and a private key JWT from the org authorization server
(https://{org}/oauth2/v1/token; a custom one cannot give Okta's own scopes).

PyJWT and cryptography are imported only when OAuth is used, from the interpreter's own site-packages.
Nothing here logs, and no object shows its credential in its repr.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from oktaprofile.okta.api_object import Operation
from oktaprofile.okta.dpop import DpopAuth, ProofAuth, Prover
from oktaprofile.okta.errors import ConfigError, Unauthorized, UnexpectedAnswer
from oktaprofile.okta.http_library import AuthBase
from oktaprofile.okta.shared_read import SharedRead

if TYPE_CHECKING:
    from typing import Any, Protocol

    from requests import PreparedRequest

    from oktaprofile.okta.calls import Calls
    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.config import OktaConfig
    from oktaprofile.okta.credentials import Secret

    class Authentication(Protocol):
        """What `Calls` needs."""

        def of(self, calls: Calls) -> AuthBase:
            """The credential for the next call; fetches one through `calls` when there is none that lasts."""

        def instead_of(self, refused: AuthBase, calls: Calls) -> AuthBase | None:
            """Another credential after this one was refused; None when there is no other."""


TOKEN_PATH = "/oauth2/v1/token"  # noqa: S105 - a path
FETCH_TOKEN = Operation("token", "POST", "")
# A token is replaced this long before it ends, or at half its life when that is shorter.
RENEW_BEFORE_SECONDS = 60.0
# The assertion is used at once; Okta allows an hour. Minutes leave room for a clock that is wrong by some.
ASSERTION_SECONDS = 300
_CURVE_ALGORITHMS = {
    "secp256r1": "ES256",
    "secp384r1": "ES384",
    "secp521r1": "ES512",
    "P-256": "ES256",
    "P-384": "ES384",
    "P-521": "ES512",
}


class NoAuth(AuthBase):
    """Sends no credential, and keeps requests from looking for one in ~/.netrc."""

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        return request


class SswsAuth(AuthBase):
    """Okta API token."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"SSWS {self._token.reveal()}"
        return request


class BearerAuth(AuthBase):
    """OAuth access token. `renew_at` is a time of `Clock.monotonic`."""

    def __init__(self, token: str, renew_at: float) -> None:
        self._token = token
        self.renew_at = renew_at

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def authentication_for(config: OktaConfig, clock: Clock) -> Authentication:
    """The scheme that the configuration names."""
    return ApiToken(config.api_token) if config.api_token is not None else ClientCredentials(config, clock)


class ApiToken:
    """A fixed API token."""

    def __init__(self, token: Secret) -> None:
        self._auth = SswsAuth(token)

    def of(self, calls: Calls) -> AuthBase:
        return self._auth

    def instead_of(self, refused: AuthBase, calls: Calls) -> AuthBase | None:
        return None


class ClientCredentials:
    """OAuth 2.0 client credentials with private_key_jwt. All threads share one access token."""

    def __init__(self, config: OktaConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._tokens: SharedRead[BearerAuth | DpopAuth] | None = None
        self._key: SigningKey | None = None
        self._prover: Prover | None = None  # made once the app has demanded DPoP
        self._nonce: str | None = None

    def of(self, calls: Calls) -> AuthBase:
        tokens = self._shared(calls)
        token = tokens.any_age()
        return tokens.other_than(token) if self._clock.monotonic() >= token.renew_at else token

    def instead_of(self, refused: AuthBase, calls: Calls) -> AuthBase | None:
        return self._shared(calls).other_than(refused)

    def _shared(self, calls: Calls) -> SharedRead[BearerAuth | DpopAuth]:
        if self._tokens is None:
            # Two threads may both get here; the loser's object is dropped unused, or used once.
            self._tokens = SharedRead(lambda: self._fetch(calls), self._clock)
        return self._tokens

    def _fetch(self, calls: Calls) -> BearerAuth | DpopAuth:
        asked_at = self._clock.monotonic()
        if self._key is None:
            self._key = SigningKey(self._config)
        fields = {
            "grant_type": "client_credentials",
            "scope": " ".join(self._config.scopes),
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self._assertion(self._key),
        }
        answer = self._ask(calls, fields, self._key)
        token, kind, lifetime = answer.get("access_token"), answer.get("token_type"), answer.get("expires_in")
        prover = self._prover if str(kind).lower() == "dpop" else None
        if not isinstance(token, str) or not token or (prover is None and str(kind).lower() != "bearer"):
            raise UnexpectedAnswer(
                f"token: POST {TOKEN_PATH} answered no bearer token (token_type {kind!r}).",
                operation=FETCH_TOKEN.id,
                method="POST",
                path=TOKEN_PATH,
            )
        seconds = float(lifetime) if isinstance(lifetime, (int, float)) and lifetime > 0 else 3600.0
        renew_at = asked_at + seconds - min(RENEW_BEFORE_SECONDS, seconds / 2)
        return BearerAuth(token, renew_at) if prover is None else DpopAuth(token, renew_at, prover)

    def _ask(self, calls: Calls, fields: dict[str, str], key: SigningKey) -> dict[str, Any]:
        """The token endpoint's answer, with a DPoP proof and the nonce for it as soon as it asks for them."""
        for _ in range(2):
            auth = NoAuth() if self._prover is None else ProofAuth(self._prover, self._nonce)
            try:
                return calls.form(FETCH_TOKEN, TOKEN_PATH, fields, auth)  # type: ignore[no-any-return]
            except Unauthorized as refused:
                if refused.error_code == "invalid_dpop_proof" and self._prover is None:
                    self._prover = key.prover(self._clock)
                elif refused.error_code == "use_dpop_nonce" and refused.nonce not in (None, self._nonce):
                    self._nonce = refused.nonce
                else:
                    raise
        auth = NoAuth() if self._prover is None else ProofAuth(self._prover, self._nonce)
        return calls.form(FETCH_TOKEN, TOKEN_PATH, fields, auth)  # type: ignore[no-any-return]

    def _assertion(self, key: SigningKey) -> str:
        # Without `jti`: Okta takes one only once, and a repeated call (its answer was lost) sends the same
        # body.
        return key.sign(
            {
                "iss": self._config.client_id,
                "sub": self._config.client_id,
                "aud": self._config.org_url + TOKEN_PATH,
                "exp": int(self._clock.now()) + ASSERTION_SECONDS,
            }
        )


class SigningKey:
    """The app's private key, RSA (RS256) or EC (ES256, ES384, ES512 by its curve), from PEM or JWK."""

    def __init__(self, config: OktaConfig) -> None:
        """Raises `ConfigError` when the key cannot be read, or PyJWT or cryptography is not installed."""
        assert config.private_key is not None
        self._jwt = _import_jwt()
        text = config.private_key.reveal()
        self._key_id = config.private_key_id
        try:
            if text.startswith("{"):
                jwk = json.loads(text)
                if "d" not in jwk:
                    raise _unreadable("it is a public key")
                self._key_id = self._key_id or jwk.get("kid")
                self.algorithm = _CURVE_ALGORITHMS[jwk["crv"]] if jwk["kty"] == "EC" else "RS256"
                self._key: Any = self._jwt.PyJWK.from_dict(jwk, algorithm=self.algorithm).key
            else:
                self._key, self.algorithm = _from_pem(text)
        except ConfigError:
            raise
        except Exception as problem:  # noqa: BLE001 - whatever the libraries raise: the key text must not be shown
            raise _unreadable(type(problem).__name__) from None

    def prover(self, clock: Clock) -> Prover:
        """A maker of DPoP proofs, with a key of its own."""
        return Prover(self._jwt, clock)

    def sign(self, claims: dict[str, Any]) -> str:
        """A signed JWT."""
        headers = {"kid": self._key_id} if self._key_id else None
        signed: str = self._jwt.encode(claims, self._key, algorithm=self.algorithm, headers=headers)
        return signed


def _from_pem(text: str) -> tuple[Any, str]:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(text.encode(), password=None)
    except TypeError:
        raise _unreadable("it is encrypted with a password") from None
    if isinstance(key, RSAPrivateKey):
        return key, "RS256"
    if isinstance(key, EllipticCurvePrivateKey) and key.curve.name in _CURVE_ALGORITHMS:
        return key, _CURVE_ALGORITHMS[key.curve.name]
    raise _unreadable("it is neither RSA nor EC (P-256, P-384, P-521)")


def _import_jwt() -> Any:  # noqa: ANN401 - a module that may be missing
    from oktaprofile.okta.site_packages import with_own_site_packages

    try:
        with with_own_site_packages():
            import cryptography.hazmat.primitives.serialization  # noqa: F401 - PyJWT imports it late
            import jwt
    except ImportError as missing:
        import sys

        raise ConfigError(
            f"OAuth needs the Python packages PyJWT and cryptography; {missing.name or missing} is not "
            f"installed for {sys.executable}.",
            argument="private_key",
            next_step=f"Run: {sys.executable} -m pip install 'PyJWT[crypto]'. Or set api_token instead.",
        ) from None
    return jwt


def _unreadable(why: str) -> ConfigError:
    return ConfigError(
        f"private_key cannot be used: {why} (the value is not shown).",
        argument="private_key",
        next_step="Give an unencrypted RSA or EC private key as PEM or JWK.",
    )
