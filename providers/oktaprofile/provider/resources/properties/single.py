"""What `oktaprofile_app_user_property` and `oktaprofile_user_property` have in common: one property, all of it flat.

Changing what Okta cannot change in place (type, element type; on an app the scope) replaces the property. The
plan says what that costs: the values of all people, and a wait until Okta releases the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties import texts
from oktaprofile.provider.resources.properties.steps import PropertiesSteps

if TYPE_CHECKING:
    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import PlanRequest
    from oktaprofile.provider.owned.state import Owned
    from oktaprofile.provider.resources.properties.plan import Planned


class SingleProperty(PropertiesSteps):
    """The resource types set `definition_kind`, `type_name` and `schema`, and say where their property lives."""

    definition_kind: ClassVar[str]

    def leave_open(self, request: PlanRequest, planned: dict[str, Any]) -> None:
        configured = next(iter(self.configured(request).values()))
        if request.prior is not None:
            # If it is the same property then, its other arguments stay as they are.
            configured = {name: UNKNOWN if value is None else value for name, value in configured.items()}
        planned.update(configured, **self.located(planned, None), restores=UNKNOWN)

    def definitions(self, values: dict[str, Any]) -> dict[str, Any]:
        return {values["name"]: self._definition(values)}

    def _definition(self, values: dict[str, Any]) -> dict[str, Any]:
        return {argument: values[argument] for argument in shape.names(self.definition_kind)}

    def restores(self, state: dict[str, Any]) -> dict[str, Any]:
        text = state["restores"]
        return {state["name"]: text if isinstance(text, str) else None}

    def with_owned(self, state: dict[str, Any], owned: Owned) -> dict[str, Any]:
        name = state["name"]
        return {**state, **owned.entries[name], "restores": owned.restores.get(name)}

    def path(self, name: str) -> Path:
        return ()

    def moves(self, prior: dict[str, Any], planned: dict[str, Any]) -> bool:
        return bool(prior["id"] != planned["id"])

    def plan_impossible(self, request: PlanRequest, result: Planned) -> list[Path]:
        """The first half of a replacement by the same property with another type."""
        assert request.prior is not None
        name, location, diagnostics = request.prior["name"], self.location, self.diagnostics
        changed = [difference.argument for difference in result.impossible[name]]
        listed = ", ".join(changed)
        if not self.owned(request.prior).going():
            diagnostics.error(*texts.not_ours_to_delete(listed, name, location.label), (changed[0],))
            return []
        self.announce_replacement(name)
        timeout_seconds = request.prior["name_release_timeout_seconds"]
        lost = self.values_lost([name])
        diagnostics.warning(
            *texts.replaced(listed, name, location.label, lost, timeout_seconds), (changed[0],)
        )
        return [(argument,) for argument in changed]
