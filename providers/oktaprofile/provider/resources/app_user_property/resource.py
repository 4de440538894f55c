"""`oktaprofile_app_user_property`, as far as Terraform asks before Configure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.provider.from_okta import app_property
from oktaprofile.provider.owned.resource import OwnedResource
from oktaprofile.provider.resources.app_user_property.schema import SCHEMA
from oktaprofile.provider.resources.properties.rules import check_definition
from oktaprofile.provider.resources.properties.schema import APP, shortest

if TYPE_CHECKING:
    from oktaprofile.plugin.moving import MoveRequest
    from oktaprofile.plugin.resource import Applied, Context
    from oktaprofile.plugin.schema import Schema


class AppUserProperty(OwnedResource):
    """One custom property of one app."""

    schema: ClassVar[Schema] = SCHEMA
    type_name: ClassVar[str] = "oktaprofile_app_user_property"
    steps: ClassVar[str] = "oktaprofile.provider.resources.app_user_property.steps:AppUserPropertySteps"

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        check_definition(config, APP, (), ctx.diagnostics)

    def generate(self, config: dict[str, Any]) -> dict[str, Any]:
        return shortest(config)

    def move(self, request: MoveRequest, ctx: Context) -> Applied:
        return app_property(request)
