"""Finds our comment by its marker and updates it, or makes it: one comment for each marker, however often it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from oktaprofile.review.comment.transport import Refused, Unanswered
from oktaprofile.review.errors import ReviewError
from oktaprofile.review.masking import mask
from oktaprofile.review.words import printable
from oktaprofile.text.characters import utf16_length
from oktaprofile.text.redact import redact

UPDATED, CREATED, UNCHANGED = "updated", "created", "unchanged"
LONGEST = 65_000
NOT_FOUND = 404
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
        """Gives a comment another body. Raises Refused with 404 when it is gone."""
        ...

    def create(self, body: str) -> None:
        """Makes a comment. Raises Unanswered when nobody knows whether it did, and ReviewError when it carries
        another author than the one whose comments are looked for."""
        ...


def post(site: Site, body: str) -> str:
    """Puts the report where its marker is. Returns UPDATED, CREATED or UNCHANGED. Raises ReviewError."""
    found = _MARKER.match(body)
    if found is None:
        raise ReviewError("The report has no marker in its first line.", "Post what --format markdown wrote.")
    if utf16_length(body) > LONGEST:
        raise ReviewError(
            f"The report is longer than {LONGEST:,} characters.", "Post what --format markdown wrote."
        )
    body = redact(mask(body))
    for attempt in (1, 2):
        present = [one for one in site.comments() if one.body.startswith(found[0])]
        done = {_updated(site, one, body) for one in present}  # two runs at once may have made two
        if done & {UPDATED, UNCHANGED}:
            return UPDATED if UPDATED in done else UNCHANGED
        try:
            site.create(body)
        except Unanswered:
            if attempt == 2:
                raise
            continue  # it may be there: look before making another
        return CREATED
    raise AssertionError  # not reached


def check_author(wrote: object, looked_for: str | None) -> None:
    """Raises ReviewError when a comment was made under another name than is looked for: the next run would not find it
    and make one more."""
    if isinstance(wrote, str) and wrote != looked_for:
        name = printable(wrote)
        raise ReviewError(
            f"The comment is made, but by {name!r}, while those of {looked_for!r} are looked for.",
            f"Give --author {name!r}, or each run makes another comment.",
        )


def _updated(site: Site, comment: Comment, body: str) -> str | None:
    """UPDATED or UNCHANGED; None where somebody has deleted the comment meanwhile."""
    if _same(comment.body, body):
        return UNCHANGED
    try:
        site.update(comment, body)
    except Refused as refused:
        if refused.status != NOT_FOUND:
            raise
        return None
    return UPDATED


def _same(one: str, other: str) -> bool:
    """Whether two bodies are the same; sites store line ends in their own way."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
