"""A snapshot: an org's people and what decides about their attributes, in one file.

It is a store (store.py) with the header (header.py) in its meta; a file of lines of version 0.1.0 is read as well
(lines.py). People are read in segments, so that memory does not grow with the file, and two processes can share it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

from oktaprofile.people.errors import PeopleError
from oktaprofile.people.header import AGAIN, Header, header_of
from oktaprofile.people.lines import Lines
from oktaprofile.people.person import Person
from oktaprofile.people.store import read_only
from oktaprofile.people.walk import Damaged, Walk

PART = ".part"
SEGMENT_PEOPLE = 10_000
_SQLITE = b"SQLite format 3\0"


class Snapshot:
    """A snapshot file: its header, and its people as often as they are asked for. `looked_at`: the apps that are
    read, and whether more than the assignment, where the file allows it (None: all)."""

    def __init__(self, path: Path) -> None:
        """Reads the header. Raises PeopleError for anything that is no snapshot of a known version."""
        self.path = path
        try:
            with path.open("rb") as file:
                begins = file.read(len(_SQLITE))
            self._file = _Stored(path) if begins == _SQLITE else Lines(path)
        except OSError as error:
            raise PeopleError(f"The snapshot {path} cannot be read: {error.strerror}.") from None
        self.header = self._file.header
        self.looked_at: Mapping[str, bool] | None = None

    def people(self) -> Iterator[Person]:
        """Every person, by id. Raises PeopleError where the file is cut or damaged; the text holds nothing of it."""
        whole = Walk()
        for segment in self.segments():
            walk = Walk()
            try:
                yield from chain.from_iterable(self.read(segment, walk))
                whole.add(walk)
            except Damaged as damaged:
                raise self.error(damaged, whole) from None
            if whole.end is not None:
                break
        self.finish(whole)

    def segments(self) -> Iterator[Any]:
        """Parts of the file that can be read on their own, in order. Raises PeopleError."""
        try:
            yield from self._file.segments()
        except (Damaged, OSError, sqlite3.Error):
            raise self.error(Damaged(), Walk()) from None

    def read(self, segment: Any, walk: Walk) -> Iterator[Sequence[Person]]:  # noqa: ANN401 - what `segments` gave
        """The people of a segment in groups, counted in `walk`. Raises Damaged."""
        try:
            yield from self._file.read(segment, walk, self.looked_at)
        except OSError as error:
            raise Damaged(0, f"it cannot be read: {error.strerror}") from None

    def finish(self, whole: Walk) -> None:
        """Raises PeopleError unless all segments together hold as many people as the file says."""
        if isinstance(self._file, Lines):
            complete = type(whole.end) is int and whole.end == whole.count
        else:
            complete = whole.count == self.header.users
        if not complete:
            raise PeopleError(
                f"The snapshot {self.path} is cut: it ends after {whole.count} of {self.header.users} users.",
                "Make it anew.",
            )

    def error(self, damaged: Damaged, before: Walk) -> PeopleError:
        """What to say of a damaged segment, after those in `before`."""
        if not damaged.line:
            reason = f": {damaged.reason}" if damaged.reason else ""
            return PeopleError(f"The snapshot {self.path} is damaged{reason}.", AGAIN)
        line = f"Line {1 + before.lines + damaged.line} of the snapshot {self.path}"
        if damaged.reason:
            return PeopleError(f"{line} {damaged.reason}", AGAIN)
        return PeopleError(f"{line}, or the one after it, is damaged.", AGAIN)


class _Stored:
    """A snapshot that is a store. Each segment is read on a connection of its own: a process that was forked may not
    use its parent's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with closing(read_only(path)) as store:
                document = store.meta("header")
        except (sqlite3.Error, TypeError, ValueError) as error:
            raise PeopleError(f"The snapshot {path} is damaged ({error}).", AGAIN) from None
        if not isinstance(document, dict):
            whole = path.with_suffix("") if path.suffix == PART else "FILE"
            raise PeopleError(
                f"{path} is half a snapshot.", f"Go on with: oktaprofile snapshot --out {whole}"
            )
        self.header: Header = header_of(document, path)

    def segments(self) -> Iterator[tuple[str, str | None]]:
        """Ids between which people are read."""
        last = ""
        with closing(read_only(self.path)) as store:
            for to in store.boundaries(SEGMENT_PEOPLE):
                yield last, to
                last = to
        yield last, None

    def read(
        self, segment: tuple[str, str | None], walk: Walk, looked_at: Mapping[str, bool] | None
    ) -> Iterator[Sequence[Person]]:
        """The people of a segment in groups. Raises Damaged."""
        try:
            with closing(read_only(self.path)) as store:
                for group in store.groups(*segment, looked_at):
                    walk.count += len(group)
                    yield group
        except PeopleError as error:
            raise Damaged(0, error.message.rstrip(".")) from None
        except (AttributeError, RecursionError, TypeError, ValueError, sqlite3.Error):
            raise Damaged from None
