"""Data source `oktaprofile_user_schema`: every attribute of one Okta user type, with its source."""

from __future__ import annotations

from oktaprofile.plugin.resource import DataSource
from oktaprofile.plugin.schema import Schema, computed
from oktaprofile.plugin.types import BOOL, STRING
from oktaprofile.provider import arguments
from oktaprofile.provider.data_sources import schema_attributes
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.run.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.resource import Context


class UserSchema(DataSource):
    """One read, shared with the resources on the same user type."""

    schema: ClassVar[Schema] = Schema(
        {
            "user_type": arguments.user_type(),
            "user_type_id": computed(STRING, "Id of that user type (`oty…`)."),
            "attribute_level_mastering": computed(
                BOOL,
                "Whether the org has attribute-level mastering, as far as the schema shows: "
                "then every attribute has a `master`.",
            ),
            "properties": schema_attributes.shown(shape.USER),
        },
        description="Reads the attributes of one Okta user type, base and custom, with the source of each "
        "(`master`, `master_priority`).",
    )

    def read(self, config: dict[str, Any], ctx: Context) -> dict[str, Any]:
        from oktaprofile.okta.schema import shows_sources
        from oktaprofile.provider import lookup
        from oktaprofile.provider.resources.master_override.plan import user_schema

        org, selector = session_of(ctx).org, config["user_type"]
        user_type = lookup.user_type(org, selector)
        schema = user_schema(org, selector)
        return {
            "user_type": selector,
            "user_type_id": user_type.id,
            "attribute_level_mastering": shows_sources(schema),
            "properties": schema_attributes.values(schema, shape.USER),
        }
