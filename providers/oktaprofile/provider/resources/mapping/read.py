"""Refreshing and importing `oktaprofile_mapping`."""

from __future__ import annotations

from oktaprofile.okta.errors import OktaError
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider import lookup
from oktaprofile.provider.app_features import TO_APP, TO_OKTA, automatic_push_status
from oktaprofile.provider.arguments import DEFAULT
from oktaprofile.provider.diagnose import problem
from oktaprofile.provider.resources.mapping import document
from oktaprofile.provider.resources.mapping.apply import is_gone, row_of
from oktaprofile.provider.resources.mapping.document import to_restores
from oktaprofile.provider.resources.mapping.location import MappingLocation
from oktaprofile.provider.resources.mapping.plan import unrecorded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.okta.org import Org
    from oktaprofile.plugin.diagnostics import Diagnostics

IMPORT_ID = "APP_ID/DIRECTION/USER_TYPE[/key1,key2]"


def refresh(
    org: Org, state: dict[str, Any], private: Mapping[str, Any], diagnostics: Diagnostics
) -> dict[str, Any] | None:
    """The state as Okta has it now; None, with a warning, where the row is gone.

    A key that was removed in Okta leaves `properties`, so that the plan adds it again; its `restores`
    stays. A key that version 0.1.0 imported has no `restores`: from now on it is put back as it is found here.
    """
    row = _row(org, state, diagnostics)
    if row is None:
        return None
    found = document.entries(row)
    imported = {key: to_restores(found[key]) for key in unrecorded(private, state) if key in found}
    return {
        **state,
        "restores": {**imported, **(state["restores"] or {})},
        "id": row["id"],
        "properties": {
            key: document.refreshed(item, found[key])
            for key, item in (state["properties"] or {}).items()
            if key in found
        },
    }


def moved(org: Org, state: dict[str, Any], diagnostics: Diagnostics) -> dict[str, Any] | None:
    """The first state of a mapping that was moved from another provider's; None, with a warning, where the row is
    gone. A key that is not mapped any more is left out, so that the plan adds it again.
    """
    row = _row(org, state, diagnostics)
    if row is None:
        return None
    selector = lookup.selector_of(org, state["user_type_id"])
    location = MappingLocation.resolve(org, state["app_id"], state["direction"], selector)
    return _as_found(location, row, [key for key in state["properties"] if key in document.entries(row)])


def _row(org: Org, state: dict[str, Any], diagnostics: Diagnostics) -> dict[str, Any] | None:
    try:
        return row_of(org, state).read()
    except OktaError as error:
        if not is_gone(error):
            raise problem(error, f"Reading the mapping {state['id']}", ("id",)) from error
        diagnostics.warning(
            "The mapping no longer exists in Okta",
            f"Okta removes the mapping {state['id']} with its app ({state['app_id']}) or its user type: "
            "one of them was deleted. It is taken out of the state. If that was on purpose, remove the "
            "resource from the configuration (to destroy all of it: terraform destroy -refresh=false); "
            "otherwise correct app_id or user_type.",
        )
        return None


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
    return _as_found(location, row, keys or list(found))


def _as_found(location: MappingLocation, row: dict[str, Any], keys: list[str]) -> dict[str, Any]:
    automatic, found = automatic_push_status(location.app, location.direction), document.entries(row)
    return {
        "id": row["id"],
        "app_id": location.app["id"],
        "direction": location.direction,
        "user_type": location.selector,
        "user_type_id": location.user_type_id,
        "properties": {key: document.imported(found[key], automatic) for key in keys},
        "allow": None,
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
