"""The answers of a server of the page, whichever server it is.

Live by long polling: `data/news` waits until something is new. It is one more GET, so both servers answer it with what
they have, it passes the same checks, a lost answer loses nothing (the page says what it has seen), and a server that
stops only has to answer. Server-sent events would need a stream of each server and a second way to refuse a caller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any, NamedTuple

from oktaprofile.page.document import document
from oktaprofile.page.flow import flow_of
from oktaprofile.page.model import Feed, FeedFailed
from oktaprofile.page.people import as_it_is, masked, results, row

WAIT_SECONDS = 25.0
"""How long news may be waited for; proxies and browsers give up later than that."""
MOST_PEOPLE = 100
_PLACEHOLDER = "page-token-goes-here"
_HTML, _CSS, _SCRIPT, _JSON = "text/html", "text/css", "text/javascript", "application/json"
_STATIC = {"": ("index.html", _HTML), "page.css": ("page.css", _CSS)} | {
    name: (name, _SCRIPT) for name in ("page.js", "views.js", "org.js", "parts.js")
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer."""


class PageAnswer(NamedTuple):
    """`body` is UTF-8."""

    status: int
    content_type: str
    body: bytes


class Page:
    """The page of one org. `token`: what the page sends with a write, "" where there is none to send. `hide`: numbers
    are masked, and `clean` takes them out of texts such as expressions."""

    def __init__(
        self,
        feed: Feed,
        *,
        token: str = "",
        hide: bool = False,
        clean: Callable[[Any], Any] = as_it_is,
    ) -> None:
        self.feed = feed
        self._token = token
        self._hide = hide
        self._show = masked if hide else as_it_is
        self._clean = clean if hide else as_it_is

    def get(self, path: str, query: Mapping[str, str]) -> PageAnswer:
        """The answer to a GET of `path` below the page's own address, except for waiting. 404 for any other path."""
        if path in _STATIC:
            name, kind = _STATIC[path]
            text = (files("oktaprofile.page") / "static" / name).read_text("utf-8")
            return PageAnswer(200, f"{kind}; charset=utf-8", text.replace(_PLACEHOLDER, self._token).encode())
        answers: dict[str, Callable[[Mapping[str, str]], Any]] = {
            "data/org": lambda _: {**self._clean(document(self.feed.organization())), "masked": self._hide},
            "data/people": self._people,
            "data/person": self._person,
            "data/news": lambda given: self.feed.news(given.get("seen", "")),
        }
        if path not in answers:
            return json_answer({"error": "There is nothing here."}, 404)
        try:
            return json_answer(answers[path](query))
        except FeedFailed as failure:
            return json_answer({"error": str(failure)}, 502)
        except _Unknown as unknown:
            return json_answer({"error": str(unknown)}, 404)

    def _people(self, query: Mapping[str, str]) -> dict[str, Any]:
        org = self.feed.organization()
        flow = flow_of(org)
        given = query.get("limit", "")
        limit = min(int(given), MOST_PEOPLE) if given.isdecimal() and int(given) else 25
        people, following = self.feed.people(
            org, query.get("search", "").strip(), query.get("after", ""), limit
        )
        return {"people": [row(org, flow, one, self._show, self._clean) for one in people], "next": following}

    def _person(self, query: Mapping[str, str]) -> dict[str, Any]:
        org = self.feed.organization()
        person = self.feed.person(org, query.get("key", "").strip())
        if person is None:
            raise _Unknown("Nobody has this id or login.")
        shown = row(org, flow_of(org), person, self._show, self._clean)
        return {**shown, **results(org, person, self._show)}


class _Unknown(Exception):  # noqa: N818 - reads as what happened
    """What was asked for is not there."""


def json_answer(body: object, status: int = 200) -> PageAnswer:
    """JSON of a body."""
    return PageAnswer(status, _JSON, json.dumps(body, separators=(",", ":")).encode())
