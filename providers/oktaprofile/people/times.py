"""Times as files hold them: UTC, ISO 8601, whole seconds."""

from __future__ import annotations

from datetime import datetime, timezone

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def stamp(moment: datetime) -> str:
    """2026-11-23T17:00:00Z"""
    return moment.astimezone(timezone.utc).strftime(_FORM)


def moment(text: str) -> datetime:
    """The inverse of `stamp`. Raises ValueError, TypeError."""
    return datetime.strptime(text, _FORM).replace(tzinfo=timezone.utc)
