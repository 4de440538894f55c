"""Reads of one document are shared; writes are gathered, proved, sent again when lost, and judged one by one."""

from __future__ import annotations

import threading

import pytest

from oktaprofile.okta.batch import Batch
from oktaprofile.okta.document import ABSENT, Change, Discrepancy, Document
from oktaprofile.okta.errors import (
    Conflict,
    ConnectionFailed,
    Forbidden,
    NameNotReleased,
    NotFound,
    NotStored,
    OutcomeUnknown,
    RateLimited,
    ServerError,
    Stopped,
    ValidationFailed,
)
from oktaprofile.okta.fragments import SCHEMA_LEAF_DEPTH
from oktaprofile.okta.shared_read import SharedRead
from oktaprofile.okta.ticket import Ticket
from tests.unit.okta.fakes import FakeClock, FakeDocument, Put, custom_of

CLEANING = (
    "You cannot add the attribute with the variable name 'x' because the deletion process for an attribute with the "
    "same variable name is incomplete. Wait until the data clean up process finishes and then try again."
)


def api_error(kind, status, code, *causes):
    return kind(
        operation="updateApplicationUserProfile",
        method="POST",
        path="/api/v1/meta/schemas/apps/0oa1/default",
        status=status,
        error_code=code,
        causes=causes,
        request_id="req1",
    )


def invalid(*causes):
    return api_error(ValidationFailed, 400, "E0000001", *causes)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def okta(clock):
    return FakeDocument(clock)


@pytest.fixture
def document(okta, clock):
    return Document(
        "app user schema of 0oa1", get=okta.get, post=okta.post, leaf_depth=SCHEMA_LEAF_DEPTH, clock=clock
    )


def write_all(document, clock, changes):
    """Write all changes at the same time, one thread each; the outcomes in the changes' order."""
    outcomes: list[object] = [None] * len(changes)

    def write(index, change):
        try:
            outcomes[index] = document.write(change)
        except BaseException as problem:  # noqa: BLE001 - an outcome like any other
            outcomes[index] = problem

    clock.joined = lambda: len(document._waiting) >= len(changes)
    threads = [threading.Thread(target=write, args=item) for item in enumerate(changes)]
    for index, thread in enumerate(threads):
        thread.start()
        while index == 0 and not document._busy:  # the first one leads, and waits for the others
            threading.Event().wait(0.001)
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return outcomes


# -- reading ----------------------------------------------------------------------------------------------------


def test_reads_share_one_get(document, okta):
    """N resources on one schema cost one GET."""
    assert document.read() is document.read()
    assert okta.calls == ["GET"]


def test_a_fresh_read_gets_again(document, okta):
    """`fresh` wants what is there after this call, and what it got is what everybody reads from then on."""
    document.read()
    okta.document["definitions"]["custom"]["properties"]["new"] = {"title": "New"}
    assert "new" in custom_of(document.read(fresh=True))
    assert "new" in custom_of(document.read())
    assert okta.calls == ["GET", "GET"]


def test_a_failed_read_is_not_remembered(document, okta):
    """The next reader asks again."""
    okta.get_answers = [api_error(ServerError, 500, "E0000009")]
    with pytest.raises(ServerError):
        document.read()
    assert document.read()


# -- writing ----------------------------------------------------------------------------------------------------


def test_a_write_costs_a_get_a_post_and_a_read_back(document, okta):
    """Three calls, and the returned document is the read-back."""
    stored = document.write(Put(a={"title": "A"}, b={"title": "B"}))
    assert custom_of(stored) == {"a": {"title": "A"}, "b": {"title": "B"}}
    assert okta.calls == ["GET", "POST", "GET"]
    assert document.read() is stored


