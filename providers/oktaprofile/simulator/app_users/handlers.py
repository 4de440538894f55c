"""Operations on app users."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from oktaprofile.simulator.app_users import rules, wire
from oktaprofile.simulator.apps.rules import app_of
from oktaprofile.simulator.errors import not_found
from oktaprofile.simulator.http.json_body import Shape
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.http.paging import limit_of, paged
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.users import wire as users_wire

_BODY: Shape = {"id": str, "scope": str, "profile": dict, "credentials": {"userName": str}}


def _app_user(request: ApiRequest) -> tuple[App, AppUser]:
    app, user_id = app_of(request), request.parameters["userId"]
    found = request.org.app_users.get(app.id, user_id)
    if found is None:
        raise not_found(user_id, "User")
    return app, found


def _shown(request: ApiRequest, app_user: AppUser) -> Answer:
    schema = request.org.schemas.app(app_user.app_id)
    return Answer(body=wire.app_user(app_user, schema, request.base_url))


@operation("listApplicationUsers", "GET /api/v1/apps/{appId}/users", "okta.apps.read", bucket="apps")
def list_application_users(request: ApiRequest) -> Answer:
    """By ascending user id. `q` is what the user name or the last name, first name or email starts with;
    `expand=user` embeds the Okta user.
    """
    app = app_of(request)
    limit = limit_of(request, default=50, maximum=500)
    start, after = (request.query.get("q") or "").casefold(), request.query.get("after")
    found: list[AppUser] = []
    while len(found) <= limit:
        batch = request.org.app_users.where("app_id = ?", app.id, after=after, limit=limit + 1)
        found += [one for one in batch if not start or _matches(one, start)]
        if len(batch) <= limit:
            break
        after = batch[-1].user_id
    expanded = request.query.get("expand") == "user"
    users = request.org.users.some(one.user_id for one in found[:limit]) if expanded else {}
    schema = request.org.schemas.app(app.id)

    def shown(one: AppUser) -> dict[str, Any]:
        item = wire.app_user(one, schema, request.base_url)
        if one.user_id in users:
            item["_embedded"] = {"user": users_wire.user(users[one.user_id], request.base_url)}
        return item

    return paged(request, found, shown, limit=limit, kept=("q", "expand"), cursor=attrgetter("user_id"))


def _matches(app_user: AppUser, start: str) -> bool:
    profile = app_user.profile
    names = ("firstName", "givenName", "lastName", "familyName", "email")
    values = [app_user.user_name, *(profile.get(name) for name in names)]
    return any(str(value).casefold().startswith(start) for value in values if value)


@operation("assignUserToApplication", "POST /api/v1/apps/{appId}/users", "okta.apps.manage", bucket="apps")
def assign_user_to_application(request: ApiRequest) -> Answer:
    """200 with the app user (recorded)."""
    return _shown(request, rules.assign(request.org, app_of(request), request.document(_BODY)))


@operation("getApplicationUser", "GET /api/v1/apps/{appId}/users/{userId}", "okta.apps.read", bucket="apps")
def get_application_user(request: ApiRequest) -> Answer:
    """One app user."""
    return _shown(request, _app_user(request)[1])


@operation(
    "updateApplicationUser", "POST /api/v1/apps/{appId}/users/{userId}", "okta.apps.manage", bucket="apps"
)
def update_application_user(request: ApiRequest) -> Answer:
    """Partial. Assigns a user who is not (the official Terraform provider does so)."""
    app, user_id, body = app_of(request), request.parameters["userId"], request.document(_BODY)
    app_user = request.org.app_users.get(app.id, user_id)
    if app_user is None:
        return _shown(request, rules.assign(request.org, app, {**body, "id": user_id}))
    return _shown(request, rules.change(request.org, app, app_user, body))


@operation(
    "unassignUserFromApplication",
    "DELETE /api/v1/apps/{appId}/users/{userId}",
    "okta.apps.manage",
    bucket="apps",
)
def unassign_user_from_application(request: ApiRequest) -> Answer:
    """204."""
    app, app_user = _app_user(request)
    request.org.app_users.remove(app.id, app_user.user_id)
    return Answer(204)
