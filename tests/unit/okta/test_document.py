"""Reads of one document are shared; writes are gathered into one POST, proved, and judged one by one."""

from __future__ import annotations

import pytest

from oktaprofile.okta.change import Change
from oktaprofile.okta.errors import (
    Conflict,
    ConnectionFailed,
    Forbidden,
    NotFound,
    RateLimited,
    ServerError,
    ValidationFailed,
)
from tests.unit.okta.document_calls import api_error, invalid, write_all
from tests.unit.okta.fakes import Put, custom_of

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


def test_nobody_waits_for_others_longer_than_for_the_read(document, okta, clock):
    """Others join while the document is read: a lone write whose read takes longer sends at once."""
    okta.get_seconds = 0.3
    document.write(Put(a={"title": "A"}))
    assert okta.posted_at == [pytest.approx(0.3)]
    clock.pass_time(1)
    began = clock.time
    document.write(Put(b={"title": "B"}))  # nothing is read: the read-back is recent
    assert okta.posted_at[1:] == [pytest.approx(began + 0.03)]


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


def test_changes_of_one_property_that_are_sent_one_by_one_undo_nothing_of_each_other(document, okta, clock):
    """What a write leaves out is sent along as the write before it stored it, not as it was read."""
    okta.custom["a"] = {"title": "A", "description": "old", "maxLength": 5}
    okta.answers = [invalid("no")]
    write_all(
        document, clock, [Put(a={"description": "new"}), Put(a={"maxLength": 9}), Put(b={"title": "B"})]
    )
    assert okta.custom["a"] == {"title": "A", "description": "new", "maxLength": 9}
    assert okta.calls == ["GET", "POST", "POST", "POST", "POST", "GET"]


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
