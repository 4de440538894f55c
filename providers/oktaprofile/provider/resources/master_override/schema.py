"""The arguments of `oktaprofile_master_override`, and what Terraform asks of it before Configure."""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute, Nested, Schema, computed
from oktaprofile.plugin.types import STRING, List
from oktaprofile.plugin.validators import Each, NotEmpty, Unique
from oktaprofile.provider import arguments
from oktaprofile.provider.owned import on_destroy
from oktaprofile.provider.owned.resource import OwnedResource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

MANAGE = "manage"
VERIFY = "verify"

SCHEMA = Schema(
    {
        "id": computed(STRING, "`USER_TYPE_ID/property`."),
        "property": Attribute(
            STRING,
            required=True,
            requires_replace=True,
            validators=(arguments.AN_ATTRIBUTE,),
            description="Variable name of the Okta user attribute, base (`primaryPhone`) or custom.",
        ),
        "sources": Attribute(
            List(STRING),
            required=True,
            validators=(
                NotEmpty(
                    "Name at least one app, such as sources = [oktaprofile_mapping.NAME.app_id]; to go back to the "
                    "profile source, remove the resource."
                ),
                Each(arguments.AN_APP),
                Unique(),
            ),
            description="Ids of the apps that source the attribute, in order of precedence. Each must be a "
            "profile source. Take them from the mapping that fills the attribute, "
            "`oktaprofile_mapping.NAME.app_id`, and Terraform keeps the order that Okta forces: "
            "attributes, then mapping, then source; and back on destroy.",
        ),
        "user_type": arguments.user_type(" Changing it to another type replaces the resource."),
        "user_type_id": computed(STRING, "Id of that user type (`oty…`)."),
        "inherits": computed(
            STRING,
            "Null while the override is there. What a refresh found in its place, where somebody took it "
            "away: `PROFILE_MASTER` (*Inherit from profile source*), `OKTA` (*Inherit from Okta*), or `OVERRIDE` "
            "without an app.",
        ),
        "mode": Attribute(
            STRING,
            optional=True,
            default=MANAGE,
            one_of=(MANAGE, VERIFY),
            description="`manage` writes the override, proves it by reading back, and restores the previous "
            "source on destroy. `verify` writes nothing, ever: it asserts an override that an "
            "administrator set by hand, for orgs whose API does not store it. Without the override a first "
            "plan fails; later drift shows in the plan, with the manual steps, and fails the apply. "
            "Default: `manage`.",
        ),
        "on_destroy": on_destroy.argument(
            "an override", "gives the attribute back to the profile source (`PROFILE_MASTER`)"
        ),
        "restores": Attribute(
            nested=Nested(
                "single",
                {
                    "type": computed(STRING, "`PROFILE_MASTER`, `OKTA` or `OVERRIDE`."),
                    "priority": Attribute(
                        nested=Nested(
                            "list",
                            {
                                "type": computed(STRING, "`APP`."),
                                "value": computed(STRING, "Id of the app."),
                            },
                        ),
                        computed=True,
                        description="The previous sources in order; empty unless the type is `OVERRIDE`.",
                    ),
                },
            ),
            computed=True,
            description="The source that was found when Terraform took it over or imported it, which destroy puts "
            'back. Kept, but not used, with `mode = "verify"`; null where the resource has only verified.',
        ),
    },
    description="Makes apps the source of one Okta user attribute, whatever the profile sources' order "
    '("Override profile source"). Needs attribute-level mastering in the org.',
)


class MasterOverride(OwnedResource):
    """The override of one attribute of one user type."""

    schema: ClassVar[Schema] = SCHEMA
    type_name: ClassVar[str] = "oktaprofile_master_override"
    steps: ClassVar[str] = "oktaprofile.provider.resources.master_override.steps:OverrideSteps"
