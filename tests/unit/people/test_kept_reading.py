"""An interrupted reading: kept, gone on with, given up when it is of no use, and never left lying about."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from datetime import datetime, timedelta, timezone

import pytest

from oktaprofile.impact import predict as predicting
from oktaprofile.impact.predict import Question, predict_from_org
from oktaprofile.impact.report import document
from oktaprofile.okta.errors import ConnectionFailed
from oktaprofile.people.kept_reading import Keeping
from oktaprofile.people.surroundings import NOBODY_ASKED
from tests.unit.impact.small_org import RINGCENTRAL, WORKDAY, change, organization
from tests.unit.people.test_snapshot import URL, Client, OkOrg

NOW = datetime.now(timezone.utc).replace(microsecond=0)
LISTS = 2 + 2 + 3 + 3  # pages of RingCentral's four people, Workday's three, AD's five, and of the five users


class Run:
    """One run after the other in one folder, of an org that loses the connection where it is told to."""

    def __init__(self, folder):
        self.folder = folder
        self.client = Client()
        for user in self.client.users:
            user["profile"]["primaryPhone"] = "+18005550199"
        self.went_on = []
        self.keeping = None

    def __call__(self, *, now=NOW, made=None, interrupt_at=None):
        """`interrupt_at`: Ctrl-C when that many of a list have been read."""
        self.keeping = Keeping(self.folder, lambda reading: self.went_on.append(reading.described()))

        def progress(what, count):
            if (what, count) == interrupt_at:
                raise KeyboardInterrupt

        return predict_from_org(
            Question(made or change()),
            OkOrg(self.client),
            URL,
            progress=progress,
            keeping=self.keeping,
            now=lambda: now,
        )


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs on the small organization."""
    monkeypatch.setattr(predicting, "read_organization", lambda org, url, further, progress: organization())
    monkeypatch.setattr(predicting, "read_surroundings", lambda org, organization, pushed: NOBODY_ASKED)
    return Run(tmp_path / "readings")


@pytest.mark.parametrize(
    "broken", [("users", 0), ("users", 1), ("users", 2), (WORKDAY, 1), (RINGCENTRAL, 0), (RINGCENTRAL, 1)]
)
def test_an_interrupted_impact_goes_on_where_it_stopped(run, broken):
    """Wherever the connection is lost: no page is asked for twice, and the result is that of one run."""
    whole = document(run())
    assert not list(run.folder.glob("*")) if run.folder.exists() else True
    run.client.asked.clear()
    list_, page = broken
    run.client.breaks = {list_: page}
    with pytest.raises(ConnectionFailed):
        run()
    first = list(run.client.asked)
    again = document(run())
    assert len(run.client.asked) == len(set(run.client.asked)) == LISTS
    assert len(first) < LISTS
    assert again["targets"] == whole["targets"]
    assert again["data"]["users"] == 5
    assert list(run.folder.glob("*")) == []
    assert run.went_on if first else not run.went_on


def test_ctrl_c_keeps_what_was_read_and_nothing_is_kept_without_it(run):
    """Of the page that was being counted nothing is kept; the file is its owner's, and says what it holds."""
    with pytest.raises(KeyboardInterrupt):
        run(interrupt_at=("users", 4))
    [path] = run.folder.iterdir()
    assert path == run.keeping.path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(run.folder.stat().st_mode) == 0o700
    with closing(sqlite3.connect(path)) as sql:
        [notice] = sql.execute("SELECT value FROM meta WHERE name = 'notice'").fetchone()
    assert "personal data" in notice
    asked = len(run.client.asked)
    report = run()
    assert run.went_on == ["12 app users and 4 users"]
    assert run.client.asked[asked:] == ["users@4"]
    assert report.read.people == 5
    assert not path.exists()


def test_people_are_as_old_as_the_first_run(run):
    """`require_fresh_snapshot` and the report count from when reading began."""
    run.client.breaks = {"users": 1}
    with pytest.raises(ConnectionFailed):
        run()
    report = run(now=NOW + timedelta(hours=2))
    assert report.read.age_seconds == 7200
    assert report.read.taken_at == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_another_question_begins_anew_unless_it_needs_the_same(run):
    """A corrected expression that reads the same attributes goes on; one that reads another cannot."""
    run.client.breaks = {"users": 1}
    with pytest.raises(ConnectionFailed):
        run()
    run.client.asked.clear()
    guarded = "(appuser.directNumber ?: '') + (appuser.extensionNumber ?: '')"
    run(made=change(guarded))
    assert run.client.asked == ["users@2", "users@4"]
    run.client.breaks = {"users": 1}
    with pytest.raises(ConnectionFailed):
        run()
    run.client.asked.clear()
    run(made=change("appuser.directNumber"))
    assert len(run.client.asked) == LISTS


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-300],
        lambda content: b"",
        lambda content: b"[[[" + content,
        lambda content: content.replace(b'"ACTIVE",{', b'"ACTIVE",[', 1),
    ],
)
def test_a_damaged_or_old_reading_is_read_anew(run, damage):
    """Nobody is asked what to do with it: everything can be read again."""
    run.client.breaks = {"users": 2}
    with pytest.raises(ConnectionFailed):
        run()
    path = run.keeping.path
    path.write_bytes(damage(path.read_bytes()))
    run.client.asked.clear()
    assert run().read.people == 5
    assert len(run.client.asked) == LISTS
    assert run.went_on == []


def test_a_reading_of_yesterday_is_deleted_whatever_it_is_of(run):
    """It holds personal data, and nobody will come back for it."""
    run.client.breaks = {"users": 2}
    with pytest.raises(ConnectionFailed):
        run()
    old = run.keeping.path
    os.utime(old, (NOW.timestamp() - 90_000,) * 2)
    run(made=change("appuser.directNumber"))
    assert not old.exists()


def test_a_cursor_that_is_too_old_begins_its_list_again(run):
    """Nobody is counted twice."""
    run.client.breaks = {"users": 2}
    with pytest.raises(ConnectionFailed):
        run()
    run.client.old_cursor = True
    run.client.asked.clear()
    assert run().read.people == 5
    assert run.client.asked == ["users@0", "users@2", "users@4"]


def test_where_nothing_can_be_written_the_error_is_still_the_error(run, tmp_path):
    """The reading is lost; what stopped it is told."""
    run.folder = tmp_path / "file" / "readings"
    (tmp_path / "file").write_text("")
    run.client.breaks = {"users": 1}
    with pytest.raises(ConnectionFailed):
        run()
    assert run.keeping.path is None
