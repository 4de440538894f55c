"""The arguments of `oktaprofile_mapping`, and what Terraform asks of it before Configure."""

from __future__ import annotations

from oktaprofile.expression.findings import REFUSALS
from oktaprofile.plugin.schema import Attribute, Nested, Schema, computed
from oktaprofile.plugin.types import BOOL, STRING, List
from oktaprofile.plugin.validators import Each, NotEmpty, Pattern
from oktaprofile.provider import arguments
from oktaprofile.provider.app_features import DONT_PUSH, PUSH, TO_APP, TO_OKTA
from oktaprofile.provider.from_okta import mapping
from oktaprofile.provider.owned import on_destroy
from oktaprofile.provider.owned.resource import OwnedResource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.moving import MoveRequest
    from oktaprofile.plugin.resource import Applied, Context

AUTO = "auto"

SCHEMA = Schema(
    {
        "id": computed(STRING, "Okta's id of the mapping row (`prm…`)."),
        "app_id": Attribute(
            STRING,
            required=True,
            requires_replace=True,
            validators=(arguments.AN_APP,),
            description="Id of the app (`0oa…`). Take it from the resource that makes the attributes, "
            "`oktaprofile_app_user_properties.NAME.app_id`, and Terraform keeps the order that Okta "
            "forces: attributes, then mapping, then source; and back on destroy.",
        ),
        "direction": Attribute(
            STRING,
            optional=True,
            default=TO_OKTA,
            requires_replace=True,
            one_of=(TO_OKTA, TO_APP),
            description="`to_okta`: the app's profile fills the Okta user, expressions read `appuser.…`. "
            "`to_app`: the other way round, expressions read `user.…`. Default: `to_okta`.",
        ),
        "user_type": arguments.user_type(" Changing it to another type replaces the resource."),
        "user_type_id": computed(STRING, "Id of that user type (`oty…`)."),
        "properties": Attribute(
            nested=Nested(
                "map",
                {
                    "expression": Attribute(
                        STRING,
                        required=True,
                        validators=(
                            NotEmpty(
                                "To stop mapping the attribute, take it out of properties. To clear it, write the "
                                'expression "\\"\\"".'
                            ),
                        ),
                        description="An expression in Okta's Expression Language (classic). It is checked "
                        "at plan against both schemas, with the attributes that the same plan creates.",
                    ),
                    "push_status": Attribute(
                        STRING,
                        optional=True,
                        default=AUTO,
                        one_of=(AUTO, PUSH, DONT_PUSH),
                        description="`PUSH`: on create and on every update; `DONT_PUSH`: on create only; "
                        "`auto`: what Okta asks for, derived from the app's features. Default: `auto`.",
                    ),
                    "effective_push_status": computed(STRING, "What Okta holds: `PUSH` or `DONT_PUSH`."),
                },
            ),
            required=True,
            validators=(NotEmpty("Name at least one target attribute, or remove the resource."),),
            description="The mapped attributes that this resource owns, by the name of the target "
            "attribute. No other attribute of the mapping is touched.",
        ),
        "allow": Attribute(
            List(STRING),
            optional=True,
            validators=(Each(Pattern("|".join(REFUSALS), f"one of {', '.join(REFUSALS)}")),),
            description="Checks of the expressions that warn instead of refusing, by the code that the error's text "
            "names: for what Okta takes all the same. Default: each refuses.",
        ),
        "apply_to_existing_users": Attribute(
            BOOL,
            optional=True,
            description="Apply a change of this mapping to the people who exist, at once, as *Apply updates now* in "
            "the Admin Console. Default: no, and a person gets it with the next change of what it reads. The whole "
            "mapping is applied, other people's attributes of it too, to everybody of the user type who has the app, "
            "and towards an app everybody is pushed. **Internal:** Okta publishes no such operation; it takes an API "
            "token (OAuth is an error at plan), it may go, and nothing tells when it is done. If Okta refuses, the "
            "mapping is stored all the same, a warning says so, and the next plan tries again.",
        ),
        "on_destroy": on_destroy.argument("a mapping of an attribute", "removes it from Okta"),
        "restores": Attribute(
            nested=Nested(
                "map",
                {
                    "expression": computed(STRING, "The previous expression."),
                    "push_status": computed(STRING, "The previous push status."),
                },
            ),
            computed=True,
            description="What each attribute was mapped to when Terraform took it over or imported it, and gets back "
            "when it is given up. An attribute that is not listed here was not mapped: its mapping is removed then.",
        ),
    },
    description="Maps attributes between an app's profile and the Okta user profile. Owns the attributes "
    "that it names and no others, and puts back on destroy what it found.",
)


class Mapping(OwnedResource):
    """The keys that one configuration owns in one mapping row."""

    schema: ClassVar[Schema] = SCHEMA
    type_name: ClassVar[str] = "oktaprofile_mapping"
    steps: ClassVar[str] = "oktaprofile.provider.resources.mapping.steps:MappingSteps"

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        from oktaprofile.provider.resources.mapping.rules import check_configuration

        check_configuration(config, ctx.diagnostics)

    def identity_of(self, state: dict[str, Any]) -> dict[str, Any]:
        return {**state, "properties": sorted(state["properties"] or ())}

    def move(self, request: MoveRequest, ctx: Context) -> Applied:
        return mapping(request, ctx.diagnostics)
