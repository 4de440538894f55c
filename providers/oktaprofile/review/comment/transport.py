"""HTTP to a site's API through requests: retries with waits, pages, and errors that say what to do.

A request is tried again when the site asks for it (429, or 403 with `Retry-After` or an exhausted rate limit), on 502,
503 and 504, and when the connection breaks. Making a comment is not tried again blindly: it may have been made.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin

import requests

from oktaprofile.review.errors import ReviewError
from oktaprofile.review.words import printable
from oktaprofile.text import trust
from oktaprofile.text.address import Address
from oktaprofile.text.redact import hide_proxy_passwords, redact

TRIES = 5
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
TIMEOUT_SECONDS = 30.0
MOST_PAGES = 200

Sleep = Callable[[float], None]


class Unanswered(ReviewError):  # noqa: N818 - reads as what it is
    """No final answer came after all tries. What was asked for may have happened."""


class Refused(ReviewError):  # noqa: N818 - reads as what it is
    """The site answered with an error. `status` is its HTTP status."""

    def __init__(self, message: str, next_step: str, status: int) -> None:
        super().__init__(message, next_step)
        self.status = status


class Api:
    """One site's API. `base`: such as https://api.github.com; `headers` carry the token, which no error shows."""

    def __init__(self, base: str, headers: dict[str, str], *, sleep: Sleep = time.sleep) -> None:
        self.base = base.rstrip("/") + "/"
        try:
            self._origin = Address(self.base).origin
        except ValueError as why:
            raise ReviewError(
                f"The API's address {why}.", "Check it: https://api.github.com, for example."
            ) from None
        try:
            authorities = trust.authorities(os.environ)
        except trust.UnreadableAuthorities as why:
            raise ReviewError(*why.args) from None
        hide_proxy_passwords(os.environ)
        self._sleep = sleep
        self._headers = headers
        self._session = requests.Session()
        self._how: dict[str, Any] = {
            "timeout": TIMEOUT_SECONDS,
            "allow_redirects": False,
            "auth": _no_other,
            "verify": authorities or True,
        }

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,  # noqa: ANN401
        *,
        again: bool = True,
        redirect: bool = False,
    ) -> requests.Response:
        """One answer with a status below 300. `again`: whether it may be sent more than once after a failure.
        `redirect`: an answer that leads elsewhere is one too; it is not followed here, since it would get the token.

        Raises Refused, or Unanswered.
        """
        url = urljoin(self.base, path)
        address = _address(url)
        if address is None or address.login or address.origin != self._origin:
            elsewhere = f" ({address.host})" if address is not None else ""
            raise ReviewError(
                redact(f"The site's next page is on another host{elsewhere}, which gets no token.")
            )
        wait, problem = FIRST_WAIT_SECONDS, ""
        for attempt in range(TRIES):
            if attempt:
                self._sleep(min(wait, LONGEST_WAIT_SECONDS))
                wait = FIRST_WAIT_SECONDS * 2**attempt
            try:
                answer = self._session.request(method, url, json=body, headers=self._headers, **self._how)
            except (
                requests.RequestException,
                ValueError,
            ) as error:  # ValueError: an answer leads to no address
                if "CERTIFICATE_VERIFY_FAILED" in str(error):
                    raise _not_trusted(self._origin) from None
                problem = type(error).__name__
                if again:
                    continue
                break
            asked = _asked_to_wait(answer)
            if asked is not None:  # refused before anything was done
                wait, problem = max(wait, asked), f"status {answer.status_code}: the site asks to wait"
                continue
            if answer.status_code in (500, 502, 503, 504):
                problem = f"status {answer.status_code}"
                if again:
                    continue
                break
            if answer.status_code >= 300 and not (redirect and answer.is_redirect):
                raise _refused(f"{method} {address.path}", answer)
            return answer
        raise Unanswered(
            redact(f"{method} {address.path} at {self._origin} was not done ({problem})."),
            "Look at the site's status page, and run the step again: it updates the comment that is there.",
        )

    def elsewhere(self, url: str) -> requests.Response:
        """The answer of another host, which gets no token; its body is still to be read. Raises RequestException."""
        return self._session.get(url, stream=True, **self._how)

    def object(self, method: str, path: str, body: Any = None, *, again: bool = True) -> dict[str, Any]:  # noqa: ANN401
        """The answer to `call` as a JSON object. Raises ReviewError where it is none, such as a proxy's page."""
        try:
            found = self.call(method, path, body, again=again).json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ReviewError(f"{method} {path} did not answer with an object.", "Check the API's address.")
        return found

    def pages(self, path: str, name: str = "") -> Iterator[dict[str, Any]]:
        """Every item of a list, page by page. `name`: under which an answer has the list; "": it is the list."""
        following: str | None = path
        for _ in range(MOST_PAGES):
            if following is None:
                return
            answer = self.call("GET", following)
            try:
                items = answer.json()[name] if name else answer.json()
            except (ValueError, KeyError, TypeError):
                items = None
            if not isinstance(items, list):
                raise ReviewError(f"GET {path} did not answer with a list.", "Check the API's address.")
            yield from (item for item in items if isinstance(item, dict))
            following = answer.links.get("next", {}).get("url")
        raise ReviewError(
            f"GET {path.partition('?')[0]} has more than {MOST_PAGES} pages.",
            "Close this request and open a new one.",
        )


