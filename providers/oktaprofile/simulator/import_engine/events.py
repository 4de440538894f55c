"""System Log events of an import, in the form `LogRecords.append_many` takes. Names of attributes only, never values.

Event types: Okta's event types catalogue (read 2026-11). Which call writes which event is inferred; no
recording shows one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from oktaprofile.simulator.import_engine.rules import INVALID, REFUSED, Kept
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.logs import SYSTEM
from oktaprofile.simulator.state.users import User

Event = tuple[Any, ...]

IMPORT_PROFILE = "application.provision.user.import_profile"
SUSPENDED, DEACTIVATED = "SUSPENDED", "DEPROVISIONED"
UPDATE_PROFILE = "user.account.update_profile"
PUSH_PROFILE = "application.provision.user.push_profile"
INVALID_EXPRESSION = "application.appuser.mapping.invalid.expression"
IMPORT_STARTED, IMPORT_FINISHED = "system.import.start", "system.import.complete"


def import_event(event_type: str, app: App) -> Event:
    """An import of an app began or ended (Okta Workflows' event cards Import Started and Import Process Completed)."""
    words = "Import process completed" if event_type == IMPORT_FINISHED else "Import started"
    return _event(event_type, words, [_app(app)], {})


def profile_imported(app: App, user: User) -> Event:
    """The app user's profile was changed by an import."""
    return _event(
        IMPORT_PROFILE, "Import user profile from external application", [_app(app), _user(user)], {}
    )


def user_updated(user: User, changed: list[str], source: App) -> Event:
    """The Okta user's profile was changed; `changedAttributes` names them, joined by commas."""
    debug = {"changedAttributes": ",".join(changed), "profileSource": source.id}
    return _event(UPDATE_PROFILE, "Update user profile for Okta", [_user(user)], debug)


def user_refused(user: User, refusal: str, source: App, *, skipped: bool) -> Event:
    """Nothing of a person's update was stored. `refusal`: the attribute and why, without its value.

    Published: a person without a required value is skipped with the outcome SKIPPED and a reason that names the
    attribute (Okta support, "A recent full import from AD unexpectedly deactivated or suspended users", read
    2026-11-30). Assumed: the event of a refused update; a value that is too long in a real org would settle it.
    """
    result = "SKIPPED" if skipped else "FAILURE"
    debug = {"profileSource": source.id}
    message = "Update user profile for Okta"
    return (UPDATE_PROFILE, message, [_user(user)], SYSTEM, result, refusal, debug, "WARN")


def user_left(user: User, status: str, source: App) -> Event:
    """A full import deactivated or suspended somebody whom it skipped."""
    what = "suspend" if status == SUSPENDED else "deactivate"
    debug = {"profileSource": source.id}
    return _event(f"user.lifecycle.{what}", f"{what.title()} Okta user", [_user(user)], debug)


def push_refused(app: App, user: User, refusal: str) -> Event:
    """Nothing of a person's profile was written to an app (Okta's help, "Application events": FAILURE of a push)."""
    message = "Push user's profile to external application"
    return (PUSH_PROFILE, message, [_app(app), _user(user)], SYSTEM, "FAILURE", refusal, {}, "WARN")


def profile_pushed(app: App, user: User, changed: list[str]) -> Event:
    """Changes were pushed to an app."""
    debug = {"changedAttributes": ",".join(changed)}
    return _event(
        PUSH_PROFILE, "Push user's profile to external application", [_app(app), _user(user)], debug
    )


def expressions_invalid(app: App, kept: Kept) -> list[Event]:
    """One event for all values that an import kept because an expression failed or gave what does not fit; [] for none.

    The catalogue says "one event for all invalid expressions"; Assumed: of one app and one import.
    """
    lines = sorted(
        f"{target}: {reason} ({count})"
        for (why, target, reason), count in kept.items()
        if why in (INVALID, REFUSED)
    )
    if not lines:
        return []
    debug = {"invalidExpressions": "; ".join(lines[:20])}
    message = "Evaluate mapping expressions for an app user"
    return [
        (INVALID_EXPRESSION, message, [_app(app)], SYSTEM, "FAILURE", "Invalid expression", debug, "WARN")
    ]


def _event(event_type: str, message: str, targets: Iterable[dict[str, Any]], debug: dict[str, Any]) -> Event:
    return (event_type, message, list(targets), SYSTEM, "SUCCESS", None, debug, "INFO")


def _app(app: App) -> dict[str, Any]:
    return {"id": app.id, "type": "AppInstance", "alternateId": app.label, "displayName": app.label}


def _user(user: User) -> dict[str, Any]:
    names = (str(user.profile.get(part) or "") for part in ("firstName", "lastName"))
    return {
        "id": user.id,
        "type": "User",
        "alternateId": user.login,
        "displayName": " ".join(names).strip() or user.login,
    }
