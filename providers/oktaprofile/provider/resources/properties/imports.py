"""The first state of imported properties: everything that Okta holds for them.

Imported after Configure only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider.owned.private_state import new_token
from oktaprofile.provider.resources.properties.apply import as_found
from oktaprofile.provider.resources.properties.location import app_location

if TYPE_CHECKING:
    from oktaprofile.provider.owned.state import Owned
    from oktaprofile.provider.resources.properties.location import SchemaLocation
    from oktaprofile.provider.run.session import Session


def app_properties(session: Session, app_id: str, names: list[str] | None) -> tuple[Owned, dict[str, Any]]:
    """An app's custom properties as they are found, which is what destroy puts back, and the private state; `names`
    None: all of them.

    Raises `DiagnosticError` where the app or one of the properties does not exist, or where there are none.
    """
    location = app_location(session, app_id)
    return imported_properties(location, names)


def imported_properties(location: SchemaLocation, names: list[str] | None) -> tuple[Owned, dict[str, Any]]:
    """The same for a schema that was looked up."""
    view = location.view()
    for name in names or []:
        if name in view.custom:
            continue
        base = " It is a base property, which Terraform does not own." if name in view.base else ""
        raise DiagnosticError(
            "There is no such property",
            f"{view.label[0].upper()}{view.label[1:]} has no custom property {name!r}.{base} Custom properties: "
            f"{', '.join(sorted(view.custom)) or 'none'}.",
        )
    if not view.custom:
        raise DiagnosticError("Nothing to import", f"{view.label} has no custom properties.")
    chosen = names or sorted(view.custom)
    return as_found(location, {name: view.custom[name] for name in chosen}, new_token())
