"""A measured figure, and how it is taken: medians, each beside the limit that the project promises."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

RUNS = 9


class Figure(NamedTuple):
    """One line of `make bench`. `limit` is what we promise (None: nothing), `at_least` turns it into a minimum.
    `floor` says what the same takes without us, in words; "" where there is no such thing.
    """

    name: str
    measured: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    floor: str = ""

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        if self.limit is None:
            return True
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


def median_milliseconds(action: Callable[[], object], runs: int = RUNS) -> float:
    """The median wall-clock time of `runs` runs, after one that is not counted."""
    action()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)
