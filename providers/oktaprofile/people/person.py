"""One person as the engine takes them, wherever they were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Hundreds of thousands are made: a dataclass with slots is made in half the time of a named tuple.


@dataclass(slots=True)
class AppUser:
    """What Okta knows of a person in an app. `profile` has `userName` beside the app's attributes; one that is
    missing or None was never populated. `external_id` None: linked to nobody in the app."""

    profile: dict[str, Any]
    external_id: str | None = None
    status: str = "ACTIVE"


@dataclass(slots=True)
class Person:
    """An Okta user with the apps they are assigned to, by app id."""

    id: str
    type_id: str
    status: str
    profile: dict[str, Any]
    apps: dict[str, AppUser]
