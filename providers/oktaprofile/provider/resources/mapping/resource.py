"""`oktaprofile_mapping`, as far as Terraform asks before Configure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.provider.from_okta import mapping
from oktaprofile.provider.owned.resource import OwnedResource
from oktaprofile.provider.resources.mapping.schema import SCHEMA

if TYPE_CHECKING:
    from oktaprofile.plugin.moving import MoveRequest
    from oktaprofile.plugin.resource import Applied, Context
    from oktaprofile.plugin.schema import Schema


class Mapping(OwnedResource):
    """The keys that one configuration owns in one mapping row."""

    schema: ClassVar[Schema] = SCHEMA
    type_name: ClassVar[str] = "oktaprofile_mapping"
    steps: ClassVar[str] = "oktaprofile.provider.resources.mapping.steps:MappingSteps"

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        from oktaprofile.provider.resources.mapping.rules import check_configuration

        check_configuration(config, ctx.diagnostics)

    def identity_of(self, state: dict[str, Any]) -> dict[str, Any]:
        return {**state, "properties": sorted(state["properties"] or ())}

    def move(self, request: MoveRequest, ctx: Context) -> Applied:
        return mapping(request, ctx.diagnostics)
