"""What `oktaprofile impact --people --out FILE` wrote of people, read again for `verify`.

A million people are a file of hundreds of megabytes. It is gone through once; what it says of somebody is read again
when they are asked for.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, BinaryIO, NamedTuple

from oktaprofile.impact import unaffected
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.unaffected import Records
from oktaprofile.people.organization import Line
from oktaprofile.people.times import moment
from oktaprofile.plan.json_stream import EACH, streamed

VERSION = 1
_NEXT = "Make it with: oktaprofile impact plan.json --people --out impact.json"


class Expected(NamedTuple):
    """One attribute of one person. `before`, `after`: values; None and "" are the same."""

    outcome: str
    before: Any
    after: Any
    reason: str
    waits: bool


class Planned(NamedTuple):
    """One app's line for an attribute. None: not mapped; a line whose expression is None: known after apply."""

    app_id: str
    before: Line | None
    after: Line | None


Master = tuple[str, tuple[str, ...]]
"""A source as the document has it: its type and the labels of its apps."""


class People:
    """What was predicted of whom, for one attribute. 20 bytes a person are held: a part of the hash of their id, and
    where the file, which stays open as long, has the rest. Each is known by a number: their index among all."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._begins, self._lengths = array("Q"), array("I")
        self._hashed = array("Q")  # the hash before the number

    def __len__(self) -> int:
        return len(self._begins)

    def add(self, row: Mapping[str, Any], begin: int, end: int) -> None:
        """Takes a row that is in the file from `begin` to `end`. Raises KeyError or TypeError for none of ours."""
        _expected(row)
        self._hashed.append(_hash(str(row["user"])) | len(self))
        self._begins.append(begin)
        self._lengths.append(end - begin)

    def sort(self) -> None:
        """Once all are there. Raises ValueError where one is there twice."""
        self._hashed = array("Q", sorted(self._hashed))
        for one, other in pairwise(self._hashed):
            if one >> 32 == other >> 32 and self[one & _NUMBER][0] == self[other & _NUMBER][0]:
                raise ValueError("somebody is there twice")

    def find(self, user_id: str) -> tuple[int, Expected] | None:
        """Somebody's number, and what was predicted; None for who is not there. Raises as a look at one does."""
        wanted = _hash(user_id)
        for index in range(bisect_left(self._hashed, wanted), len(self)):
            found = self._hashed[index]
            if found & ~_NUMBER != wanted:
                break
            who, expected = self[found & _NUMBER]
            if who == user_id:
                return found & _NUMBER, expected
        return None

    def __getitem__(self, number: int) -> tuple[str, Expected]:
        """A user id and what was predicted. Raises ImpactError where the file is another one by now, and OSError."""
        self._file.seek(self._begins[number])
        try:
            row = json.loads(self._file.read(self._lengths[number]))
            return str(row["user"]), _expected(row)
        except (KeyError, TypeError, ValueError):
            raise ImpactError("The impact file was written to while it was read.", "Run it again.") from None


_NUMBER = (1 << 32) - 1


def _hash(user_id: str) -> int:
    return (hash(user_id) & _NUMBER) << 32


def _expected(row: Mapping[str, Any]) -> Expected:
    return Expected(str(row["outcome"]), row["before"], row["after"], str(row["reason"]), bool(row["waits"]))


class Target(NamedTuple):
    """One attribute of the prediction. `people`: of whom something was predicted; `unaffected`: of whom nothing
    changes, None where the document does not say; `source`: before and after, None downstream."""

    system: str
    app_id: str | None
    type_id: str
    type_name: str
    attribute: str
    people: People
    unaffected: Records | None
    lines: tuple[Planned, ...] = ()
    source: tuple[Master, Master] | None = None
    max_length: int | None = None


class Prediction(NamedTuple):
    """What an impact document holds of people. `org`: its URL; `taken_at`: UTC text; `open`: whether the plan left
    something open, of which somebody's value depends."""

    org: str
    taken_at: str
    targets: tuple[Target, ...]
    open: bool = False


def read_prediction(file: BinaryIO) -> Prediction:
    """The people of an impact document, in a file that can be read at any offset. Raises ImpactError for anything else,
    and for one without people, and OSError."""
    people: dict[int, People] = {}
    wrong: list[Exception] = []

    def take(way: Sequence[int], row: Any, begin: int, end: int) -> None:  # noqa: ANN401 - JSON
        try:
            people.setdefault(way[0], People(file)).add(row, begin, end)
        except (KeyError, TypeError) as error:  # another version's, perhaps
            wrong[:] = wrong or [error]

    document = streamed(file, ("targets", EACH, "people"), take, "The impact file", _NEXT, ImpactError)
    if not isinstance(document, dict) or document.get("format") != "oktaprofile-impact":
        raise ImpactError("The impact file is no oktaprofile-impact document.", _NEXT)
    version = document.get("version")
    if type(version) is not int or version != VERSION:
        raise ImpactError(
            f"The impact file has version {version!r}; this oktaprofile reads {VERSION}.",
            "Verify with the version of oktaprofile that made the prediction, or make it anew with this one.",
        )
    try:
        if wrong:
            raise wrong[0]
        items = document["targets"]
        somebody_changes = any(_changes(one) for one in items)
        targets = tuple(_target(one, people.get(n) or People(file)) for n, one in enumerate(items))
        data = document["data"]
        moment(data["taken_at"])
        found = Prediction(str(data["org"]), data["taken_at"], targets, bool(document.get("not_known")))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ImpactError(
            f"The impact file is not built as oktaprofile impact builds it ({type(error).__name__}).", _NEXT
        ) from None
    if somebody_changes and not any(one.people for one in targets):
        raise ImpactError(
            "The impact file holds nobody's values, so there is nothing to compare with.", _NEXT
        )
    return found


def same(one: object, other: object) -> bool:
    """Whether two values are one: None and "" are, and 1 and True are not."""
    return (one in (None, "") and other in (None, "")) or (one == other and type(one) is type(other))


def _changes(item: Mapping[str, Any]) -> bool:
    return any(count for name, count in item["outcomes"].items() if name not in ("unchanged", "not_affected"))


def _target(item: Mapping[str, Any], people: People) -> Target:
    if item.get("people"):
        raise TypeError("people are no list")
    people.sort()
    kept, source = item.get("unaffected"), item.get("source")
    return Target(
        str(item["system"]),
        None if item["app_id"] is None else str(item["app_id"]),
        str(item["user_type"]["id"]),
        str(item["user_type"].get("name") or ""),
        str(item["attribute"]),
        people,
        None if kept is None else unaffected.from_json(kept),
        tuple(
            Planned(str(one["app_id"]), _line(one["before"]), _line(one["after"]))
            for one in item.get("expressions") or ()
        ),
        None if source is None else (_master(source["before"]), _master(source["after"])),
        item.get("max_length"),
    )


def _line(side: Mapping[str, Any] | None) -> Line | None:
    return None if side is None else Line(side["expression"], str(side["push_status"]))


def _master(side: Mapping[str, Any]) -> Master:
    return str(side["type"]), tuple(map(str, side["apps"]))
