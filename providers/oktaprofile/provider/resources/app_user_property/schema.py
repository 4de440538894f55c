"""The arguments of `oktaprofile_app_user_property`."""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute, Schema
from oktaprofile.plugin.types import STRING
from oktaprofile.provider import arguments
from oktaprofile.provider.resources.properties import schema as shape

SCHEMA = Schema(
    {
        "id": Attribute(STRING, computed=True, description="`APP_ID/name`."),
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
