"""User schemas and app user schemas.

The POSTs merge what is sent into the document, answer with the whole document, and are last-writer-wins on
the whole of it under concurrency: use them through `org.Org`, which gathers and proves writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from oktaprofile.okta.answer_shapes import SCHEMA, check
from oktaprofile.okta.api_object import ApiObject, Operation, segment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.okta.shapes import SchemaProperty, UserSchema

GET_APPLICATION_USER_SCHEMA = Operation("getApplicationUserSchema", "GET", "okta.schemas.read")
UPDATE_APPLICATION_USER_PROFILE = Operation("updateApplicationUserProfile", "POST", "okta.schemas.manage")
GET_USER_SCHEMA = Operation("getUserSchema", "GET", "okta.schemas.read")
UPDATE_USER_PROFILE = Operation(
    "updateUserProfile", "POST", "okta.schemas.manage", role="Organization Administrator"
)


class Schemas(ApiObject):
    """/api/v1/meta/schemas"""

    def get_application_user_schema(self, app_id: str) -> UserSchema:
        """The one schema an app's users have. Raises `NotFound` for an unknown app and for some built-in ones."""
        return self._schema(GET_APPLICATION_USER_SCHEMA, _app_path(app_id))

    def update_application_user_profile(self, app_id: str, body: Mapping[str, Any]) -> UserSchema:
        """Merge `body` into an app's user schema; returns Okta's view of the whole document.

        Attributes left out keep their value, a property sent as null is removed.
        """
        return self._schema(UPDATE_APPLICATION_USER_PROFILE, _app_path(app_id), body)

    def get_user_schema(self, schema_id: str) -> UserSchema:
        """`schema_id` is "default" or osc… (the last segment of the user type's `_links.schema.href`)."""
        return self._schema(GET_USER_SCHEMA, _user_path(schema_id))

    def update_user_profile(self, schema_id: str, body: Mapping[str, Any]) -> UserSchema:
        """Merge `body` into a user type's schema; same rules as for apps."""
        return self._schema(UPDATE_USER_PROFILE, _user_path(schema_id), body)

    def _schema(self, operation: Operation, path: str, body: Mapping[str, Any] | None = None) -> UserSchema:
        schema = self._get_or_post(operation, path, body)
        check(operation, path, schema, SCHEMA)
        return cast("UserSchema", schema)


def properties_of(schema: Mapping[str, Any], kind: str) -> dict[str, SchemaProperty]:
    """The "custom" or "base" properties of a schema, {} when it has none."""
    definition = schema["definitions"].get(kind) or {}
    properties: dict[str, SchemaProperty] = definition.get("properties") or {}
    return properties


def _app_path(app_id: str) -> str:
    return f"/api/v1/meta/schemas/apps/{segment(app_id, 'an application')}/default"


def _user_path(schema_id: str) -> str:
    return f"/api/v1/meta/schemas/user/{segment(schema_id, 'a user schema')}"
