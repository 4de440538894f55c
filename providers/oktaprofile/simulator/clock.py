"""Time as the org sees it, injected everywhere so that unit tests neither sleep nor read the real clock."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone

Clock = Callable[[], float]
"""Returns the time in seconds since 1970-01-01 UTC."""

Sleep = Callable[[float], Awaitable[None]]
"""Waits the given number of seconds."""

DEMO_EPOCH_SECONDS = 1_704_103_200.0
"""2024-01-01T10:00:00Z: when everything in a demo org was created, so that one seed always gives one org."""


def system_clock() -> float:
    """The real time."""
    return time.time()


def timestamp(seconds: float) -> str:
    """Okta's spelling of a time, for example `2026-02-02T11:50:59.000Z` (UTC, milliseconds)."""
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def seconds_of(text: str) -> float:
    """The time that Okta's spelling names. Raises ValueError for anything that is no ISO 8601 time."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.timestamp()
