"""The snapshot file: written from Okta's lists in any order, gone on with after a break, refused when damaged."""

from __future__ import annotations

import json
import re
import stat
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from oktaprofile.impact.gates import Policy
from oktaprofile.impact.predict import Question, predict_from_snapshot
from oktaprofile.okta.errors import ConnectionFailed, ValidationFailed
from oktaprofile.people import making
from oktaprofile.people.errors import PeopleError
from oktaprofile.people.making import make_snapshot
from oktaprofile.people.organization import from_json, to_json
from oktaprofile.people.snapshot import Snapshot
from oktaprofile.plan.outcomes import Outcome
from tests.unit.impact.small_org import AD, NUMBERS, RINGCENTRAL, TYPE, WORKDAY, change, organization

URL = "https://acme.okta.com"
NOON = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
PAGE = 2


class Pages:
    """A list in pages of two; `break_at` loses the connection before the page with that number."""

    def __init__(
        self,
        items: list[dict[str, Any]],
        after: str | None,
        asked: list[str],
        name: str,
        break_at: int | None,
    ):
        self._items, self._at, self._asked, self._name = items, int(after or 0), asked, name
        self._break_at, self._page = break_at, 0
        self._started = False

    @property
    def has_next_page(self) -> bool:
        return not self._started or self._at < len(self._items)

    @property
    def cursor(self) -> str | None:
        return str(self._at) if self._at < len(self._items) else None

    def next_page(self) -> list[dict[str, Any]]:
        self._started = True
        if self._break_at == self._page:
            raise ConnectionFailed("gone")
        self._asked.append(f"{self._name}@{self._at}")
        page = self._items[self._at : self._at + PAGE]
        self._at += PAGE
        self._page += 1
        return page


class Client:
    """The two lists of an org with five people; lists come in descending order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.breaks: dict[str, int] = {}
        self.old_cursor = False
        numbers = range(5, 0, -1)
        self.users = [
            {
                "id": f"00u{n}",
                "type": {"id": TYPE},
                "status": "ACTIVE",
                "profile": {"login": f"p{n}@x.example", "title": None},
            }
            for n in numbers
        ]
        self.app_users = {
            RINGCENTRAL: [self._app_user(n, {**NUMBERS, "fax": None}) for n in numbers if n != 3],
            WORKDAY: [self._app_user(n, {}) for n in (9, 2, 1)],  # 9: a user that listUsers leaves out
            AD: [self._app_user(n, {}) for n in numbers],
        }

    @staticmethod
    def _app_user(number: int, profile: dict[str, Any]) -> dict[str, Any]:
        name = f"p{number}@x.example"
        return {
            "id": f"00u{number}", "externalId": f"e{number}", "status": "ACTIVE", "profile": profile,
            "credentials": {"userName": name},
        }  # fmt: skip

    def list_users(self, *, limit: int, after: str | None = None) -> Pages:
        if self.old_cursor and after is not None:
            raise ValidationFailed(
                operation="listUsers", method="GET", path="/api/v1/users", status=400, error_code="E0000029"
            )
        return Pages(self.users, after, self.asked, "users", self.breaks.pop("users", None))

    def list_application_users(self, app_id: str, *, limit: int, after: str | None = None) -> Pages:
        return Pages(self.app_users[app_id], after, self.asked, app_id, self.breaks.pop(app_id, None))


class OkOrg:
    def __init__(self, client: Client) -> None:
        self.client = client


@pytest.fixture
def client(monkeypatch):
    """An org; what it is apart from people is the small one."""
    monkeypatch.setattr(making, "read_organization", lambda org, url: organization())
    return Client()


def make(client, path, **more):
    return make_snapshot(OkOrg(client), URL, path, now=lambda: NOON, **more)


def test_people_and_their_app_users_are_joined(client, tmp_path):
    """Whatever order Okta's lists have; attributes without a value are left out."""
    path = tmp_path / "org.jsonl"
    header = make(client, path)
    assert (header.users, header.app_users) == (5, {AD: 5, RINGCENTRAL: 4, WORKDAY: 3})
    people = list(Snapshot(path).people())
    assert [one.id for one in people] == ["00u1", "00u2", "00u3", "00u4", "00u5"]
    assert [sorted(one.apps) for one in people[:3]] == [
        [AD, RINGCENTRAL, WORKDAY],
        [AD, RINGCENTRAL, WORKDAY],
        [AD],
    ]
    assert people[0].profile == {"login": "p1@x.example"}
    assert people[0].apps[RINGCENTRAL].profile == {**NUMBERS, "userName": "p1@x.example"}
    assert people[0].apps[RINGCENTRAL].external_id == "e1"


