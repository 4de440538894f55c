"""Virtual time for many threads: it moves on only when every thread waits, and then to the next moment somebody
waits for. Sleeps are exact, so a race that needs "A took longer than B" is decided by the durations alone."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

from oktaprofile.okta.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

# How long all threads must be seen waiting before time moves on; a notified thread needs some of it to wake up.
_QUIET_SECONDS = 0.001


class VirtualTime:
    """The time of one test. Threads are started with `run`; `clock` gives each process its own Clock."""

    def __init__(self, seed: int) -> None:
        self.time = 0.0
        self.random = random.Random(seed)
        self._tick = threading.Condition()
        self._running = 0
        self._wake: list[float] = []
        self._turns = 0

    def clock(self) -> Clock:
        return _VirtualClock(self)

    def run(self, tasks: list[Callable[[], None]], limit_seconds: float = 60) -> list[BaseException]:
        """Run all tasks, each in a thread, to their end; returns what they raised."""
        problems: list[BaseException] = []

        def guarded(task: Callable[[], None]) -> None:
            try:
                task()
            except BaseException as problem:  # noqa: BLE001 - the test looks at it
                problems.append(problem)
            finally:
                with self._tick:
                    self._running -= 1

        threads = [threading.Thread(target=guarded, args=(task,), daemon=True) for task in tasks]
        self._running = len(threads)
        for thread in threads:
            thread.start()
        pause = threading.Event()
        seen, quiet = -1, 0
        for _ in range(int(limit_seconds / _QUIET_SECONDS)):
            pause.wait(_QUIET_SECONDS)
            with self._tick:
                if not any(thread.is_alive() for thread in threads):
                    return problems
                quiet = quiet + 1 if self._running == 0 and seen == self._turns else 0
                seen = self._turns
                if quiet >= 2 and self._wake:
                    self.time = min(self._wake)
                    self._tick.notify_all()
                    quiet = 0
        raise AssertionError("the threads did not end")

    def sleep_until(self, moment: float) -> None:
        with self._tick:
            self._wait_begins(moment)
            while self.time < moment:
                self._tick.wait(1)
            self._wait_ends(moment)

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Like `Condition.wait`, in virtual time."""
        moment = None if seconds is None else self.time + max(0.0, seconds)
        with self._tick:
            self._wait_begins(moment)
        try:
            while not condition.wait(_QUIET_SECONDS):
                if moment is None or self.time >= moment:
                    return
        finally:
            with self._tick:
                self._wait_ends(moment)

    def _wait_begins(self, moment: float | None) -> None:
        self._running -= 1
        if moment is not None:
            self._turns += 1
            self._wake.append(moment)

    def _wait_ends(self, moment: float | None) -> None:
        self._running += 1
        if moment is not None:
            self._turns += 1
            self._wake.remove(moment)


class _VirtualClock(Clock):
    def __init__(self, time: VirtualTime) -> None:
        super().__init__()
        self._time = time

    def now(self) -> float:
        return self._time.time

    def monotonic(self) -> float:
        return self._time.time

    def chance(self) -> float:
        return self._time.random.random()

    def pause(self, seconds: float) -> bool:
        self._time.sleep_until(self._time.time + max(0.0, seconds))
        return False

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        self._time.wait(condition, seconds)
