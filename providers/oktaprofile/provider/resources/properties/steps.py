"""What the three types of custom properties have in common, the plural and the singular ones: a map of name ->
definition in one schema.
"""

from __future__ import annotations

from oktaprofile.okta.errors import NotFound
from oktaprofile.plugin.resource import Applied, Plan
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.owned import on_destroy
from oktaprofile.provider.owned.ownership import IF_DEPOSED
from oktaprofile.provider.owned.pending import ATTRIBUTES
from oktaprofile.provider.owned.private_state import MOVED, OWNER
from oktaprofile.provider.owned.state import Owned
from oktaprofile.provider.owned.steps import OwnedSteps
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties.apply import give_up, put, read, warn_gone
from oktaprofile.provider.resources.properties.findings import previous_definition
from oktaprofile.provider.resources.properties.plan import PropertyPlanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.okta.errors import OktaError
    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import ApplyRequest, PlanRequest, ReadRequest
    from oktaprofile.provider.resources.properties.location import SchemaLocation
    from oktaprofile.provider.resources.properties.plan import Planned, PropertyPlanner


class PropertiesSteps(OwnedSteps):
    """A type says where its properties are, and how they stand in its state."""

    kind: ClassVar[str] = ATTRIBUTES
    schema_arguments: ClassVar[tuple[str, ...]]
    """The arguments that say in which schema the properties are."""
    path_of_all: ClassVar[Path] = ()

    def planned_location(self, planned: dict[str, Any]) -> SchemaLocation:
        """The schema of a plan, looked up; `DiagnosticError` where there is none."""
        raise NotImplementedError

    def stored_location(self, state: dict[str, Any]) -> SchemaLocation | None:
        """The schema of a state, None where it is known to be gone; asks Okta no more than needed."""
        raise NotImplementedError

    def where(self, state: dict[str, Any]) -> str:
        """Whose properties they are, for a message."""
        raise NotImplementedError

    def registry_key(self, state: dict[str, Any]) -> str:
        """The registries' key of that schema."""
        raise NotImplementedError

    def located(self, planned: dict[str, Any], location: SchemaLocation | None) -> dict[str, Any]:
        """The computed attributes that say where the properties are: `id` and others. None: not known yet."""
        raise NotImplementedError

    def gone(self, state: dict[str, Any]) -> tuple[str, str]:
        """What a read says when the schema itself is gone, and the next step."""
        raise NotImplementedError

    def definitions(self, values: dict[str, Any]) -> dict[str, Any]:
        """name -> definition (or UNKNOWN) in a config, plan or state."""
        raise NotImplementedError

    def restores(self, state: dict[str, Any]) -> dict[str, Any]:
        """name -> what was found before Terraform, JSON."""
        raise NotImplementedError

    def path(self, name: str) -> Path:
        """Where a property's arguments are."""
        raise NotImplementedError

    def moves(self, prior: dict[str, Any], planned: dict[str, Any]) -> bool:
        """Whether a plan is about other properties than the state."""
        raise NotImplementedError

    def plan_impossible(self, request: PlanRequest, result: Planned, planner: PropertyPlanner) -> list[Path]:
        """What is to be done where Okta cannot change something in place: an error, or the paths that replace."""
        raise NotImplementedError

    def owned(self, state: dict[str, Any], choice: dict[str, Any] | None = None) -> Owned:
        """`choice`: the plan whose `on_destroy` counts; None: the state's own."""
        deletes = on_destroy.deletes(state if choice is None else choice)
        return Owned(self.definitions(state), self.restores(state), deletes=deletes)

    def is_gone(self, error: OktaError) -> bool:
        return isinstance(error, NotFound)

    def left_behind(self, state: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        previous = self.owned(state).put_back()
        return self.registry_key(state), {name: previous_definition(text) for name, text in previous.items()}

    def second_owner(self, key: str, other: str, state: dict[str, Any]) -> tuple[str, str, Path]:
        return (
            "Two resources own the same property",
            f"{key} of {self.where(state)} is claimed by an {self.type_name} and by another resource, an "
            f"{other}, in this configuration or its state. Each would undo the other's work. Keep it in one "
            "of them. If a resource was only renamed, tell Terraform with a moved block; to hand a property "
            f"over without losing its values, use terraform state rm and terraform import. {IF_DEPOSED}",
            self.path(key),
        )

    def configured(self, request: PlanRequest) -> dict[str, Any]:
        """name -> definition as the configuration has it (UNKNOWN where it is), with the default of `type`."""
        assert request.proposed is not None
        proposed = self.definitions(request.proposed)
        return {
            name: definition if definition is UNKNOWN else shape.configured(definition, proposed[name])
            for name, definition in self.definitions(request.config or request.proposed).items()
        }

    def plan_known(self, request: PlanRequest, planned: dict[str, Any]) -> Plan:
        prior = request.prior
        location = self.planned_location(planned if prior is None else {**prior, **_known(planned)})
        planned.update(self.located(planned, location))
        if prior is not None:
            self.will_release(prior)
            if self.moves(prior, planned):
                return self._plan_move(request, planned)
        planner = self._planner(location)
        configured = self.configured(request)
        known = {} if prior is None else self.definitions(prior)
        self.claim(location.key, [name for name in configured if name not in known], planned)
        result = planner.plan(
            None if prior is None else self.owned(prior),
            configured,
            request.private,
            planned["adopt_existing"],
            deletes=on_destroy.deletes(planned),
        )
        planned = self.with_owned(planned, Owned(result.definitions, result.restores))
        replace = self.plan_impossible(request, result, planner) if result.impossible else []
        return Plan(planned, replace, result.private)

    def _plan_move(self, request: PlanRequest, planned: dict[str, Any]) -> Plan:
        """The first half of a replacement by other properties; Terraform asks for the second itself."""
        prior = request.prior
        assert prior is not None
        before = self.stored_location(prior)
        changed = [name for name in (*self.schema_arguments, "name") if prior.get(name) != planned.get(name)]
        if before is not None:
            elsewhere = any(name in self.schema_arguments for name in changed)
            why = (
                f"Replaced, because {' and '.join(changed)} is another. If Terraform reports an inconsistent final "
                f"plan beside this warning, {changed[0]} was not known when the plan was made: nothing was done; plan "
                "again."
            )
            self._planner(before).move(self.owned(prior), why, elsewhere=elsewhere)
        planned = self.with_owned(planned, Owned(self.configured(request), {}))
        planned["restores"] = UNKNOWN
        return Plan(planned, [(name,) for name in changed], {**request.private, OWNER: self.token})

    def plan_destroy(self, prior: dict[str, Any], private: dict[str, Any]) -> dict[str, Any]:
        location = self.stored_location(prior)
        if location is None:
            return private
        return {**private, **self._planner(location).destroy(self.owned(prior))}

    def _planner(self, location: SchemaLocation) -> PropertyPlanner:
        return PropertyPlanner(self, location)

    def put(self, request: ApplyRequest) -> Applied:
        planned = request.planned
        location = self.stored_location(planned) or self.planned_location(planned)
        names = list(self.definitions(planned))
        with self.session.pending.working(self.kind, location.key, names):
            put(self, location, request)
        return Applied(planned, request.private)

    def give_up(self, request: ApplyRequest) -> None:
        location = self.stored_location(request.prior)
        if location is not None:
            give_up(self, location, request)

    def refresh(self, request: ReadRequest) -> Applied | None:
        state = request.state
        location = self.stored_location(state)
        found = None if location is None else read(location, self.owned(state), request.private)
        if location is None or found is None:
            warn_gone(state["id"], *self.gone(state), self.diagnostics)
            return None
        exists, private = found
        if not exists.entries:
            warn_gone(
                state["id"],
                f"{location.label[0].upper()}{location.label[1:]} has none of the properties in the state any more: "
                f"{', '.join(sorted(self.definitions(state)))}.",
                "The next apply adds them again, once Okta has released the names; the values that people had are "
                "lost.",
                self.diagnostics,
            )
            return None
        if MOVED in request.private:
            state = {**state, **self.located(state, location)}
        return Applied(self.with_owned(state, exists), private)


def _known(planned: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a plan that are known: an app that is known at apply only is planned as the one it is now;
    Terraform refuses another one then.
    """
    return {name: value for name, value in planned.items() if value is not UNKNOWN}
