"""What a resource will need is asked for at once: who waits for whom, how many calls, and whose error it is."""

from __future__ import annotations

import threading
import time

import pytest

from oktaprofile.okta import errors
from oktaprofile.okta.org import Org
from oktaprofile.okta.read_ahead import Threads
from oktaprofile.okta.shared_read import SharedRead
from tests.unit.okta.fakes import FakeClock, client_over, refused
from tests.unit.okta.test_org import FakeOrg, app


class Rounds(FakeOrg):
    """Answers come in rounds: each when as many requests as expected are on their way. `rounds` lists their lines."""

    def __init__(self, *sizes: int) -> None:
        super().__init__()
        self.sizes = list(sizes)
        self.rounds: list[list[str]] = [[]]
        self.change = threading.Condition()
        clock = FakeClock()
        self.client = client_over(self.transport, clock)
        self.org = Org(self.client, clock, Threads(clock, 10))

    def answer(self, request):
        with self.change:
            mine = self.rounds[-1]
            mine.append(request.line)
            if len(mine) == self.sizes[len(self.rounds) - 1]:
                self.rounds.append([])
                self.change.notify_all()
            assert self.change.wait_for(lambda: self.rounds[-1] is not mine, timeout=10), f"alone: {mine}"
        return super().answer(request)


def short(rounds):
    return [sorted(line.removeprefix("GET /api/v1/") for line in lines) for lines in rounds if lines]


def test_a_mapping_takes_two_rounds():
    """The app, both schemas and the app's rows at once; then the row."""
    okta = Rounds(4, 1)
    okta.org.ahead.application("0oa1")
    okta.org.ahead.mapping("0oa1", "to_okta", None)
    assert okta.org.application("0oa1")["label"] == "RingCentral"
    assert okta.org.mapping("0oa1", "to_okta").read()["id"] == "prm1"
    okta.org.application_schema("0oa1").read()
    okta.org.user_schema().read()
    assert short(okta.rounds) == [
        [
            "apps?limit=200",
            "mappings?limit=200&sourceId=0oa1",
            "meta/schemas/apps/0oa1/default",
            "meta/schemas/user/default",
        ],
        ["mappings/prm1"],
    ]


def test_a_mapping_of_a_known_id_takes_one_round():
    """As a refresh has it in its state; the schema is for the user type's id."""
    okta = Rounds(2)
    assert okta.org.mapping("0oa1", "to_okta", mapping_id="prm1").read()["id"] == "prm1"
    assert short(okta.rounds) == [["mappings/prm1", "meta/schemas/user/default"]]


def test_another_user_type_s_schema_follows_its_list():
    """The types are listed beside the rows; then the type's schema and the row, side by side."""
    okta = Rounds(2, 2)
    okta.org.ahead.mapping("0oa1", "to_okta", "contractor")
    assert okta.org.mapping("0oa1", "to_okta", "contractor").read()["id"] == "prm3"
    okta.org.user_schema("contractor").read()
    assert short(okta.rounds) == [
        ["mappings?limit=200&sourceId=0oa1", "meta/types/user"],
        ["mappings/prm3", "meta/schemas/user/osc2"],
    ]


def test_in_a_small_org_one_list_serves_all_look_ups():
    """The page of apps told that it is small."""
    okta = FakeOrg()
    okta.mappings[("oty1", "0oa2")] = "prm9"
    okta.org.listed_applications()
    assert okta.org.mapping("0oa1", "to_okta").read()["id"] == "prm1"
    assert okta.org.mapping("0oa2", "to_app").read()["id"] == "prm9"
    assert [line for line in okta.lines if "mappings?" in line] == ["GET /api/v1/mappings?limit=200"]


def test_a_row_that_the_list_did_not_have_yet_is_asked_for_anew():
    """Okta makes the rows of a new app in its own time."""
    okta = FakeOrg()
    okta.org.listed_applications()
    okta.org.mapping("0oa1", "to_okta")
    okta.mappings[("0oa2", "oty1")] = "prm8"
    assert okta.org.mapping("0oa2", "to_okta").read()["id"] == "prm8"
    assert okta.lines[-2] == "GET /api/v1/mappings?limit=200&sourceId=0oa2&targetId=oty1"


def test_the_first_label_of_a_large_org_takes_one_round():
    """The page and the search at once: the page does not have it."""
    okta = Rounds(2)
    okta.more_apps = [app("0oa9", "Far")]
    assert [one["id"] for one in okta.org.find_applications(label="Far")] == ["0oa9"]
    assert short(okta.rounds) == [["apps?limit=200", "apps?limit=200&q=Far"]]


def test_in_a_small_org_the_other_labels_cost_nothing():
    """One search is the price of not knowing how large the org is."""
    okta = Rounds(2)
    assert okta.org.find_applications(label="RingCentral")
    assert okta.org.find_applications(label="AD")
    assert okta.org.application("0oa2")
    assert len(okta.lines) == 2


def test_attributes_begin_the_mapping_that_reads_them_only_where_mappings_are_in_use():
    """A configuration of attributes alone asks for no mapping."""
    okta = Rounds(1)
    okta.org.ahead.mapping_of_new_attributes("0oa1")
    assert okta.lines == []
    okta = Rounds(2, 1, 1, 1)
    assert okta.org.mapping("0oa1", "to_app").read()["id"] == "prm2"
    okta.org.ahead.mapping_of_new_attributes("0oa1")
    assert okta.org.mapping("0oa1", "to_okta").read()["id"] == "prm1"


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
