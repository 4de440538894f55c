"""`oktaprofile_user_property`, as far as Terraform asks before Configure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.provider.from_okta import user_property
from oktaprofile.provider.owned.resource import OwnedResource
from oktaprofile.provider.resources.properties.rules import check_definition
from oktaprofile.provider.resources.properties.schema import USER, shortest
from oktaprofile.provider.resources.user_property.schema import SCHEMA

if TYPE_CHECKING:
    from oktaprofile.plugin.moving import MoveRequest
    from oktaprofile.plugin.resource import Applied, Context
    from oktaprofile.plugin.schema import Schema


class UserProperty(OwnedResource):
    """One custom property of an Okta user type."""

    schema: ClassVar[Schema] = SCHEMA
    type_name: ClassVar[str] = "oktaprofile_user_property"
    steps: ClassVar[str] = "oktaprofile.provider.resources.user_property.steps:UserPropertySteps"

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        check_definition(config, USER, (), ctx.diagnostics)

    def generate(self, config: dict[str, Any]) -> dict[str, Any]:
        return shortest(config)

    def move(self, request: MoveRequest, ctx: Context) -> Applied:
        return user_property(request)
