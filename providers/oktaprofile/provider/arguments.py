"""The arguments that several resources and data sources share, each with what it may be."""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute, computed
from oktaprofile.plugin.types import BOOL, NUMBER, STRING
from oktaprofile.plugin.validators import NotEmpty, Pattern, Range
from oktaprofile.provider.owned import on_destroy

DEFAULT_WAIT_SECONDS = 300
LONGEST_WAIT_SECONDS = 86_400
DEFAULT = "default"
"""The default user type, in an import id."""

AN_APP = NotEmpty("Give the id of the app, such as data.oktaprofile_app.NAME.id.")
A_USER_TYPE = NotEmpty("Leave user_type out for the default user type.")
AN_ATTRIBUTE = NotEmpty("Name an Okta user attribute, such as primaryPhone.")
PROPERTY_NAME = Pattern(
    "[A-Za-z_][A-Za-z0-9_]*",
    "ASCII letters, digits and underscores, and no digit in front (the text that people see goes into title)",
)


def app_id(description: str = "Id of the app (`0oa…`).", *, requires_replace: bool = False) -> Attribute:
    """The required argument that names the app."""
    return Attribute(
        STRING,
        required=True,
        requires_replace=requires_replace,
        validators=(AN_APP,),
        description=description,
    )


def user_type(change: str = "") -> Attribute:
    """The optional argument that names a user type. `change`: what another value does."""
    return Attribute(
        STRING,
        optional=True,
        validators=(A_USER_TYPE,),
        description=f"Id or name of the Okta user type. Default: the org's default type, whatever its name is.{change}",
    )


APP_ID = app_id(requires_replace=True)
NAME = Attribute(
    STRING,
    required=True,
    requires_replace=True,
    validators=(PROPERTY_NAME,),
    description="Variable name (`directNumber`). Another name is another "
    "property: the old one is deleted, with the values that people have in it.",
)
ADOPT_EXISTING = Attribute(
    BOOL,
    optional=True,
    default=False,
    description="Whether a property that exists with another definition may be taken over and changed. Destroy "
    "then puts its previous definition back. Default: `false`, which makes it an error. One that exists exactly as "
    "configured is taken over either way, with a warning.",
)
NAME_RELEASE_TIMEOUT = Attribute(
    NUMBER,
    optional=True,
    default=DEFAULT_WAIT_SECONDS,
    validators=(Range(0, LONGEST_WAIT_SECONDS, unit="seconds"),),
    description="How long to wait, in seconds, for a name that Okta still holds back because a property of that "
    f"name was deleted shortly before. Default: {DEFAULT_WAIT_SECONDS}.",
)
RESTORES = computed(
    STRING,
    "What destroy puts back: the definition (Okta's JSON) that was found when the property was "
    "imported or adopted. Null: Terraform made the property, and destroy removes it.",
)
ON_DESTROY = on_destroy.argument("a property", "deletes it, with the values that people have in it")
AFTER_IMPORT = {
    "adopt_existing": False,
    "name_release_timeout_seconds": DEFAULT_WAIT_SECONDS,
    "on_destroy": None,
}
