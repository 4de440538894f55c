"""The arguments beside the definition that the resources for properties share."""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute
from oktaprofile.plugin.types import BOOL, NUMBER, STRING
from oktaprofile.provider import on_destroy

DEFAULT_WAIT_SECONDS = 300

APP_ID = Attribute(STRING, required=True, requires_replace=True, description="Id of the app (`0oa…`).")
NAME = Attribute(
    STRING,
    required=True,
    requires_replace=True,
    description="Variable name (`directNumber`): ASCII letters, digits and underscores. Another name is another "
    "property: the old one is deleted, with the values that people have in it.",
)
ADOPT_EXISTING = Attribute(
    BOOL,
    optional=True,
    default=False,
    description="Whether a property that exists with another definition may be taken over and changed. Destroy "
    "then puts its former definition back. Default: `false`, which makes it an error. One that exists exactly as "
    "configured is taken over either way, with a warning.",
)
NAME_RELEASE_TIMEOUT = Attribute(
    NUMBER,
    optional=True,
    default=DEFAULT_WAIT_SECONDS,
    description="How long to wait, in seconds, for a name that Okta still holds back because a property of that "
    f"name was deleted shortly before. Default: {DEFAULT_WAIT_SECONDS}.",
)
RESTORES = Attribute(
    STRING,
    computed=True,
    description="What destroy puts back: the definition (Okta's JSON) that was found when the property was "
    "imported or adopted. Null: Terraform made the property, and destroy removes it.",
)
ON_DESTROY = on_destroy.argument("a property", "deletes it, with the values that people have in it")
AFTER_IMPORT = {
    "adopt_existing": False,
    "name_release_timeout_seconds": DEFAULT_WAIT_SECONDS,
    "on_destroy": None,
}
