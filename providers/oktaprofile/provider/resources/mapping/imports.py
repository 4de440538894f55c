"""The first state of a mapping that is imported, or moved from another provider's: as it is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider import lookup
from oktaprofile.provider.app_features import TO_APP, TO_OKTA, automatic_push_status
from oktaprofile.provider.arguments import DEFAULT
from oktaprofile.provider.resources.mapping import document
from oktaprofile.provider.resources.mapping.document import to_restores
from oktaprofile.provider.resources.mapping.location import MappingLocation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oktaprofile.okta.org import Org

IMPORT_ID = "APP_ID/DIRECTION/USER_TYPE[/key1,key2]"


def moved(org: Org, state: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """The first state of a mapping that was moved. A key that is not mapped any more is left out, so that the plan adds
    it again.
    """
    selector = lookup.selector_of(org, state["user_type_id"])
    location = MappingLocation.resolve(org, state["app_id"], state["direction"], selector)
    return _as_found(location, state["id"], found, [key for key in state["properties"] if key in found])


def imported(org: Org, id_: str) -> dict[str, Any]:
    """A state for `terraform import`, which destroy puts back as it is found. Without keys: all that the row has."""
    app_id, direction, selector, keys = _parts(id_)
    location = MappingLocation.resolve(org, app_id, direction, selector)
    row = location.document().read()
    found = document.entries(row)
    missing = [key for key in keys if key not in found]
    if missing:
        raise DiagnosticError(
            f"Okta does not map {', '.join(missing)}",
            f"The mapping {location.route()} has these: {', '.join(sorted(found)) or 'none'}. Correct the "
            f"keys in the import id ({IMPORT_ID}), or leave them out to import all.",
        )
    return _as_found(location, row["id"], found, keys or list(found))


def _as_found(
    location: MappingLocation, id_: str, found: Mapping[str, Any], keys: list[str]
) -> dict[str, Any]:
    automatic = automatic_push_status(location.app, location.direction)
    return {
        "id": id_,
        "app_id": location.app["id"],
        "direction": location.direction,
        "user_type": location.selector,
        "user_type_id": location.user_type_id,
        "properties": {key: document.imported(found[key], automatic) for key in keys},
        "allow": None,
        "apply_to_existing_users": None,
        "on_destroy": None,
        "restores": {key: to_restores(found[key]) for key in keys},
    }


def _parts(id_: str) -> tuple[str, Any, str | None, list[str]]:
    parts = id_.split("/", 3)
    if len(parts) < 3 or not all(parts) or parts[1] not in (TO_OKTA, TO_APP):
        raise DiagnosticError(
            "This is not the import id of a mapping",
            f"{id_!r} should be {IMPORT_ID}, such as 0oa1abcd/to_okta/default/primaryPhone. DIRECTION is "
            f"{TO_OKTA} or {TO_APP}, USER_TYPE an id, a name, or default.",
        )
    keys = [key for key in parts[3].split(",") if key] if len(parts) == 4 else []
    return parts[0], parts[1], None if parts[2] == DEFAULT else parts[2], keys