def _no_other(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps requests from sending what ~/.netrc has for a host: in place of the token, or to a storage."""
    return request


def _not_trusted(origin: str) -> ReviewError:
    return ReviewError(
        f"The certificate of {origin} is not trusted.",
        f"Trusted are {trust.described(os.environ)}. Name a PEM file with your company's CA in REQUESTS_CA_BUNDLE (or "
        "SSL_CERT_FILE). The check cannot be switched off.",
    )


def _asked_to_wait(answer: requests.Response) -> float | None:
    """Seconds that the site asks to wait; None when it does not ask.

    GitHub refuses with 403 what goes over a limit, at times without a header ("Rate limits for the REST API",
    docs.github.com, read 2026-11).
    """
    limited = answer.status_code == 403 and (
        "retry-after" in answer.headers
        or answer.headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in _said(answer).lower()
    )
    if answer.status_code != 429 and not limited:
        return None
    asked = answer.headers.get("retry-after", "")
    try:
        return max(0.0, float(asked))
    except ValueError:
        return LONGEST_WAIT_SECONDS if asked else 0.0  # a date


def _said(answer: requests.Response) -> str:
    """The site's own words, at most 300 characters of them, none of which could steer a terminal."""
    try:
        said = answer.json().get("message", "")
    except (ValueError, AttributeError):
        return ""
    return printable(redact(str(said)[:3000])[:300])


_NEXT_STEPS = {
    401: "The token is missing, expired or wrong.",
    403: "The token may not do that, or the conversation is locked: it needs to read and write comments of pull "
    "(merge) requests.",
    404: "Check the repository and the number; a token without rights also gets this answer.",
    410: "Comments are turned off there.",
    413: "Post what --format markdown wrote; it is never too long.",
    422: "The site does not take this text; post what --format markdown wrote.",
}


def _address(url: str) -> Address | None:
    try:
        return Address(url)
    except ValueError:
        return None


def _refused(asked: str, answer: requests.Response) -> Refused:
    said = _said(answer)
    words = f": {said}" if said else ""
    if answer.is_redirect:
        target = _address(redact(answer.headers["location"]))
        words = f", which leads to {target.host if target is not None else 'another path'}"
    return Refused(
        redact(f"{asked} was refused with status {answer.status_code}{words}."),
        _NEXT_STEPS.get(answer.status_code, "Check the API's address and what the site says."),
        answer.status_code,
    )
