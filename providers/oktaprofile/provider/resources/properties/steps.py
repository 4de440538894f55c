"""What the three types of custom properties have in common, the plural and the singular ones: a map of name ->
definition in one schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oktaprofile.plugin.resource import Applied, Plan
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.owned import on_destroy
from oktaprofile.provider.owned.private_state import MOVED, OWNER
from oktaprofile.provider.owned.state import Owned
from oktaprofile.provider.resources.properties import texts
from oktaprofile.provider.resources.properties.apply import give_up, put, read
from oktaprofile.provider.resources.properties.plan import PropertiesPlan

if TYPE_CHECKING:
    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import ApplyRequest, PlanRequest, ReadRequest
    from oktaprofile.provider.resources.properties.plan import Planned


class PropertiesSteps(PropertiesPlan):
    """The steps of the three types: a map of name -> definition in one schema."""

    def plan_impossible(self, request: PlanRequest, result: Planned) -> list[Path]:
        """What is to be done where Okta cannot change something in place: an error, or the paths that replace."""
        raise NotImplementedError

    def plan_known(self, request: PlanRequest, planned: dict[str, Any]) -> Plan:
        prior = request.prior
        self.location = self.planned_location(planned if prior is None else {**prior, **_known(planned)})
        planned.update(self.located(planned, self.location))
        if prior is not None:
            self.will_release(prior)
            if self.moves(prior, planned):
                return self._plan_move(request, planned)
        configured = self.configured(request)
        known = {} if prior is None else self.definitions(prior)
        self.claim(self.location.key, [name for name in configured if name not in known], planned)
        result = self.plan_properties(
            None if prior is None else self.owned(prior),
            configured,
            request.private,
            planned["adopt_existing"],
            deletes=on_destroy.deletes(planned),
        )
        planned = self.with_owned(planned, Owned(result.definitions, result.restores))
        replace = self.plan_impossible(request, result) if result.impossible else []
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
            self.location = before
            self.announce_move(self.owned(prior), why, elsewhere=elsewhere)
        planned = self.with_owned(planned, Owned(self.configured(request), {}))
        planned["restores"] = UNKNOWN
        return Plan(planned, [(name,) for name in changed], {**request.private, OWNER: self.token})

    def plan_destroy(self, prior: dict[str, Any], private: dict[str, Any]) -> dict[str, Any]:
        location = self.stored_location(prior)
        if location is None:
            return private
        self.location = location
        return {**private, **self.announce_destroy(self.owned(prior))}

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
            self.diagnostics.warning(*texts.gone(state["id"], *self.gone(state)))
            return None
        exists, private = found
        if not exists.entries:
            self.diagnostics.warning(*texts.none_left(state["id"], location.label, self.definitions(state)))
            return None
        if MOVED in request.private:
            state = {**state, **self.located(state, location)}
        return Applied(self.with_owned(state, exists), private)


def _known(planned: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a plan that are known: an app that is known at apply only is planned as the one it is now;
    Terraform refuses another one then.
    """
    return {name: value for name, value in planned.items() if value is not UNKNOWN}
