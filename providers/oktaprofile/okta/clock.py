"""Time, waiting and chance, in one object that tests replace.

Every wait of this room goes through here, so that every wait ends when Terraform asks the provider to stop.
"""

from __future__ import annotations

import os
import threading
import time

from oktaprofile.okta.errors import Stopped

# How long a wait on a condition may overlook the stop event, in seconds: an event cannot notify a condition.
_STOP_POLL_SECONDS = 0.2


class Clock:
    """The machine's clock. `stop` is the event that ends all waits."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        self.stop = stop if stop is not None else threading.Event()

    @property
    def stopping(self) -> bool:
        """True once Terraform asked to stop."""
        return self.stop.is_set()

    def now(self) -> float:
        """Wall clock, seconds since 1970 (UTC)."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds of a clock that is never set back."""
        return time.monotonic()

    def chance(self) -> float:
        """A random number in [0, 1)."""
        return int.from_bytes(os.urandom(6), "big") / 2**48  # `random` loads for 2 ms

    def pause(self, seconds: float) -> bool:
        """Wait; returns True when the stop event ended the wait early (or was set before)."""
        return self.stop.wait(max(0.0, seconds))

    def sleep(self, seconds: float, *, waiting_for: str) -> None:
        """Wait, or raise `Stopped` once the stop event is set. `waiting_for` completes "while waiting for"."""
        if self.pause(seconds):
            raise Stopped(f"Stopped while waiting for {waiting_for}.")

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Wait on a condition that the caller holds.

        Returns when it is notified, after `seconds`, or after a fifth of a second: callers loop and look
        again, also at `stopping`.
        """
        condition.wait(_STOP_POLL_SECONDS if seconds is None else min(max(0.0, seconds), _STOP_POLL_SECONDS))
