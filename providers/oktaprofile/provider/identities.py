"""What identifies each resource: Okta's ids and names, as an `import` block names them and `terraform query` lists.

The keys that a resource owns are part of it (`properties`): two resources may own keys of one app or one mapping.
Imported at every start of the plugin.
"""

from __future__ import annotations

from oktaprofile.plugin.identity import IdentityAttribute, IdentitySchema
from oktaprofile.plugin.types import STRING, List

_APP = IdentityAttribute(STRING, required=True, description="Id of the app (`0oa…`).")
_NAME = IdentityAttribute(STRING, required=True, description="Variable name (`directNumber`).")
_USER_TYPE = IdentityAttribute(
    STRING, description="Id or name of the user type; left out: the org's default type."
)

SCHEMAS: dict[str, IdentitySchema] = {
    "oktaprofile_app_user_properties": IdentitySchema(
        {
            "app_id": _APP,
            "properties": IdentityAttribute(
                List(STRING), description="Names of the properties; left out: all of the app."
            ),
        }
    ),
    "oktaprofile_app_user_property": IdentitySchema({"app_id": _APP, "name": _NAME}),
    "oktaprofile_user_property": IdentitySchema({"name": _NAME, "user_type_id": _USER_TYPE}),
    "oktaprofile_mapping": IdentitySchema(
        {
            "app_id": _APP,
            "direction": IdentityAttribute(STRING, description="`to_okta` or `to_app`; left out: `to_okta`."),
            "user_type_id": _USER_TYPE,
            "properties": IdentityAttribute(
                List(STRING), description="The mapped attributes; left out: all of the mapping."
            ),
        }
    ),
    "oktaprofile_master_override": IdentitySchema(
        {
            "property": IdentityAttribute(
                STRING,
                required=True,
                description="Variable name of the Okta user attribute (`primaryPhone`).",
            ),
            "user_type_id": _USER_TYPE,
        }
    ),
}
