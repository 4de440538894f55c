"""The snapshot file: written from Okta's lists in any order, gone on with after a break, refused when damaged."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
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
from oktaprofile.people.surroundings import NOBODY_ASKED
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
    monkeypatch.setattr(making, "read_surroundings", lambda org, organization, pushed: NOBODY_ASKED)
    return Client()


def make(client, path, **more):
    return make_snapshot(OkOrg(client), URL, path, now=lambda: NOON, **more)


def stored(path):
    """The header in a file."""
    with closing(sqlite3.connect(path)) as sql:
        return json.loads(sql.execute("SELECT value FROM meta WHERE name = 'header'").fetchone()[0])


def change_file(path, *statements):
    """Runs SQL on a file."""
    with closing(sqlite3.connect(path)) as sql:
        for statement in statements:
            sql.execute(*statement) if isinstance(statement, tuple) else sql.execute(statement)
        sql.commit()


def test_people_and_their_app_users_are_joined(client, tmp_path):
    """Whatever order Okta's lists have; attributes without a value are left out."""
    path = tmp_path / "org.snapshot"
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
    path = tmp_path / "org.snapshot"
    make(client, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = stored(path)
    assert "personal data" in first["notice"]
    assert (first["started"], first["org"]) == ("2026-11-23T12:00:00Z", URL)
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_snapshot_goes_on_where_it_stopped(client, tmp_path):
    """Pages that were read are not asked for again; the half is its owner's only, too."""
    path = tmp_path / "org.snapshot"
    client.breaks = {"users": 2}
    with pytest.raises(ConnectionFailed):
        make(client, path)
    assert not path.exists()
    assert stat.S_IMODE((tmp_path / "org.snapshot.part").stat().st_mode) == 0o600
    before = list(client.asked)
    make(client, path)
    assert client.asked[len(before) :] == ["users@4"]
    assert len(list(Snapshot(path).people())) == 5


def test_a_cursor_that_is_too_old_begins_its_list_again(client, tmp_path):
    """Okta's cursors end; only the list concerned is read anew."""
    path = tmp_path / "org.snapshot"
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
    path = tmp_path / "org.snapshot"
    client.breaks = {"users": 1}
    with pytest.raises(ConnectionFailed):
        make(client, path)
    with pytest.raises(PeopleError, match="half a snapshot of"):
        make_snapshot(OkOrg(client), "https://other.okta.com", path, now=lambda: NOON)


def test_half_a_snapshot_of_yesterday_is_begun_anew(client, tmp_path):
    """Its people would be of two days."""
    path = tmp_path / "org.snapshot"
    client.breaks = {"users": 1}
    with pytest.raises(ConnectionFailed):
        make(client, path)
    asked = len(client.asked)
    header = make_snapshot(OkOrg(client), URL, path, now=lambda: NOON + timedelta(days=2))
    assert header.started == NOON + timedelta(days=2)
    assert len(client.asked) - asked == 3 + 2 + 2 + 3


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
    path = tmp_path / "org.snapshot"
    make(client, path)
    header = stored(path)
    organized = damage.get("organization")
    if organized:
        damage = {"organization": {**header["organization"], **organized}}
    text = json.dumps({**header, **damage})
    change_file(path, ("UPDATE meta SET value = ? WHERE name = 'header'", (text,)))
    with pytest.raises(PeopleError, match=r"header of the snapshot .* is damaged") as caught:
        Snapshot(path)
    assert "Make it anew" in caught.value.next_step


def test_half_a_snapshot_is_none(client, tmp_path):
    """Somebody who names the .part file is told how to go on with it."""
    client.breaks = {"users": 1}
    with pytest.raises(ConnectionFailed):
        make(client, tmp_path / "org.snapshot")
    with pytest.raises(PeopleError) as caught:
        Snapshot(tmp_path / "org.snapshot.part")
    assert f"oktaprofile snapshot --out {tmp_path / 'org.snapshot'}" in caught.value.next_step


@pytest.mark.parametrize("where", [0, 5000])
def test_a_damaged_part_is_told(client, tmp_path, where):
    """At its beginning, where SQLite sees it at once, or further on."""
    client.users *= 200
    for number, user in enumerate(client.users):
        client.users[number] = {**user, "id": f"00u{number:05}"}
    client.breaks = {"users": 400}
    with pytest.raises(ConnectionFailed):
        make(client, tmp_path / "org.snapshot")
    part = tmp_path / "org.snapshot.part"
    content = bytearray(part.read_bytes())
    content[where:] = b"\xff" * (len(content) - where)
    part.write_bytes(content)
    with pytest.raises(PeopleError) as caught:
        make(client, tmp_path / "org.snapshot")
    assert str(part) in caught.value.message
    assert "delete" in caught.value.next_step


def test_an_organization_survives_json():
    """The header holds all that decides."""
    assert from_json(json.loads(json.dumps(to_json(organization())))) == organization()


def test_a_prediction_from_a_snapshot_knows_its_age(client, tmp_path):
    """`require_fresh_snapshot` counts from when reading began."""
    path = tmp_path / "org.snapshot"
    make(client, path)
    for hours, passed in ((1, True), (3, False)):
        question = Question(change(), Policy(require_fresh_snapshot=2 * 3600.0))
        later = NOON + timedelta(hours=hours)
        report = predict_from_snapshot(question, Snapshot(path), now=lambda later=later: later)
        assert report.clear is passed
        assert report.tallies[0].outcomes[Outcome.POPULATED] == 4
        assert report.read.people == 5


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE VIEW people2 AS SELECT 1"],
        ["CREATE TRIGGER t AFTER INSERT ON people BEGIN SELECT 1; END"],
        ["ALTER TABLE people ADD COLUMN more TEXT"],
        ["DROP TABLE people", "CREATE VIEW people AS SELECT 'a' AS id, randomblob(1e9) AS user"],
        ["PRAGMA application_id = 0"],
        ["PRAGMA user_version = 3"],
        ["DELETE FROM meta"],
        ["UPDATE meta SET value = '[[['"],
        ["UPDATE meta SET value = '5'"],
    ],
)
def test_another_database_is_refused(client, tmp_path, statements):
    """Nothing but our tables may be in it: no view, no trigger, no other column."""
    path = tmp_path / "org.snapshot"
    make(client, path)
    change_file(path, *statements)
    with pytest.raises(PeopleError):
        list(Snapshot(path).people())


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM people WHERE id = '00u3'", "cut"),
        ("UPDATE people SET user = CAST('example' AS BLOB) WHERE id = '00u3'", "damaged"),
        ("UPDATE people SET user = '[]' WHERE id = '00u3'", "damaged"),
        ("UPDATE people SET user = CAST('[1,2,3]' AS BLOB) WHERE id = '00u3'", "damaged"),
        ("UPDATE people SET app0 = CAST('[null,\"ACTIVE\",[]]' AS BLOB) WHERE id = '00u3'", "damaged"),
        ("UPDATE people SET app0 = x'5b5b5b' WHERE id = '00u3'", "damaged"),
        ("UPDATE people SET app0 = zeroblob(70000000) WHERE id = '00u3'", "damaged"),
        ('UPDATE people SET user = CAST(\'["a","b",{"c":1,"c":2}]\' AS BLOB)', "twice"),
        ("UPDATE people SET id = x'ff' WHERE id = '00u3'", "damaged|cut"),
        ("INSERT INTO people (id, user) SELECT id || 'x', user FROM people", "cut"),
    ],
)
def test_damaged_people_are_refused(client, tmp_path, statement, message):
    """A prediction on part of the people would be wrong; the message holds nothing of the file."""
    path = tmp_path / "org.snapshot"
    make(client, path)
    change_file(path, statement)
    with pytest.raises(PeopleError, match=message) as caught:
        list(Snapshot(path).people())
    assert "example" not in str(caught.value)


