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

from oktaprofile.plugin.resource import Applied, Plan, Resource
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider import on_destroy
from oktaprofile.provider.ownership import OWNER, new_token, token_of
from oktaprofile.provider.pending import MAPPINGS, app_schema_key, mapping_key, user_schema_key
from oktaprofile.provider.resources import mapping_checks, mapping_form, mapping_plan
from oktaprofile.provider.resources.mapping_plan import FOUND, FOUND_AT_DESTROY, IMPORTED
from oktaprofile.provider.resources.mapping_schema import SCHEMA
from oktaprofile.provider.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.resource import Context, PlanRequest
    from oktaprofile.plugin.schema import Schema

TYPE_NAME = "oktaprofile_mapping"


class Mapping(Resource):
    """The keys that one configuration owns in one mapping row."""

    schema: ClassVar[Schema] = SCHEMA

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        mapping_checks.check_configuration(config, ctx.diagnostics)

    def plan(self, request: PlanRequest, ctx: Context) -> Plan:
        with session_of(ctx).pending.working(MAPPINGS):
            return self._plan_destroy(request, ctx) if request.proposed is None else self._plan(request, ctx)

    def _plan(self, request: PlanRequest, ctx: Context) -> Plan:
        assert request.proposed is not None
        token = token_of(request.private) or new_token()
        planned = dict(request.proposed)
        on_destroy.refuse_unknown(planned, ctx.diagnostics)
        if any(planned[name] is UNKNOWN for name in ("app_id", "direction", "user_type")):
            mapping_plan.leave_open(planned)
            return Plan(planned, private={OWNER: token, **_carried(request)})
        return self._plan_known(request, planned, token, ctx)

    def _plan_destroy(self, request: PlanRequest, ctx: Context) -> Plan:
        """Claims the keys once more: a new resource for one of them would run beside this destroy, in no order."""
        prior = request.prior
        if prior is None:
            return Plan(None)
        session, token = session_of(ctx), token_of(request.private) or new_token()
        held = mapping_plan.owned(prior)
        clashes = session.ownership.claim(token, TYPE_NAME, key_of(prior), held)
        mapping_checks.refuse_second_owner(clashes, f"in the mapping {prior['id']}", ctx.diagnostics)
        found = self._found_at_destroy(prior, ctx)
        if found is None:
            return Plan(None)
        prior = _completed(prior, request.private, found)
        mapping_plan.announce_drift(prior, found, ctx.diagnostics)
        mapping_plan.announce_given_up(prior, held, prior, found, ctx.diagnostics)
        session.pending.leave(prior["id"], mapping_plan.given_up(prior, held, prior))
        return Plan(None, private={**request.private, FOUND_AT_DESTROY: found})

    @staticmethod
    def _found_at_destroy(prior: dict[str, Any], ctx: Context) -> dict[str, Any] | None:
        """The held keys as Okta has them now; None where the row is gone.

        Terraform plans the destroy of a resource that left the configuration from the state as it was stored, not
        from what it has just refreshed: an edit made by hand would look like one made after the plan, for ever.
        """
        from oktaprofile.okta.errors import OktaError
        from oktaprofile.provider.diagnose import problem
        from oktaprofile.provider.resources.mapping_apply import is_gone, row_of

        try:
            found = mapping_form.entries(row_of(session_of(ctx).org, prior).read())
        except OktaError as error:
            if is_gone(error):
                return None
            raise problem(error, f"Reading the mapping {prior['id']}", ("id",)) from error
        return {key: found.get(key) for key in mapping_plan.owned(prior)}

    def _plan_known(self, request: PlanRequest, planned: dict[str, Any], token: str, ctx: Context) -> Plan:
        """The plan where app, direction and user type are known: the row can be read."""
        from oktaprofile.provider.resources.mapping_place import Place

        session = session_of(ctx)
        session.org.ahead.application(planned["app_id"])
        session.org.ahead.mapping(
            planned["app_id"], planned["direction"], planned["user_type"], (request.prior or {}).get("id")
        )
        place = Place.resolve(session.org, planned["app_id"], planned["direction"], planned["user_type"])
        planned["user_type_id"] = place.user_type_id
        prior, replace = request.prior, []
        if prior is not None:
            held = mapping_plan.remainders(prior)
            session.ownership.will_release(token, key_of(prior), held)
            # Also what this plan gives up: another resource for such a key would be written beside it, in no order.
            clashes = session.ownership.claim(token, TYPE_NAME, key_of(prior), held)
            mapping_checks.refuse_second_owner(clashes, f"in the mapping {prior['id']}", ctx.diagnostics)
            if key_of(prior) != key_of(planned):
                # another app or direction replaces by the schema; the type only if it is really another one
                replace = [("user_type",)] if prior["user_type_id"] != place.user_type_id else []
                self._announce_move(prior, planned, ctx)
                prior = None
        row = place.document(None if prior is None else prior["id"]).read()
        planned["id"] = row["id"]
        if planned["properties"] is UNKNOWN:
            planned["restores"] = UNKNOWN
            return Plan(planned, replace, {OWNER: token, **_carried(request)})
        added = [key for key in planned["properties"] if prior is None or key not in held]
        clashes = session.ownership.claim(token, TYPE_NAME, key_of(planned), added)
        mapping_checks.refuse_second_owner(clashes, place.route(), ctx.diagnostics)
        planned["properties"] = mapping_plan.with_push_status(planned["properties"], place)
        found = mapping_form.entries(row)
        if prior is None:
            for key in planned["properties"]:
                left = session.ownership.remainder(token_of(request.private), key_of(planned), key)
                if left is not None:
                    mapping_plan.expect(found, key, left.former)
        writes = mapping_plan.writes(prior, planned, found)
        planned["restores"] = mapping_plan.restores(prior, planned, found)
        if prior is not None:
            mapping_checks.refuse_removed_in_place(session, prior, ctx.diagnostics)
        mapping_checks.check_against_org(session, place, planned, ctx, writes=bool(writes))
        mapping_plan.announce(prior, planned, found, ctx.diagnostics)
        carried = _carried(request) if prior is not None else {}
        return Plan(planned, replace, {OWNER: token, FOUND: writes, **carried})

    @staticmethod
    def _announce_move(prior: dict[str, Any], planned: dict[str, Any], ctx: Context) -> None:
        """The first half of a replacement: notes what the old row gets, and refuses a move that is known to fail
        because somebody else's mapping uses what goes with the old app.
        """
        from oktaprofile.provider.pending import IN_PLACE
        from oktaprofile.provider.property_place import app_place_unchecked
        from oktaprofile.provider.property_uses import refuse_uses_left

        session, held = session_of(ctx), mapping_plan.owned(prior)
        session.pending.leave(prior["id"], mapping_plan.given_up(prior, held, prior))
        mapping_plan.announce_given_up(prior, held, prior, mapping_form.wanted(prior), ctx.diagnostics)
        if prior["app_id"] == planned["app_id"]:
            return
        removed = session.pending.removes(app_schema_key(prior["app_id"]))
        going = [name for name, how in removed.items() if how == IN_PLACE]
        place = app_place_unchecked(session, prior["app_id"])
        refuse_uses_left(session, place, going, ("app_id",), ctx, MAPPINGS)

    def create(
        self, planned: dict[str, Any], config: dict[str, Any], private: dict[str, Any], ctx: Context
    ) -> Applied:
        return self._put(None, planned, private, ctx)

    def update(
        self,
        prior: dict[str, Any],
        planned: dict[str, Any],
        config: dict[str, Any],
        private: dict[str, Any],
        ctx: Context,
    ) -> Applied:
        return self._put(prior, planned, private, ctx)

    @staticmethod
    def _put(
        prior: dict[str, Any] | None, planned: dict[str, Any], private: dict[str, Any], ctx: Context
    ) -> Applied:
        from oktaprofile.provider.resources.mapping_apply import put

        session = session_of(ctx)
        keys = app_schema_key(planned["app_id"]), user_schema_key(planned["user_type_id"])
        session.pending.await_written(keys, ctx.stop)
        return put(session.org, prior, planned, private)

    def delete(self, prior: dict[str, Any], private: dict[str, Any], ctx: Context) -> None:
        from oktaprofile.provider.resources.mapping_apply import give_up

        session, found = session_of(ctx), private.get(FOUND_AT_DESTROY)
        prior = _completed(prior, private, found)
        with session.pending.working(MAPPINGS):
            give_up(session.org, prior, found)
            given_up = mapping_plan.given_up(prior, mapping_plan.owned(prior), prior)
            session.pending.leave(prior["id"], given_up)
        session.ownership.forget(key_of(prior), mapping_plan.remainders(prior))

    def read(self, state: dict[str, Any], private: dict[str, Any], ctx: Context) -> Applied | None:
        from oktaprofile.provider.resources.mapping_read import refresh

        session = session_of(ctx)
        with session.pending.working(MAPPINGS):
            session.ownership.observe(token_of(private), key_of(state), mapping_plan.remainders(state))
            refreshed = refresh(session.org, state, private, ctx.diagnostics)
        return None if refreshed is None else Applied(refreshed)

    def import_state(self, id_: str, ctx: Context) -> Applied:
        from oktaprofile.provider.resources.mapping_read import imported

        state = imported(session_of(ctx).org, id_)
        return Applied(state, {OWNER: new_token()})


def key_of(state: dict[str, Any]) -> str:
    """The registries' key of the row that a state or a plan is about."""
    return mapping_key(state["app_id"], state["direction"], state["user_type_id"])


def _carried(request: PlanRequest) -> dict[str, Any]:
    """Private state of version 0.1.0, as long as a refresh has not turned it into `restores`."""
    keys = mapping_plan.unrecorded(request.private, request.prior)
    return {IMPORTED: keys} if keys else {}


def _completed(
    prior: dict[str, Any], private: dict[str, Any], found: dict[str, Any] | None
) -> dict[str, Any]:
    """A state of version 0.1.0 that was not refreshed: what it imported stays as it is found."""
    there = mapping_form.wanted(prior) if found is None else found
    entries = {key: there.get(key) for key in mapping_plan.unrecorded(private, prior)}
    restores = {key: mapping_form.to_restores(one) for key, one in entries.items() if one is not None}
    return {**prior, "restores": {**restores, **(prior["restores"] or {})}}
