"""One schema or mapping: reads shared by everybody, writes gathered into few calls, each one proved.

Why: a schema POST is last-writer-wins on the whole document. Five parallel POSTs to one app schema were
recorded with five times 200, each answer showing its own property, and one survivor. So one process writes
one document by one POST at a time, and believes nothing but a later GET.

What a write does:

    joins the batch being gathered
      -> a read, unless the shared one is younger than five seconds, while others join
      -> every change's fragment, merged into one body -> one POST
      -> a pause of 1.5 x the POST's duration
         (a whole-document writer that began before our commit has written by then)
      -> one GET -> each change is proved, or comes again in the next batch (bounded), or fails on its own

Readers never wait for a write: `read()` gives the last document that was read, and a write's read-back
becomes that document. Whoever needs the state after a certain moment uses `read(fresh=True)`.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from oktaprofile.okta.batch import Batch
from oktaprofile.okta.errors import OktaError, Stopped, copy_of
from oktaprofile.okta.shared_read import SharedRead
from oktaprofile.okta.ticket import Ticket

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oktaprofile.okta.change import Change
    from oktaprofile.okta.clock import Clock

# A batch is gathered until nobody has joined for this long. A lone write pays it once.
QUIET_SECONDS = 0.03
# While fewer have joined than the last batch had, more are likely on their way: Terraform starts the next ten
# operations as soon as ten have ended, and calls plan before apply for each of them.
QUIET_WHILE_MORE_ARE_EXPECTED_SECONDS = 0.1
# ... and never gathered longer than this.
GATHER_LIMIT_SECONDS = 0.25
# A shared read younger than this is good enough to build a POST on: the POST is a merge, and the read-back
# proves it.
RECENT_SECONDS = 5.0


class Document:
    """One schema or mapping. Made by `Org`, one object per document and process, safe for all threads."""

    def __init__(
        self,
        label: str,
        *,
        get: Callable[[], dict[str, Any]],
        post: Callable[[dict[str, Any]], dict[str, Any]],
        leaf_depth: int,
        clock: Clock,
    ) -> None:
        """`label` names the document in errors ("app user schema of 0oa1"); `leaf_depth`: see `fragments.merge`."""
        self.label = label
        self._clock = clock
        self._post = post
        self._leaf_depth = leaf_depth
        self.shared = SharedRead(get, clock)
        self._turn = threading.Condition()  # guards the three below; held only to look at them
        self._waiting: list[Ticket] = []
        self._busy = False  # one thread is running a batch
        self._last_size = 1
        self._joined_at = 0.0  # the last one

    def read(self, *, fresh: bool = False) -> dict[str, Any]:
        """The document. It is shared: treat it as read-only.

        Without `fresh` the last document anybody read or proved, however old; with `fresh` one whose GET
        began after this call. Callers that ask at the same time share one GET. Raises what the GET raises.
        """
        return self.shared.begun_after_now() if fresh else self.shared.any_age()

    def write(self, change: Change) -> dict[str, Any]:
        """Bring one change into the document; returns the document that proves it.

        Blocks until this change has its verdict. Raises its own verdict and nobody else's: `Conflict`
        (nothing sent), `ValidationFailed` / `NameNotReleased` and other `ApiError`s (Okta refused),
        `NotStored`, `OutcomeUnknown`, `ConnectionFailed` (nothing sent), `Stopped`.
        """
        if self._clock.stopping:
            raise Stopped(f"Stopped before anything was sent to the {self.label}.")
        ticket = Ticket(change)
        with self._turn:
            self._waiting.append(ticket)
            self._joined_at = self._clock.monotonic()
            self._turn.notify_all()
        while self._my_turn(ticket):
            self._run_batch()
        return ticket.result()

    def _my_turn(self, ticket: Ticket) -> bool:
        """Wait until the ticket is decided (False) or this thread is the one to run the next batch (True)."""
        with self._turn:
            while not ticket.decided:
                delay = ticket.not_before - self._clock.monotonic()
                if not self._busy and delay > 0 and self._clock.stopping:
                    self._waiting.remove(ticket)
                    ticket.give_up_waiting(self.label)
                elif self._busy or delay > 0:
                    self._clock.wait(self._turn, None if self._busy else delay)
                else:
                    self._busy = True
                    return True
        return False

    def _run_batch(self) -> None:
        """Gather, send and prove one batch. Leaves undecided tickets waiting for the next one."""
        tickets: list[Ticket] = []
        try:
            opened = self._clock.monotonic()
            problem: Exception | None = None
            try:
                current = self.shared.at_most(RECENT_SECONDS)
            except OktaError as refused:
                problem = refused
            self._gather(opened)  # whoever came during the read is on board
            tickets = self._take_due()
            if problem is not None:
                for ticket in tickets:
                    ticket.refuse(copy_of(problem))
            else:
                Batch(self.label, self._post, self.shared, self._leaf_depth, self._clock).run(
                    tickets, current
                )
        except Exception as bug:  # noqa: BLE001 - a defect here must reach every waiting thread, or they wait for ever
            for ticket in tickets or self._take_due():
                if not ticket.decided:
                    ticket.refuse(copy_of(bug))
        finally:
            with self._turn:
                self._waiting.extend(ticket for ticket in tickets if not ticket.decided)
                self._busy = False
                self._turn.notify_all()

    def _gather(self, opened: float) -> None:
        with self._turn:
            while True:
                expected = len(self._waiting) < self._last_size
                quiet = QUIET_WHILE_MORE_ARE_EXPECTED_SECONDS if expected else QUIET_SECONDS
                until = min(max(opened, self._joined_at) + quiet, opened + GATHER_LIMIT_SECONDS)
                left = until - self._clock.monotonic()
                if left <= 0:
                    return
                self._clock.wait(self._turn, left)

    def _take_due(self) -> list[Ticket]:
        with self._turn:
            now = self._clock.monotonic()
            due = [ticket for ticket in self._waiting if ticket.not_before <= now]
            self._waiting = [ticket for ticket in self._waiting if ticket.not_before > now]
            self._last_size = max(1, len(due))
            return due
