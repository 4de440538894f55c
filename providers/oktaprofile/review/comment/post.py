"""Finds our comment by its marker and updates it, or makes it: one comment for each marker, however often it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from oktaprofile.review.comment.transport import Unanswered
from oktaprofile.review.errors import ReviewError
from oktaprofile.review.masking import mask

UPDATED, CREATED, UNCHANGED = "updated", "created", "unchanged"
LONGEST = 65_000
_MARKER = re.compile(r"<!-- oktaprofile:review [A-Za-z0-9._-]{1,80} -->")


class Comment(NamedTuple):
    """A comment that this token's user wrote."""

    id: str
    body: str


class Site(Protocol):
    """A pull or merge request."""

    def comments(self) -> Iterator[Comment]:
        """Our comments, oldest first. Somebody else's are never touched, whatever marker they carry."""
        ...

    def update(self, comment: Comment, body: str) -> None:
        """Gives a comment another body."""
        ...

    def create(self, body: str) -> None:
        """Makes a comment. Raises Unanswered when nobody knows whether it did."""
        ...


def post(site: Site, body: str) -> str:
    """Puts the report where its marker is. Returns UPDATED, CREATED or UNCHANGED. Raises ReviewError."""
    found = _MARKER.match(body)
    if found is None:
        raise ReviewError("The report has no marker in its first line.", "Post what --format markdown wrote.")
    if len(body.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST:
        raise ReviewError(
            f"The report is longer than {LONGEST:,} characters.", "Post what --format markdown wrote."
        )
    body = mask(body)
    for attempt in (1, 2):
        present = next((one for one in site.comments() if one.body.startswith(found[0])), None)
        if present is not None:
            if _same(present.body, body):
                return UNCHANGED
            site.update(present, body)
            return UPDATED
        try:
            site.create(body)
        except Unanswered:
            if attempt == 2:
                raise
            continue  # it may be there: look before making another
        return CREATED
    raise AssertionError  # not reached


def _same(one: str, other: str) -> bool:
    """Whether two bodies are the same; sites store line ends in their own way."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
