"""`oktaprofile_user_property`: one custom property of an Okta user type, with where its value comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.okta.errors import UserTypeNotFound
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider import arguments, lookup
from oktaprofile.provider.arguments import DEFAULT
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties.imports import imported_properties
from oktaprofile.provider.resources.properties.location import user_type_location
from oktaprofile.provider.resources.properties.single import SingleProperty
from oktaprofile.provider.run.pending import user_schema_key

if TYPE_CHECKING:
    from oktaprofile.provider.resources.properties.location import SchemaLocation


class UserPropertySteps(SingleProperty):
    """See the module."""

    definition_kind: ClassVar[str] = shape.USER
    location_arguments: ClassVar[tuple[str, ...]] = ("user_type", "name")
    schema_arguments: ClassVar[tuple[str, ...]] = ("user_type",)

    def planned_location(self, planned: dict[str, Any]) -> SchemaLocation:
        return user_type_location(self.session, planned["user_type"])

    def stored_location(self, state: dict[str, Any]) -> SchemaLocation | None:
        # By id: the type may have been renamed since.
        selector = state["user_type"] and state["user_type_id"]
        try:
            return user_type_location(self.session, selector)
        except DiagnosticError as error:
            if isinstance(error.__cause__, UserTypeNotFound):
                return None
            raise

    def registry_key(self, state: dict[str, Any]) -> str:
        return user_schema_key(state["user_type_id"])

    def where(self, state: dict[str, Any]) -> str:
        return f"the user type {state['user_type'] or 'default'}"

    def located(self, planned: dict[str, Any], location: SchemaLocation | None) -> dict[str, Any]:
        if location is None:
            return {"id": UNKNOWN, "user_type_id": UNKNOWN}
        return {"id": f"{location.user_type_id}/{planned['name']}", "user_type_id": location.user_type_id}

    def gone(self, state: dict[str, Any]) -> tuple[str, str]:
        return (
            f"The user type {state['user_type'] or 'default'} is gone, and its property {state['name']} "
            "with it.",
            "If it was deleted on purpose, remove this resource from the configuration; otherwise name "
            "another type.",
        )

    def imported(self, id_: str) -> Applied:
        selector, name = lookup.two_parts(id_, "USER_TYPE/name (such as default/badgeColor)")
        user_type = None if selector == DEFAULT else selector
        location = user_type_location(self.session, user_type)
        found, private = imported_properties(location, [name])
        state = {"user_type": user_type, "name": name, **arguments.AFTER_IMPORT}
        return Applied(self.with_owned({**state, **self.located(state, location)}, found), private)

    def imported_identity(self, identity: dict[str, Any]) -> Applied:
        selector = lookup.selector_of(self.session.org, identity["user_type_id"])
        return self.imported(f"{selector or DEFAULT}/{identity['name']}")
