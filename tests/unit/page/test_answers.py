"""What a server of the page answers: the page's own files, the policy of every answer, the document, and errors."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from oktaprofile.page.answers import HEADERS, Page
from oktaprofile.page.document import document
from oktaprofile.page.model import FeedFailed, Organization, Person
from tests.unit.page.orgs import RC, TYPE, ada, organization

STATIC = files("oktaprofile.page") / "static"


class Told:
    """A feed of one org and one person. `asked`: what people were asked for."""

    def __init__(self, failure: str = "") -> None:
        self.failure = failure
        self.asked: list[tuple[str, str, int]] = []

    def organization(self) -> Organization:
        if self.failure:
            raise FeedFailed(self.failure)
        return organization()

    def people(
        self, organization: Organization, search: str, after: str, limit: int
    ) -> tuple[list[Person], str]:
        self.asked.append((search, after, limit))
        return [ada()], "next"

    def person(self, organization: Organization, key: str) -> Person | None:
        return ada() if key in ("00u1", "ada@example.com") else None

    def news(self, seen: str) -> dict[str, Any]:
        return {"seen": "2", "revision": "1", "journal": [], "import": None}


def asked(page: Page, path: str, **query: str) -> tuple[int, Any]:
    """Status and JSON."""
    answer = page.get(path, query)
    return answer.status, json.loads(answer.body)


def test_the_page_is_made_of_its_own_files_alone() -> None:
    """No address of another place in any of them, no markup from text, no style or script inside of the HTML."""
    names = [one.name for one in STATIC.iterdir()]
    assert sorted(names) == ["index.html", "org.js", "page.css", "page.js", "parts.js", "views.js"]
    for name in names:
        text = (STATIC / name).read_text("utf-8")
        assert not re.search(r"https?://|//cdn|@import|url\(", text), name
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text
        ), name
        assert name != "index.html" or not re.search(r"<style|<script(?![^>]*src)|\son\w+=|style=", text)


def test_every_answer_carries_the_policy() -> None:
    """Scripts, styles and calls of this origin only; in no frame; nothing is cached."""
    policy = HEADERS["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
    ):
        assert part in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert HEADERS["Cache-Control"] == "no-store"


def test_the_token_stands_in_the_page_and_nowhere_else() -> None:
    """It is put into the HTML; other answers do not hold it."""
    page = Page(Told(), token="a-token-of-this-run")
    assert b"a-token-of-this-run" in page.get("", {}).body
    for path in ("page.js", "page.css", "data/org", "data/people", "data/news"):
        assert b"a-token-of-this-run" not in page.get(path, {}).body


@pytest.mark.parametrize(
    "path", ["data", "data/secrets", "../answers.py", "index.html", "page.js/", "%2e%2e/answers.py"]
)
def test_there_is_nothing_else(path: str) -> None:
    """404 for any path that is not the page's."""
    assert Page(Told()).get(path, {}).status == 404


def test_people_are_asked_for_by_search_page_and_a_bounded_number() -> None:
    """A number that is none, or too large, is not taken."""
    feed = Told()
    page = Page(feed)
    status, body = asked(page, "data/people", search=" ada ", after="x", limit="5000")
    assert (status, body["next"], body["people"][0]["name"]) == (200, "next", "Ada Ito")
    for limit in ("-1", "x", "0", "²"):
        page.get("data/people", {"limit": limit})
    assert feed.asked == [("ada", "x", 100), *[("", "", 25)] * 4]


def test_a_person_by_login_with_their_results() -> None:
    """The values side by side and of each line; nobody is a sentence."""
    status, body = asked(Page(Told()), "data/person", key="ada@example.com")
    assert (status, body["okta"], body["state"]) == (200, "+12065550100#12", "in step")
    assert body["results"][RC]["to_okta"]["primaryPhone"] == {"value": "+12065550100#12"}
    assert asked(Page(Told()), "data/person", key="nobody") == (
        404,
        {"error": "Nobody has this id or login."},
    )


def test_an_org_that_cannot_be_read_is_a_sentence() -> None:
    """502 with what the feed says."""
    assert asked(Page(Told("Okta is away.")), "data/org") == (502, {"error": "Okta is away."})


def test_masking_reaches_values_and_texts() -> None:
    """People's digits by shape, texts of the description by `clean`; the page is told."""
    page = Page(
        Told(),
        hide=True,
        clean=lambda value: json.loads(json.dumps(value).replace("RingCentral", "(hidden)")),
    )
    body = asked(page, "data/org")[1]
    assert body["masked"] is True
    assert body["apps"][0]["label"] == "(hidden)"
    assert asked(page, "data/people")[1]["people"][0]["okta"] == "+•••••••••••#••"


def test_the_document_has_the_console_s_words() -> None:
    """Sources in words, the apps of an override by label, base and custom, external names, a broken expression."""
    found = document(organization(expression="(("))
    user = {one["name"]: one for one in found["profiles"][TYPE]["attributes"]}
    assert user["primaryPhone"]["source"] == "Override profile source"
    assert user["primaryPhone"]["priority"] == ["RingCentral"]
    assert user["login"]["source"] == "Inherit from Okta"
    app = {one["name"]: one for one in found["profiles"][RC]["attributes"]}
    assert (app["email"]["custom"], app["directNumber"]["custom"]) == (False, True)
    assert (app["email"]["external"], app["directNumber"]["external"]) == (None, "directNumber")
    assert [one["severity"] for one in found["mappings"][0]["lines"][0]["findings"]] == ["error"]
    assert [one["profile"] for one in found["apps"]] == [True, False, True]


def test_half_a_character_is_answered_all_the_same() -> None:
    """A half surrogate pair in an org's text is no reason to answer nothing."""
    page = Page(Told(), hide=True, clean=lambda value: {**value, "url": "\ud800"})
    assert asked(page, "data/org")[1]["url"] == "\ud800"
