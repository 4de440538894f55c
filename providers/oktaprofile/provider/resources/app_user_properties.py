"""`oktaprofile_app_user_properties`: the custom properties that one configuration owns in one app's user schema.

One read, one write and one read-back for all of them. What it does not name it never touches.

A property whose type (or scope) is to change cannot be replaced alone: Terraform replaces whole resources,
and Okta takes no delete and re-add of one name in one request. So that is an error at plan, with the ways
out.
"""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied, Plan, Resource
from oktaprofile.plugin.schema import Attribute, Nested, Schema
from oktaprofile.plugin.types import STRING, Map
from oktaprofile.plugin.validators import Keys, NotEmpty
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider import arguments, on_destroy
from oktaprofile.provider import definition as shape
from oktaprofile.provider import definition_rules as rules
from oktaprofile.provider.ownership import OWNER, new_token, token_of
from oktaprofile.provider.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import Context, PlanRequest
    from oktaprofile.provider.property_owner import Owned
    from oktaprofile.provider.session import Session

TYPE_NAME = "oktaprofile_app_user_properties"


class AppUserProperties(Resource):
    """See the module."""

    schema: ClassVar[Schema] = Schema(
        {
            "id": Attribute(STRING, computed=True, description="The app's id."),
            "app_id": arguments.APP_ID,
            "properties": Attribute(
                nested=Nested("map", shape.attributes(shape.APP)),
                required=True,
                validators=(
                    NotEmpty("Name a property, or remove the resource."),
                    Keys(arguments.PROPERTY_NAME),
                ),
                description="The properties: variable name (`directNumber`) to definition. An argument that is "
                "left out of a definition is not managed: never sent, and no difference.",
            ),
            "adopt_existing": arguments.ADOPT_EXISTING,
            "name_release_timeout_seconds": arguments.NAME_RELEASE_TIMEOUT,
            "on_destroy": arguments.ON_DESTROY,
            "restores": Attribute(
                Map(STRING),
                computed=True,
                description="What destroy puts back: name to the definition (Okta's JSON) that was found when "
                "the property was imported or adopted. A name that is absent here was made by Terraform: it is removed "
                "from the schema on destroy.",
            ),
        },
        description="Custom properties of one app's user schema, all with one write. Only what is named here is "
        "ever touched. Taking a property out of `properties` deletes it in Okta, with the values that people "
        "have in it; one that was there before Terraform stays (see `on_destroy`).",
    )

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        properties = config["properties"]
        if properties is UNKNOWN or properties is None:
            return
        rules.check_names(properties, ("properties",), ctx.diagnostics)
        for name, definition in properties.items():
            if definition is None:
                ctx.diagnostics.error("A property without definition", f"{name} is null.", _path(name))
            elif definition is not UNKNOWN:
                rules.check_definition(definition, shape.APP, _path(name), ctx.diagnostics)

    def plan(self, request: PlanRequest, ctx: Context) -> Plan:
        from oktaprofile.provider.pending import ATTRIBUTES

        with session_of(ctx).pending.working(ATTRIBUTES):
            return self._plan(request, ctx)

    def _plan(self, request: PlanRequest, ctx: Context) -> Plan:
        from oktaprofile.provider.pending import DESTROY, IN_PLACE
        from oktaprofile.provider.property_owner import PropertyPlanner
        from oktaprofile.provider.property_place import app_place, app_place_unchecked

        session, prior = session_of(ctx), request.prior
        undecided = (
            prior is not None and request.proposed is not None and request.proposed["app_id"] is UNKNOWN
        )
        moved = prior is not None and (
            request.proposed is None or (not undecided and request.proposed["app_id"] != prior["app_id"])
        )
        if prior is not None and moved:
            planner = PropertyPlanner(
                session, app_place_unchecked(session, prior["app_id"]), TYPE_NAME, _path, ctx
            )
            how = DESTROY if request.proposed is None else IN_PLACE
            private = planner.release(owned(prior), request.private, how, to_another_place=True)
            if request.proposed is None:
                return Plan(None, private=private)
            _announce_move(session, owned(prior), prior["app_id"], ctx)
        if request.proposed is None:
            return Plan(None)
        planned, properties = dict(request.proposed), request.proposed["properties"]
        on_destroy.refuse_unknown(planned, ctx.diagnostics)
        planned["id"] = planned["app_id"]
        no_app = planned["app_id"] is UNKNOWN and not undecided
        if no_app or properties is UNKNOWN or UNKNOWN in properties.values() or moved:
            planned["restores"] = UNKNOWN
            if properties is not UNKNOWN:
                planned["properties"] = _configured(request)
            return Plan(planned, private={**request.private, OWNER: token_of(request.private) or new_token()})
        # An app that is known at apply only is planned as the one it is now; Terraform refuses another one then.
        place = app_place(session, prior["app_id"] if undecided and prior is not None else planned["app_id"])
        result = PropertyPlanner(session, place, TYPE_NAME, _path, ctx).plan(
            owned(prior) if prior else None,
            _configured(request),
            request.private,
            planned["adopt_existing"],
            deletes=on_destroy.deletes(planned),
        )
        for name, differences in result.impossible.items():
            _refuse(name, differences[0].argument, place.label, ctx)
        planned["properties"], planned["restores"] = result.definitions, result.restores
        return Plan(planned, private=result.private)

    def create(
        self, planned: dict[str, Any], config: dict[str, Any], private: dict[str, Any], ctx: Context
    ) -> Applied:
        from oktaprofile.provider import property_apply
        from oktaprofile.provider.pending import ATTRIBUTES
        from oktaprofile.provider.property_place import app_place_unchecked

        session = session_of(ctx)
        place = app_place_unchecked(session, planned["app_id"])
        with session.pending.working(ATTRIBUTES, place.key, planned["properties"]):
            property_apply.create(
                place,
                owned(planned),
                _managed(planned, config),
                wait_seconds=planned["name_release_timeout_seconds"],
                to_state=lambda exists: with_owned(planned, exists),
                private=private,
                path_of=_path,
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
        from oktaprofile.provider.pending import ATTRIBUTES
        from oktaprofile.provider.property_place import app_place_unchecked

        session = session_of(ctx)
        place = app_place_unchecked(session, planned["app_id"])
        with session.pending.working(ATTRIBUTES, place.key, planned["properties"]):
            property_apply.update(
                place,
                owned(prior, planned),
                owned(planned),
                _managed(planned, config),
                wait_seconds=planned["name_release_timeout_seconds"],
                to_state=lambda exists: with_owned(planned, exists),
                private=private,
                path_of=_path,
                diagnostics=ctx.diagnostics,
            )
        return Applied(planned, private)

    def delete(self, prior: dict[str, Any], private: dict[str, Any], ctx: Context) -> None:
        from oktaprofile.provider import property_apply
        from oktaprofile.provider.property_place import app_place_unchecked

        session = session_of(ctx)
        place = app_place_unchecked(session, prior["app_id"])
        property_apply.await_mappings(session, private, ctx.stop)
        property_apply.delete(
            place, owned(prior), private, ctx.diagnostics, lambda exists: with_owned(prior, exists)
        )
        session.ownership.forget(place.key, prior["properties"])

    def read(self, state: dict[str, Any], private: dict[str, Any], ctx: Context) -> Applied | None:
        from oktaprofile.provider import property_apply
        from oktaprofile.provider.property_place import app_place_unchecked

        session = session_of(ctx)
        place, before = app_place_unchecked(session, state["app_id"]), owned(state)
        found = property_apply.read(place, before, private)
        if found is None:
            property_apply.warn_gone(
                state["id"],
                f"The app {state['app_id']} (or its user schema) is gone, and its properties with it.",
                property_apply.WHEN_THE_APP_IS_GONE,
                ctx.diagnostics,
            )
            return None
        exists, private = found
        if not exists.definitions:
            property_apply.warn_gone(
                state["id"],
                f"None of the properties of {place.label} in the state exists: "
                f"{', '.join(sorted(before.definitions))}.",
                "The next apply adds them again, once Okta has released their names.",
                ctx.diagnostics,
            )
            return None
        session.ownership.observe(token_of(private), place.key, exists.former())
        return Applied(with_owned(state, exists), private)

    def import_state(self, id_: str, ctx: Context) -> Applied:
        from oktaprofile.provider.property_import import app_properties

        app_id, separator, listed = id_.partition("/")
        names = [name.strip() for name in listed.split(",")] if separator else None
        if not app_id or (names is not None and not all(names)):
            raise DiagnosticError(
                "Wrong import id",
                f"{id_!r} is not APP_ID/name1,name2 (or APP_ID alone: all custom properties of the app).",
            )
        found, private = app_properties(session_of(ctx), app_id, names)
        return Applied(with_owned({"id": app_id, "app_id": app_id, **arguments.AFTER_IMPORT}, found), private)


def owned(state: dict[str, Any], choice: dict[str, Any] | None = None) -> Owned:
    """What a state or plan of this resource owns. `choice`: the plan whose `on_destroy` counts; None: its own."""
    from oktaprofile.provider.property_owner import Owned

    return Owned(state["properties"] or {}, state["restores"], deletes=on_destroy.deletes(choice or state))


def with_owned(state: dict[str, Any], exists: Owned) -> dict[str, Any]:
    """The same state, owning what exists."""
    return {**state, "properties": exists.definitions, "restores": exists.restores}


def _announce_move(session: Session, prior: Owned, app_id: str, ctx: Context) -> None:
    """Says what becomes of the properties of the app that is given up for another one."""
    from oktaprofile.provider.property_place import app_place_unchecked
    from oktaprofile.provider.property_plan import listed
    from oktaprofile.provider.property_uses import values_lost

    going = prior.going()
    if going:
        ctx.diagnostics.warning(
            f"Properties will be deleted with their values: {listed(going)}",
            f"Another app_id: {', '.join(sorted(going))} of the app {app_id} go, with the values that people have in "
            f"them. {values_lost(session.org, app_place_unchecked(session, app_id), going)} If Terraform "
            "reports an inconsistent final plan beside this warning, app_id was not known when the plan was "
            "made: nothing was done; plan again.",
            ("app_id",),
        )


def _configured(request: PlanRequest) -> dict[str, Any]:
    """name -> definition as the configuration has it (UNKNOWN where it is), with the default of `type`."""
    assert request.proposed is not None
    proposed, config = request.proposed["properties"], request.config or request.proposed
    return {
        name: definition if definition is UNKNOWN else shape.configured(definition, proposed[name])
        for name, definition in config["properties"].items()
    }


def _path(name: str) -> Path:
    return ("properties", name)


def _managed(planned: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    from oktaprofile.provider.property_owner import managed_definition

    return {
        name: managed_definition(config["properties"][name], definition)
        for name, definition in planned["properties"].items()
    }


def _refuse(name: str, argument: str, label: str, ctx: Context) -> None:
    ctx.diagnostics.error(
        "Okta cannot change that",
        f"The {argument} of {name} in {label} cannot be changed. Two ways out: give the new property another "
        "name; or remove this one, apply (that deletes the values people have in it), and add it again in a "
        "second apply, which waits until Okta has released the name. In a resource of its own "
        "(oktaprofile_app_user_property) Terraform does the second by itself.",
        (*_path(name), argument),
    )
