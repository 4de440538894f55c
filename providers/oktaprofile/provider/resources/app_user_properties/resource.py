"""`oktaprofile_app_user_properties`, as far as Terraform asks before Configure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.provider.owned.resource import OwnedResource
from oktaprofile.provider.resources.app_user_properties.schema import SCHEMA
from oktaprofile.provider.resources.properties.rules import check_map
from oktaprofile.provider.resources.properties.schema import shortest

if TYPE_CHECKING:
    from oktaprofile.plugin.moving import MoveRequest
    from oktaprofile.plugin.resource import Applied, Context
    from oktaprofile.plugin.schema import Schema


class AppUserProperties(OwnedResource):
    """The custom properties that one configuration owns in one app's user schema."""

    schema: ClassVar[Schema] = SCHEMA
    type_name: ClassVar[str] = "oktaprofile_app_user_properties"
    steps: ClassVar[str] = "oktaprofile.provider.resources.app_user_properties.steps:AppUserPropertiesSteps"

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        check_map(config["properties"], ("properties",), ctx.diagnostics)

    def generate(self, config: dict[str, Any]) -> dict[str, Any]:
        return {**config, "properties": {name: shortest(one) for name, one in config["properties"].items()}}

    def identity_of(self, state: dict[str, Any]) -> dict[str, Any]:
        return {"app_id": state["app_id"], "properties": sorted(state["properties"] or ())}

    def move(self, request: MoveRequest, ctx: Context) -> Applied:
        raise request.refusal(
            f"{self.type_name} owns several attributes, and a moved block moves one: move it to an "
            "oktaprofile_app_user_property, or import all of them together."
        )
