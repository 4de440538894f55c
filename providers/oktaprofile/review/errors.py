"""What this room raises."""

from __future__ import annotations

from typing import NamedTuple


class ReviewError(Exception):
    """The report cannot be made: what was tried and why, and `next_step`. Holds no personal data."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class UnreadablePlan(ReviewError):  # noqa: N818 - reads as what it is
    """The file is no plan that this version can read. It gets a report of its own: nobody may take it for clear."""


class Unreadable(NamedTuple):
    """How every format tells that there is nothing to report on."""

    title: str
    what: str
    so: str


NO_PLAN = Unreadable("Plan review", "The plan could not be read", "Nothing was reviewed. Do not apply.")
NO_DRIFT = Unreadable(
    "Drift",
    "What changed outside Terraform could not be found out",
    "Nothing was looked at: this does not say that nothing changed.",
)
