"""Data source `oktaprofile_app_user_schema`: every attribute of one app's user profile, base and custom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from oktaprofile.plugin.resource import DataSource
from oktaprofile.plugin.schema import Schema, computed
from oktaprofile.plugin.types import STRING
from oktaprofile.provider import arguments
from oktaprofile.provider.data_sources import schema_attributes
from oktaprofile.provider.resources.properties import schema as shape
from oktaprofile.provider.run.session import session_of

if TYPE_CHECKING:
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
        from oktaprofile.okta.errors import NotFound, OktaError
        from oktaprofile.plugin.diagnostics import DiagnosticError
        from oktaprofile.provider.diagnose import problem

        app_id = config["app_id"]
        try:
            schema = session_of(ctx).org.application_schema(app_id).read()
        except NotFound as error:
            raise DiagnosticError(
                "The app has no user schema",
                f"Looked for the user schema of the app {app_id!r}: {error.message}\n\n"
                "There is no such app, or it is one of Okta's built-in apps, which have no schema of their "
                "own.",
                ("app_id",),
            ) from error
        except OktaError as error:
            raise problem(error, f"Reading the app user schema of {app_id}", ("app_id",)) from error
        return {
            "app_id": app_id,
            "title": schema.get("title"),
            "properties": schema_attributes.values(schema, shape.APP),
        }
