"""A snapshot counted by several processes: the report of one, the errors of one, and nobody left behind."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path

import pytest

from oktaprofile.impact import side_by_side
from oktaprofile.impact.predict import Question, predict_from_snapshot
from oktaprofile.impact.report import document
from oktaprofile.impact.tally import Tally
from oktaprofile.people import lines as lines_module
from oktaprofile.people import snapshot as snapshot_module
from oktaprofile.people.errors import PeopleError
from oktaprofile.people.snapshot import Snapshot
from tests.unit.impact.small_org import NUMBERS, RINGCENTRAL, change
from tests.unit.people.test_lines import written
from tests.unit.people.test_snapshot import client, make  # noqa: F401 - a fixture

PEOPLE = 60
NOW = datetime(2026, 11, 23, 13, tzinfo=timezone.utc)


@pytest.fixture(params=["store", "lines"])
def path(request, client, tmp_path, monkeypatch):  # noqa: F811
    """A snapshot of both forms, in many segments; people differ, so that their order shows."""
    numbers = range(PEOPLE)
    user = client.users[0]
    client.users = [
        {
            **user,
            "id": f"00u{n:03}",
            "profile": {"login": f"p{n}@x.example", "primaryPhone": "+1" + "5" * (n % 9)},
        }
        for n in numbers
    ]
    client.app_users[RINGCENTRAL] = [
        client._app_user(n, {**NUMBERS, "directNumber": "+1" + "4" * (n % 7) if n % 5 else None})
        | {"id": f"00u{n:03}"}
        for n in numbers
    ]
    monkeypatch.setattr(snapshot_module, "SEGMENT_PEOPLE", 7)
    monkeypatch.setattr(lines_module, "SEGMENT_BYTES", 2000)
    make(client, tmp_path / "org.snapshot")
    if request.param == "store":
        return tmp_path / "org.snapshot"
    return written(Snapshot(tmp_path / "org.snapshot"), tmp_path / "org.jsonl")


def predicted(path, monkeypatch, processes, **more):
    """The document of an impact."""
    monkeypatch.setattr(side_by_side, "_processes", lambda snapshot: processes)
    question = Question(change(), key="key", **more)
    return document(predict_from_snapshot(question, Snapshot(path), now=lambda: NOW))


BEFORE = frozenset[int]()


@pytest.fixture(autouse=True)
def _others() -> None:
    """What this test process started for another test, such as jsii's kernel, is none of ours."""
    global BEFORE
    BEFORE = children()


def children() -> frozenset[int]:
    """The processes whose parent is this one, ended ones that nobody has asked for included."""
    found = set()
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.add(int(entry.name))
    return frozenset(found)


def nobody_is_left() -> bool:
    """Whether no process of ours runs, or waits to be asked how it ended."""
    return not children() - BEFORE


@pytest.mark.parametrize("processes", [2, 3, 30])
def test_the_report_does_not_hang_on_the_number_of_processes(path, monkeypatch, processes):
    """Samples included: the first people of each outcome, in the order of the file."""
    more = {"samples": 3, "users": ["p11@x.example", "00u031", "nobody"]}
    one = predicted(path, monkeypatch, 1, **more)
    assert one["data"]["users"] == PEOPLE
    assert one["targets"][0]["samples"]
    assert predicted(path, monkeypatch, processes, **more) == one
    assert nobody_is_left()


def test_a_damaged_file_is_refused_with_the_same_words(path, monkeypatch):
    """Wherever it is damaged, and whoever sees it first."""
    content = path.read_bytes()
    path.write_bytes(content.replace(b"p40@x.example", b'p40@x"xample'))
    messages = []
    for processes in (1, 2, 3):
        with pytest.raises(PeopleError) as caught:
            predicted(path, monkeypatch, processes)
        messages.append(caught.value.message)
    assert len(set(messages)) == 1
    assert "x.example" not in messages[0]
    assert nobody_is_left()


def test_a_process_that_is_killed_is_an_error(path, monkeypatch):
    """No prediction on part of the people: as when the system runs out of memory."""
    parent, counted = os.getpid(), Tally.counted

    def dying(tally, people):
        if os.getpid() != parent:
            os.kill(os.getpid(), 9)
        return counted(tally, people)

    monkeypatch.setattr(Tally, "counted", dying)
    with pytest.raises(PeopleError, match="was stopped"):
        predicted(path, monkeypatch, 2)
    assert nobody_is_left()


def test_ctrl_c_ends_all_of_them(path, monkeypatch):
    """And nothing else happens."""

    def interrupted(tally, counted):
        raise KeyboardInterrupt

    monkeypatch.setattr(Tally, "take", interrupted)
    with pytest.raises(KeyboardInterrupt):
        predicted(path, monkeypatch, 3)
    assert nobody_is_left()
