"""`oktaprofile_mapping`: the keys that this configuration owns in one mapping between an app and an Okta user type.

Okta makes one mapping row per app, user type and direction, together with the app or the type; it is never
created or deleted here. The resource owns the keys that it names and touches no other. What a key held
before is in `restores`, known at plan; destroy, and taking a key out of the configuration, put it back. An
administrator's edit shows as drift in the next plan, and applying that plan does what it shows; an edit
made between plan and apply refuses the apply.

A read needs one call; a plan needs the app, both schemas and the row, all of them shared within the
process.
"""

from __future__ import annotations

from oktaprofile.plugin.resource import Applied, Plan
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.app_features import TO_OKTA
from oktaprofile.provider.arguments import DEFAULT
from oktaprofile.provider.owned.ownership import IF_DEPOSED
from oktaprofile.provider.owned.pending import (
    IN_PLACE,
    MAPPINGS,
    app_schema_key,
    mapping_key,
    user_schema_key,
)
from oktaprofile.provider.owned.private_state import (
    FORMAT,
    FOUND,
    FOUND_AT_DESTROY,
    IMPORTED,
    MOVED,
    OWNER,
    carried,
    new_token,
    token_of,
)
from oktaprofile.provider.owned.resource import OwnedResource
from oktaprofile.provider.resources.mapping import document, plan, rules
from oktaprofile.provider.resources.mapping.schema import SCHEMA
from oktaprofile.provider.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.moving import MoveRequest
    from oktaprofile.plugin.resource import ApplyRequest, Context, PlanRequest, ReadRequest
    from oktaprofile.plugin.schema import Schema


