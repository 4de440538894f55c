"""The embedded org's page over its socket: people, news, the button, and what it never shows or counts."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from oktaprofile.cli.demo.existing import ten_steps_by_hand
from oktaprofile.cli.demo.stage import EmbeddedOrg
from tests.contract.simulator.client import Client

PAGE = "/simulator/page/"
JSON = {"Content-Type": "application/json"}


def token_of(org: Client) -> str:
    """The token that stands in the page."""
    found = re.search(r'name="page-token" content="([^"]+)"', org.call("GET", PAGE).text)
    assert found
    return found[1]


def press(org: Client, body: Any, **headers: str | None) -> requests.Response:
    """The button, as the page presses it, with headers changed or left out."""
    given = {"Origin": org.url, "X-Page-Token": token_of(org), **headers}
    return org.call(
        "POST", f"{PAGE}import", body, headers={name: value for name, value in given.items() if value}
    )


def news(org: Client, seen: str = "") -> dict[str, Any]:
    """News; waited for where something was seen."""
    found: dict[str, Any] = org.get(f"{PAGE}data/news?seen={seen}")
    return found


def test_the_address_leads_to_the_page(org: Client) -> None:
    """Without a token of Okta's; with the policy; and looking at it is no request to the org."""
    answer = requests.get(org.url, timeout=10)
    assert answer.url == org.url + PAGE
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert requests.get(f"{org.url}/simulator/page", timeout=10).url == org.url + PAGE
    for name in ("page.css", "page.js", "views.js", "org.js", "parts.js", "data/org", "data/people"):
        assert requests.get(f"{org.url}{PAGE}{name}", timeout=10).status_code == 200
    assert org.get("/simulator/requests")["total"] == 0


def test_people_are_searched_and_paged_on_the_server(start: Callable[..., Client]) -> None:
    """Every page has other people, all of them come once; a search finds by the start of a name or login."""
    org = start(users=70)
    seen: list[str] = []
    after = ""
    while True:
        found = org.get(f"{PAGE}data/people?limit=25&after={after}")
        seen += [one["id"] for one in found["people"]]
        after = found["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 70
    login = found["people"][0]["login"]
    assert [one["login"] for one in org.get(f"{PAGE}data/people?search={login.upper()}")["people"]] == [login]
    assert org.get(f"{PAGE}data/people?search=%25")["people"] == []


def test_news_wait_for_a_write(org: Client) -> None:
    """A long poll ends with the write that somebody else makes, with its request in the journal, without its body."""
    first = news(org)
    began = time.monotonic()
    threading.Timer(0.3, ten_steps_by_hand, [EmbeddedOrg(org.url)]).start()
    second = news(org, first["seen"])
    assert 0.2 < time.monotonic() - began < 10
    for _ in range(50):
        if any(one["operation"] == "updateUserProfile" for one in second["journal"]):
            break
        second = news(org, second["seen"])
    assert second["revision"] != first["revision"]
    assert all("body" not in one for one in second["journal"])
    states = [one["state"] for one in org.get(f"{PAGE}data/org")["steps"]]
    assert states == ["done"] * 10


def test_the_button_imports_and_says_what_changed(start: Callable[..., Client]) -> None:
    """Its counts are those of the control path on an org of the same seed; people then have their numbers."""
    one, other = start(users=40), start(users=40)
    for org in (one, other):
        ten_steps_by_hand(EmbeddedOrg(org.url))
    app_id = one.get(f"{PAGE}data/org")["app"]
    answer = press(one, {"app_id": app_id})
    assert answer.status_code == 202
    while (run := news(one)["import"])["running"]:
        time.sleep(0.02)
    assert run["done"] == run["total"] > 0
    assert run["failed"] is None
    assert run["counts"] == other.call("POST", "/simulator/import", {"app_id": app_id}).json()
    states = {person["state"] for person in one.get(f"{PAGE}data/people?limit=100")["people"]}
    assert "in step" in states
    assert "differs" not in states


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Page-Token": None},
        {"X-Page-Token": "guessed"},
        {"Origin": None},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
def test_nobody_else_presses_the_button(org: Client, headers: dict[str, str | None]) -> None:
    """Another page, another program, or a page without the token: 403, and nothing is imported."""
    app_id = org.get(f"{PAGE}data/org")["app"]
    assert press(org, {"app_id": app_id}, **headers).status_code == 403
    assert news(org)["import"] is None


def test_a_button_that_cannot_import_says_why(org: Client) -> None:
    """An app that is not there, and a body that is none."""
    assert press(org, {"app_id": "0oaNone"}).status_code == 404
    assert press(org, {"app_id": 7}).status_code == 400
    assert press(org, {}).status_code == 404


def test_no_secret_of_the_org_is_on_its_page(org: Client) -> None:
    """Neither an app's credentials, nor a client's key, nor the API token."""
    org.call(
        "POST",
        "/simulator/load",
        {
            "apps": [
                {
                    "id": "0oaSecret",
                    "label": "OIDC",
                    "name": "oidc_client",
                    "credentials": {"oauthClient": {"client_secret": "s3cret-of-an-app"}},
                }
            ],
            "clients": [
                {"client_id": "0oaClient", "keys": [{"pem": "-----BEGIN PUBLIC KEY-----of-a-client"}]}
            ],
        },
    )
    for path in ("", "data/org", "data/people", "data/news", "data/person?key=00u"):
        text = org.call("GET", PAGE + path).text
        assert not re.search(r"s3cret|of-a-client|simulator-token", text)
    assert "OIDC" in org.call("GET", f"{PAGE}data/org").text


def test_an_org_without_an_app_or_mapping_is_shown(start: Callable[..., Client]) -> None:
    """`--empty`: nothing to show is no failure."""
    org = start(demo_apps=False)
    assert org.call("GET", f"{PAGE}data/people").status_code == 200
    found = org.get(f"{PAGE}data/org")
    assert (found["apps"], len(found["steps"])) == ([], 10)
