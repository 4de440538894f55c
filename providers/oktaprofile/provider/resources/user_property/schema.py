"""The arguments of `oktaprofile_user_property`."""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute, Schema
from oktaprofile.plugin.types import STRING
from oktaprofile.provider import arguments
from oktaprofile.provider.resources.properties import schema as shape

SCHEMA = Schema(
    {
        "id": Attribute(STRING, computed=True, description="`USER_TYPE_ID/name`."),
        "user_type": arguments.user_type(),
        "user_type_id": Attribute(STRING, computed=True, description="Id of the user type (`oty…`)."),
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
