"""Okta's rate limits: a budget for each bucket, read from the headers, and the waits after a 429.

Facts (recorded traffic; Okta's rate-limit pages, read 2026-06):
- x-rate-limit-limit, -remaining and -reset (UTC epoch seconds) come with about 98 % of all answers.
- A 429 carries no Retry-After; Okta's Go SDK waits `reset - Date + 1` seconds: the server's two clocks, not
  ours.
- Limits differ by org and are never assumed: a bucket without headers yet is not limited here.
- Too many requests at once (75 an org, 35 in free ones) is another 429: limit 0, remaining 0, and `reset` is
  only a suggestion. It says nothing about the bucket. After one, half as many are sent at once; each answer that is
  none adds a little again.

A call waits before its bucket is empty rather than being refused: Okta reports every refusal to the org's
admins, and the limits are shared with everybody else who uses the org.
"""

from __future__ import annotations

import threading
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from oktaprofile.okta.errors import Stopped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oktaprofile.okta.clock import Clock

WINDOW_SECONDS = 60.0
# A longer wait than this is a wrong clock; then the call is tried instead.
LONGEST_WAIT_SECONDS = 75.0
# Two answers whose windows end within this of each other are of one window.
SAME_WINDOW_SECONDS = 5.0
# Everybody waits for the same moment; spread over this long after it.
SPREAD_SECONDS = 0.5
# A concurrency 429: chance x min(20, 1 x 2^n) + 0.5 seconds.
CONCURRENCY_BASE_SECONDS = 1.0
CONCURRENCY_LONGEST_SECONDS = 20.0
# Epoch seconds are far below; what is not (infinity and NaN among it) is no number of Okta's.
NO_HEADER_EXCEEDS = 1e12


def bucket_of(path: str) -> str:
    """The bucket that a URL path counts against, e.g. "/api/v1/apps/{id}".

    Schemas, user types, mappings and features share the generic /api/v1 bucket; /api/v1/apps with everything
    below an app shares one, except /api/v1/apps/{id} itself; users likewise.
    """
    parts = path.strip("/").split("/")
    if parts[:2] != ["api", "v1"]:
        return "/" + "/".join(parts)
    family, below = parts[2] if len(parts) > 2 else "", len(parts) - 3
    if family in ("apps", "users"):
        return f"/api/v1/{family}/{{id}}" if below == 1 else f"/api/v1/{family}"
    if family == "logs":
        return "/api/v1/logs"
    return "/api/v1"


class _Budget:
    """One bucket as the last answer showed it; `resets_at` is a time of `Clock.monotonic`."""

    def __init__(self, limit: int, remaining: int, resets_at: float) -> None:
        self.limit = limit
        self.remaining = remaining
        self.resets_at = resets_at


class RateLimits:
    """The budgets of one org, for all threads: at most `parallelism` requests at once."""

    def __init__(self, clock: Clock, parallelism: int) -> None:
        self._clock = clock
        self._most_at_once = parallelism
        self._changed = threading.Condition()  # guards all below
        self._at_once = float(parallelism)  # how many may be in flight now
        self._budgets: dict[str, _Budget] = {}
        self._in_flight: dict[str, int] = {}

    def start(self, path: str) -> None:
        """Take one call out of the bucket, waiting first while it may be empty. Raises `Stopped`."""
        bucket = bucket_of(path)
        spread = SPREAD_SECONDS * self._clock.chance()
        with self._changed:
            while True:
                budget = self._budgets.get(bucket)
                in_flight = self._in_flight.get(bucket, 0)
                if sum(self._in_flight.values()) >= int(self._at_once):
                    if self._clock.stopping:
                        raise Stopped("Stopped while waiting for other requests to end.")
                    self._clock.wait(self._changed, None)
                    continue
                # What is in flight may not be counted in `remaining` yet; its answer will tell and wake us.
                if budget is None or budget.remaining > in_flight:
                    break
                left = budget.resets_at + spread - self._clock.monotonic()
                if left <= 0:  # a new window, not known yet
                    break
                if self._clock.stopping:
                    raise Stopped(
                        f"Stopped while waiting for Okta's rate limit of {budget.limit} a minute on {bucket}."
                    )
                self._clock.wait(self._changed, left)
            self._in_flight[bucket] = in_flight + 1

    def finish(self, path: str, headers: Mapping[str, str] | None) -> None:
        """Note what the answer says about the bucket. `headers` is None when no answer came."""
        bucket = bucket_of(path)
        seen = read_headers(headers or {})
        with self._changed:
            self._in_flight[bucket] = max(0, self._in_flight.get(bucket, 0) - 1)
            self._changed.notify_all()
            if seen is not None and seen[0] == 0:  # the concurrency limit
                self._at_once = max(1.0, self._at_once / 2)
                return
            self._at_once = min(self._most_at_once, self._at_once + 1 / self._at_once)
            if seen is None:
                return
            limit, remaining, seconds = seen
            resets_at = self._clock.monotonic() + min(seconds, LONGEST_WAIT_SECONDS)
            budget = self._budgets.get(bucket)
            # Answers overtake each other: within one window the smaller number is the later one.
            if (
                budget is not None
                and budget.limit == limit
                and abs(budget.resets_at - resets_at) < SAME_WINDOW_SECONDS
            ):
                remaining = min(remaining, budget.remaining)
            self._budgets[bucket] = _Budget(limit, remaining, resets_at)

    def seen(self) -> dict[str, int]:
        """Calls a minute of each bucket, as far as the answers said."""
        with self._changed:
            return {bucket: budget.limit for bucket, budget in sorted(self._budgets.items())}

    def wait_after_429(self, headers: Mapping[str, str], repetition: int) -> float:
        """Seconds to wait after a 429 before the call is repeated (`repetition` 0 = first time)."""
        chance = self._clock.chance()
        seen = read_headers(headers)
        # Not Okta's, but a gateway's.
        asked = min(_number(headers.get("retry-after")) or 0.0, LONGEST_WAIT_SECONDS)
        if seen is not None and seen[0] > 0:
            return max(min(seen[2], LONGEST_WAIT_SECONDS), asked) + SPREAD_SECONDS * chance
        longest = min(CONCURRENCY_LONGEST_SECONDS, CONCURRENCY_BASE_SECONDS * 2.0 ** min(repetition, 10))
        return max(0.5 + chance * longest, asked)


def read_headers(headers: Mapping[str, str]) -> tuple[int, int, float] | None:
    """(limit, remaining, seconds until the window ends) from an answer's headers; None when they are not there.

    Seconds are `reset - Date + 1` by the server's clock, at least 0; when `Date` is missing there is
    nothing to measure `reset` against, and the window of a minute is assumed to have just begun.
    """
    limit, remaining, reset = (
        _number(headers.get(f"x-rate-limit-{name}")) for name in ("limit", "remaining", "reset")
    )
    if limit is None or remaining is None or reset is None:
        return None
    try:
        date = parsedate_to_datetime(headers["date"]).timestamp()
    except (KeyError, ValueError, TypeError, IndexError, OverflowError, OSError):
        return int(limit), int(remaining), WINDOW_SECONDS
    return int(limit), int(remaining), max(0.0, reset - date + 1.0)


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text is not None else None
    except ValueError:
        return None
    return number if number is None or 0 <= number < NO_HEADER_EXCEEDS else None
