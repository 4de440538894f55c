"""The arguments of `oktaprofile_app_user_properties`, and what Terraform asks of it before Configure."""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute, Nested, Schema, computed
from oktaprofile.plugin.types import STRING, Map
from oktaprofile.plugin.validators import Keys, NotEmpty
from oktaprofile.provider import arguments
from oktaprofile.provider.owned.resource import OwnedResource
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.resources.properties.rules import check_map
from oktaprofile.provider.resources.properties.schema import shortest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.moving import MoveRequest
    from oktaprofile.plugin.resource import Applied, Context

SCHEMA = Schema(
    {
        "id": computed(STRING, "The app's id."),
        "app_id": arguments.APP_ID,
        "properties": Attribute(
            nested=Nested("map", shape.attributes(shape.APP)),
            required=True,
            validators=(
                NotEmpty("Name a property, or remove the resource."),
                Keys(arguments.PROPERTY_NAME),
            ),
            description="The properties: variable name (`directNumber`) to definition. An argument that is "
            "left out of a definition is not managed: never sent, and no difference.",
        ),
        "adopt_existing": arguments.ADOPT_EXISTING,
        "name_release_timeout_seconds": arguments.NAME_RELEASE_TIMEOUT,
        "on_destroy": arguments.ON_DESTROY,
        "restores": computed(
            Map(STRING),
            "What destroy puts back: name to the definition (Okta's JSON) that was found when "
            "the property was imported or adopted. A name that is absent here was made by Terraform: it is removed "
            "from the schema on destroy.",
        ),
    },
    description="Custom properties of one app's user schema, all with one write. Only what is named here is "
    "ever touched. Taking a property out of `properties` deletes it in Okta, with the values that people "
    "have in it; one that was there before Terraform stays (see `on_destroy`).",
)


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
