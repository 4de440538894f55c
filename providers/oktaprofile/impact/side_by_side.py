"""A snapshot's people, predicted on every processor: where evaluation is what takes the time.

Each process reads its own segments and sends back what it counted; the counts are taken in the order of the file, so
the report does not hang on how many processes there were. They are forked (Linux only, and only where no other thread
runs, which a fork would cut off in the middle of something); elsewhere everything is done in this one.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Generator, Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

from oktaprofile.impact.counted import Counted
from oktaprofile.impact.tally import Tally
from oktaprofile.people.errors import PeopleError
from oktaprofile.people.person import Person
from oktaprofile.people.snapshot import Snapshot
from oktaprofile.people.walk import Damaged, Walk

FEWEST_PEOPLE = 50_000
"""A process takes longer to start than fewer are worth."""
MOST_PROCESSES = 2
"""Each holds some 50 MB: an impact stays below 200 MB, however many people there are."""

Group = tuple[Walk, "Damaged | None", Counted]
"""What was seen of a segment, what stopped it, and the counts up to there."""


def count_snapshot(tally: Tally, snapshot: Snapshot) -> None:
    """Takes everybody of a snapshot. Raises PeopleError where it is cut or damaged."""
    processes = _processes(snapshot)
    groups = _forked(tally, snapshot, processes) if processes > 1 else _groups(tally, snapshot, 0, 1)
    whole = Walk()
    try:
        for walk, damaged, counted in groups:
            tally.take(counted)
            if damaged is not None:
                raise damaged
            whole.add(walk)
            if whole.end is not None:
                break
    except Damaged as damaged:
        raise snapshot.error(damaged, whole) from None
    finally:
        groups.close()
    snapshot.finish(whole)


def _processes(snapshot: Snapshot) -> int:
    if sys.platform != "linux" or threading.active_count() > 1 or snapshot.header.users < FEWEST_PEOPLE:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


def _groups(tally: Tally, snapshot: Snapshot, first: int, step: int) -> Generator[Group, None, None]:
    """Every `step`th segment."""
    for segment in islice(snapshot.segments(), first, None, step):
        walk = Walk()
        people = _UntilDamaged(snapshot.read(segment, walk))
        counted = tally.counted(chain.from_iterable(people))
        yield walk, people.damaged, counted


class _UntilDamaged:
    """Groups of people up to where the file is damaged."""

    def __init__(self, people: Iterator[Sequence[Person]]) -> None:
        self.damaged: Damaged | None = None
        self._people = people

    def __iter__(self) -> Iterator[Sequence[Person]]:
        try:
            yield from self._people
        except Damaged as damaged:
            self.damaged = damaged


def _forked(tally: Tally, snapshot: Snapshot, processes: int) -> Generator[Group, None, None]:
    """The segments in order, each from the process whose turn it is."""
    children: list[tuple[int, BinaryIO]] = []
    try:
        for number in range(processes):
            children.append(_child(tally, snapshot, number, processes))
        turn = 0
        while True:
            _, pipe = children[turn % processes]
            try:
                group = pickle.load(pipe)  # noqa: S301 - of a process that this one forked
            except EOFError:
                raise PeopleError(
                    "A process that counted people was stopped.",
                    "Look whether the machine has enough memory.",
                ) from None
            if group is None:
                return
            yield group
            turn += 1
    finally:
        for process, pipe in children:
            pipe.close()
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _child(tally: Tally, snapshot: Snapshot, number: int, processes: int) -> tuple[int, BinaryIO]:
    """A process that counts its segments into a pipe. It ends when nobody reads there any more."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, os.fdopen(reading, "rb")
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told as well, and ends this one
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            for group in _groups(tally, snapshot, number, processes):
                pickle.dump(group, pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
            pickle.dump(None, pipe)
    except BaseException:  # noqa: BLE001 - the parent sees that the pipe ends too early
        traceback.print_exc()
    finally:
        os._exit(0)
