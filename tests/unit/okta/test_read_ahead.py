"""What a resource will need is asked for at once: who waits for whom, how many calls, and whose error it is."""

from __future__ import annotations

import threading

import pytest

from oktaprofile.okta.org import Org
from oktaprofile.okta.read_ahead import Threads
from tests.unit.okta.fakes import FakeClock, client_over
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


def test_each_of_many_documents_is_on_its_way_when_its_turn_comes():
    """In their order, and a repeated one is read once."""
    okta = Rounds(3)
    rows = [okta.org.mapping_row("prm3"), okta.org.mapping_row("prm1"), okta.org.mapping_row("prm3")]
    found = list(okta.org.ahead.each([*rows, okta.org.application_schema("0oa1")]))
    assert [one["id"] for one in found[:3]] == ["prm3", "prm1", "prm3"]
    assert short(okta.rounds) == [["mappings/prm1", "mappings/prm3", "meta/schemas/apps/0oa1/default"]]


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


class Ordered(FakeOrg):
    """The answers to requests that begin like one of `late` wait until every other request is answered."""

    def __init__(self, *late: str) -> None:
        super().__init__()
        self.late = late
        self.change = threading.Condition()
        self.others: dict[str, bool] = {}  # the request -> whether it is answered
        clock = FakeClock()
        self.client = client_over(self.transport, clock)
        self.org = Org(self.client, clock, Threads(clock, 10))

    def answer(self, request):
        short = request.line.removeprefix("GET /api/v1/")
        if short.startswith(self.late):
            with self.change:
                settled = 0.0
                while settled < 0.05:  # nothing else has come for so long: only this one is waited for
                    before = dict(self.others)
                    self.change.wait(0.05)
                    settled = 0.05 if before == self.others and all(before.values()) else 0.0
            return super().answer(request)
        with self.change:
            self.others[short] = False
            self.change.notify_all()
        answered = super().answer(request)
        with self.change:
            self.others[short] = True
            self.change.notify_all()
        return answered


EACH_LATE = [
    "apps?limit=200&q",
    "apps?limit=200",
    "mappings",
    "meta/schemas/user",
    "meta/schemas/apps",
    "none",
]


def at_once(*asking):
    """Runs them in threads; an error of one fails the test."""
    problems = []

    def run(ask):
        try:
            ask()
        except BaseException as problem:  # noqa: BLE001
            problems.append(problem)

    threads = [threading.Thread(target=run, args=(ask,)) for ask in asking]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert problems == []


@pytest.mark.parametrize("late", EACH_LATE)
def test_two_mappings_of_known_apps_take_the_same_calls_in_any_order_of_answers(late):
    """Also where the page of apps comes before the second one looks for its row, and shows that the org is small."""
    okta = Ordered(late)
    okta.mappings[("oty1", "0oa2")] = "prm9"

    def plan(app_id, direction):
        okta.org.ahead.application(app_id)
        okta.org.ahead.mapping(app_id, direction, None)
        okta.org.application(app_id)
        okta.org.mapping(app_id, direction).read()

    at_once(lambda: plan("0oa1", "to_okta"))
    at_once(lambda: plan("0oa2", "to_app"))
    assert [line for line in short([okta.lines])[0] if "apps?" in line or "mappings" in line] == [
        "apps?limit=200",
        "mappings/prm1",
        "mappings/prm9",
        "mappings?limit=200&sourceId=0oa1",
        "mappings?limit=200&targetId=0oa2",
    ]


@pytest.mark.parametrize("late", EACH_LATE)
def test_an_app_by_its_label_and_a_mapping_take_the_same_calls_in_any_order_of_answers(late):
    """Who looks for the label waits for the page, so the mapping does too: it tells that one list serves all."""
    okta = Ordered(late)
    looked = threading.Event()
    real = okta.org.apps._first_look_up
    okta.org.apps._first_look_up = lambda: (real(), looked.set())[0]

    def mapping():
        assert looked.wait(10)
        okta.org.ahead.mapping("0oa1", "to_okta", None)
        okta.org.mapping("0oa1", "to_okta").read()

    at_once(lambda: okta.org.find_applications(label="AD"), mapping)
    assert short([okta.lines])[0] == [
        "apps?limit=200",
        "apps?limit=200&q=AD",
        "mappings/prm1",
        "mappings?limit=200",
        "meta/schemas/user/default",
    ]


def test_who_looks_for_a_row_that_a_state_names_lists_no_rows():
    """Though nothing of what the resource itself asks is answered yet."""
    okta = Ordered("meta/schemas/user")
    okta.org.rows.expect("0oa1", "to_okta", "oty1", "prm1")
    assert okta.org.mapping("0oa1", "to_okta").read()["id"] == "prm1"
    assert [line for line in okta.lines if "mappings?" in line] == []


def test_attributes_begin_the_mapping_that_reads_them_only_where_mappings_are_in_use():
    """A configuration of attributes alone asks for no mapping."""
    okta = Rounds(1)
    okta.org.ahead.mapping_of_new_attributes("0oa1")
    assert okta.lines == []
    okta = Rounds(2, 1, 1, 1)
    assert okta.org.mapping("0oa1", "to_app").read()["id"] == "prm2"
    okta.org.ahead.mapping_of_new_attributes("0oa1")
    assert okta.org.mapping("0oa1", "to_okta").read()["id"] == "prm1"
