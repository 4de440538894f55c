"""The snapshot file of version 0.1.0, which stays readable: JSON Lines.

    the header (header.py) with version 1
    {"id": ..., "type": ..., "status": ..., "profile": {...},
     "apps": {APP_ID: {"external_id": ..., "status": ..., "profile": {...}}}}           one line a user
    {"end": N}

Users are in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from oktaprofile.people.decoding import decoded, strictly
from oktaprofile.people.errors import PeopleError
from oktaprofile.people.header import FORMAT, Header, header_of
from oktaprofile.people.person import AppUser, Person
from oktaprofile.people.store import MOST_BYTES
from oktaprofile.people.walk import Damaged, Walk

VERSION = 1
SEGMENT_BYTES = 8_000_000

Segment = tuple[int, int]
"""Where a run of whole lines begins and ends in the file, in bytes."""


class Lines:
    """A file of lines."""

    def __init__(self, path: Path) -> None:
        """Reads the first line. Raises OSError, and PeopleError for anything that is no snapshot of this version."""
        self.path = path
        with path.open("rb") as file:
            first = file.readline(MOST_BYTES)
            self._begin, self._size = file.tell(), file.seek(0, 2)
        self.header = self._header(first)

    def _header(self, line: bytes) -> Header:
        try:
            first = strictly(line)
        except (PeopleError, UnicodeDecodeError):
            first = None
        if not isinstance(first, dict) or first.get("format") != FORMAT:
            raise PeopleError(
                f"{self.path} is no snapshot: its first line is not a header.",
                "Make one with: oktaprofile snapshot --out FILE",
            )
        if first.get("version") != VERSION:
            raise PeopleError(
                f"The snapshot {self.path} has version {first.get('version')}; a file of lines has {VERSION}.",
                "Make it anew with this version.",
            )
        return header_of(first, self.path)

    def segments(self) -> Iterator[Segment]:
        """The lines after the first, in groups."""
        begin = self._begin
        with self.path.open("rb") as file:
            while begin < self._size:
                file.seek(begin + SEGMENT_BYTES)
                file.readline()
                end = min(file.tell(), self._size)
                yield begin, end
                begin = end

    def read(self, segment: Segment, walk: Walk, _: object = None) -> Iterator[tuple[Person]]:
        """The people of a segment, each alone and with all apps. Raises Damaged, OSError; the text holds nothing of the
        file."""
        begin, end = segment
        last = ""
        with self.path.open("rb") as file:
            file.seek(begin)
            for line in _lines_until(file, end):
                walk.lines += 1
                try:
                    item = decoded(line.rstrip(b"\r\n"), "")
                    if "end" in item:
                        walk.end = item["end"]
                        return
                    person = _person(item)
                    if person.id <= last:  # twice there, or moved: not as it was written
                        raise ValueError
                except PeopleError as error:
                    twice = error.message.strip() if "twice" in error.message else ""
                    raise Damaged(walk.lines, twice) from None
                except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
                    raise Damaged(walk.lines) from None
                last = person.id
                walk.first = walk.first or person.id
                walk.last = last
                walk.count += 1
                yield (person,)


def _lines_until(file: BinaryIO, end: int) -> Iterator[bytes]:
    left = end - file.tell()
    for line in iter(partial(file.readline, MOST_BYTES), b""):
        yield line
        left -= len(line)
        if left <= 0:
            return


def _person(item: Mapping[str, Any]) -> Person:
    apps = {
        app_id: AppUser(_profile(one), one["external_id"], one["status"])
        for app_id, one in item["apps"].items()
    }
    return Person(item["id"], item["type"], item["status"], _profile(item), apps)


def _profile(item: Mapping[str, Any]) -> dict[str, Any]:
    profile = item["profile"]
    if type(profile) is not dict:
        raise TypeError("a profile is no object")
    return profile
