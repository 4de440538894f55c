"""What this room raises."""

from __future__ import annotations


class DocumentError(Exception):
    """A document cannot be used: what was tried and why, and `next_step`. Holds no personal data."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class UnreadablePlan(DocumentError):  # noqa: N818 - reads as what it is
    """The file is not a plan that this version can read. Nobody may take it for a plan without changes."""
