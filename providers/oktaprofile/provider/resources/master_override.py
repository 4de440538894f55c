"""`oktaprofile_master_override`: apps that source one Okta user attribute, in order, instead of the profile source.

In `manage` it writes the override, believes only the read-back, and restores the former master on destroy.
Where Okta ignores or refuses the write, the apply fails with the steps that set it by hand, and nothing is
recorded. In `verify` it writes nothing: it asserts what an administrator set. A first plan without the
override fails; later drift shows as a difference in the plan, with a warning, so that the rest of the plan
stays readable, and the apply fails with the same steps.
"""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied, Plan, Resource
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider import on_destroy
from oktaprofile.provider.ownership import FORMAT, OWNER, new_token, token_of
from oktaprofile.provider.pending import MAPPINGS, source_key, user_schema_key
from oktaprofile.provider.resources import master_form, master_schema
from oktaprofile.provider.resources.master_schema import MANAGE
from oktaprofile.provider.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.resource import Context, PlanRequest
    from oktaprofile.plugin.schema import Schema

SEEN = "seen"  # private state: the master as it was when last read or written, Okta's JSON


class MasterOverride(Resource):
    """The override of one attribute of one user type."""

    schema: ClassVar[Schema] = master_schema.SCHEMA

    def plan(self, request: PlanRequest, ctx: Context) -> Plan:
        with session_of(ctx).pending.working(MAPPINGS):
            return self._plan_destroy(request, ctx) if request.proposed is None else self._plan(request, ctx)

    def _plan(self, request: PlanRequest, ctx: Context) -> Plan:
        assert request.proposed is not None
        token = token_of(request.private) or new_token()
        planned = dict(request.proposed)
        on_destroy.refuse_unknown(planned, ctx.diagnostics)
        if any(planned[name] is UNKNOWN for name in ("property", "user_type", "mode")):
            planned.update(id=UNKNOWN, user_type_id=UNKNOWN, restores=UNKNOWN)
            return Plan(planned, private={OWNER: token})
        from oktaprofile.provider.resources.master_plan import plan_known

        return plan_known(request, planned, token, ctx)

    def _plan_destroy(self, request: PlanRequest, ctx: Context) -> Plan:
        """Claims the source once more: a new resource for it would run beside this destroy, in no order."""
        from oktaprofile.provider.resources.master_plan import refuse_second_owner

        prior = request.prior
        if prior is None:
            return Plan(None)
        token = token_of(request.private) or new_token()
        refuse_second_owner(
            session_of(ctx), token, source_key(prior["user_type_id"]), prior["property"], ctx.diagnostics
        )
        former = master_form.left_behind(prior)
        if former is None:
            return Plan(None)
        from oktaprofile.provider.resources.master_apply import current_master

        # Terraform plans the destroy of a resource that left the configuration from the state as it was stored, not
        # from what it has just refreshed: an edit made by hand would look like one made after the plan, for ever.
        found = current_master(session_of(ctx).org, prior, ctx.diagnostics)
        if found is None:
            return Plan(None)
        master_form.announce_destroy(prior, former, found, request.private, ctx.diagnostics)
        return Plan(None, private={**request.private, SEEN: found})

    def create(
        self, planned: dict[str, Any], config: dict[str, Any], private: dict[str, Any], ctx: Context
    ) -> Applied:
        return self._apply(None, planned, private, ctx)

    def update(
        self,
        prior: dict[str, Any],
        planned: dict[str, Any],
        config: dict[str, Any],
        private: dict[str, Any],
        ctx: Context,
    ) -> Applied:
        return self._apply(prior, planned, private, ctx)

    @staticmethod
    def _apply(
        prior: dict[str, Any] | None, planned: dict[str, Any], private: dict[str, Any], ctx: Context
    ) -> Applied:
        from oktaprofile.provider.resources.master_apply import assert_set, put

        session = session_of(ctx)
        session.pending.await_written([user_schema_key(planned["user_type_id"])], ctx.stop)
        apply = put if planned["mode"] == MANAGE else assert_set
        return apply(session.org, prior, planned, private)

    def delete(self, prior: dict[str, Any], private: dict[str, Any], ctx: Context) -> None:
        from oktaprofile.provider.resources.master_apply import restore

        session = session_of(ctx)
        if master_form.left_behind(prior) is not None:
            restore(session.org, prior, private.get(SEEN))
        session.ownership.forget(source_key(prior["user_type_id"]), [prior["property"]])

    def read(self, state: dict[str, Any], private: dict[str, Any], ctx: Context) -> Applied | None:
        from oktaprofile.provider.resources.master_apply import current_master

        session = session_of(ctx)
        left = {state["property"]: master_form.left_behind(state)}
        session.ownership.observe(token_of(private), source_key(state["user_type_id"]), left)
        master = current_master(session.org, state, ctx.diagnostics)
        if master is None:
            return None
        refreshed = {**state, "sources": master_form.sources_of(master)}
        return Applied(refreshed, {**private, SEEN: master_form.normal(master)})

    def import_state(self, id_: str, ctx: Context) -> Applied:
        user_type, separator, name = id_.partition("/")
        if not separator or not user_type or not name or "/" in name:
            raise DiagnosticError(
                "This is not the import id of an override",
                f"{id_!r} should be USER_TYPE/property, such as default/primaryPhone. USER_TYPE is an id, "
                "a name, or default.",
            )
        from oktaprofile.provider.resources.master_apply import imported

        state, master = imported(session_of(ctx).org, None if user_type == "default" else user_type, name)
        return Applied(state, {**FORMAT, OWNER: new_token(), SEEN: master})
