"""The arguments of `oktaprofile_user_property`, and what Terraform asks of it before Configure."""

from __future__ import annotations

from oktaprofile.plugin.schema import Schema, computed
from oktaprofile.plugin.types import STRING
from oktaprofile.provider import arguments
from oktaprofile.provider.from_okta import user_property
from oktaprofile.provider.owned.resource import OwnedResource
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties.rules import check_definition
from oktaprofile.provider.resources.properties.schema import USER, shortest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.moving import MoveRequest
    from oktaprofile.plugin.resource import Applied, Context

SCHEMA = Schema(
    {
        "id": computed(STRING, "`USER_TYPE_ID/name`."),
        "user_type": arguments.user_type(),
        "user_type_id": computed(STRING, "Id of the user type (`oty…`)."),
        "name": arguments.NAME,
        **shape.attributes(shape.USER),
        "adopt_existing": arguments.ADOPT_EXISTING,
        "name_release_timeout_seconds": arguments.NAME_RELEASE_TIMEOUT,
        "on_destroy": arguments.ON_DESTROY,
        "restores": arguments.RESTORES,
    },
    description="One custom property of the users of one user type. An argument that is left out is not "
    "managed: never sent, and no difference.",
)


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
