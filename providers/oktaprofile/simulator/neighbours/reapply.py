"""A mapping applied to everybody ("Apply updates now"), and the id by which that names an app's side.

Internal to Okta: the request is known from the sources of its Terraform provider and an answer of its maintainer (user
report #972: API tokens only). Assumed: a status of 204, and 404 for an id that nothing has.
"""

from __future__ import annotations

from oktaprofile.simulator.apps import wire
from oktaprofile.simulator.errors import feature_disabled, invalid_session, not_found
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.import_engine.reapply import reapply


@operation("listApplicationUserTypes", "GET /api/v1/apps/{appId}/user/types", "okta.apps.read", bucket="app")
def list_application_user_types(request: ApiRequest) -> Answer:
    """The one type that the users of an app have."""
    app = request.org.apps.app(request.parameters["appId"])
    if app is None:
        raise not_found(request.parameters["appId"], "AppInstance")
    id_ = wire.user_type_id(request.org, app)
    return Answer(body=[{"id": id_, "name": app.name, "displayName": app.label, "default": False}])


@operation("reapplyMapping", "PUT /api/internal/v1/mappings/reapply", note="internal; done before the answer")
def reapply_mapping(request: ApiRequest) -> Answer:
    """Applies the mapping between an app's user type and a user type to everybody it is about."""
    if request.caller.scopes is not None:
        raise invalid_session()
    if not request.org.switches.mappings_api:
        raise feature_disabled()
    apps = {wire.user_type_id(request.org, app): app for app in request.org.apps.of_kind("app")}
    source, target = (request.query.get(side, "") for side in ("source", "target"))
    app, type_id = (apps[source], target) if source in apps else (apps.get(target), source)
    if app is None or request.org.user_types.get(type_id) is None:
        raise not_found(source if app is None else type_id, "UserType")
    reapply(request.org, app, type_id, to_okta=source in apps)
    return Answer(status=204)
