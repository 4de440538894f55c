"""Operations on app users."""

from __future__ import annotations

from oktaprofile.simulator.app_users import rules, wire
from oktaprofile.simulator.app_users.records import AppUser
from oktaprofile.simulator.apps.records import App
from oktaprofile.simulator.errors import not_found
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Operation
from oktaprofile.simulator.http.paging import limit_of, links
from oktaprofile.simulator.users import wire as users_wire


def _app(request: ApiRequest) -> App:
    app_id = request.parameters["appId"]
    app = request.org.apps.get(app_id, kind="app")
    if app is None:
        raise not_found(app_id, "AppInstance")
    return app


def _app_user(request: ApiRequest) -> tuple[App, AppUser]:
    app, user_id = _app(request), request.parameters["userId"]
    found = request.org.app_users.get(app.id, user_id)
    if found is None:
        raise not_found(user_id, "User")
    return app, found


def _shown(request: ApiRequest, app_user: AppUser) -> Answer:
    schema = request.org.schemas.app(app_user.app_id)
    return Answer(body=wire.app_user(app_user, schema, request.base_url))


def list_application_users(request: ApiRequest) -> Answer:
    """By ascending user id. `q` is what the user name or the last name, first name or email starts with;
    `expand=user` embeds the Okta user.
    """
    app = _app(request)
    limit = limit_of(request, default=50, maximum=500)
    start, after = (request.query.get("q") or "").casefold(), request.query.get("after")
    found: list[AppUser] = []
    while len(found) <= limit:
        batch = request.org.app_users.page(app.id, after=after, limit=limit + 1)
        found += [one for one in batch if not start or _matches(one, start)]
        if len(batch) <= limit:
            break
        after = batch[-1].user_id
    page = found[:limit]
    schema = request.org.schemas.app(app.id)
    body = [wire.app_user(one, schema, request.base_url) for one in page]
    if request.query.get("expand") == "user":
        users = request.org.users.some(one.user_id for one in page)
        for item in body:
            if (user := users.get(item["id"])) is not None:
                item["_embedded"] = {"user": users_wire.user(user, request.base_url)}
    kept = {name: request.query[name] for name in ("q", "expand") if name in request.query}
    cursor = page[-1].user_id if len(found) > limit else None
    return Answer(body=body, headers=links(request, {**kept, "limit": str(limit)}, cursor))


def _matches(app_user: AppUser, start: str) -> bool:
    profile = app_user.profile
    names = ("firstName", "givenName", "lastName", "familyName", "email")
    values = [app_user.user_name, *(profile.get(name) for name in names)]
    return any(str(value).casefold().startswith(start) for value in values if value)


def assign_user_to_application(request: ApiRequest) -> Answer:
    """200 with the app user (recorded)."""
    return _shown(request, rules.assign(request.org, _app(request), request.document()))


def get_application_user(request: ApiRequest) -> Answer:
    """One app user."""
    return _shown(request, _app_user(request)[1])


def update_application_user(request: ApiRequest) -> Answer:
    """Partial."""
    app, app_user = _app_user(request)
    return _shown(request, rules.change(request.org, app, app_user, request.document()))


def unassign_user_from_application(request: ApiRequest) -> Answer:
    """204."""
    app, app_user = _app_user(request)
    request.org.app_users.delete(app.id, app_user.user_id)
    return Answer(204)


_ALL, _ONE = "/api/v1/apps/{appId}/users", "/api/v1/apps/{appId}/users/{userId}"
_READ, _WRITE = "okta.apps.read", "okta.apps.manage"

OPERATIONS = (
    Operation("listApplicationUsers", "GET", _ALL, list_application_users, _READ, "apps"),
    Operation("assignUserToApplication", "POST", _ALL, assign_user_to_application, _WRITE, "apps"),
    Operation("getApplicationUser", "GET", _ONE, get_application_user, _READ, "apps"),
    Operation("updateApplicationUser", "POST", _ONE, update_application_user, _WRITE, "apps"),
    Operation("unassignUserFromApplication", "DELETE", _ONE, unassign_user_from_application, _WRITE, "apps"),
)
