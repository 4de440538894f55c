"""One round of a document's writes: fragments -> one POST -> a pause -> one GET -> a verdict for each change.

`Ticket` is one change and its history; `Batch` runs one round over the tickets that are due. A ticket that comes
out undecided is tried again by the document, in a later round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta import fragments
from oktaprofile.okta.errors import (
    NameNotReleased,
    NotFound,
    NotStored,
    OktaError,
    OutcomeUnknown,
    Stopped,
    ValidationFailed,
    copy_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.document import Change, Discrepancy
    from oktaprofile.okta.shared_read import SharedRead

# A write that another writer overwrote is sent again; so many sends in all, then the other writer has won.
MAXIMUM_SENDS = 4
# What Okta's own answer lacks was not lost but ignored; once could be another writer's fault, twice is not.
MAXIMUM_DROPS = 2
# A resend waits chance x 0.2 s x 2^sends, so that two writers who collided do not collide again.
RESEND_BASE_SECONDS = 0.2
# The read-back waits this many times the POST's duration: a writer that read the document before our commit needs
# about as long as we did, and has written by then.
SETTLE_FACTOR = 1.5
SETTLE_LIMIT_SECONDS = 5.0
# A name whose clean-up runs is asked for again after 1, 2, 4, ... seconds (half of it random), at most:
NAME_RELEASE_FIRST_SECONDS = 1.0
NAME_RELEASE_LONGEST_SECONDS = 20.0


class Ticket:
    """One change on its way, and its verdict once there is one. `not_before` is a time of `Clock.monotonic`."""

    __slots__ = ("change", "decided", "drops", "error", "not_before", "proof", "refusal", "refusals", "release_by", "sends")

    def __init__(self, change: Change) -> None:
        self.change = change
        self.decided = False
        self.proof: dict[str, Any] = {}
        self.error: BaseException | None = None
        self.not_before = float("-inf")
        self.sends = 0
        self.drops = 0
        self.refusals = 0  # how often the name was still being cleaned up
        self.refusal: ValidationFailed | None = None
        self.release_by: float | None = None

    def prove(self, document: dict[str, Any]) -> None:
        self.proof = document
        self.decided = True

    def refuse(self, error: BaseException) -> None:
        self.error = error
        self.decided = True

    def result(self) -> dict[str, Any]:
        if self.error is not None:
            raise self.error
        return self.proof

    def give_up_waiting(self, label: str) -> None:
        """The stop event ended the wait between two tries."""
        waited_for = "a deleted property's name to be released" if self.refusal else "the next try"
        stopped = Stopped(f"Stopped while waiting for {waited_for} in the {label}; this change is not stored.")
        stopped.__cause__ = self.refusal
        self.refuse(stopped)


class _Sent:
    """A ticket whose fragment went out. `answer` is None when no usable answer came; `problem` is why."""

    __slots__ = ("answer", "problem", "ticket")

    def __init__(self, ticket: Ticket, answer: dict[str, Any] | None, problem: OktaError | None) -> None:
        self.ticket = ticket
        self.answer = answer
        self.problem = problem


class Batch:
    """One round. `run` decides every ticket it can and leaves the others undecided with a new `not_before`."""

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

    def run(self, tickets: list[Ticket], current: dict[str, Any]) -> None:
        """`current` is the document as it is now, at most a few seconds old."""
        if self._clock.stopping:
            for ticket in tickets:
                ticket.give_up_waiting(self._label)
            return
        to_send = self._fragments(tickets, current)
        # A ticket whose name was not released yet would make Okta refuse all the others with it.
        together = [pair for pair in to_send if not pair[0].refusals]
        alone = [pair for pair in to_send if pair[0].refusals]
        sent = self._send_together(together)
        for ticket, fragment in alone:
            sent += self._send_alone(ticket, fragment)
        if sent:
            self._prove(sent)

    def _fragments(self, tickets: list[Ticket], current: dict[str, Any]) -> list[tuple[Ticket, dict[str, Any]]]:
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
            ticket.refuse(self._not_stored(ticket, missing, current, "nothing was sent for it"))
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
            return self._post(body)
        finally:
            self._longest_post_seconds = max(self._longest_post_seconds, self._clock.monotonic() - began)

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
        if now >= ticket.release_by or self._clock.stopping:
            ticket.refuse(_name_not_released(refused, patience))
            return
        longest = min(NAME_RELEASE_LONGEST_SECONDS, NAME_RELEASE_FIRST_SECONDS * 2**ticket.refusals)
        ticket.refusals += 1
        ticket.refusal = refused
        # The last try falls on the deadline itself, not before it.
        ticket.not_before = min(ticket.release_by, now + longest * (0.5 + 0.5 * self._clock.chance()))

    def _prove(self, sent: list[_Sent]) -> None:
        # A stop ends the pause, not the proof: what was sent must be known before Terraform saves its state.
        self._clock.pause(min(SETTLE_LIMIT_SECONDS, SETTLE_FACTOR * self._longest_post_seconds))
        try:
            found = self._shared.begun_after_now()
        except OktaError as unreadable:
            for one in sent:
                one.ticket.refuse(self._unread(one, unreadable))
            return
        for one in sent:
            try:
                self._judge(one, found)
            except Exception as bug:  # noqa: BLE001 - one change's defect must not fail the others'
                one.ticket.refuse(bug)

    def _unread(self, one: _Sent, unreadable: OktaError) -> OktaError:
        if isinstance(unreadable, NotFound):  # deleted meanwhile: that is an outcome
            return copy_of(unreadable)
        first = f"{one.problem} " if one.problem else ""
        unknown = OutcomeUnknown(
            f"{first}Whether the {self._label} holds this change is not known: reading it back failed too. {unreadable}",
            operation=unreadable.operation,
            method=unreadable.method,
            path=unreadable.path,
            status=unreadable.status,
            error_code=unreadable.error_code,
            causes=unreadable.causes,
            error_id=unreadable.error_id,
            request_id=unreadable.request_id,
        )
        unknown.__cause__ = one.problem or copy_of(unreadable)
        return unknown

    def _judge(self, one: _Sent, found: dict[str, Any]) -> None:
        ticket = one.ticket
        missing = ticket.change.unproved(found)
        if not missing:
            ticket.prove(found)
            return
        ticket.sends += 1
        if one.problem is not None:
            if isinstance(one.problem, (Stopped, ValidationFailed)):
                ticket.refuse(one.problem)
            else:
                ticket.refuse(self._not_stored(ticket, missing, found, str(one.problem), one.problem))
            return
        ignored = one.answer is not None and _paths(missing) <= _paths(ticket.change.unproved(one.answer))
        ticket.drops = ticket.drops + 1 if ignored else 0
        if ticket.drops >= MAXIMUM_DROPS:
            ticket.refuse(self._not_stored(ticket, missing, found, "Okta accepted it with 200 and ignored it"))
        elif ticket.sends >= MAXIMUM_SENDS:
            ticket.refuse(self._not_stored(ticket, missing, found, "another writer overwrote it every time"))
        elif self._clock.stopping:
            ticket.refuse(self._not_stored(ticket, missing, found, "the provider was asked to stop"))
        else:
            delay = self._clock.chance() * RESEND_BASE_SECONDS * 2**ticket.sends
            ticket.not_before = self._clock.monotonic() + delay

    def _not_stored(
        self,
        ticket: Ticket,
        missing: list[Discrepancy],
        found: dict[str, Any],
        why: str,
        cause: OktaError | None = None,
    ) -> NotStored:
        dropped = ticket.drops >= MAXIMUM_DROPS
        error = NotStored(
            f"The {self._label} does not hold what was sent ({why}): {'; '.join(map(repr, missing))}.",
            discrepancies=missing,
            document=found,
            dropped=dropped,
            tries=ticket.sends,
            next_step=(
                "This org does not store this field; leave it out, or have the feature behind it enabled."
                if dropped
                else "Find out who else writes this document, then apply again."
            ),
        )
        if cause is not None:
            for fact in ("operation", "method", "path", "status", "error_code", "causes", "error_id", "request_id"):
                setattr(error, fact, getattr(cause, fact))
            error.next_step = cause.next_step or error.next_step
        error.__cause__ = cause
        return error


def _paths(discrepancies: list[Discrepancy]) -> set[tuple[str, ...]]:
    return {discrepancy.path for discrepancy in discrepancies}


def _name_not_released(refused: ValidationFailed, patience_seconds: float) -> NameNotReleased:
    error = NameNotReleased(
        operation=refused.operation,
        method=refused.method,
        path=refused.path,
        status=refused.status,
        error_code=refused.error_code,
        error_summary=refused.error_summary,
        causes=[*refused.causes, f"waited {patience_seconds:g} s for it"] if patience_seconds else refused.causes,
        error_id=refused.error_id,
        request_id=refused.request_id,
    )
    error.__cause__ = refused
    return error