def test_the_file_is_its_owners_only_and_says_what_it_is(client, tmp_path):
    """0600, a notice on personal data, the time, the coverage; nothing half-written stays beside it."""
    path = tmp_path / "org.jsonl"
    make(client, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = json.loads(path.read_text().splitlines()[0])
    assert "personal data" in first["notice"]
    assert (first["started"], first["org"]) == ("2026-11-23T12:00:00Z", URL)
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_snapshot_goes_on_where_it_stopped(client, tmp_path):
    """Pages that were read are not asked for again; the half is its owner's only, too."""
    path = tmp_path / "org.jsonl"
    client.breaks = {"users": 2}
    with pytest.raises(ConnectionFailed):
        make(client, path)
    assert not path.exists()
    assert stat.S_IMODE((tmp_path / "org.jsonl.part").stat().st_mode) == 0o600
    before = list(client.asked)
    make(client, path)
    assert client.asked[len(before) :] == ["users@4"]
    assert len(list(Snapshot(path).people())) == 5


def test_a_cursor_that_is_too_old_begins_its_list_again(client, tmp_path):
    """Okta's cursors end; only the list concerned is read anew."""
    path = tmp_path / "org.jsonl"
    client.breaks = {"users": 1}
    with pytest.raises(ConnectionFailed):
        make(client, path)
    client.old_cursor = True
    asked = len(client.asked)
    make(client, path)
    assert client.asked[asked:] == ["users@0", "users@2", "users@4"]
    assert len(list(Snapshot(path).people())) == 5


def test_half_a_snapshot_of_another_org_is_not_gone_on_with(client, tmp_path):
    """Nor is it thrown away: somebody may want it."""
    path = tmp_path / "org.jsonl"
    client.breaks = {"users": 1}
    with pytest.raises(ConnectionFailed):
        make(client, path)
    with pytest.raises(PeopleError, match="half a snapshot of"):
        make_snapshot(OkOrg(client), "https://other.okta.com", path, now=lambda: NOON)


def test_half_a_snapshot_of_yesterday_is_begun_anew(client, tmp_path):
    """Its people would be of two days."""
    path = tmp_path / "org.jsonl"
    client.breaks = {"users": 1}
    with pytest.raises(ConnectionFailed):
        make(client, path)
    asked = len(client.asked)
    header = make_snapshot(OkOrg(client), URL, path, now=lambda: NOON + timedelta(days=2))
    assert header.started == NOON + timedelta(days=2)
    assert len(client.asked) - asked == 3 + 2 + 2 + 3


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda lines: lines[:-1], "cut"),
        (lambda lines: lines[:3], "cut"),
        (lambda lines: [*lines[:2], lines[2][:20], *lines[3:]], "Line 3 .* damaged"),
        (lambda lines: [*lines[:2], *lines[3:]], "cut"),
        (lambda lines: [*lines[:3], *lines[2:]], "Line 4 .* damaged"),  # somebody twice
        (
            lambda lines: [
                *lines[:2],
                lines[2].replace('"status":', '"status":"x","status":', 1),
                *lines[3:],
            ],
            "Line 3 .* twice",
        ),
        (lambda lines: [*lines[:2], "[" * 100_000, *lines[3:]], "Line 3 .* damaged"),
        (lambda lines: [*lines[:2], '"example"', *lines[3:]], "Line 3 .* damaged"),
        (lambda lines: [*lines[:2], re.sub(r'"apps":.*', '"apps": []}', lines[2]), *lines[3:]], "Line 3"),
        (
            lambda lines: [*lines[:2], re.sub(r'"profile":{[^}]*}', '"profile":[]', lines[2]), *lines[3:]],
            "Line 3",
        ),
        (lambda lines: [*lines[:2], "\udcff", *lines[3:]], "damaged"),
    ],
)
def test_a_damaged_file_is_refused(client, tmp_path, damage, message):
    """A prediction on part of the people would be wrong; the message holds nothing of the file."""
    path = tmp_path / "org.jsonl"
    make(client, path)
    text = "\n".join(damage(path.read_text().splitlines())) + "\n"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(PeopleError, match=message) as caught:
        list(Snapshot(path).people())
    assert "example" not in str(caught.value)


