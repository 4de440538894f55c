"""The arguments of `oktaprofile_app_user_properties`."""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute, Nested, Schema
from oktaprofile.plugin.types import STRING, Map
from oktaprofile.plugin.validators import Keys, NotEmpty
from oktaprofile.provider import arguments
from oktaprofile.provider.resources.properties import schema as shape

SCHEMA = Schema(
    {
        "id": Attribute(STRING, computed=True, description="The app's id."),
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
        "restores": Attribute(
            Map(STRING),
            computed=True,
            description="What destroy puts back: name to the definition (Okta's JSON) that was found when "
            "the property was imported or adopted. A name that is absent here was made by Terraform: it is removed "
            "from the schema on destroy.",
        ),
    },
    description="Custom properties of one app's user schema, all with one write. Only what is named here is "
    "ever touched. Taking a property out of `properties` deletes it in Okta, with the values that people "
    "have in it; one that was there before Terraform stays (see `on_destroy`).",
)
