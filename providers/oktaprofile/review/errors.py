"""What this room raises."""

from __future__ import annotations


class ReviewError(Exception):
    """The report cannot be made: what was tried and why, and `next_step`. Holds no personal data."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class UnreadablePlan(ReviewError):  # noqa: N818 - reads as what it is
    """The file is no plan that this version can read. It gets a report of its own: nobody may take it for clear."""