def test_the_body_holds_only_what_the_change_wants(document, okta):
    """Foreign properties are never sent: a POST merges."""
    okta.custom["foreign"] = {"title": "Foreign"}
    document.write(Put(a={"title": "A"}))
    assert okta.bodies == [
        {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": {"a": {"title": "A"}}}}}
    ]


def test_nothing_to_send_means_no_post(document, okta):
    """The document already is as wanted."""
    okta.custom["a"] = {"title": "A"}
    assert custom_of(document.write(Put(a={"title": "A"}))) == {"a": {"title": "A"}}
    assert okta.calls == ["GET"]


def test_the_read_back_waits_one_and_a_half_times_the_posts_duration(document, okta, clock):
    """A whole-document writer that began before our commit has written by then."""
    okta.post_seconds = 2.0
    document.write(Put(a={"title": "A"}))
    assert clock.pauses == pytest.approx([2.0, 3.0])


def test_the_pause_before_the_read_back_ends_at_five_seconds(document, okta, clock):
    """A slow org does not hold an apply up for a minute."""
    okta.post_seconds = 20.0
    document.write(Put(a={"title": "A"}))
    assert clock.pauses == [20.0, 5.0]


def test_a_read_back_serves_the_next_write_while_it_is_recent(document, okta, clock):
    """Within five seconds the read-back of one batch is the read before the next."""
    document.write(Put(a={"title": "A"}))
    document.write(Put(b={"title": "B"}))
    assert okta.calls == ["GET", "POST", "GET", "POST", "GET"]
    clock.pass_time(5.1)
    document.write(Put(c={"title": "C"}))
    assert okta.calls[5:] == ["GET", "POST", "GET"]


def test_a_removal_is_proved_by_absence(document, okta):
    """null is sent, and the read-back must not show the name."""
    okta.custom["a"] = {"title": "A"}
    assert custom_of(document.write(Put(a=None))) == {}
    assert okta.bodies[0]["definitions"]["custom"]["properties"] == {"a": None}


# -- gathering --------------------------------------------------------------------------------------------------


def test_writes_at_the_same_time_are_one_post(document, okta, clock):
    """Ten changes: three calls, and everybody gets the document that proves his own."""
    outcomes = write_all(document, clock, [Put(**{f"p{n}": {"title": str(n)}}) for n in range(10)])
    assert okta.calls == ["GET", "POST", "GET"]
    assert all(custom_of(outcome)[f"p{n}"] == {"title": str(n)} for n, outcome in enumerate(outcomes))


def test_a_hundred_writes_in_waves_of_ten_cost_twenty_one_calls(document, okta, clock):
    """Terraform has ten operations in flight; a wave costs one POST and one GET, which is the next wave's read."""
    for wave in range(10):
        write_all(document, clock, [Put(**{f"p{wave}{n}": {"title": "t"}}) for n in range(10)])
    assert len(okta.custom) == 100
    assert len(okta.calls) == 21


def test_changes_of_different_attributes_of_one_property_share_a_post(document, okta, clock):
    """A schema POST merges inside a property, too."""
    okta.custom["a"] = {"title": "A", "type": "string"}
    write_all(document, clock, [Put(a={"title": "New"}), Put(a={"master": {"type": "OKTA"}})])
    assert okta.custom["a"] == {"title": "New", "type": "string", "master": {"type": "OKTA"}}
    assert okta.calls.count("POST") == 1


def test_of_two_changes_that_disagree_the_second_gets_a_conflict(document, okta, clock):
    """The first is written; the second is told both values, and nothing of it is sent."""
    outcomes = write_all(
        document, clock, [Put(a={"title": "One"}), Put(other={"title": "O"}, a={"title": "Two"})]
    )
    loser = next(outcome for outcome in outcomes if isinstance(outcome, Exception))
    assert isinstance(loser, Conflict)
    assert "definitions.custom.properties.a.title" in str(loser)
    assert '"One"' in str(loser)
    assert '"Two"' in str(loser)
    assert list(okta.custom) in (["a"], ["other", "a"])
    assert okta.calls == ["GET", "POST", "GET"]


def test_a_change_may_refuse_what_it_finds_without_harming_the_others(document, okta, clock):
    """A change's own Conflict is its verdict alone."""

    class Refuses(Put):
        def fragment(self, current):
            raise Conflict("The property exists with another definition.")

    outcomes = write_all(document, clock, [Refuses(a={"title": "A"}), Put(b={"title": "B"})])
    assert isinstance(outcomes[0], Conflict)
    assert custom_of(outcomes[1]) == {"b": {"title": "B"}}


def test_a_defect_in_one_change_reaches_its_thread_only(document, okta, clock):
    """Nobody waits for ever because somebody else's code raised."""

    class Broken(Change):
        def fragment(self, current):
            raise ZeroDivisionError

    outcomes = write_all(document, clock, [Broken(), Put(b={"title": "B"})])
    assert isinstance(outcomes[0], ZeroDivisionError)
    assert custom_of(outcomes[1]) == {"b": {"title": "B"}}


def test_a_defect_in_a_proof_reaches_its_thread_only(document, okta, clock):
    """The same for `unproved`."""

    class Broken(Put):
        def unproved(self, current):
            if self.seen:
                raise ZeroDivisionError
            return super().unproved(current)

        def fragment(self, current):
            self.seen.append({})
            return Put(**self.properties).fragment(current)

    outcomes = write_all(document, clock, [Broken(a={"title": "A"}), Put(b={"title": "B"})])
    assert isinstance(outcomes[0], ZeroDivisionError)
    assert custom_of(outcomes[1])["b"] == {"title": "B"}


def test_a_defect_below_reaches_every_thread(document, okta, clock):
    """Whatever a POST raises: nobody waits for ever, and nothing is sent again."""
    okta.answers = [ZeroDivisionError("defect")]
    outcomes = write_all(document, clock, [Put(a={"title": "A"}), Put(b={"title": "B"})])
    assert [type(outcome) for outcome in outcomes] == [ZeroDivisionError] * 2
    assert okta.calls == ["GET", "POST"]
    assert document.write(Put(c={"title": "C"}))


# -- refusals ---------------------------------------------------------------------------------------------------


def test_a_refused_batch_is_sent_one_change_at_a_time(document, okta, clock):
    """Okta refuses a body as a whole; each change gets its own verdict, and one GET proves all that were taken."""

    def check(body):
        if "bad" in body["definitions"]["custom"]["properties"]:
            raise invalid("bad: The type is not valid.")

    okta.check = check
    outcomes = write_all(
        document, clock, [Put(a={"title": "A"}), Put(bad={"title": "B"}), Put(c={"title": "C"})]
    )
    assert isinstance(outcomes[1], ValidationFailed)
    assert outcomes[1].causes == ("bad: The type is not valid.",)
    assert sorted(okta.custom) == ["a", "c"]
    assert custom_of(outcomes[0]) == custom_of(outcomes[2]) == okta.custom
    assert okta.calls == ["GET", "POST", "POST", "POST", "POST", "GET"]


@pytest.mark.parametrize(
    "problem",
    [
        api_error(Forbidden, 403, "E0000006"),
        api_error(NotFound, 404, "E0000007"),
        api_error(RateLimited, 429, "E0000047"),
        ConnectionFailed("No connection to acme.okta.com."),
    ],
    ids=["403", "404", "429", "never connected"],
)
def test_what_okta_did_not_act_on_is_everybodys_verdict_without_a_read_back(document, okta, clock, problem):
    """Each thread gets an exception of its own: one object raised in two threads mixes their tracebacks."""
    okta.answers = [problem]
    outcomes = write_all(document, clock, [Put(a={"title": "A"}), Put(b={"title": "B"})])
    assert [type(outcome) for outcome in outcomes] == [type(problem)] * 2
    assert outcomes[0] is not outcomes[1]
    assert str(outcomes[0]) == str(problem)
    assert okta.calls == ["GET", "POST"]


def test_a_failed_read_before_the_batch_is_everybodys_verdict(document, okta, clock):
    """Nothing is sent to a document that could not be read."""
    okta.get_answers = [api_error(NotFound, 404, "E0000007")]
    outcomes = write_all(document, clock, [Put(a={"title": "A"}), Put(b={"title": "B"})])
    assert [type(outcome) for outcome in outcomes] == [NotFound, NotFound]
    assert okta.calls == ["GET"]


# -- lost races and dropped fields ------------------------------------------------------------------------------


def overwrite_with_stale_document(okta):
    """Another writer that read before our commit writes the whole document after it."""
    stale = dict(okta.custom)
    okta.after_commit.append(
        lambda it: it.document["definitions"]["custom"].update(
            properties={**stale, "foreign": {"title": "F"}}
        )
    )


def test_a_lost_race_is_sent_again(document, okta, clock):
    """The read-back lacks what the POST's answer showed: another writer overwrote it."""
    overwrite_with_stale_document(okta)
    stored = document.write(Put(a={"title": "A"}))
    assert custom_of(stored) == {"foreign": {"title": "F"}, "a": {"title": "A"}}
    assert okta.calls == ["GET", "POST", "GET", "POST", "GET"]


def test_after_a_lost_race_the_change_sees_the_document_as_it_is_now(document, okta):
    """The fragment is asked for again, with the read-back."""
    overwrite_with_stale_document(okta)
    change = Put(a={"title": "A"})
    document.write(change)
    assert change.seen == [{}, {"foreign": {"title": "F"}}]


def test_a_race_lost_four_times_is_not_stored(document, okta):
    """Bounded; the error says what was sent and what is there, and carries the document."""
    for _ in range(4):
        overwrite_with_stale_document(okta)
    with pytest.raises(NotStored) as caught:
        document.write(Put(a={"title": "A"}))
    assert okta.calls.count("POST") == 4
    assert caught.value.discrepancies == [
        Discrepancy(("definitions", "custom", "properties", "a", "title"), "A", ABSENT)
    ]
    assert 'sent "A", found (absent)' in str(caught.value)
    assert custom_of(caught.value.document) == {"foreign": {"title": "F"}}
    assert not caught.value.dropped
    assert "who else writes" in caught.value.next_step


def test_resends_wait_longer_each_time(document, okta, clock):
    """chance x 0.2 s x 2^sends: 0.4, 0.8, 1.6 seconds at most."""
    clock.luck = 1.0
    for _ in range(3):
        overwrite_with_stale_document(okta)
    started = clock.time
    document.write(Put(a={"title": "A"}))
    posts_and_pauses = 4 * (1.0 + 1.5)
    gathering = clock.time - started - posts_and_pauses - (0.4 + 0.8 + 1.6)
    assert 0 <= gathering < 4 * 0.25


def test_a_field_that_okta_ignores_fails_after_two_sends(document, okta):
    """Okta's own answer lacks it: sending it for ever would not help."""
    okta.ignore = {"master"}
    with pytest.raises(NotStored) as caught:
        document.write(Put(a={"title": "A", "master": {"type": "OKTA"}}))
    assert okta.calls.count("POST") == 2
    assert caught.value.dropped
    assert [one.path[-1] for one in caught.value.discrepancies] == ["master"]
    assert "ignored it" in str(caught.value)


def test_an_ignored_field_among_lost_ones_is_told_apart(document, okta):
    """First the race takes all, then the ignored field remains: three sends, not two, and the rest is stored."""
    okta.ignore = {"master"}
    overwrite_with_stale_document(okta)
    with pytest.raises(NotStored) as caught:
        document.write(Put(a={"title": "A", "master": {"type": "OKTA"}}))
    assert caught.value.dropped
    assert okta.calls.count("POST") == 3
    assert okta.custom["a"] == {"title": "A"}


def test_a_lost_change_does_not_hold_up_the_others(document, okta, clock):
    """Who is proved returns; only the lost one goes round again."""
    okta.after_commit.append(lambda it: it.custom.pop("a"))
    outcomes = write_all(document, clock, [Put(a={"title": "A"}), Put(b={"title": "B"})])
    assert custom_of(outcomes[1]) == {"b": {"title": "B"}}
    assert custom_of(outcomes[0]) == {"a": {"title": "A"}, "b": {"title": "B"}}
    assert [list(body["definitions"]["custom"]["properties"]) for body in okta.bodies][1:] == [["a"]]


def test_a_change_with_nothing_to_send_but_unproved_is_not_stored(document, okta):
    """A change that contradicts itself is told so instead of being believed."""

    class Confused(Put):
        def fragment(self, current):
            return None

    with pytest.raises(NotStored, match="nothing was sent for it"):
        document.write(Confused(a={"title": "A"}))
    assert okta.calls == ["GET"]


# -- names in quarantine ----------------------------------------------------------------------------------------


def quarantine(okta, clock, name, until):
    """Refuse a name, with Okta's text, until a moment."""

    def check(body):
        properties = body["definitions"]["custom"]["properties"]
        if properties.get(name) and clock.time < until:
            raise invalid(CLEANING.replace("'x'", f"'{name}'"))

    okta.check = check


def test_a_name_that_is_being_released_is_waited_for(document, okta, clock):
    """Asked for again after 1, 2, 4 … seconds (at least half of it), until Okta takes it."""
    quarantine(okta, clock, "x", until=5.0)
    assert custom_of(document.write(Put(x={"title": "X"}, patience=60))) == {"x": {"title": "X"}}
    assert 4 <= okta.calls.count("POST") <= 6


def test_the_wait_for_a_name_ends_at_the_changes_own_deadline(document, okta, clock):
    """The last try falls on the deadline; the error names the wait and the way on."""
    quarantine(okta, clock, "x", until=1000.0)
    with pytest.raises(NameNotReleased) as caught:
        document.write(Put(x={"title": "X"}, patience=10))
    assert 10 <= clock.time < 11
    assert "waited 10 s for it" in str(caught.value)
    assert "name_release_timeout_seconds" in caught.value.next_step
    assert caught.value.request_id == "req1"


def test_without_patience_a_name_in_release_fails_at_once(document, okta, clock):
    """Zero seconds: one POST."""
    quarantine(okta, clock, "x", until=1000.0)
    with pytest.raises(NameNotReleased):
        document.write(Put(x={"title": "X"}))
    assert okta.calls == ["GET", "POST"]


def test_waiting_for_a_name_does_not_block_the_batch(document, okta, clock):
    """The others are written and return while one waits; later it is sent alone."""
    quarantine(okta, clock, "x", until=3.0)
    outcomes = write_all(document, clock, [Put(x={"title": "X"}, patience=60), Put(b={"title": "B"})])
    assert custom_of(outcomes[1]) == {"b": {"title": "B"}}
    assert sorted(custom_of(outcomes[0])) == ["b", "x"]


def test_a_waiting_name_never_spoils_a_batch(okta, clock):
    """A ticket that was refused for its name travels alone, or Okta would refuse all others with it."""
    tickets = [Ticket(Put(**{name: {"title": name}})) for name in ("b", "x", "c")]
    tickets[1].refusals = 1
    shared = SharedRead(okta.get, clock)
    Batch("schema", okta.post, shared, SCHEMA_LEAF_DEPTH, clock).run(tickets, okta.get())
    assert [list(body["definitions"]["custom"]["properties"]) for body in okta.bodies] == [["b", "c"], ["x"]]
    assert all(ticket.decided for ticket in tickets)
    assert okta.calls.count("GET") == 2


# -- lost answers -----------------------------------------------------------------------------------------------


def test_a_lost_answer_is_settled_by_the_read_back(document, okta):
    """The POST timed out but was stored: success."""
    okta.answers = [ConnectionFailed("acme.okta.com did not answer within 60 s.", sent=True)]
    assert custom_of(document.write(Put(a={"title": "A"}))) == {"a": {"title": "A"}}
    assert okta.calls == ["GET", "POST", "GET"]


def test_a_lost_answer_that_was_not_stored_tells_both(document, okta):
    """What was sent, what is there, and why no answer came."""
    okta.answers = [ConnectionFailed("acme.okta.com did not answer within 60 s.", sent=True)]
    okta.after_commit.append(lambda it: it.custom.clear())
    with pytest.raises(
        NotStored, match=r"did not answer within 60 s.*sent \"A\", found \(absent\)"
    ) as caught:
        document.write(Put(a={"title": "A"}))
    assert isinstance(caught.value.__cause__, ConnectionFailed)


def test_a_server_error_is_settled_by_the_read_back(document, okta):
    """500 after all retries says nothing about what was stored."""
    okta.answers = [api_error(ServerError, 500, "E0000009")]
    assert custom_of(document.write(Put(a={"title": "A"}))) == {"a": {"title": "A"}}


def test_when_even_the_read_back_fails_the_outcome_is_unknown(document, okta):
    """The error says so, with both reasons, and what to run."""
    okta.answers = [ConnectionFailed("acme.okta.com did not answer within 60 s.", sent=True)]
    okta.get_answers = [None, ConnectionFailed("No connection to acme.okta.com.")]
    with pytest.raises(OutcomeUnknown) as caught:
        document.write(Put(a={"title": "A"}))
    assert "did not answer within 60 s" in str(caught.value)
    assert "No connection" in str(caught.value)
    assert "terraform plan" in caught.value.next_step


def test_a_document_deleted_before_the_read_back_is_not_found(document, okta):
    """The app was deleted meanwhile: that is known."""
    okta.get_answers = [None, api_error(NotFound, 404, "E0000007")]
    with pytest.raises(NotFound):
        document.write(Put(a={"title": "A"}))


# -- stopping ---------------------------------------------------------------------------------------------------


def test_nothing_is_sent_after_a_stop(document, okta, clock):
    """Ctrl-C before the write: no call at all."""
    clock.stop.set()
    with pytest.raises(Stopped) as caught:
        document.write(Put(a={"title": "A"}))
    assert okta.calls == []
    assert not caught.value.sent


def test_a_stop_during_the_pause_reads_back_at_once(document, okta, clock):
    """What was sent must be known before Terraform saves its state: the pause ends, the proof does not."""
    clock.stop_at = 1.5
    assert custom_of(document.write(Put(a={"title": "A"}))) == {"a": {"title": "A"}}
    assert okta.calls == ["GET", "POST", "GET"]
    assert clock.time == 1.5


def test_a_stop_after_a_lost_race_does_not_send_again(document, okta, clock):
    """The verdict says that it is not stored, and why it was not tried again."""
    overwrite_with_stale_document(okta)
    clock.stop_at = 1.5
    with pytest.raises(NotStored, match="asked to stop"):
        document.write(Put(a={"title": "A"}))
    assert okta.calls.count("POST") == 1


def test_a_stop_ends_the_wait_for_a_name(document, okta, clock):
    """Whoever waits for a clean-up is let go, with the refusal as the cause."""
    quarantine(okta, clock, "x", until=1000.0)
    clock.stop_at = 5.0
    with pytest.raises(Stopped, match="released") as caught:
        document.write(Put(x={"title": "X"}, patience=600))
    assert isinstance(caught.value.__cause__, ValidationFailed)
    assert clock.time == 5.0
