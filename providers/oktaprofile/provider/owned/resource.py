"""A resource type as Terraform sees it before Okta is asked: schema, `validate`, and where the rest is.

What the type does is its `steps` (steps.py), imported by the first plan, read, apply or import: after Configure.
"""

from __future__ import annotations

from oktaprofile.plugin.registry import load
from oktaprofile.plugin.resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.resource import Applied, ApplyRequest, Context, Plan, PlanRequest, ReadRequest
    from oktaprofile.provider.owned.steps import OwnedSteps


class OwnedResource(Resource):
    """A resource type that owns named keys of one shared document."""

    type_name: ClassVar[str]
    steps: ClassVar[str]
    """ "package.module:Class", derived from OwnedSteps."""

    def _steps(self, ctx: Context) -> OwnedSteps:
        made: OwnedSteps = load(self.steps)(self.type_name, ctx)
        return made

    def plan(self, request: PlanRequest, ctx: Context) -> Plan:
        return self._steps(ctx).plan(request)

    def create(self, request: ApplyRequest, ctx: Context) -> Applied:
        return self._steps(ctx).apply(request)

    def update(self, request: ApplyRequest, ctx: Context) -> Applied:
        return self._steps(ctx).apply(request)

    def delete(self, request: ApplyRequest, ctx: Context) -> None:
        self._steps(ctx).delete(request)

    def read(self, request: ReadRequest, ctx: Context) -> Applied | None:
        return self._steps(ctx).read(request)

    def import_state(self, id_: str, ctx: Context) -> Applied:
        return self._steps(ctx).imported(id_)

    def import_identity(self, identity: dict[str, Any], ctx: Context) -> Applied:
        return self._steps(ctx).imported_identity(identity)
