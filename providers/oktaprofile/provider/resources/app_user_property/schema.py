"""The arguments of `oktaprofile_app_user_property`, and what Terraform asks of it before Configure."""

from __future__ import annotations

from oktaprofile.plugin.schema import Schema, computed
from oktaprofile.plugin.types import STRING
from oktaprofile.provider import arguments
from oktaprofile.provider.from_okta import app_property
from oktaprofile.provider.owned.resource import OwnedResource
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties.rules import check_definition
from oktaprofile.provider.resources.properties.schema import APP, shortest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.moving import MoveRequest
    from oktaprofile.plugin.resource import Applied, Context

SCHEMA = Schema(
    {
        "id": computed(STRING, "`APP_ID/name`."),
        "app_id": arguments.APP_ID,
        "name": arguments.NAME,
        **shape.attributes(shape.APP),
        "adopt_existing": arguments.ADOPT_EXISTING,
        "name_release_timeout_seconds": arguments.NAME_RELEASE_TIMEOUT,
        "on_destroy": arguments.ON_DESTROY,
        "restores": arguments.RESTORES,
    },
    description="One custom property of one app's user schema. Many of them are written together, but "
    "`oktaprofile_app_user_properties` manages a set with fewer calls. An argument that is left out is not "
    "managed: never sent, and no difference.",
)


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
