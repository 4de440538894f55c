"""What `oktaprofile_app_user_property` and `oktaprofile_user_property` have in common: one property, all of it flat.

Changing what Okta cannot change in place (type, element type; on an app the scope) replaces the property. The
plan says what that costs: the values of all people, and a wait until Okta releases the name.
"""

from __future__ import annotations

from oktaprofile.plugin.resource import Applied, Plan, Resource
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider import definition as shape
from oktaprofile.provider import definition_rules as rules
from oktaprofile.provider import on_destroy
from oktaprofile.provider.ownership import OWNER, new_token, token_of
from oktaprofile.provider.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import Context, PlanRequest
    from oktaprofile.provider.property_owner import Owned, Planned
    from oktaprofile.provider.property_place import PropertyPlace
    from oktaprofile.provider.session import Session


class SingleProperty(Resource):
    """The resource types set `kind`, `type_name` and `schema`, and say where their property lives."""

    kind: ClassVar[str]
    type_name: ClassVar[str]

    def place_arguments(self) -> tuple[str, ...]:
        """The arguments that say in which schema the property is."""
        raise NotImplementedError

    def planning_place(self, session: Session, planned: dict[str, Any]) -> PropertyPlace:
        """The schema of a plan, looked up; `DiagnosticError` where there is none."""
        raise NotImplementedError

    def known_place(self, session: Session, state: dict[str, Any]) -> PropertyPlace | None:
        """The schema of a state, None where it is known to be gone; asks Okta no more than needed."""
        raise NotImplementedError

    def located(self, planned: dict[str, Any], place: PropertyPlace | None) -> dict[str, Any]:
        """The computed attributes that say where the property is: `id` and others. None: not known yet."""
        raise NotImplementedError

    def gone(self, state: dict[str, Any]) -> tuple[str, str]:
        """What a read says when the schema itself is gone, and the next step."""
        raise NotImplementedError

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        rules.check_definition(self.definition(config), self.kind, (), ctx.diagnostics)

    def plan(self, request: PlanRequest, ctx: Context) -> Plan:
        from oktaprofile.provider.pending import ATTRIBUTES

        with session_of(ctx).pending.working(ATTRIBUTES):
            return self._plan(request, ctx)

    def _plan(self, request: PlanRequest, ctx: Context) -> Plan:
        from oktaprofile.provider.pending import DESTROY

        session = session_of(ctx)
        if request.proposed is None:
            before = self.known_place(session, request.prior) if request.prior is not None else None
            if request.prior is None or before is None:
                return Plan(None)
            planner = self._planner(session, before, ctx)
            return Plan(None, private=planner.release(self.owned(request.prior), request.private, DESTROY))
        planned = dict(request.proposed)
        on_destroy.refuse_unknown(planned, ctx.diagnostics)
        if any(planned[name] is UNKNOWN for name in ("name", *self.place_arguments())):
            planned.update(self.located(planned, None), restores=UNKNOWN)
            configured = self._configured(request)
            if request.prior is not None:
                # If it is the same property then, its other arguments stay as they are.
                configured = {name: UNKNOWN if value is None else value for name, value in configured.items()}
            planned.update(configured)
            return Plan(planned, private={**request.private, OWNER: token_of(request.private) or new_token()})
        place = self.planning_place(session, planned)
        planned.update(self.located(planned, place))
        if request.prior is not None and self._moves(request.prior, planned):
            return self._plan_move(session, request, planned, ctx)
        prior = self.owned(request.prior) if request.prior is not None else None
        result = self._planner(session, place, ctx).plan(
            prior,
            {planned["name"]: self._configured(request)},
            request.private,
            planned["adopt_existing"],
            deletes=on_destroy.deletes(planned),
        )
        name = planned["name"]
        planned.update(result.definitions[name])
        planned["restores"] = result.restores.get(name)
        replace: list[Path] = []
        if request.prior is not None and name in result.impossible:
            replace = self._plan_replacement(session, request, place, result, ctx)
        return Plan(planned, replace, result.private)

    def create(
        self, planned: dict[str, Any], config: dict[str, Any], private: dict[str, Any], ctx: Context
    ) -> Applied:
        from oktaprofile.provider import property_apply
        from oktaprofile.provider.pending import ATTRIBUTES

        session = session_of(ctx)
        place = self.planning_place(session, planned)
        with session.pending.working(ATTRIBUTES, place.key, [planned["name"]]):
            property_apply.create(
                place,
                self.owned(planned),
                self._managed(planned, config),
                wait_seconds=planned["name_release_timeout_seconds"],
                to_state=lambda exists: self.with_owned(planned, exists),
                private=private,
                path_of=_no_path,
            )
        return Applied(planned, private)

    def update(
        self,
        prior: dict[str, Any],
        planned: dict[str, Any],
        config: dict[str, Any],
        private: dict[str, Any],
        ctx: Context,
    ) -> Applied:
        from oktaprofile.provider import property_apply

        property_apply.update(
            self.planning_place(session_of(ctx), planned),
            self.owned(prior),
            self.owned(planned),
            self._managed(planned, config),
            wait_seconds=planned["name_release_timeout_seconds"],
            to_state=lambda exists: self.with_owned(planned, exists),
            private=private,
            path_of=_no_path,
            diagnostics=ctx.diagnostics,
        )
        return Applied(planned, private)

    def delete(self, prior: dict[str, Any], private: dict[str, Any], ctx: Context) -> None:
        from oktaprofile.provider import property_apply

        session = session_of(ctx)
        place = self.known_place(session, prior)
        if place is not None:
            property_apply.await_mappings(session, private, ctx.stop)
            property_apply.delete(
                place,
                self.owned(prior),
                private,
                ctx.diagnostics,
                lambda exists: self.with_owned(prior, exists),
            )
            session.ownership.forget(place.key, [prior["name"]])

    def read(self, state: dict[str, Any], private: dict[str, Any], ctx: Context) -> Applied | None:
        from oktaprofile.provider import property_apply

        session = session_of(ctx)
        place, before = self.known_place(session, state), self.owned(state)
        found = property_apply.read(place, before, private) if place is not None else None
        if place is None or found is None:
            property_apply.warn_gone(state["id"], *self.gone(state), ctx.diagnostics)
            return None
        exists, private = found
        if not exists.definitions:
            property_apply.warn_gone(
                state["id"],
                f"{place.label[0].upper()}{place.label[1:]} has no property {state['name']} any more.",
                "The next apply adds it again, once Okta has released the name; the values people had are "
                "lost.",
                ctx.diagnostics,
            )
            return None
        session.ownership.observe(token_of(private), place.key, exists.former())
        return Applied(self.with_owned(state, exists), private)

    def definition(self, values: dict[str, Any]) -> dict[str, Any]:
        """The part of a config, plan or state that defines the property."""
        return {argument: values[argument] for argument in shape.names(self.kind)}

    def owned(self, state: dict[str, Any]) -> Owned:
        """What a state or plan of this resource owns."""
        from oktaprofile.provider.property_owner import Owned

        restores = state["restores"]
        return Owned(
            {state["name"]: self.definition(state)},
            {state["name"]: restores if isinstance(restores, str) else None},
            deletes=on_destroy.deletes(state),
        )

    def with_owned(self, state: dict[str, Any], exists: Owned) -> dict[str, Any] | None:
        """The same state with what exists; None where the property doesn't."""
        name = state["name"]
        if name not in exists.definitions:
            return None
        return {**state, **exists.definitions[name], "restores": exists.restores.get(name)}

    def _planner(self, session: Session, place: PropertyPlace, ctx: Context) -> Any:  # noqa: ANN401 - late import
        from oktaprofile.provider.property_owner import PropertyPlanner

        return PropertyPlanner(session, place, self.type_name, _no_path, ctx)

    def _configured(self, request: PlanRequest) -> dict[str, Any]:
        """The definition as the configuration has it, with the default of `type`."""
        assert request.proposed is not None
        return shape.configured(self.definition(request.config or request.proposed), request.proposed)

    def _managed(self, planned: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
        from oktaprofile.provider.property_owner import managed_definition

        return {planned["name"]: managed_definition(self.definition(config), self.definition(planned))}

    def _moves(self, prior: dict[str, Any], planned: dict[str, Any]) -> bool:
        """Whether the plan is about another property than the state."""
        return bool(prior["id"] != planned["id"])

    def _plan_move(
        self, session: Session, request: PlanRequest, planned: dict[str, Any], ctx: Context
    ) -> Plan:
        """The first half of a replacement by another property; Terraform asks for the second itself."""
        from oktaprofile.provider.pending import IN_PLACE

        assert request.prior is not None
        before = self.known_place(session, request.prior)
        if before is not None:
            elsewhere = any(request.prior[name] != planned[name] for name in self.place_arguments())
            self._planner(session, before, ctx).release(
                self.owned(request.prior), request.private, IN_PLACE, to_another_place=elsewhere
            )
        going = self.owned(request.prior).going()
        if before is not None and going:
            from oktaprofile.provider.property_uses import values_lost

            ctx.diagnostics.warning(
                f"The property will be deleted with its values: {request.prior['name']}",
                f"{request.prior['name']} of {before.label} is replaced by {planned['name']}: the old property "
                f"goes, with the values that people have in it. {values_lost(session.org, before, going)} To keep "
                "them, add the new property beside the old one first.",
                ("name",) if request.prior["name"] != planned["name"] else (self.place_arguments()[0],),
            )
        planned.update(self._configured(request), restores=UNKNOWN)
        replace = [(argument,) for argument in ("name", *self.place_arguments())]
        changed = [path for path in replace if request.prior[path[0]] != planned[path[0]]]
        return Plan(planned, changed, {**request.private, OWNER: token_of(request.private) or new_token()})

    def _plan_replacement(
        self, session: Session, request: PlanRequest, place: PropertyPlace, result: Planned, ctx: Context
    ) -> list[Path]:
        """The first half of a replacement by the same property with another type."""
        from oktaprofile.provider.property_plan import WHAT_QUARANTINE_MEANS
        from oktaprofile.provider.property_uses import values_lost

        assert request.prior is not None
        name = request.prior["name"]
        changed = [difference.argument for difference in result.impossible[name]]
        listed = ", ".join(changed)
        if not self.owned(request.prior).going():
            ctx.diagnostics.error(
                "Okta cannot change that",
                f"{listed} of {name} in {place.label} cannot be changed in place, and the property is not this "
                "configuration's to delete: it existed before it was imported or adopted. Choose another name; or, to "
                'have it deleted with the values that people have, set on_destroy = "delete" and apply that first.',
                (changed[0],),
            )
            return []
        self._planner(session, place, ctx).replace(name)
        ctx.diagnostics.warning(
            f"The property will be deleted and added again: {name}",
            f"Okta cannot change {listed} of {name} in {place.label}, so it is replaced. {WHAT_QUARANTINE_MEANS} "
            f"{values_lost(session.org, place, [name])} "
            f"The apply waits for that up to {request.prior['name_release_timeout_seconds']} s "
            "(name_release_timeout_seconds). Another name needs no wait. With lifecycle create_before_destroy, here or "
            "in a resource that refers to this one, the apply fails: the new property would have the old one's name.",
            (changed[0],),
        )
        return [(argument,) for argument in changed]


def _no_path(name: str) -> Path:
    """The one property's arguments are the resource's own."""
    return ()