@pytest.mark.parametrize("at", [0, 100, 16_384, 40_000, 60_000])
def test_a_file_that_is_broken_anywhere_is_refused_or_read_whole(client, tmp_path, at):
    """Never a traceback, and never half of it."""
    path = tmp_path / "org.snapshot"
    make(client, path)
    content = bytearray(path.read_bytes())
    content[at : at + 300] = os.urandom(len(content[at : at + 300]))
    path.write_bytes(content)
    with suppress(PeopleError):
        assert len(list(Snapshot(path).people())) == 5
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(PeopleError):
        list(Snapshot(path).people())


def test_reading_looks_at_no_other_file_and_makes_none(client, tmp_path):
    """A journal that somebody put beside it is not played back."""
    path = tmp_path / "org.snapshot"
    make(client, path)
    before = path.read_bytes()
    for suffix in ("-journal", "-wal"):
        path.with_name(path.name + suffix).write_bytes(os.urandom(5000))
    names = sorted(one.name for one in tmp_path.iterdir())
    assert len(list(Snapshot(path).people())) == 5
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == names


def test_two_runs_do_not_write_one_file(client, tmp_path):
    """The second is told; the first goes on."""
    path = tmp_path / "org.snapshot"
    told = []

    def progress(what, count):
        if not told:
            with pytest.raises(PeopleError, match="written by another run") as caught:
                make(Client(), path)
            told.append(caught.value)

    make(client, path, progress=progress)
    assert told
    assert len(list(Snapshot(path).people())) == 5


