"""Data source `oktaprofile_mapping`: everything that one mapping holds, whoever owns it."""

from __future__ import annotations

from oktaprofile.plugin.resource import DataSource
from oktaprofile.plugin.schema import Attribute, Nested, Schema, computed
from oktaprofile.plugin.types import STRING
from oktaprofile.provider import arguments
from oktaprofile.provider.app_features import TO_APP, TO_OKTA
from oktaprofile.provider.run.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.resource import Context


class Mapping(DataSource):
    """One read, shared with the resources on the same mapping."""

    schema: ClassVar[Schema] = Schema(
        {
            "app_id": arguments.app_id(),
            "direction": Attribute(
                STRING,
                optional=True,
                default=TO_OKTA,
                one_of=(TO_OKTA, TO_APP),
                description="`to_okta` (the app's profile fills the Okta user) or `to_app`. Default: "
                "`to_okta`.",
            ),
            "user_type": arguments.user_type(),
            "user_type_id": computed(STRING, "Id of that user type (`oty…`)."),
            "id": computed(STRING, "Okta's id of the mapping row (`prm…`)."),
            "properties": Attribute(
                nested=Nested(
                    "map",
                    {
                        "expression": computed(STRING, "The expression, as Okta holds it."),
                        "push_status": computed(STRING, "`PUSH` or `DONT_PUSH`."),
                    },
                ),
                computed=True,
                description="Every mapped attribute by the name of the target attribute.",
            ),
        },
        description="Reads the whole mapping between an app and an Okta user type in one direction.",
    )

    def read(self, config: dict[str, Any], ctx: Context) -> dict[str, Any]:
        from oktaprofile.provider.resources.mapping import document
        from oktaprofile.provider.resources.mapping.location import MappingLocation

        location = MappingLocation.resolve(
            session_of(ctx).org, config["app_id"], config["direction"], config["user_type"]
        )
        row = location.document().read()
        return {
            **config,
            "user_type_id": location.user_type_id,
            "id": row["id"],
            "properties": {key: document.to_restores(entry) for key, entry in document.entries(row).items()},
        }
