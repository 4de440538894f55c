"""From an entry of an app's own directory to the profile of the app user in Okta."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.import_engine.rules import REFUSED, Kept
from oktaprofile.simulator.schemas.values import misfit, stored, unchanged
from oktaprofile.simulator.state.schemas import Property, Schema

USER_NAME = "userName"  # is in the app user's credentials, not in its profile


def imported_attributes(schema: Schema, *, hand_made: bool) -> list[tuple[str, str, Property]]:
    """(variable name, name in the app's directory, definition) of each property that an import fills.

    That is the external name, or else the variable name. `hand_made`: whether custom properties without an
    external name are filled too (see `Switches.import_hand_made_attributes`).
    """
    found = []
    for name, definition in schema.properties().items():
        external = definition.get("externalName")
        if name == USER_NAME or (external is None and name in schema.custom and not hand_made):
            continue
        found.append((name, external or name, definition))
    return found


def import_entry(
    attributes: list[tuple[str, str, Property]],
    entry: dict[str, Any],
    profile: dict[str, Any],
    kept: Kept,
) -> bool:
    """Brings an app user's profile up to an entry's attributes, in place; whether anything changed.

    An attribute that the entry does not have any more is cleared ("", see `stored`). A value that does not
    fit is kept.
    """
    changed = False
    for name, external, definition in attributes:
        value = entry.get(external)
        if value is not None:
            if unchanged(profile, name, value):
                continue
            reason = misfit(value, definition)
            if reason is not None:
                kept.note(REFUSED, f"app user's {name}", reason)
                continue
        changed |= stored(profile, name, value, definition)
    return changed
