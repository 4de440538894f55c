"""What is counted of a group of people before all are counted together, and what is kept of some of them."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from oktaprofile.impact.memberships import Moves
from oktaprofile.impact.whole import Refused
from oktaprofile.people.decoding import encoded
from oktaprofile.plan.outcomes import Outcome


class Sample(NamedTuple):
    """One person's values before and after. Personal data: only on request."""

    user: str
    outcome: Outcome
    before: Any
    after: Any
    reason: str
    waits: bool


Foreseen = tuple[str, str, Any, Any, str, bool]
"""One person's id, outcome, value now and afterwards, reason, and whether it waits for a push: personal data."""
_WORDS = ("user", "outcome", "before", "after", "reason", "waits")
_BETWEEN = ",\n"


def packed(rows: Iterable[Foreseen]) -> bytes:
    """Rows as a part of a document's `people`: compressed: those of a million people are 300 MB."""
    text = _BETWEEN.encode().join(encoded(dict(zip(_WORDS, row, strict=True))) for row in rows)
    return zlib.compress(text, 1)


def unpacked(parts: Iterable[bytes]) -> Iterator[str]:
    """The JSON text of all rows in several parts, with commas between them, in pieces."""
    between = ""
    for part in parts:
        yield between + zlib.decompress(part).decode()
        between = _BETWEEN


@dataclass(slots=True)
class Counted:
    """A group of people: how many of each kind for each target, and the samples, each with its target's index and
    whether the person was asked for by name."""

    kinds: list[defaultdict[tuple[Any, ...], int]]
    people: int = 0
    named: set[str] = field(default_factory=set)
    samples: list[tuple[int, bool, Sample]] = field(default_factory=list)
    sampled: Counter[tuple[int, Outcome]] = field(default_factory=Counter)
    refused: Refused = field(default_factory=Refused)
    foreseen: dict[int, bytes] = field(default_factory=dict)  # by target, `packed`
    seen: set[str] = field(default_factory=set)
    unaffected: dict[int, array[int]] = field(default_factory=dict)
    moves: Moves = field(default_factory=Counter)
