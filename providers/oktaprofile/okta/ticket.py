"""One change on its way through the batches, and its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta.errors import Stopped

if TYPE_CHECKING:
    from typing import Any

    from oktaprofile.okta.change import Change
    from oktaprofile.okta.errors import ValidationFailed


class Ticket:
    """One change on its way, and its verdict once there is one. `not_before` is a time of `Clock.monotonic`."""

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
        """The read-back shows the change."""
        self.proof = document
        self.decided = True

    def refuse(self, error: BaseException) -> None:
        """The change is not to be tried again; its thread raises `error`."""
        self.error = error
        self.decided = True

    def result(self) -> dict[str, Any]:
        """The read-back that proved the change. Raises the error of a refused one."""
        if self.error is not None:
            raise self.error
        return self.proof

    def give_up_waiting(self, label: str) -> None:
        """The stop event ended the wait between two tries."""
        waited_for = "a deleted property's name to be released" if self.refusal else "the next try"
        stopped = Stopped(
            f"Stopped while waiting for {waited_for} in the {label}; this change is not stored."
        )
        stopped.__cause__ = self.refusal
        self.refuse(stopped)