KILLED = """
import os, sys
from pathlib import Path
from datetime import datetime, timezone
from oktaprofile.people import making, store
from tests.unit.impact.small_org import organization
from tests.unit.people.test_snapshot import NOON, URL, Client, OkOrg
making.read_organization = lambda org, url: organization()
making.read_surroundings = lambda org, organization, pushed: organization.surroundings
left = int(sys.argv[2])
execute = store.sqlite3.Connection
class Dying(execute):
    def _count(self):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
    def execute(self, *a):
        self._count()
        return super().execute(*a)
    def executemany(self, sql, rows):
        def dying():
            for row in rows:
                self._count()
                yield row
        return super().executemany(sql, dying())
connect = store.sqlite3.connect
store.sqlite3.connect = lambda *a, **k: connect(*a, **{**k, "factory": Dying})
making.make_snapshot(OkOrg(Client()), URL, Path(sys.argv[1]), now=lambda: NOON)
"""


@pytest.mark.parametrize("moment", [1, 5, 8, 12, 14, 18, 25, 40, 60, 75, 90])
def test_a_run_that_is_killed_is_gone_on_with(client, tmp_path, moment):
    """In whatever moment: the next run ends well, nobody is missing, and no file is left beside it."""
    path = tmp_path / "org.snapshot"
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), str(moment)], capture_output=True)
    assert done.returncode in (0, -9), done.stderr.decode()
    for one in tmp_path.iterdir():
        assert stat.S_IMODE(one.stat().st_mode) == 0o600, one
    make(client, path)
    assert len(list(Snapshot(path).people())) == 5
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("before", ["link", "readable", "folder"])
def test_a_half_that_is_not_ours_alone_is_not_gone_on_with(client, tmp_path, before):
    """A link is not followed, and a file that others can read is begun anew."""
    path, target = tmp_path / "org.snapshot", tmp_path / "target"
    target.write_text("as it was")
    part = tmp_path / "org.snapshot.part"
    if before == "link":
        part.symlink_to(target)
    elif before == "readable":
        part.write_text("older")
        part.chmod(0o666)
    else:
        part.mkdir()
        with pytest.raises(PeopleError, match="cannot be"):
            make(client, path)
        return
    make(client, path)
    assert target.read_text() == "as it was"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/null"])
def test_a_device_is_no_snapshot(client, path):
    """A file beside it would be made in /dev."""
    with pytest.raises(PeopleError, match="no file"):
        make(client, Path(path))


def test_values_that_json_has_in_a_corner_survive(client, tmp_path):
    """Half a surrogate pair, numbers beyond 64 bits, and texts that look like JSON."""
    odd = {
        "half": "\ud800",
        "big": 2**70,
        "text": 'a ": b\u0000',
        "list": ["x", None],
        "no": False,
        "x": 1.5e300,
    }
    client.users[0]["profile"].update(odd)
    path = tmp_path / "org.snapshot"
    make(client, path)
    assert list(Snapshot(path).people())[-1].profile == {"login": "p5@x.example", **odd}
