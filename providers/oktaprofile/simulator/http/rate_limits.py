"""Rate limits: a budget per bucket and minute, and a limit of simultaneous requests (recorded).

Headers on every answer; 429 without `Retry-After`; the concurrency 429 says limit 0 and remaining 0, and its
reset is a suggestion only. The default budgets are the highest that were recorded, so that tests don't wait;
set low ones by name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from oktaprofile.simulator.clock import Clock
from oktaprofile.simulator.http.operations import Bucket

WINDOW_SECONDS = 60
DEFAULT_LIMITS: Mapping[Bucket, int] = {
    "api": 1000,
    "apps": 1000,
    "app": 1000,
    "users": 1000,
    "user": 2000,
    "logs": 1000,
    "token": 1000,
}
"""Per minute. Recorded: api 100 to 1000, apps 10 to 100, app 50 to 500, users 50 to 600, user 50 to 2000,
token 150; `apps`, `app`, `users` and `token` are raised here on purpose.
"""

DEFAULT_CONCURRENCY = 75
"""Simultaneous requests per org (documented default)."""


@dataclass
class Verdict:
    """Whether a request may go on, and the headers its answer carries."""

    allowed: bool
    headers: list[tuple[str, str]]


class RateLimits:
    """Counts requests in fixed windows of a minute."""

    def __init__(
        self,
        clock: Clock,
        limits: Mapping[Bucket, int] | None = None,
        concurrency: int = DEFAULT_CONCURRENCY,
        window_seconds: float = WINDOW_SECONDS,
    ) -> None:
        self._clock = clock
        self.limits: dict[Bucket, int] = {**DEFAULT_LIMITS, **(limits or {})}
        self.concurrency = concurrency
        self.window_seconds = window_seconds
        self._in_flight = 0
        self._windows: dict[Bucket, tuple[float, int]] = {}

    def spend(self, bucket: Bucket) -> Verdict:
        """Takes one request from a bucket's budget."""
        now = self._clock()
        limit = self.limits[bucket]
        ends, used = self._windows.get(bucket, (0.0, 0))
        if now >= ends:
            ends, used = now + self.window_seconds, 0
        allowed = used < limit
        used += allowed
        self._windows[bucket] = (ends, used)
        return Verdict(allowed, _headers(limit, limit - used, ends))

    def enter(self) -> Verdict | None:
        """Counts a request as running; a Verdict that refuses it when too many run already. Call `leave` either way."""
        self._in_flight += 1
        if self._in_flight <= self.concurrency:
            return None
        return Verdict(False, _headers(0, 0, self._clock() + 1))

    def leave(self) -> None:
        """The request has ended."""
        self._in_flight -= 1


def _headers(limit: int, remaining: int, reset: float) -> list[tuple[str, str]]:
    return [
        ("x-rate-limit-limit", str(limit)),
        ("x-rate-limit-remaining", str(remaining)),
        ("x-rate-limit-reset", str(math.ceil(reset))),
    ]
