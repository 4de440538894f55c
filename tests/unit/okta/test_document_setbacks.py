"""Writes that are lost, dropped, refused for a while, unanswered or stopped: sent again where that helps, else told."""

from __future__ import annotations

import pytest

from oktaprofile.okta.batch import Batch
from oktaprofile.okta.change import ABSENT, Discrepancy
from oktaprofile.okta.errors import (
    ConnectionFailed,
    NameNotReleased,
    NotFound,
    NotStored,
    OutcomeUnknown,
    ServerError,
    Stopped,
    ValidationFailed,
)
from oktaprofile.okta.fragments import SCHEMA_LEAF_DEPTH
from oktaprofile.okta.shared_read import SharedRead
from oktaprofile.okta.ticket import Ticket
from tests.unit.okta.document_calls import api_error, invalid, write_all
from tests.unit.okta.fakes import Put, custom_of

CLEANING = (
    "You cannot add the attribute with the variable name 'x' because the deletion process for an attribute with the "
    "same variable name is incomplete. Wait until the data clean up process finishes and then try again."
)


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


def test_a_stop_beside_the_first_refusal_waits_for_nothing(document, okta, clock):
    """It is a stop, too: the message does not say that a name was waited for to the end."""
    quarantine(okta, clock, "x", until=1000.0)
    refusing = okta.check

    def check(*arguments):
        clock.stop.set()
        refusing(*arguments)

    okta.check = check
    with pytest.raises(Stopped, match="not stored") as caught:
        document.write(Put(x={"title": "X"}, patience=600))
    assert isinstance(caught.value.__cause__, ValidationFailed)
    assert okta.calls.count("POST") == 1
