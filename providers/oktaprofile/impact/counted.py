"""What is counted of a group of people before all are counted together, and what is kept of some of them."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from oktaprofile.impact.whole import Refused
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
    foreseen: list[tuple[int, Foreseen]] = field(default_factory=list)
    seen: set[tuple[str, ...]] = field(default_factory=set)
    unaffected: dict[int, array[int]] = field(default_factory=dict)
