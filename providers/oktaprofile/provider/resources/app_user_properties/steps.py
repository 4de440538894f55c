"""`oktaprofile_app_user_properties`: the custom properties that one configuration owns in one app's user schema.

One read, one write and one read-back for all of them. What it does not name it never touches.

A property whose type (or scope) is to change cannot be replaced alone: Terraform replaces whole resources,
and Okta takes no delete and re-add of one name in one request. So that is an error at plan, with the ways
out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied, Plan
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider import arguments
from oktaprofile.provider.owned.private_state import OWNER
from oktaprofile.provider.resources.properties.app import OfAnApp
from oktaprofile.provider.resources.properties.imports import app_properties

if TYPE_CHECKING:
    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import PlanRequest
    from oktaprofile.provider.owned.state import Owned
    from oktaprofile.provider.resources.properties.location import SchemaLocation
    from oktaprofile.provider.resources.properties.plan import Planned


class AppUserPropertiesSteps(OfAnApp):
    """See the module."""

    location_arguments: ClassVar[tuple[str, ...]] = ()
    path_of_all: ClassVar[Path] = ("properties",)

    def plan_known(self, request: PlanRequest, planned: dict[str, Any]) -> Plan:
        """An app that is known at apply only leaves a create open, and replaces nothing that exists."""
        properties = planned["properties"]
        if (
            (planned["app_id"] is UNKNOWN and request.prior is None)
            or properties is UNKNOWN
            or UNKNOWN in properties.values()
        ):
            self.leave_open(request, planned)
            return Plan(planned, private={**request.private, OWNER: self.token})
        return super().plan_known(request, planned)

    def leave_open(self, request: PlanRequest, planned: dict[str, Any]) -> None:
        planned.update(self.located(planned, None), restores=UNKNOWN)
        if planned["properties"] is not UNKNOWN:
            planned["properties"] = self.configured(request)

    def located(self, planned: dict[str, Any], location: SchemaLocation | None) -> dict[str, Any]:
        return {"id": planned["app_id"]}

    def gone(self, state: dict[str, Any]) -> tuple[str, str]:
        return self.app_gone(state, "its properties")

    def definitions(self, values: dict[str, Any]) -> dict[str, Any]:
        return values["properties"] or {}

    def restores(self, state: dict[str, Any]) -> dict[str, Any]:
        return {} if state["restores"] is UNKNOWN else state["restores"] or {}

    def with_owned(self, state: dict[str, Any], owned: Owned) -> dict[str, Any]:
        return {**state, "properties": owned.entries, "restores": owned.restores}

    def path(self, name: str) -> Path:
        return ("properties", name)

    def moves(self, prior: dict[str, Any], planned: dict[str, Any]) -> bool:
        return planned["app_id"] is not UNKNOWN and bool(planned["app_id"] != prior["app_id"])

    def plan_impossible(self, request: PlanRequest, result: Planned) -> list[Path]:
        for name, differences in result.impossible.items():
            argument = differences[0].argument
            self.diagnostics.error(
                "Okta cannot change that",
                f"The {argument} of {name} in {self.location.label} cannot be changed. Two ways out: give the new "
                "property another name; or remove this one, apply (that deletes the values people have in it), and add "
                "it again in a second apply, which waits until Okta has released the name. In a resource of its own "
                "(oktaprofile_app_user_property) Terraform does the second by itself.",
                (*self.path(name), argument),
            )
        return []

    def imported(self, id_: str) -> Applied:
        app_id, separator, listed = id_.partition("/")
        names = [name.strip() for name in listed.split(",")] if separator else None
        if not app_id or (names is not None and not all(names)):
            raise DiagnosticError(
                "Wrong import id",
                f"{id_!r} is not APP_ID/name1,name2 (or APP_ID alone: all custom properties of the app).",
            )
        return self._imported(app_id, names)

    def imported_identity(self, identity: dict[str, Any]) -> Applied:
        return self._imported(identity["app_id"], identity["properties"])

    def _imported(self, app_id: str, names: list[str] | None) -> Applied:
        found, private = app_properties(self.session, app_id, names)
        state = {"id": app_id, "app_id": app_id, **arguments.AFTER_IMPORT}
        return Applied(self.with_owned(state, found), private)
