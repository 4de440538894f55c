"""One HTTP exchange on `requests`: time-outs, TLS, proxies, redirects and the size of the answer.

What stays requests' business: proxies and certificate checks (always on; whom to trust: text/trust.py). Loopback goes
past any proxy. A redirect is never followed: an API call that is redirected reached something else than the
API. An answer ends in time (connections.py) and within a size, also when it is unpacked.
"""

from __future__ import annotations

import os
import sys
import time
from http.client import HTTPException
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

from urllib3.exceptions import HTTPError

from oktaprofile.okta.connections import Deadline, TimedAdapter
from oktaprofile.okta.errors import ConnectionFailed, UnexpectedAnswer
from oktaprofile.okta.failures import failure
from oktaprofile.okta.http_library import requests
from oktaprofile.text.address import Address
from oktaprofile.text.redact import hide_proxy_passwords, is_in, redact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from requests.auth import AuthBase

    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.config import OktaConfig

    class Transport(Protocol):
        """What `Sender` needs; tests give their own."""

        def send(
            self,
            method: str,
            url: str,
            *,
            headers: Mapping[str, str],
            body: bytes | None,
            auth: AuthBase,
            seconds: float,
        ) -> Answer: ...


CONNECT_TIMEOUT_SECONDS = 10.0
# 200 applications with long settings are a few MB; nothing this room reads comes near this.
MAXIMUM_ANSWER_BYTES = 64 * 1024 * 1024
# What requests takes from the environment: proxies, and authorities in place of certifi's.
FOR_REQUESTS = frozenset(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"))
# Of the compressions that requests would offer, the one that is always there; never several on top of each other.
ENCODING = "gzip"


class _Session(requests.Session):
    """A session that does not look at redirects.

    Also when it does not follow them, requests reads a redirect's whole body, without limit, to prepare the next one.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: there is nothing to follow."""


class Answer:
    """An HTTP answer. Header names are lower-case; repeated headers are joined by ", ". `seconds`: how long it took."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes, seconds: float = 0.0) -> None:
        self.status = status
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.body = body
        self.seconds = seconds


class RequestsTransport:
    """One `requests.Session` for the process; its connection pool serves all threads."""

    def __init__(self, config: OktaConfig, clock: Clock) -> None:
        hide_proxy_passwords(os.environ)
        self._clock = clock
        self._host = config.host
        self._timeout_seconds = config.timeout_seconds
        self._deadline = Deadline()
        self._verify = config.ca_bundle or True
        # requests takes "no_proxy" from here for its look at the environment.
        self._proxies = {"no_proxy": config.host} if config.is_loopback else None
        self.session = _Session()
        # Where there is nothing, requests would look at every call all the same, with modules that load for 10 ms.
        # On macOS a proxy may be named in the system's settings.
        told = not FOR_REQUESTS.isdisjoint(map(str.upper, os.environ))
        self.session.trust_env = told or sys.platform == "darwin"
        self.session.headers["Accept-Encoding"] = ENCODING
        # Okta sets session cookies on API answers; an API client has no use for a session.
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("https://", "http://"):
            self.session.mount(
                scheme,
                TimedAdapter(
                    self._deadline,
                    tls=scheme == "https://",
                    pool_connections=2,
                    pool_maxsize=config.parallelism,
                    max_retries=0,
                ),
            )

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        auth: AuthBase,
        seconds: float,
    ) -> Answer:
        """Send one request and read the whole answer, whatever its status, within so many seconds.

        Raises `ConnectionFailed` (its `sent` tells whether Okta may have seen the request) and
        `UnexpectedAnswer` (a redirect, an endless answer).
        """
        began = self._clock.monotonic()
        self._deadline.ends = time.monotonic() + seconds
        silence = min(self._timeout_seconds, seconds)
        try:
            with self.session.request(
                method,
                url,
                data=body,
                headers=dict(headers),
                auth=auth,
                timeout=(min(CONNECT_TIMEOUT_SECONDS, silence), silence),
                proxies=self._proxies,
                verify=self._verify,
                allow_redirects=False,
                stream=True,
            ) as response:
                if 300 <= response.status_code < 400:
                    raise self._redirected(response)
                content = self._read(response, began, seconds)
                if response.status_code < 300:
                    self._refuse_echo(response, content)
        except (requests.RequestException, HTTPError, HTTPException, OSError, UnicodeError) as problem:
            raise failure(problem, self._host, silence, seconds) from None
        return Answer(response.status_code, response.headers, content, self._clock.monotonic() - began)

    def _read(self, response: requests.Response, began: float, seconds: float) -> bytes:
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", ENCODING):
            raise UnexpectedAnswer(f"{self._host} answered in another compression than was asked for.")
        chunks, size = [], 0
        for chunk in response.iter_content(64 * 1024):
            chunks.append(chunk)
            size += len(chunk)
            if size > MAXIMUM_ANSWER_BYTES:
                raise UnexpectedAnswer(
                    f"{self._host} answered more than {MAXIMUM_ANSWER_BYTES // 1024**2} MB."
                )
            if self._clock.monotonic() - began > seconds:
                raise ConnectionFailed(
                    f"{self._host} did not finish its answer within {seconds:.3g} s.", sent=True
                )
        return b"".join(chunks)

    def _refuse_echo(self, response: requests.Response, content: bytes) -> None:
        """An error's text is shown without credentials; what an answer holds goes to states, files and tables."""
        for name in ("Authorization", "DPoP"):
            sent = str(response.request.headers.get(name, "")).rpartition(" ")[2]
            if sent and is_in(content, sent):
                raise UnexpectedAnswer(
                    f"{self._host} answered {response.status_code} with the credential that it was sent.",
                    status=response.status_code,
                    next_step="Okta never does. Find out what answers in its place (HTTPS_PROXY, org_url), and "
                    "revoke the credential: it may be in a log there.",
                )

    def _redirected(self, response: requests.Response) -> UnexpectedAnswer:
        try:
            where = f" to {Address(redact(response.headers.get('location', ''))).origin}"[:200]
        except ValueError:
            where = ""
        return UnexpectedAnswer(
            f"{self._host} answered {response.status_code}: a redirect{where}, "
            "where an API answer was expected.",
            status=response.status_code,
            next_step="Set org_url to the org's own address; a redirect is never followed.",
            sent=False,
        )
