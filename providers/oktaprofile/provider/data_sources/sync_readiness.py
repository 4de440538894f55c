"""Data source `oktaprofile_sync_readiness`: what the sync needs of an org, and what no API tells of it."""

from __future__ import annotations

from oktaprofile.plugin.resource import DataSource
from oktaprofile.plugin.schema import Attribute, Nested, Schema, computed
from oktaprofile.plugin.types import BOOL, STRING, List
from oktaprofile.plugin.validators import Each, NotEmpty, Unique
from oktaprofile.provider import arguments
from oktaprofile.provider.run.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.resource import Context


class SyncReadiness(DataSource):
    """Its reads are those of the resources in the same plan, shared; see `oktaprofile.provider.readiness`."""

    schema: ClassVar[Schema] = Schema(
        {
            "app_id": arguments.app_id(
                "Id of the app that the values come from (`0oa…`), such as RingCentral."
            ),
            "user_type": arguments.user_type(),
            "property": Attribute(
                STRING,
                optional=True,
                default="primaryPhone",
                validators=(arguments.AN_ATTRIBUTE,),
                description="The Okta user attribute that the sync fills. Default: `primaryPhone`.",
            ),
            "attributes": Attribute(
                List(STRING),
                optional=True,
                validators=(Each(NotEmpty("Name an attribute of the app.")), Unique()),
                description='The app user attributes that the sync reads, such as `["directNumber", '
                '"extensionNumber"]`. Default: none, and nothing is said about values.',
            ),
            "ready": computed(
                BOOL,
                "Whether no check is `missing`. What is `unknown` does not count: no API would ever tell.",
            ),
            "checks": Attribute(
                nested=Nested(
                    "list",
                    {
                        "name": computed(STRING, "Name of the check."),
                        "status": computed(
                            STRING,
                            "`ok`; `missing`: the sync does not work like this; `unknown`: no API tells.",
                        ),
                        "detail": computed(STRING, "What was seen."),
                        "next_step": computed(STRING, "What to do; empty if nothing."),
                    },
                ),
                computed=True,
                description="The checks, in the order in which a person would work through them: "
                "`app_status`, `app_features`, `profile_mastering_and_push`, `mappings_api`, "
                "`attribute_level_mastering`, `target_property`, `attributes_exist`, `attribute_values`, "
                "`other_profile_sources`, `directory_integration`, `deactivation_choice`, "
                "`attributes_pushed_back`, `profile_source_order`, `ringcentral_session`.",
            ),
        },
        description="Checks whether an org is ready for the sync: support flags as far as the API shows "
        "them, the mappings API, the app's status and features, the attributes and their values, and what "
        "only an administrator can look up. Use it in a `check` block or a precondition.",
    )

    def read(self, config: dict[str, Any], ctx: Context) -> dict[str, Any]:
        from oktaprofile.okta.errors import OktaError
        from oktaprofile.provider import lookup, readiness
        from oktaprofile.provider.diagnose import problem

        org = session_of(ctx).org
        lookup.application(org, config["app_id"])
        lookup.user_type(org, config["user_type"])
        try:
            checks = readiness.run_checks(
                org,
                config["app_id"],
                user_type=config["user_type"],
                property_name=config["property"],
                attributes=config["attributes"] or (),
            )
        except OktaError as error:
            raise problem(error, "Checking whether the org is ready", ("app_id",)) from error
        return {
            **config,
            "ready": readiness.is_ready(checks),
            "checks": [check.as_dict() for check in checks],
        }
