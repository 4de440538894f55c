"""A measured figure, and how it is taken: as calls, or as a ratio to a floor of the same run.

A ratio holds on any machine: what is measured and its floor run in turn, and the quickest run of each counts, since
whatever else the machine does only adds. Milliseconds of one machine promise nothing on another.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

RUNS = 9


class Figure(NamedTuple):
    """One line of `make bench`. `limit` is what we promise (None: nothing). `floor`: what the same takes without us, in
    words; "" where there is no such thing.
    """

    name: str
    measured: float
    unit: str
    limit: float | None = None
    floor: str = ""

    @property
    def kept(self) -> bool:
        """Whether the promise is kept."""
        return self.limit is None or self.measured <= self.limit


def times(
    name: str,
    ours: Callable[[], object],
    floor: Callable[[], object],
    of: str,
    limit: float | None = None,
    *,
    runs: int = RUNS,
    clock: Callable[[], float] = time.perf_counter,
) -> Figure:
    """How many times as long as the floor it takes, by the quickest of `runs`, after one that is not counted.

    `of`: the floor in words. `clock`: `time.process_time` for work of this process alone.
    """
    pairs = [(_seconds(ours, clock), _seconds(floor, clock)) for _ in range(runs + 1)][1:]
    quickest, seconds = (min(column) for column in zip(*pairs, strict=True))
    measured = quickest / seconds
    return Figure(name, measured, "×", limit, f"{of}: {_shown(seconds)}")


def _seconds(action: Callable[[], object], clock: Callable[[], float]) -> float:
    started = clock()
    action()
    return clock() - started


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"
