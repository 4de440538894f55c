"""`oktaprofile page`: the same page through the client. Who may look, what is masked, and that nothing is written."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from typing import Any

import pytest
import requests

from oktaprofile.cli.page import command
from oktaprofile.cli.page.server import PageServer
from oktaprofile.page.answers import Page
from oktaprofile.simulator.running import ThreadedOrg
from tests.contract.page.conftest import TOKEN, Clock, feed_of, served

DATA = ("data/org", "data/people?limit=100", "data/person?key=", "data/news")


def ask(url: str, **headers: str) -> requests.Response:
    """A GET without redirects."""
    return requests.get(url, headers=headers, timeout=30, allow_redirects=False)


def by_target(mapping: dict[str, Any]) -> dict[str, Any]:
    """A mapping with its lines in the order of their targets."""
    return {**mapping, "lines": sorted(mapping["lines"], key=lambda line: str(line["target"]))}


def everything(org: ThreadedOrg, url: str) -> str:
    """All data of a page."""
    login = next(iter(org.org.users.all())).login
    return "".join(ask(url + path + (login if path.endswith("=") else "")).text for path in DATA)


def test_both_feeds_tell_the_same(org: ThreadedOrg) -> None:
    """State and client: profiles, mappings, flow and people agree; only the order of the sources is not told."""
    with served(Page(feed_of(org))) as url:
        real = ask(f"{url}data/org").json()
        embedded = requests.get(f"{org.url}/simulator/page/data/org", timeout=30).json()
        for app_id, profile in real["profiles"].items():
            other = embedded["profiles"][app_id]
            assert sorted(profile["attributes"], key=str) == sorted(other["attributes"], key=str)
        mappings = [[by_target(one) for one in each["mappings"]] for each in (real, embedded)]
        assert len([one for one in mappings[1] if one in mappings[0]]) == len(mappings[0]) == 4
        assert real["flow"] == embedded["flow"]
        assert [one["state"] for one in real["steps"]] == [one["state"] for one in embedded["steps"]]
        assert (real["ranked"], {one["rank"] for one in real["apps"]}) == (False, {None})
        people = ask(f"{url}data/people?limit=100").json()["people"]
        others = requests.get(f"{org.url}/simulator/page/data/people?limit=100", timeout=30).json()["people"]
        assert people == [one for one in others if one["numbers"]]
        assert ask(f"{url}data/person?key={people[0]['login']}").json()["results"] == {
            app_id: lines
            for app_id, lines in requests.get(
                f"{org.url}/simulator/page/data/person?key={people[0]['id']}", timeout=30
            )
            .json()["results"]
            .items()
            if app_id in real["profiles"]
        }


def test_people_are_searched_and_paged_by_okta(org: ThreadedOrg, address: str) -> None:
    """Each once; a text that would end the search is a text."""
    first = ask(f"{address}data/people?limit=20").json()
    second = ask(f"{address}data/people?limit=20&after={first['next']}").json()
    ids = [one["id"] for one in (*first["people"], *second["people"])]
    assert (len(ids), len(set(ids)), second["next"]) == (25, 25, "")
    name = first["people"][3]["name"].split()[0]
    found = ask(f"{address}data/people?search={name[:3].lower()}").json()["people"]
    assert name in {one["name"].split()[0] for one in found}
    assert ask(f'{address}data/people?search=" or status eq "ACTIVE').json()["people"] == []


def test_no_number_is_on_the_masked_page(org: ThreadedOrg, address: str) -> None:
    """None of anybody's, of any app, in any answer; asked for, they are."""
    numbers = {
        str(value)
        for table in (org.org.users.all(), org.org.app_users.all())
        for one in table
        for name, value in one.profile.items()
        if value and re.search("phone|number", name, re.IGNORECASE)
    }
    numbers = {one for one in numbers if len(re.sub(r"\D", "", one)) >= 7}
    assert len(numbers) > 30
    text = everything(org, address)
    assert not [one for one in numbers if one in text]
    with served(Page(feed_of(org))) as url:
        text = everything(org, url)
        assert [one for one in numbers if one in text]


def test_nothing_is_written(org: ThreadedOrg, address: str) -> None:
    """Every request that the page makes is a GET, and its journal names each of them."""
    org.service.journal.reset()
    everything(org, address)
    made = org.service.journal.document()["requests"]
    assert {one["method"] for one in made} == {"GET"}
    shown = ask(f"{address}data/news").json()["journal"]
    assert {one["operation"] for one in made} == {one["operation"] for one in shown}


