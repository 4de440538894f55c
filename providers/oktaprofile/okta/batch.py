"""One round of a document's writes: fragments -> one POST -> a pause -> one GET -> a verdict for each change.

A ticket that comes out of a round undecided is tried again by the document, in a later round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta import fragments, verdicts
from oktaprofile.okta.errors import OktaError, Stopped, ValidationFailed, copy_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oktaprofile.okta.change import Discrepancy
    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.shared_read import SharedRead
    from oktaprofile.okta.ticket import Ticket

# A write that another writer overwrote is sent again; so many sends in all, then the other writer has won.
MAXIMUM_SENDS = 4
# What Okta's own answer lacks was not lost but ignored; once could be chance, twice is not.
MAXIMUM_DROPS = 2
# A resend waits chance x 0.2 s x 2^sends, so that two writers who collided do not collide again.
RESEND_BASE_SECONDS = 0.2
# The read-back comes this many times the POST's duration after it: a writer that read the document before our commit
# needs about as long as we did, and has written by then. What a read takes anyway is a part of that: the way of the
# POST's answer to us and of the GET to Okta. A pause makes up the rest.
# Assumed (row 15): that this is long enough; two scripts that write one app's schema in a loop would settle it.
SETTLE_FACTOR = 1.5
SETTLE_LIMIT_SECONDS = 5.0
# A name whose clean-up runs is asked for again after 1, 2, 4, ... seconds (half of it random), at most:
NAME_RELEASE_FIRST_SECONDS = 1.0
NAME_RELEASE_LONGEST_SECONDS = 20.0


class _Sent:
    """A ticket whose fragment went out. `answer` is None when no usable answer came; `problem` is why."""

    def __init__(self, ticket: Ticket, answer: dict[str, Any] | None, problem: OktaError | None) -> None:
        self.ticket = ticket
        self.answer = answer
        self.problem = problem


class Batch:
    """One round. `run` decides every ticket it can and gives the others a new `not_before`."""

    def __init__(
        self,
        label: str,
        post: Callable[[dict[str, Any]], dict[str, Any]],
        shared: SharedRead[dict[str, Any]],
        leaf_depth: int,
        clock: Clock,
    ) -> None:
        self._label = label
        self._post = post
        self._shared = shared
        self._leaf_depth = leaf_depth
        self._clock = clock
        self._longest_post_seconds = 0.0
        self._current: dict[str, Any] = {}

    def run(self, tickets: list[Ticket], current: dict[str, Any]) -> None:
        """`current` is the document as it is now, at most a few seconds old."""
        if self._clock.stopping:
            for ticket in tickets:
                ticket.give_up_waiting(self._label)
            return
        self._current = current
        to_send = self._fragments(tickets, current)
        # A ticket whose name was not released yet would make Okta refuse all the others with it.
        sent = self._send_together([pair for pair in to_send if not pair[0].refusals])
        for ticket, fragment in to_send:
            if ticket.refusals and not ticket.decided:
                sent += self._send_alone(ticket, fragment)
        if sent:
            self._prove(sent)

    def _fragments(
        self, tickets: list[Ticket], current: dict[str, Any]
    ) -> list[tuple[Ticket, dict[str, Any]]]:
        """Ask each change what to send; decide those that send nothing."""
        body: dict[str, Any] = {}
        to_send = []
        for ticket in tickets:
            try:
                fragment = ticket.change.fragment(current)
                if fragment is None:
                    self._decide_unsent(ticket, current)
                else:
                    fragments.merge(body, fragment, self._leaf_depth)
                    to_send.append((ticket, fragment))
            except Exception as problem:  # noqa: BLE001 - one change's defect must not fail the others'
                ticket.refuse(problem)
        return to_send

    def _decide_unsent(self, ticket: Ticket, current: dict[str, Any]) -> None:
        missing = ticket.change.unproved(current)
        if missing:
            self._refuse(ticket, missing, current, verdicts.NOTHING_SENT)
        else:
            ticket.prove(current)

    def _send_together(self, pairs: list[tuple[Ticket, dict[str, Any]]]) -> list[_Sent]:
        if not pairs:
            return []
        if len(pairs) == 1:
            return self._send_alone(*pairs[0])
        body: dict[str, Any] = {}
        for _, fragment in pairs:
            fragments.merge(body, fragment, self._leaf_depth)
        try:
            answer = self._timed_post(body)
        except ValidationFailed as refused:
            if not refused.sent:
                # Okta refuses a body as a whole: each change finds out on its own whether it is the one.
                return [sent for ticket, fragment in pairs for sent in self._send_alone(ticket, fragment)]
            return [_Sent(ticket, None, copy_of(refused)) for ticket, _ in pairs]
        except OktaError as problem:
            return [sent for ticket, _ in pairs for sent in self._unanswered(ticket, copy_of(problem))]
        return [_Sent(ticket, answer, None) for ticket, _ in pairs]

    def _send_alone(self, ticket: Ticket, fragment: dict[str, Any]) -> list[_Sent]:
        try:
            return [_Sent(ticket, self._timed_post(fragment), None)]
        except ValidationFailed as refused:
            if refused.name_is_being_released and not refused.sent:
                self._wait_for_name(ticket, refused)
                return []
            return self._unanswered(ticket, refused)
        except OktaError as problem:
            return self._unanswered(ticket, problem)

    def _timed_post(self, body: dict[str, Any]) -> dict[str, Any]:
        began = self._clock.monotonic()
        try:
            answer = self._post(fragments.completed(body, self._current))
        finally:
            self._longest_post_seconds = max(self._longest_post_seconds, self._clock.monotonic() - began)
        self._current = answer  # the next POST of this batch sends along what this one stored
        return answer

    @staticmethod
    def _unanswered(ticket: Ticket, problem: OktaError) -> list[_Sent]:
        """A POST that failed: only when Okta may have acted on it is there anything to read back."""
        if problem.sent:
            return [_Sent(ticket, None, problem)]
        ticket.refuse(problem)
        return []

    def _wait_for_name(self, ticket: Ticket, refused: ValidationFailed) -> None:
        now = self._clock.monotonic()
        patience = ticket.change.name_release_timeout_seconds
        if ticket.release_by is None:
            ticket.release_by = now + patience
        if now >= ticket.release_by:
            ticket.refuse(verdicts.name_not_released(refused, patience))
            return
        if self._clock.stopping:  # before the wait began: nothing was waited for
            ticket.refusal = refused
            ticket.give_up_waiting(self._label)
            return
        longest = min(NAME_RELEASE_LONGEST_SECONDS, NAME_RELEASE_FIRST_SECONDS * 2.0**ticket.refusals)
        ticket.refusals += 1
        ticket.refusal = refused
        # The last try falls on the deadline itself, not before it.
        ticket.not_before = min(ticket.release_by, now + longest * (0.5 + 0.5 * self._clock.chance()))

    def _prove(self, sent: list[_Sent]) -> None:
        # A stop ends the pause, not the proof: what was sent must be known before Terraform saves its state.
        settled = SETTLE_FACTOR * self._longest_post_seconds - (self._shared.quickest_seconds or 0.0)
        self._clock.pause(min(SETTLE_LIMIT_SECONDS, max(0.0, settled)))
        try:
            found = self._shared.begun_after_now()
        except OktaError as unreadable:
            for one in sent:
                one.ticket.refuse(verdicts.unreadable(self._label, one.problem, unreadable))
            return
        for one in sent:
            try:
                self._judge(one, found)
            except Exception as bug:  # noqa: BLE001 - one change's defect must not fail the others'
                one.ticket.refuse(bug)

    def _judge(self, one: _Sent, found: dict[str, Any]) -> None:
        ticket = one.ticket
        missing = ticket.change.unproved(found)
        if not missing:
            ticket.prove(found)
            return
        ticket.sends += 1
        if isinstance(one.problem, (Stopped, ValidationFailed)):
            ticket.refuse(one.problem)
        elif one.problem is not None:
            self._refuse(ticket, missing, found, str(one.problem), one.problem)
        else:
            self._lost_or_ignored(ticket, one.answer or {}, missing, found)

    def _lost_or_ignored(
        self, ticket: Ticket, answer: dict[str, Any], missing: list[Discrepancy], found: dict[str, Any]
    ) -> None:
        """Okta said 200, and the read-back lacks it.

        What was in Okta's own answer was overwritten by another writer: again. What was not even there is
        ignored by Okta, and sending it for ever would not help.
        """
        ignored = _paths(missing) <= _paths(ticket.change.unproved(answer))
        ticket.drops = ticket.drops + 1 if ignored else 0
        if ticket.drops >= MAXIMUM_DROPS:
            self._refuse(ticket, missing, found, verdicts.IGNORED)
        elif ticket.sends >= MAXIMUM_SENDS:
            self._refuse(ticket, missing, found, verdicts.OVERWRITTEN)
        elif self._clock.stopping:
            self._refuse(ticket, missing, found, verdicts.STOPPING)
        else:
            delay = self._clock.chance() * RESEND_BASE_SECONDS * 2.0**ticket.sends
            ticket.not_before = self._clock.monotonic() + delay

    def _refuse(
        self,
        ticket: Ticket,
        missing: list[Discrepancy],
        found: dict[str, Any],
        why: str,
        cause: OktaError | None = None,
    ) -> None:
        ticket.refuse(verdicts.not_stored(self._label, missing, found, why, cause=cause))


def _paths(discrepancies: list[Discrepancy]) -> set[tuple[str, ...]]:
    return {discrepancy.path for discrepancy in discrepancies}
