"""One value, fetched by one thread at a time and shared by everybody who asks meanwhile (single flight)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

from oktaprofile.okta.errors import copy_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from oktaprofile.okta.clock import Clock

T = TypeVar("T")


class _Flight(Generic[T]):
    """One fetch, going on or landed."""

    __slots__ = ("began", "error", "landed", "number", "value")

    def __init__(self, number: int, began: float) -> None:
        self.number = number
        self.began = began
        self.landed = False
        self.error: BaseException | None = None
        self.value: T

    def outcome(self) -> T:
        """What was fetched. Raises a copy of the error for each thread that waited."""
        if self.error is not None:
            raise copy_of(self.error)
        return self.value


class SharedRead(Generic[T]):
    """A value and how to fetch it.

    A failed fetch is the answer of everybody who waited for it, and is not remembered: the next caller
    fetches again. A fetch that began earlier never replaces the value of one that began later.
    """

    def __init__(self, fetch: Callable[[], T], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._change = threading.Condition()
        self._flights = 0
        self._flying: _Flight[T] | None = None
        self._last: _Flight[T] | None = None  # the last one that landed well

    def any_age(self) -> T:
        """The value, however old; fetched when there is none yet."""
        return self._obtain(lambda flight: True)

    def at_most(self, age_seconds: float) -> T:
        """A value whose fetch began at most `age_seconds` ago."""
        oldest = self._clock.monotonic() - age_seconds
        return self._obtain(lambda flight: flight.began >= oldest)

    def begun_after_now(self) -> T:
        """A value whose fetch began after this call: it shows everything that ended before the call."""
        with self._change:
            latest = self._flights
        return self._obtain(lambda flight: flight.number > latest)

    def other_than(self, stale: object) -> T:
        """A value that is not this object: fetched again unless somebody already has."""
        return self._obtain(lambda flight: flight.error is not None or flight.value is not stale)

    def _obtain(self, acceptable: Callable[[_Flight[T]], bool]) -> T:
        with self._change:
            while True:
                if self._last is not None and acceptable(self._last):
                    return self._last.outcome()
                flight = self._flying
                if flight is None:
                    break
                while not flight.landed:
                    self._clock.wait(self._change, None)
                if acceptable(flight):
                    return flight.outcome()
            self._flights += 1
            mine: _Flight[T] = _Flight(self._flights, self._clock.monotonic())
            self._flying = mine
        try:
            mine.value = self._fetch()
        except BaseException as problem:
            mine.error = problem
            raise
        finally:
            with self._change:
                mine.landed = True
                self._flying = None
                if mine.error is None:
                    self._last = mine
                self._change.notify_all()
        return mine.value
