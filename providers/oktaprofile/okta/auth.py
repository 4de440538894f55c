"""Authentication: one `requests` AuthBase per scheme, and where its credential comes from.

    API token    Authorization: SSWS <token>
    OAuth 2.0    Authorization: Bearer <access token>, or DPoP (dpop.py) where the app demands it

The access token is fetched with client_credentials and a private key JWT from the org authorization server
(https://{org}/oauth2/v1/token; a custom one cannot give Okta's own scopes).

PyJWT and cryptography are imported only when OAuth is used, from the interpreter's own site-packages (signing.py). When
a token is renewed is measured by the monotonic clock from Okta's `expires_in`: a wall clock that is wrong, or is set
in between, does not matter for it.
Nothing here logs, no object shows its credential in its repr, and what is signed or bought is hidden from all texts.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from oktaprofile.okta.answers import decode
from oktaprofile.okta.dpop import DpopAuth, ProofAuth, Prover
from oktaprofile.okta.errors import Unauthorized, UnexpectedAnswer
from oktaprofile.okta.http_library import AuthBase
from oktaprofile.okta.operations import TOKEN
from oktaprofile.okta.shared_read import SharedRead
from oktaprofile.okta.signing import SigningKey
from oktaprofile.text.redact import hide

if TYPE_CHECKING:
    from typing import Any

    from requests import PreparedRequest

    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.config import OktaConfig
    from oktaprofile.okta.credentials import Secret
    from oktaprofile.okta.sender import Authentication, Sender

# A token is replaced this long before it ends, or at half its life when that is shorter.
RENEW_BEFORE_SECONDS = 60.0
# The assertion is used at once; Okta allows an hour. Minutes leave room for a clock that is wrong by some.
ASSERTION_SECONDS = 300
LONGEST_LIFETIME_SECONDS = 24 * 3600.0
LONGEST_TOKEN = 64 * 1024
# Okta takes proofs and assertions of clocks that are wrong by minutes. A lesser difference is no cause.
NOTABLE_SKEW_SECONDS = 60.0


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

    def of(self, sender: Sender) -> AuthBase:
        return self._auth

    def instead_of(self, used: AuthBase, refusal: Unauthorized, sender: Sender) -> AuthBase | None:
        return None

    def heard(self, nonce: str) -> None:
        """Nothing: there is no proof to put it in."""

    def scopes(self) -> tuple[str, ...] | None:
        return None


class ClientCredentials:
    """OAuth 2.0 client credentials with private_key_jwt. All threads share one access token."""

    def __init__(self, config: OktaConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._tokens: SharedRead[BearerAuth | DpopAuth] | None = None
        self._key: SigningKey | None = None
        self._prover: Prover | None = None  # made once the app has demanded DPoP
        self._nonce: str | None = None  # of the token endpoint; the API's is kept by the prover
        self._granted = config.scopes

    def of(self, sender: Sender) -> AuthBase:
        tokens = self._shared(sender)
        token = tokens.any_age()
        return tokens.other_than(token) if self._clock.monotonic() >= token.renew_at else token

    def instead_of(self, used: AuthBase, refusal: Unauthorized, sender: Sender) -> AuthBase | None:
        if refusal.error_code == "use_dpop_nonce" and isinstance(used, DpopAuth):
            return used  # its next proof holds the nonce that was `heard`
        # An access token can be revoked before its time, or have slept through it; a new one is worth a try.
        # Assumed (row 12): Okta answers E0000011 for an expired or revoked access token as for a wrong API token; an
        # access token used after its hour in a real org would settle it.
        if refusal.error_code == "E0000011":
            return self._shared(sender).other_than(used)
        self._blame_the_clock(refusal)
        return None

    def heard(self, nonce: str) -> None:
        if self._prover is not None:
            self._prover.api_nonce = nonce

    def scopes(self) -> tuple[str, ...] | None:
        return self._granted

    def _shared(self, sender: Sender) -> SharedRead[BearerAuth | DpopAuth]:
        if self._tokens is None:
            # Two threads may both get here; the loser's object is dropped unused, or used once.
            self._tokens = SharedRead(lambda: self._fetch(sender), self._clock)
        return self._tokens

    def _fetch(self, sender: Sender) -> BearerAuth | DpopAuth:
        asked_at = self._clock.monotonic()
        if self._key is None:
            self._key = SigningKey(self._config)
        fields = {
            "grant_type": "client_credentials",
            "scope": " ".join(self._config.scopes),
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": self._assertion(self._key),
        }
        answer = self._ask(sender, fields, self._key)
        token, kind = answer.get("access_token"), str(answer.get("token_type"))[:20]
        prover = self._prover if kind.lower() == "dpop" else None
        if (
            not isinstance(token, str)
            or not _is_token(token)
            or (prover is None and kind.lower() != "bearer")
        ):
            raise UnexpectedAnswer(
                f"token: POST {TOKEN.path} answered no bearer token (token_type {kind!r}).",
                operation=TOKEN.id,
                method="POST",
                path=TOKEN.path,
            )
        if isinstance(answer.get("scope"), str) and answer["scope"].strip():
            self._granted = tuple(answer["scope"].split())
        hide(token)
        seconds = _lifetime(answer.get("expires_in"))
        renew_at = asked_at + seconds - min(RENEW_BEFORE_SECONDS, seconds / 2)
        return BearerAuth(token, renew_at) if prover is None else DpopAuth(token, renew_at, prover)

    def _ask(self, sender: Sender, fields: dict[str, str], key: SigningKey) -> dict[str, Any]:
        """The token endpoint's answer, with a DPoP proof and the nonce for it as soon as it asks for them."""
        for attempt in range(3):
            auth = NoAuth() if self._prover is None else ProofAuth(self._prover, self._nonce)
            try:
                answer = sender.form(TOKEN, TOKEN.path, fields, auth)
            except Unauthorized as refused:
                asked_for_proof = refused.error_code == "invalid_dpop_proof" and self._prover is None
                asked_for_nonce = refused.error_code == "use_dpop_nonce" and refused.nonce not in (
                    None,
                    self._nonce,
                )
                if attempt == 2 or not (asked_for_proof or asked_for_nonce):
                    self._blame_the_clock(refused)
                    raise
                if asked_for_proof:
                    self._prover = key.prover(self._clock)
                self._nonce = refused.nonce or self._nonce
            else:
                self._nonce = answer.headers.get("dpop-nonce") or self._nonce
                return decode(TOKEN, TOKEN.path, answer, dict)  # type: ignore[no-any-return]
        raise AssertionError("the third attempt returns or raises")

    def _blame_the_clock(self, refusal: Unauthorized) -> None:
        """Says so when this machine's clock and Okta's differ: assertions and proofs hold the time."""
        if refusal.server_time is None:
            return
        ahead = self._clock.now() - refusal.server_time
        if abs(ahead) < NOTABLE_SKEW_SECONDS:
            return
        ours, theirs = (_shown(moment) for moment in (self._clock.now(), refusal.server_time))
        refusal.message += (
            f" This machine's clock is wrong: it is {_duration(abs(ahead))} {'ahead of' if ahead > 0 else 'behind'} "
            f"Okta's ({ours} here, {theirs} there)."
        )
        refusal.next_step = (
            "Set this machine's clock: what is signed with the private key holds the time, and Okta refuses it "
            "when it is not now."
        )

    def _assertion(self, key: SigningKey) -> str:
        # Without `jti`: Okta takes one only once, and a repeated call (its answer was lost) sends the same
        # body.
        return key.sign(
            {
                "iss": self._config.client_id,
                "sub": self._config.client_id,
                "aud": self._config.org_url + TOKEN.path,
                "exp": int(self._clock.now()) + ASSERTION_SECONDS,
            }
        )


def _is_token(token: str) -> bool:
    """Whether it can be a header's value: what cannot would fail there, with a text that shows a part of it."""
    return 0 < len(token) <= LONGEST_TOKEN and token.isascii() and token.isprintable() and " " not in token


def _lifetime(seconds: object) -> float:
    """How long a token lasts; an hour, as Okta's do, when the answer does not say it sensibly."""
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not seconds > 0:
        return 3600.0
    return float(min(seconds, LONGEST_LIFETIME_SECONDS))


def _shown(moment: float) -> str:
    try:
        return f"{datetime.fromtimestamp(moment, timezone.utc):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return "no date at all"


def _duration(seconds: float) -> str:
    for size, name in ((365.25 * 86400, "years"), (86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} seconds"
