"""Data source `oktaprofile_app_user_schema`: every attribute of one app's user profile, base and custom."""

from __future__ import annotations

from oktaprofile.plugin.resource import DataSource
from oktaprofile.plugin.schema import Schema, computed
from oktaprofile.plugin.types import STRING
from oktaprofile.provider import arguments
from oktaprofile.provider.data_sources import schema_attributes
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.run.session import session_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    from oktaprofile.plugin.resource import Context


class AppUserSchema(DataSource):
    """One read, shared with the resources on the same app."""

    schema: ClassVar[Schema] = Schema(
        {
            "app_id": arguments.app_id(),
            "title": computed(STRING, "Title of the schema, such as `RingCentral User`."),
            "properties": schema_attributes.shown(shape.APP),
        },
        description="Reads the attributes of one app's user profile, also those that nobody declared in "
        "Terraform.",
    )

    def read(self, config: dict[str, Any], ctx: Context) -> dict[str, Any]:
        from oktaprofile.provider.resources.properties.location import app_location_unchecked

        app_id = config["app_id"]
        schema = app_location_unchecked(session_of(ctx), app_id).read()
        return {
            "app_id": app_id,
            "title": schema.get("title"),
            "properties": schema_attributes.values(schema, shape.APP),
        }
