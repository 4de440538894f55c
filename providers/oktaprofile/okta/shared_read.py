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
    fetches again. (One that was begun ahead is the answer of the first who asks.) A fetch that began earlier never
    replaces the value of one that began later.
    """

    def __init__(self, fetch: Callable[[], T], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._change = threading.Condition()
        self._flights = 0
        self._flying: _Flight[T] | None = None
        self._last: _Flight[T] | None = None  # the last one that landed well
        self._failed: _Flight[T] | None = None  # begun ahead, and nobody has asked since
        self.quickest_seconds: float | None = None
        """The shortest time that a fetch took; None before the first."""

    def begin(self, start: Callable[[Callable[[], None]], bool]) -> None:
        """Fetch the value ahead, unless it is there or on its way. `start` runs a function in another thread, or
        returns False."""
        with self._change:
            if self._last is not None or self._flying is not None or self._failed is not None:
                return
            flight = self._take_off()
            if not start(lambda: self._fly(flight, ahead=True)):
                self._flying = None
                self._change.notify_all()

    @property
    def asked(self) -> bool:
        """Whether it was ever fetched, or is being."""
        return self._flights > 0

    @property
    def value(self) -> T | None:
        """What was fetched last; None before."""
        last = self._last
        return None if last is None else last.value

    def settled(self) -> T | None:
        """The value as far as it is there or on its way; None where it is neither, or its fetch failed."""
        with self._change:
            while self._flying is not None:
                self._clock.wait(self._change, None)
            return None if self._last is None else self._last.value

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
                    failed, self._failed = self._failed, None
                    if failed is not None and acceptable(failed):
                        return failed.outcome()
                    break
                while not flight.landed:
                    self._clock.wait(self._change, None)
                if acceptable(flight):
                    if self._failed is flight:
                        self._failed = None
                    return flight.outcome()
            mine = self._take_off()
        self._fly(mine, ahead=False)
        if mine.error is not None:
            raise mine.error
        return mine.value

    def _take_off(self) -> _Flight[T]:
        """The caller holds the condition."""
        self._flights += 1
        self._flying = _Flight(self._flights, self._clock.monotonic())
        return self._flying

    def _fly(self, flight: _Flight[T], *, ahead: bool) -> None:
        try:
            flight.value = self._fetch()
        except BaseException as problem:  # noqa: BLE001 - raised where the value is asked for
            flight.error = problem
        with self._change:
            flight.landed = True
            self._flying = None
            if flight.error is None:
                self._last = flight
                took = self._clock.monotonic() - flight.began
                self.quickest_seconds = (
                    took if self.quickest_seconds is None else min(took, self.quickest_seconds)
                )
            elif ahead:
                self._failed = flight
            self._change.notify_all()
