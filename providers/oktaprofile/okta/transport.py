"""One HTTP exchange on `requests`: time-outs, TLS, proxies, redirects and the size of the answer.

What stays requests' business: proxies, REQUESTS_CA_BUNDLE and certificate checks (always on). Loopback goes
past any proxy. A redirect is never followed: an API call that is redirected reached something else than the
API.
"""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

from oktaprofile.okta.errors import ConnectionFailed, UnexpectedAnswer
from oktaprofile.okta.http_library import HTTPAdapter, requests

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from requests.auth import AuthBase

    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.config import OktaConfig

    class Transport(Protocol):
        """What `Calls` needs; tests give their own."""

        def send(
            self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None, auth: AuthBase
        ) -> Answer: ...


CONNECT_TIMEOUT_SECONDS = 10.0
# 200 applications with long settings are a few MB; nothing this room reads comes near this.
MAXIMUM_ANSWER_BYTES = 64 * 1024 * 1024
# Terraform has ten operations in flight.
CONNECTIONS = 10


class Answer:
    """An HTTP answer. Header names are lower-case; repeated headers are joined by ", ". `seconds`: how long it took."""

    __slots__ = ("body", "headers", "seconds", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes, seconds: float = 0.0) -> None:
        self.status = status
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body = body
        self.seconds = seconds


class RequestsTransport:
    """One `requests.Session` for the process; its connection pool serves all threads."""

    def __init__(self, config: OktaConfig, clock: Clock) -> None:
        self._clock = clock
        self._host = config.host
        self._timeout_seconds = config.timeout_seconds
        # requests takes "no_proxy" from here for its look at the environment.
        self._proxies = {"no_proxy": config.host} if config.is_loopback else None
        self.session = requests.Session()
        # Okta sets session cookies on API answers; an API client has no use for a session.
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("https://", "http://"):
            self.session.mount(
                scheme, HTTPAdapter(pool_connections=2, pool_maxsize=CONNECTIONS, max_retries=0)
            )

    def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None, auth: AuthBase
    ) -> Answer:
        """Send one request and read the whole answer, whatever its status.

        Raises `ConnectionFailed` (its `sent` tells whether Okta may have seen the request) and
        `UnexpectedAnswer` (a redirect, an endless answer).
        """
        began = self._clock.monotonic()
        try:
            with self.session.request(
                method,
                url,
                data=body,
                headers=dict(headers),
                auth=auth,
                timeout=(min(CONNECT_TIMEOUT_SECONDS, self._timeout_seconds), self._timeout_seconds),
                proxies=self._proxies,
                allow_redirects=False,
                stream=True,
            ) as response:
                if 300 <= response.status_code < 400:
                    raise self._redirected(response)
                content = self._read(response, began)
        except requests.RequestException as problem:
            raise self._failure(problem) from None
        return Answer(response.status_code, response.headers, content, self._clock.monotonic() - began)

    def _read(self, response: requests.Response, began: float) -> bytes:
        chunks, size = [], 0
        for chunk in response.iter_content(64 * 1024):
            chunks.append(chunk)
            size += len(chunk)
            if size > MAXIMUM_ANSWER_BYTES:
                raise UnexpectedAnswer(
                    f"{self._host} answered more than {MAXIMUM_ANSWER_BYTES // 1024**2} MB."
                )
            # requests' time-out starts anew with every packet; a trickle must end, too.
            if self._clock.monotonic() - began > 2 * self._timeout_seconds:
                raise ConnectionFailed(
                    f"{self._host} did not finish its answer within {2 * self._timeout_seconds:g} s.",
                    sent=True,
                )
        return b"".join(chunks)

    def _redirected(self, response: requests.Response) -> UnexpectedAnswer:
        from urllib.parse import urlsplit

        target = urlsplit(response.headers.get("location", ""))
        where = f" to {target.scheme}://{target.hostname}" if target.hostname else ""
        return UnexpectedAnswer(
            f"{self._host} answered {response.status_code}: a redirect{where}, "
            "where an API answer was expected.",
            status=response.status_code,
            next_step="Set org_url to the org's own address; a redirect is never followed.",
            sent=False,
        )

    def _failure(self, problem: requests.RequestException) -> ConnectionFailed:
        """requests' exception in our words: its own texts show object addresses, and may show headers."""
        within = f"within {self._timeout_seconds:g} s"
        causes = list(_chain(problem))
        names = {type(cause).__name__ for cause in causes}
        if isinstance(problem, requests.exceptions.SSLError):
            detail = next((str(cause) for cause in causes if type(cause).__module__ == "ssl"), "TLS failed")
            return ConnectionFailed(
                f"TLS with {self._host} failed: {detail}.",
                permanent=True,
                next_step="Check org_url; behind an inspecting proxy set REQUESTS_CA_BUNDLE to its CA file.",
            )
        if isinstance(problem, requests.exceptions.ProxyError):
            return ConnectionFailed(f"The proxy on the way to {self._host} could not be used.")
        if isinstance(problem, requests.exceptions.ConnectTimeout):
            return ConnectionFailed(f"{self._host} did not accept a connection in time.")
        if isinstance(problem, requests.exceptions.ReadTimeout):
            return ConnectionFailed(f"{self._host} did not answer {within}.", sent=True)
        if "NameResolutionError" in names:
            return ConnectionFailed(
                f"The host name {self._host} cannot be resolved.",
                next_step="Check org_url (or org_name, base_url).",
            )
        if "NewConnectionError" in names:
            reason = next(
                (cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror), ""
            )
            return ConnectionFailed(f"No connection to {self._host}{f': {reason}' if reason else ''}.")
        if isinstance(problem, (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            return ConnectionFailed(
                f"The connection to {self._host} broke before the answer was complete.", sent=True
            )
        return ConnectionFailed(
            f"The request to {self._host} could not be made ({type(problem).__name__}).", permanent=True
        )


def _chain(problem: BaseException) -> list[BaseException]:
    """An exception and what is inside it: causes, contexts, and urllib3's `reason`."""
    seen: list[BaseException] = []
    left: list[object] = [problem]
    while left:
        here = left.pop()
        if isinstance(here, BaseException) and all(here is not other for other in seen):
            seen.append(here)
            left += [*here.args, here.__cause__, here.__context__, getattr(here, "reason", None)]
    return seen
