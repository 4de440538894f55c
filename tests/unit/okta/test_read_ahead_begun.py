"""A read that was begun ahead: its error, its threads, and who shares it."""

from __future__ import annotations

import threading
import time

import pytest

from oktaprofile.okta import errors
from oktaprofile.okta.read_ahead import Threads
from oktaprofile.okta.shared_read import SharedRead
from tests.unit.okta.fakes import FakeClock, refused
from tests.unit.okta.test_org import FakeOrg


def eventually(condition):
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to be")


def test_an_error_is_the_answer_of_the_first_who_asks():
    """It is not asked for a second time for that; the next one asks anew."""
    okta = FakeOrg()
    threads = Threads(FakeClock(), 2)
    answers = [refused(403, "E0000006"), None]
    real = okta.answer
    okta.transport.by = lambda request: answers.pop(0) or real(request)
    schema = okta.org.application_schema("0oa1")
    schema.shared.begin(threads.start)
    eventually(lambda: schema.shared._failed is not None)
    with pytest.raises(errors.Forbidden):
        schema.read()
    assert len(okta.lines) == 1
    assert schema.read()
    assert len(okta.lines) == 2


def test_an_error_that_was_begun_ahead_is_not_taken_for_a_later_state():
    """Who wants a state after now asks for it."""
    clock, threads, outcomes = FakeClock(), Threads(FakeClock(), 2), [errors.OktaError("first"), "second"]

    def fetch():
        found = outcomes.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    shared = SharedRead(fetch, clock)
    shared.begin(threads.start)
    eventually(lambda: shared._failed is not None)
    assert shared.begun_after_now() == "second"


def test_where_no_thread_is_free_the_asker_fetches():
    """Nothing is begun, and nothing is lost."""
    gate, threads, clock = threading.Event(), Threads(FakeClock(), 1), FakeClock()
    assert threads.start(lambda: gate.wait(10) and None)
    fetched = []
    shared = SharedRead(lambda: fetched.append(1) or "value", clock)
    shared.begin(threads.start)
    assert fetched == []
    assert shared.any_age() == "value"
    gate.set()
    eventually(lambda: threads.start(lambda: None))


def test_nothing_is_begun_after_a_stop():
    """Terraform asked to end."""
    clock = FakeClock()
    clock.stop.set()
    assert not Threads(clock, 1).start(lambda: pytest.fail("begun"))


def test_a_begun_read_is_shared_by_all_who_ask_meanwhile():
    """Single flight, whoever began it."""
    gate, fetched, clock = threading.Event(), [], FakeClock()

    def fetch():
        fetched.append(1)
        assert gate.wait(10)
        return "value"

    shared = SharedRead(fetch, clock)
    shared.begin(Threads(clock, 2).start)
    shared.begin(Threads(clock, 2).start)
    found = []
    asking = [threading.Thread(target=lambda: found.append(shared.any_age())) for _ in range(5)]
    for thread in asking:
        thread.start()
    gate.set()
    for thread in asking:
        thread.join(10)
    assert found == ["value"] * 5
    assert fetched == [1]