@pytest.mark.parametrize("path", ["/", "/x/", f"/{TOKEN[:-1]}/", f"/{TOKEN}x/data/org", "/data/org"])
def test_without_the_random_part_there_is_nothing(address: str, path: str) -> None:
    """404, whatever is asked for."""
    origin = address.split(f"/{TOKEN}")[0]
    answer = ask(origin + path)
    assert (answer.status_code, TOKEN in answer.text) == (404, False)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_no_other_page_may_look(address: str, headers: dict[str, str]) -> None:
    """A name that leads here, another origin or another site: 403, with the random part known."""
    assert ask(f"{address}data/org", **headers).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_only_get_is_answered(address: str, method: str) -> None:
    """There is nothing to write; the import button is not there."""
    assert requests.request(method, f"{address}import", timeout=10).status_code == 501
    assert ask(f"{address}import").status_code == 404


def test_it_listens_on_this_machine_only(org: ThreadedOrg) -> None:
    """Loopback, whatever the address of the machine."""
    server = PageServer(Page(feed_of(org)), TOKEN)
    assert server.server_address[0] == "127.0.0.1"
    server.server_close()


def test_a_change_in_the_org_is_news_within_half_a_minute(org: ThreadedOrg) -> None:
    """What was read counts for 30 seconds; then it is read again, and a difference is another revision."""
    clock = Clock()
    feed = feed_of(org, clock)
    first = feed.news("")
    app = next(one for one in org.org.apps.all() if one.name == "workday")
    app.label = "Workday two"
    org.org.apps.put(app)
    assert feed.news("")["revision"] == first["revision"]
    clock.now = 31
    assert feed.news("")["revision"] != first["revision"]
    clock.now = 62
    assert feed.news("")["revision"] == feed.news("")["revision"]


def run(
    monkeypatch: pytest.MonkeyPatch, org: ThreadedOrg, *arguments: str, **environment: str
) -> tuple[int, list[str]]:
    """`oktaprofile page`: the exit code, and what a browser was answered at the printed address before Ctrl-C."""
    seen: list[str] = []

    def until(server: PageServer) -> None:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        seen.extend([server.url, ask(f"{server.url}data/people").text])
        server.shutdown()
        raise KeyboardInterrupt

    for name, value in {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": org.token, **environment}.items():
        monkeypatch.setenv(name, value)
    return command.main(list(arguments), until), seen


def test_the_command_prints_its_address_and_ends_with_ctrl_c(
    monkeypatch: pytest.MonkeyPatch, org: ThreadedOrg, capsys: pytest.CaptureFixture[str]
) -> None:
    """Masked, unless numbers are asked for; another random part each time; exit code 0."""
    code, (url, people) = run(monkeypatch, org)
    assert code == 0
    assert url in capsys.readouterr().out
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", url)
    assert "•" in json.loads(people)["people"][0]["okta"]
    code, (second, people) = run(monkeypatch, org, "--show-numbers", "--downstream", "Active Directory")
    assert second.split("/")[3] != url.split("/")[3]
    assert "•" not in json.loads(people)["people"][0]["okta"]


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["--app", "Nothing"], {}, "Nothing"),
        ([], {"OKTA_API_TOKEN": "wrong-token-of-nobody"}, "token"),
    ],
)
def test_what_cannot_be_shown_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch,
    org: ThreadedOrg,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    environment: dict[str, Any],
    said: str,
) -> None:
    """Exit code 1 before anything listens; the credential is not repeated."""
    code, seen = run(monkeypatch, org, *arguments, **environment)
    printed = capsys.readouterr()
    assert (code, seen) == (1, [])
    assert said in printed.err
    assert "wrong-token-of-nobody" not in printed.err


def test_a_page_that_ends_answers_whoever_waits(org: ThreadedOrg) -> None:
    """A long poll does not hold the end up."""
    with served(Page(feed_of(org))) as url:
        seen = ask(f"{url}data/news").json()["seen"]
        waiting = threading.Thread(target=ask, args=[f"{url}data/news?seen={seen}"])
        waiting.start()
        time.sleep(0.2)
        began = time.monotonic()
    waiting.join(5)
    assert not waiting.is_alive()
    assert time.monotonic() - began < 3


def test_a_port_that_somebody_has_is_said_at_once(
    monkeypatch: pytest.MonkeyPatch, org: ThreadedOrg, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, with the port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(monkeypatch, org, "--port", str(port)) == (1, [])
    assert f"cannot listen on port {port}" in capsys.readouterr().err
