"""`oktaprofile_master_override`: apps that source one Okta user attribute, in order, instead of the profile source.

In `manage` it writes the override, believes only the read-back, and restores the previous master on destroy.
Where Okta ignores or refuses the write, the apply fails with the steps that set it by hand, and nothing is
recorded. In `verify` it writes nothing: it asserts what an administrator set. A first plan without the
override fails; later drift shows as a difference in the plan, with a warning, so that the rest of the plan
stays readable, and the apply fails with the same steps.
"""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import Applied, Plan
from oktaprofile.plugin.values import UNKNOWN
from oktaprofile.provider.arguments import DEFAULT
from oktaprofile.provider.owned.ownership import IF_DEPOSED
from oktaprofile.provider.owned.pending import MAPPINGS, source_key, user_schema_key
from oktaprofile.provider.owned.private_state import FORMAT, FOUND_AT_DESTROY, OWNER, new_token
from oktaprofile.provider.owned.resource import OwnedResource
from oktaprofile.provider.resources.master_override import document
from oktaprofile.provider.resources.master_override.schema import MANAGE, SCHEMA
from oktaprofile.provider.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.resource import ApplyRequest, Context, PlanRequest, ReadRequest
    from oktaprofile.plugin.schema import Schema


class MasterOverride(OwnedResource):
    """The override of one attribute of one user type."""

    schema: ClassVar[Schema] = SCHEMA
    type_name: ClassVar[str] = "oktaprofile_master_override"
    kind: ClassVar[str] = MAPPINGS
    location_arguments: ClassVar[tuple[str, ...]] = ("property", "user_type", "mode")

    def leave_open(self, request: PlanRequest, planned: dict[str, Any]) -> None:
        planned.update(id=UNKNOWN, user_type_id=UNKNOWN, restores=UNKNOWN, inherits=None)

    def apps(self, state: dict[str, Any]) -> list[str]:
        return [app_id for app_id in state["sources"] or () if isinstance(app_id, str)]

    def left_behind(self, state: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return source_key(state["user_type_id"]), {state["property"]: document.left_behind(state)}

    def second_owner(self, key: str, other: str, state: dict[str, Any]) -> tuple[str, str, Path]:
        return (
            f"Two resources own the source of {key}",
            f"Another resource of this configuration or its state, an {other}, sets the source of {key} "
            "too; each would undo the other's work. Let one resource own it. If a resource was only "
            f"renamed, tell Terraform with a moved block. {IF_DEPOSED}",
            ("property",),
        )

    def plan_known(self, request: PlanRequest, planned: dict[str, Any], token: str, ctx: Context) -> Plan:
        from oktaprofile.provider.resources.master_override.plan import plan_known

        return plan_known(self, request, planned, token, ctx)

    def plan_destroy(
        self, prior: dict[str, Any], private: dict[str, Any], token: str, ctx: Context
    ) -> dict[str, Any]:
        """Looks at the source: Terraform plans the destroy of a resource that left the configuration from the state as
        it was stored, not from what it has just refreshed. An edit made by hand would look like one made after the
        plan, for ever.
        """
        from oktaprofile.provider.lookup import labels
        from oktaprofile.provider.resources.master_override.apply import current_master

        previous = document.left_behind(prior)
        if previous is None:
            return private
        org = session_of(ctx).org
        found = current_master(org, prior, ctx.diagnostics)
        if found is None:
            return private
        document.announce_destroy(prior, previous, found, private, labels(org), ctx.diagnostics)
        return {**private, FOUND_AT_DESTROY: found}

    def put(self, request: ApplyRequest, ctx: Context) -> Applied:
        from oktaprofile.provider.resources.master_override.apply import assert_set, put

        session, planned = session_of(ctx), request.planned
        session.pending.await_written([user_schema_key(planned["user_type_id"])], ctx.stop)
        return (put if planned["mode"] == MANAGE else assert_set)(session.org, request)

    def give_up(self, request: ApplyRequest, ctx: Context) -> None:
        from oktaprofile.provider.resources.master_override.apply import restore

        previous = document.left_behind(request.prior)
        if previous is not None:
            restore(session_of(ctx).org, request.prior, previous, request.private.get(FOUND_AT_DESTROY))

    def refresh(self, request: ReadRequest, ctx: Context) -> Applied | None:
        from oktaprofile.provider.resources.master_override.apply import current_master

        master = current_master(session_of(ctx).org, request.state, ctx.diagnostics)
        return None if master is None else Applied({**request.state, **document.as_found(master)})

    def import_identity(self, identity: dict[str, Any], ctx: Context) -> Applied:
        from oktaprofile.provider.lookup import selector_of

        selector = selector_of(session_of(ctx).org, identity["user_type_id"])
        return self.import_state(f"{selector or DEFAULT}/{identity['property']}", ctx)

    def import_state(self, id_: str, ctx: Context) -> Applied:
        user_type, separator, name = id_.partition("/")
        if not separator or not user_type or not name or "/" in name:
            raise DiagnosticError(
                "This is not the import id of an override",
                f"{id_!r} should be USER_TYPE/property, such as default/primaryPhone. USER_TYPE is an id, "
                "a name, or default.",
            )
        from oktaprofile.provider.resources.master_override.apply import imported

        state = imported(session_of(ctx).org, None if user_type == DEFAULT else user_type, name)
        return Applied(state, {**FORMAT, OWNER: new_token()})
