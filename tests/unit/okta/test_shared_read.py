"""One fetch at a time, shared by everybody who asks meanwhile."""

from __future__ import annotations

import threading

import pytest

from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.shared_read import SharedRead
from tests.unit.okta.fakes import FakeClock


class Source:
    """Counts its fetches; each waits for `gate`, so that a test decides when it lands."""

    def __init__(self):
        self.fetches = 0
        self.gate = threading.Event()
        self.gate.set()
        self.began = threading.Event()
        self.problem: BaseException | None = None

    def fetch(self):
        self.fetches += 1
        number = self.fetches
        self.began.set()
        assert self.gate.wait(10)
        if self.problem is not None:
            raise self.problem
        return f"value {number}"


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def shared(source, clock):
    return SharedRead(source.fetch, clock)


def in_threads(count, read):
    """Start threads that read; returns them and the list their outcomes go to."""
    outcomes: list[object] = []

    def run():
        try:
            outcomes.append(read())
        except OktaError as problem:
            outcomes.append(problem)

    threads = [threading.Thread(target=run, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, outcomes


def test_threads_that_ask_at_the_same_time_share_one_fetch(shared, source):
    """Ten readers, one call, one value."""
    source.gate.clear()
    threads, outcomes = in_threads(10, shared.any_age)
    source.gate.set()
    for thread in threads:
        thread.join(10)
    assert outcomes == ["value 1"] * 10


def test_a_failure_is_the_answer_of_all_who_waited_and_of_nobody_else(shared, source):
    """Each gets an exception object of its own, and the next caller fetches anew."""
    source.gate.clear()
    source.problem = OktaError("broken")
    threads, outcomes = in_threads(3, shared.any_age)
    assert source.began.wait(10)
    while sum(thread.is_alive() for thread in threads) < 3:
        pass
    threading.Event().wait(0.05)  # let the other two reach their wait
    source.gate.set()
    for thread in threads:
        thread.join(10)
    assert [str(one) for one in outcomes] == ["broken"] * 3
    assert len({id(one) for one in outcomes}) == 3
    assert source.fetches == 1
    source.problem = None
    assert shared.any_age() == "value 2"


def test_any_age_never_fetches_twice(shared, clock):
    """However old."""
    shared.any_age()
    clock.pass_time(1e6)
    assert shared.any_age() == "value 1"


def test_at_most_is_measured_from_the_beginning_of_the_fetch(shared, clock):
    """What came slowly is as old as its question."""
    shared.any_age()
    clock.pass_time(5)
    assert shared.at_most(5) == "value 1"
    clock.pass_time(0.1)
    assert shared.at_most(5) == "value 2"


def test_begun_after_now_does_not_join_a_fetch_that_is_going_on(shared, source):
    """A fetch that began before the call may not show what ended before the call."""
    source.gate.clear()
    early, _ = in_threads(1, shared.any_age)
    assert source.began.wait(10)
    late, outcomes = in_threads(1, shared.begun_after_now)
    threading.Event().wait(0.02)
    source.gate.set()
    for thread in early + late:
        thread.join(10)
    assert outcomes == ["value 2"]


def test_other_than_fetches_once_for_all_who_hold_the_stale_value(shared, source):
    """Ten threads that were refused the same token share one new one."""
    stale = shared.any_age()
    threads, outcomes = in_threads(10, lambda: shared.other_than(stale))
    for thread in threads:
        thread.join(10)
    assert outcomes == ["value 2"] * 10
    assert source.fetches == 2
