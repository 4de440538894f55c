"""Operations on user types."""

from __future__ import annotations

from oktaprofile.simulator.errors import not_found, validation_failed
from oktaprofile.simulator.http.json_body import Shape
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.identifiers import ADMIN_ID
from oktaprofile.simulator.state.user_types import UserType
from oktaprofile.simulator.user_types import rules, wire

_BODY: Shape = dict.fromkeys(("name", "displayName", "description"), str)


def _type(request: ApiRequest) -> UserType:
    type_id = request.parameters["typeId"]
    user_type = (
        request.org.user_types.default() if type_id == "default" else request.org.user_types.get(type_id)
    )
    if user_type is None:
        raise not_found(type_id, "CVDType")
    return user_type


@operation("listUserTypes", "GET /api/v1/meta/types/user", "okta.userTypes.read")
def list_user_types(request: ApiRequest) -> Answer:
    """All types, the default one first (recorded: the oldest comes first)."""
    return Answer(body=[wire.user_type(one, request.base_url) for one in request.org.user_types.all()])


@operation("createUserType", "POST /api/v1/meta/types/user", "okta.userTypes.manage")
def create_user_type(request: ApiRequest) -> Answer:
    """Answers 200, not 201 (recorded)."""
    body = request.document(_BODY)
    created = rules.create(
        request.org,
        name=str(body.get("name") or ""),
        display_name=str(body.get("displayName") or ""),
        description=body.get("description"),
        by=ADMIN_ID,
    )
    return Answer(body=wire.user_type(created, request.base_url))


@operation("getUserType", "GET /api/v1/meta/types/user/{typeId}", "okta.userTypes.read")
def get_user_type(request: ApiRequest) -> Answer:
    """One type; `default` is accepted as in the documentation."""
    return Answer(body=wire.user_type(_type(request), request.base_url))


@operation("updateUserType", "POST /api/v1/meta/types/user/{typeId}", "okta.userTypes.manage", note="partial")
def update_user_type(request: ApiRequest) -> Answer:
    """Partial: what isn't sent stays (recorded)."""
    return _changed(request, partial=True)


@operation("replaceUserType", "PUT /api/v1/meta/types/user/{typeId}", "okta.userTypes.manage")
def replace_user_type(request: ApiRequest) -> Answer:
    """Full: displayName and name are needed (documented)."""
    return _changed(request, partial=False)


def _changed(request: ApiRequest, *, partial: bool) -> Answer:
    user_type, body = _type(request), request.document(_BODY)
    if not partial:
        for key in ("displayName", "name"):
            if not body.get(key):
                raise validation_failed(key, f"{key}: The field cannot be left blank")
        body = {"description": None, **body}
    if "name" in body and body["name"] != user_type.name:
        # Documented: the name can't be changed. Assumed text.
        raise validation_failed("name", "name: The name of a user type cannot be changed.")
    if "displayName" in body:
        user_type.display_name = body["displayName"]
    if "description" in body:
        user_type.description = body["description"]
    user_type.last_updated, user_type.last_updated_by = request.org.clock(), ADMIN_ID
    request.org.user_types.put(user_type)
    return Answer(body=wire.user_type(user_type, request.base_url))


@operation(
    "deleteUserType",
    "DELETE /api/v1/meta/types/user/{typeId}",
    "okta.userTypes.manage",
    note="500 only by a fault rule",
)
def delete_user_type(request: ApiRequest) -> Answer:
    """Answers 204. A real org answered 500 in 27 of 72 recorded cases: use a fault for that."""
    rules.delete(request.org, _type(request))
    return Answer(204)
