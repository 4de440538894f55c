"""`oktaprofile_app_user_property`: one custom property of one app, for teams that own them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.plugin.resource import Applied
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider import arguments, lookup
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties.app import OfAnApp
from oktaprofile.provider.resources.properties.imports import app_properties
from oktaprofile.provider.resources.properties.single import SingleProperty

if TYPE_CHECKING:
    from oktaprofile.provider.resources.properties.location import SchemaLocation


class AppUserPropertySteps(SingleProperty, OfAnApp):
    """See the module."""

    definition_kind: ClassVar[str] = shape.APP
    location_arguments: ClassVar[tuple[str, ...]] = ("app_id", "name")

    def located(self, planned: dict[str, Any], location: SchemaLocation | None) -> dict[str, Any]:
        return {"id": UNKNOWN if location is None else f"{planned['app_id']}/{planned['name']}"}

    def gone(self, state: dict[str, Any]) -> tuple[str, str]:
        return self.app_gone(state, f"its property {state['name']}")

    def imported(self, id_: str) -> Applied:
        app_id, name = lookup.two_parts(id_, "APP_ID/name")
        found, private = app_properties(self.session, app_id, [name])
        state = {"id": id_, "app_id": app_id, "name": name, **arguments.AFTER_IMPORT}
        return Applied(self.with_owned(state, found), private)

    def imported_identity(self, identity: dict[str, Any]) -> Applied:
        return self.imported(f"{identity['app_id']}/{identity['name']}")
