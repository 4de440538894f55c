"""Operations on schemas."""

from __future__ import annotations

from oktaprofile.simulator.errors import not_found, validation_failed
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.schemas import wire
from oktaprofile.simulator.schemas.rules import updated
from oktaprofile.simulator.state.schemas import Schema
from oktaprofile.simulator.state.user_types import UserType


def _app_schema(request: ApiRequest) -> Schema:
    """The schema of an active or inactive app. Okta's own apps answer 404 (seen by Salto's adapter).

    Assumed: the schema of an inactive app can be read (never recorded); `Switches.inactive_schema`: and written.
    """
    app_id = request.parameters["appId"]
    app = request.org.apps.get(app_id)
    schema = request.org.schemas.app(app_id)
    if app is None or app.built_in or schema is None:
        raise not_found(app_id, "AppInstance")
    return schema


def _user_schema(request: ApiRequest) -> tuple[Schema, UserType]:
    schema_id = request.parameters["schemaId"]
    user_type = request.org.user_types.by_schema_id(schema_id)
    schema = request.org.schemas.user(user_type.id) if user_type else None
    if user_type is None or schema is None:
        raise not_found(schema_id, "CVDType")  # Assumed kind: the one of an unknown user type
    return schema, user_type


def _shown_app(request: ApiRequest, schema: Schema) -> Answer:
    alm = request.org.switches.attribute_level_mastering
    return Answer(body=wire.app_schema(schema, request.base_url, attribute_level_mastering=alm))


def _shown_user(request: ApiRequest, schema: Schema, user_type: UserType) -> Answer:
    alm = request.org.switches.attribute_level_mastering
    asked_for = request.parameters["schemaId"]
    body = wire.user_schema(schema, user_type, asked_for, request.base_url, attribute_level_mastering=alm)
    return Answer(body=body)


@operation("getApplicationUserSchema", "GET /api/v1/meta/schemas/apps/{appId}/default", "okta.schemas.read")
def get_application_user_schema(request: ApiRequest) -> Answer:
    """The whole schema of an app."""
    return _shown_app(request, _app_schema(request))


@operation(
    "updateApplicationUserProfile",
    "POST /api/v1/meta/schemas/apps/{appId}/default",
    "okta.schemas.manage",
    paces_itself=True,
    note="whole document, last writer wins",
)
async def update_application_user_profile(request: ApiRequest) -> Answer:
    """Merges the body into the document as it was when the request began, and writes it all."""
    body, schema = request.document(), _app_schema(request)
    app = request.org.apps.get(schema.owner_id)
    if app is not None and app.status == "INACTIVE" and request.org.switches.inactive_schema == "reject":
        raise validation_failed("updateAppUserSchemas", "The app is not active.")
    await request.pause()
    _app_schema(request)  # the app may have been deleted meanwhile
    return _shown_app(request, updated(request.org, schema, body))


@operation("getUserSchema", "GET /api/v1/meta/schemas/user/{schemaId}", "okta.schemas.read")
def get_user_schema(request: ApiRequest) -> Answer:
    """The whole schema of a user type."""
    return _shown_user(request, *_user_schema(request))


@operation(
    "updateUserProfile",
    "POST /api/v1/meta/schemas/user/{schemaId}",
    "okta.schemas.manage",
    paces_itself=True,
    note="whole document, last writer wins",
)
async def update_user_profile(request: ApiRequest) -> Answer:
    """Like update_application_user_profile, for a user type."""
    body, (schema, user_type) = request.document(), _user_schema(request)
    await request.pause()
    _user_schema(request)
    return _shown_user(request, updated(request.org, schema, body), user_type)


@operation("getGroupSchema", "GET /api/v1/meta/schemas/group/default", "okta.schemas.read")
def get_group_schema(request: ApiRequest) -> Answer:
    """The default group schema."""
    return _shown_group(request, _group_schema(request))


@operation(
    "updateGroupSchema",
    "POST /api/v1/meta/schemas/group/default",
    "okta.schemas.manage",
    paces_itself=True,
    note="whole document, last writer wins",
)
async def update_group_schema(request: ApiRequest) -> Answer:
    """Like update_application_user_profile, for groups. Assumed: the same rules as for user types."""
    body, schema = request.document(), _group_schema(request)
    await request.pause()
    return _shown_group(request, updated(request.org, schema, body))


def _group_schema(request: ApiRequest) -> Schema:
    schema = request.org.schemas.group()
    if schema is None:
        raise not_found("default", "GroupSchema")
    return schema


def _shown_group(request: ApiRequest, schema: Schema) -> Answer:
    alm = request.org.switches.attribute_level_mastering
    return Answer(body=wire.group_schema(schema, request.base_url, attribute_level_mastering=alm))