def test_a_text_that_looks_like_a_name_is_none(client, tmp_path):
    """Looking closer at a line whose texts hold a quote and a colon finds nothing wrong with it."""
    path = tmp_path / "org.jsonl"
    make(client, path)
    lines = path.read_text().splitlines()
    lines[2] = re.sub(r'"profile":{', r'"profile":{"quoted":"a \\": b",', lines[2], count=1)
    path.write_text("\n".join(lines) + "\n")
    assert [person.profile.get("quoted") for person in Snapshot(path).people()].count('a ": b') == 1


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "PK", "[" * 100_000, '{"format": "oktaprofile-snapshot", "version": 2}']
)
def test_what_is_no_snapshot_is_refused(tmp_path, text):
    """Another file, or another version."""
    path = tmp_path / "x"
    path.write_text(text)
    with pytest.raises(PeopleError):
        Snapshot(path)


@pytest.mark.parametrize(
    "damage",
    [
        {"coverage": {"users": 1, "apps": []}},
        {"started": "yesterday"},
        {"organization": {}},
        {"organization": {"mappings": [{"app_id": "a", "type_id": "b", "direction": "c", "lines": []}]}},
        {"organization": {"user_schemas": {"oty1": {"login": 5}}}},
        {"organization": {"app_schemas": {"0oa1": []}}},
        {"organization": {"apps": {"id": "0oa1"}}},
    ],
)
def test_a_damaged_header_is_told(client, tmp_path, damage):
    """What is wrong of it, and that it is to be made anew: never a traceback, or a prediction on half of it."""
    path = tmp_path / "org.jsonl"
    make(client, path)
    lines = path.read_text().splitlines()
    header = json.loads(lines[0])
    organized = damage.get("organization")
    if organized:
        damage = {"organization": {**header["organization"], **organized}}
    path.write_text("\n".join([json.dumps({**header, **damage}), *lines[1:]]))
    with pytest.raises(PeopleError, match=r"header of the snapshot .* is damaged") as caught:
        Snapshot(path)
    assert "Make it anew" in caught.value.next_step


def test_half_a_snapshot_is_none(client, tmp_path):
    """Somebody who names the .part file is told how to go on with it."""
    client.breaks = {"users": 1}
    with pytest.raises(ConnectionFailed):
        make(client, tmp_path / "org.jsonl")
    with pytest.raises(PeopleError) as caught:
        Snapshot(tmp_path / "org.jsonl.part")
    assert f"oktaprofile snapshot --out {tmp_path / 'org.jsonl'}" in caught.value.next_step


@pytest.mark.parametrize("where", [0, 5000])
def test_a_damaged_part_is_told(client, tmp_path, where):
    """At its beginning, where SQLite sees it at once, or further on."""
    client.users *= 200
    for number, user in enumerate(client.users):
        client.users[number] = {**user, "id": f"00u{number:05}"}
    client.breaks = {"users": 400}
    with pytest.raises(ConnectionFailed):
        make(client, tmp_path / "org.jsonl")
    part = tmp_path / "org.jsonl.part"
    content = bytearray(part.read_bytes())
    content[where:] = b"\xff" * (len(content) - where)
    part.write_bytes(content)
    with pytest.raises(PeopleError) as caught:
        make(client, tmp_path / "org.jsonl")
    assert str(part) in caught.value.message
    assert "delete" in caught.value.next_step


def test_an_organization_survives_json():
    """The header holds all that decides."""
    assert from_json(json.loads(json.dumps(to_json(organization())))) == organization()


def test_a_prediction_from_a_snapshot_knows_its_age(client, tmp_path):
    """`require_fresh_snapshot` counts from when reading began."""
    path = tmp_path / "org.jsonl"
    make(client, path)
    for hours, passed in ((1, True), (3, False)):
        question = Question(change(), Policy(require_fresh_snapshot=2 * 3600.0))
        later = NOON + timedelta(hours=hours)
        report = predict_from_snapshot(question, Snapshot(path), now=lambda later=later: later)
        assert report.clear is passed
        assert report.tallies[0].outcomes[Outcome.POPULATED] == 4
        assert report.read.people == 5