class Mapping(OwnedResource):
    """The keys that one configuration owns in one mapping row."""

    schema: ClassVar[Schema] = SCHEMA
    type_name: ClassVar[str] = "oktaprofile_mapping"
    kind: ClassVar[str] = MAPPINGS
    location_arguments: ClassVar[tuple[str, ...]] = ("app_id", "direction", "user_type")

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        rules.check_configuration(config, ctx.diagnostics)

    def leave_open(self, request: PlanRequest, planned: dict[str, Any]) -> None:
        plan.leave_open(planned)

    def apps(self, state: dict[str, Any]) -> list[str]:
        return [state["app_id"]]

    def left_behind(self, state: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return key_of(state), plan.remainders(state)

    def second_owner(self, key: str, other: str, state: dict[str, Any]) -> tuple[str, str, Path]:
        return (
            f"Two resources own the mapping of {key}",
            f"Another oktaprofile_mapping of this configuration or its state maps {key} in the mapping {state['id']} "
            "too; each would undo the other's work. Let one resource own it. If a resource was only renamed, tell "
            "Terraform with a moved block; to hand a key over, take it out of the one and apply, then add it to the "
            f"other. {IF_DEPOSED}",
            ("properties", key),
        )

    def plan_destroy(
        self, prior: dict[str, Any], private: dict[str, Any], token: str, ctx: Context
    ) -> dict[str, Any]:
        """Looks at the row: Terraform plans the destroy of a resource that left the configuration from the state as it
        was stored, not from what it has just refreshed. An edit made by hand would look like one made after the plan,
        for ever.
        """
        from oktaprofile.provider.resources.mapping.apply import found_lines

        session = session_of(ctx)
        found = found_lines(session.org, prior)
        if found is None:
            return private
        prior = plan.completed(prior, private, found)
        owned_keys = plan.owned(prior)
        plan.announce_drift(prior, found, ctx.diagnostics)
        plan.announce_given_up(prior, owned_keys, prior, found, ctx.diagnostics)
        session.pending.leave(prior["id"], plan.given_up(prior, owned_keys, prior))
        return {**private, FOUND_AT_DESTROY: {key: found.get(key) for key in owned_keys}}

    def plan_known(self, request: PlanRequest, planned: dict[str, Any], token: str, ctx: Context) -> Plan:
        """The plan where app, direction and user type are known: the row can be read."""
        from oktaprofile.provider.resources.mapping.apply import expect_row
        from oktaprofile.provider.resources.mapping.location import MappingLocation

        session = session_of(ctx)
        if request.prior is not None:
            expect_row(session.org, request.prior)
        session.org.ahead.application(planned["app_id"])
        session.org.ahead.mapping(
            planned["app_id"], planned["direction"], planned["user_type"], (request.prior or {}).get("id")
        )
        location = MappingLocation.resolve(
            session.org, planned["app_id"], planned["direction"], planned["user_type"]
        )
        planned["user_type_id"] = location.user_type_id
        prior, replace = request.prior, []
        owned_keys = set() if prior is None else plan.owned(prior)
        if prior is not None:
            self.will_release(prior, token, ctx)
            if key_of(prior) != key_of(planned):
                # another app or direction replaces by the schema; the type only if it is really another one
                replace = [("user_type",)] if prior["user_type_id"] != location.user_type_id else []
                self._move(prior, planned, ctx)
                prior = None
        row = location.document(None if prior is None else prior["id"]).read()
        planned["id"] = row["id"]
        kept = {OWNER: token, **({} if prior is None else carried(request.private, IMPORTED))}
        if planned["properties"] is UNKNOWN:
            planned["restores"] = UNKNOWN
            return Plan(planned, replace, kept)
        added = [key for key in planned["properties"] if prior is None or key not in owned_keys]
        self.claim(token, key_of(planned), added, planned, ctx)
        planned["properties"] = plan.with_push_status(planned["properties"], location)
        found = document.entries(row)
        if prior is None:
            for key in planned["properties"]:
                left = session.ownership.remainder(token_of(request.private), key_of(planned), key)
                if left is not None:
                    plan.expect(found, key, left.previous)
        writes = plan.writes(prior, planned, found)
        planned["restores"] = plan.restores(prior, planned, found)
        if prior is not None:
            rules.refuse_removed_in_place(session, prior, ctx.diagnostics)
        state = None if prior is None or token in session.imported else prior
        rules.check_against_org(session, location, planned, ctx, told=state, found=found, writes=bool(writes))
        plan.announce(prior, planned, found, ctx.diagnostics)
        return Plan(planned, replace, {**kept, FOUND: writes})

    @staticmethod
    def _move(prior: dict[str, Any], planned: dict[str, Any], ctx: Context) -> None:
        """The first half of a replacement: says what the old row gets, and refuses a move that is known to fail
        because somebody else's mapping uses what goes with the old app.
        """
        from oktaprofile.provider.resources.properties.location import app_location_unchecked
        from oktaprofile.provider.resources.properties.uses import refuse_uses_left

        session, owned_keys = session_of(ctx), plan.owned(prior)
        session.pending.leave(prior["id"], plan.given_up(prior, owned_keys, prior))
        plan.announce_given_up(prior, owned_keys, prior, document.wanted(prior), ctx.diagnostics)
        if prior["app_id"] == planned["app_id"]:
            return
        removed = session.pending.removes(app_schema_key(prior["app_id"]))
        going = [name for name, how in removed.items() if how == IN_PLACE]
        location = app_location_unchecked(session, prior["app_id"])
        refuse_uses_left(session, location, going, ("app_id",), ctx, MAPPINGS)

    def put(self, request: ApplyRequest, ctx: Context) -> Applied:
        from oktaprofile.provider.resources.mapping.apply import put

        session, planned = session_of(ctx), request.planned
        keys = app_schema_key(planned["app_id"]), user_schema_key(planned["user_type_id"])
        session.pending.await_written(keys, ctx.stop)
        return put(session.org, request)

    def give_up(self, request: ApplyRequest, ctx: Context) -> None:
        from oktaprofile.provider.resources.mapping.apply import give_up

        session, found = session_of(ctx), request.private.get(FOUND_AT_DESTROY)
        prior = plan.completed(request.prior, request.private, found)
        give_up(session.org, prior, found)
        session.pending.leave(prior["id"], plan.given_up(prior, plan.owned(prior), prior))

    def refresh(self, request: ReadRequest, ctx: Context) -> Applied | None:
        from oktaprofile.provider.resources.mapping.read import moved, refresh

        org = session_of(ctx).org
        if MOVED in request.private:
            state = moved(org, request.state, ctx.diagnostics)
            return None if state is None else Applied(state, {**FORMAT, OWNER: request.private[OWNER]})
        refreshed = refresh(org, request.state, request.private, ctx.diagnostics)
        return None if refreshed is None else Applied(refreshed)

    def move(self, request: MoveRequest, ctx: Context) -> Applied:
        from oktaprofile.provider.from_okta import mapping

        return mapping(request)

    def identity_of(self, state: dict[str, Any]) -> dict[str, Any]:
        return {**state, "properties": sorted(state["properties"] or ())}

    def import_identity(self, identity: dict[str, Any], ctx: Context) -> Applied:
        from oktaprofile.provider.lookup import selector_of

        selector = selector_of(session_of(ctx).org, identity["user_type_id"])
        route = f"{identity['app_id']}/{identity['direction'] or TO_OKTA}/{selector or DEFAULT}"
        keys = identity["properties"]
        return self.import_state(route if keys is None else f"{route}/{','.join(keys)}", ctx)

    def import_state(self, id_: str, ctx: Context) -> Applied:
        from oktaprofile.provider.resources.mapping.read import imported

        token = new_token()
        session_of(ctx).imported.add(token)
        return Applied(imported(session_of(ctx).org, id_), {**FORMAT, OWNER: token})


def key_of(state: dict[str, Any]) -> str:
    """The registries' key of the row that a state or a plan is about."""
    return mapping_key(state["app_id"], state["direction"], state["user_type_id"])
