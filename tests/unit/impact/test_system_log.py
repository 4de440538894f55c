"""What is read of the System Log, and how much of it; and the records of people whom nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from oktaprofile.impact import system_log, unaffected
from oktaprofile.impact.system_log import BEFORE, CUT, NOT_READ, PEOPLE_A_CALL, READ, Log
from oktaprofile.okta.errors import ConnectionFailed, RateLimited

NOW = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)
RC, AD = "0oaRingCentral", "0oaDirectory"


class Client:
    """Answers each call with the events of its first word that fits; notes the calls."""

    def __init__(self, *events: dict[str, Any], failure: Exception | None = None) -> None:
        self.client = self
        self.events, self.failure = events, failure
        self.calls: list[tuple[str, str, str]] = []

    def list_log_events(self, since: str, until: str, filter_: str) -> Iterator[dict[str, Any]]:
        self.calls.append((since, until, filter_))
        if self.failure is not None:
            raise self.failure
        yield from (one for one in self.events if f'"{one["eventType"]}"' in filter_)


def event(kind: str, at: int, *targets: tuple[str, str], result: str = "SUCCESS") -> dict[str, Any]:
    return {
        "eventType": kind,
        "published": f"2026-11-30T11:00:{at:02}.000Z",
        "outcome": {"result": result},
        "target": [{"id": id_, "type": what} for id_, what in targets],
    }


def read(client: Any, since: datetime = NOW - timedelta(hours=1)) -> Log:
    log = Log(since, NOW)
    log.read(client)
    return log


START, END, MAPPING = "system.import.start", "system.import.complete", "directory.mapping.update"
APP = (RC, "AppInstance")


@pytest.mark.parametrize(
    ("events", "imports"),
    [
        ([event(START, 1, APP), event(END, 2, APP)], {RC: 1}),
        ([event(START, 1, APP), event(END, 2, APP), event(MAPPING, 3)], {}),
        ([event(START, 1, APP), event(MAPPING, 2), event(END, 3, APP)], {}),
        ([event(MAPPING, 1), event(START, 2, APP), event(END, 3, APP), event(END, 4, APP)], {RC: 1}),
        ([event(START, 1, APP), event(END, 2, APP, result="FAILURE")], {}),
        ([event(END, 1, APP), event(END, 2, (AD, "AppInstance"))], {RC: 1, AD: 1}),
        ([event(START, 1, APP), event(END, 2, (AD, "AppInstance"))], {}),
        ([event(START, 1, APP), event(END, 2, APP), event(MAPPING, 3, ("theirs", "x"))], {RC: 1}),
        ([event(START, 1, APP), event(MAPPING, 2, ("theirs", "x"), ("ours", "x")), event(END, 3, APP)], {}),
    ],
)
def test_an_import_counts_that_began_after_the_last_change(
    events: list[dict[str, Any]], imports: dict[str, int]
) -> None:
    """And finished well. An org that logs no starts at all is believed its ends. What names somebody else's things
    alone is no change; what names nothing may be one."""
    log = read(Client(*events))
    assert log.imports(log.changed(lambda ids: bool(ids) and ids <= {"theirs"})) == imports


def test_an_import_that_runs_is_told_from_none() -> None:
    """Until it has finished, well or not; one that began before the change does not count as running either."""
    running = read(Client(event(START, 1, APP), event(END, 2, APP, result="FAILURE"), event(START, 3, APP)))
    assert (running.imports(BEFORE), running.importing(BEFORE)) == ({}, {RC})
    assert running.document([BEFORE])["importing"] == [RC]
    earlier = read(Client(event(START, 1, APP), event(MAPPING, 2)))
    assert earlier.importing(earlier.changed()) == set()


def test_failures_are_those_of_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounded: what is beyond is said to be missing, and nobody is then told to have no event."""
    refused = [
        event("user.account.update_profile", n, (f"00u{n}", "User"), result="FAILURE") for n in range(4)
    ]
    log = read(Client(*refused))
    assert (log.state, [one.failure for one in log.failures("00u3")]) == (READ, ["update_refused"])
    assert log.failures("00u9") == ()
    monkeypatch.setattr(system_log, "MOST_FAILURES", 3)
    assert read(Client(*refused)).state == CUT


def test_how_much_is_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of a large org takes minutes."""
    monkeypatch.setattr(system_log, "EVENTS_TOLD", 2)
    told: list[tuple[str, int]] = []
    log = Log(NOW - timedelta(hours=1), NOW)
    client: Any = Client(*(event(MAPPING, n) for n in range(5)))
    log.read(client, lambda what, count: told.append((what, count)))
    assert told == [("events", 2), ("events", 4)]


def test_a_prediction_older_than_the_log_is_read_in_part() -> None:
    """Okta keeps 90 days; asked for more it would answer less without a word."""
    client = Client()
    log = read(client, NOW - timedelta(days=100))
    assert (log.state, client.calls[0][0]) == (CUT, "2026-09-01T12:00:00.000Z")


def test_people_are_asked_for_in_groups() -> None:
    """Short enough for an address, each once."""
    ids = [f"00u{n}" for n in range(PEOPLE_A_CALL * 2 + 1)]
    client = Client(
        event("application.provision.user.push_profile", 1, (ids[-1], "User"), (AD, "AppInstance"))
    )
    log = read(client)
    before = len(client.calls)
    found = log.about(ids)
    assert len(client.calls) - before == 3
    assert {id_ for id_, events in found.items() if events} == {ids[-1]}
    assert found[ids[-1]][0].app_ids == {AD}


def test_a_refusal_is_no_empty_log_and_no_connection_is_an_error() -> None:
    """A limit that stays used up is like a missing right: the people were read all the same."""
    about = {"operation": "listLogEvents", "method": "GET", "path": "/api/v1/logs"}
    log = read(Client(failure=RateLimited(**about, status=429)))
    assert (log.state, log.imports(BEFORE), log.about(["00u1"])) == (NOT_READ, {}, {})
    assert "429" in log.reason
    with pytest.raises(ConnectionFailed):
        read(Client(failure=ConnectionFailed("no answer")))


def test_records_say_the_same_another_or_nobody() -> None:
    """Null and "" are one value; types count; nothing of a record is anybody's value."""
    records = unaffected.Records(b"s" * unaffected.SALT_BYTES)
    values: dict[str, Any] = {"a": "+14155550100", "b": None, "c": 1, "d": ["x"], "e": ""}
    records.rows.extend(unaffected.record(records.salt, id_, value) for id_, value in values.items())
    document = unaffected.to_json(records)
    found = unaffected.from_json(document)
    assert [found.find(id_, value) for id_, value in values.items()] == [True] * 5
    assert (found.find("b", ""), found.find("e", None)) == (True, True)
    others = [("a", "+14155550101"), ("c", "1"), ("c", True), ("d", ["y"]), ("b", "x")]
    assert [found.find(id_, value) for id_, value in others] == [False] * 5
    assert found.find("nobody", "+14155550100") is None
    assert len(found) == document["people"] == 5
    for wrong in ({"people": 4}, {"records": "!"}, {"salt": "00"}):
        with pytest.raises(ValueError, match=r"."):
            unaffected.from_json({**document, **wrong})
