"""Operations on users."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.clock import DEMO_EPOCH_SECONDS
from oktaprofile.simulator.errors import invalid_session, not_found
from oktaprofile.simulator.http.json_body import Shape
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.http.paging import limit_of, paged
from oktaprofile.simulator.identifiers import ADMIN_ID
from oktaprofile.simulator.state.users import User
from oktaprofile.simulator.users import rules, search, wire

_BODY: Shape = {
    "profile": dict,
    "credentials": {"password": {"value": str}},
    "type": {"id": str},
    "realmId": str,
}
ADMIN_LOGIN = "admin@example.com"


def user_of(request: ApiRequest) -> User:
    """The user that a path names, by id or login. Raises 404 E0000007 (recorded)."""
    wanted = request.parameters["userId"]
    user = request.org.users.get(wanted) or request.org.users.by_login(wanted)
    if user is None:
        raise not_found(wanted, "User")
    return user


def user_or_admin(request: ApiRequest) -> User:
    """As `user_of`, for what only reads: also the admin whose API token it is, by `me`, id or login. The admin is none
    of the org's people. To a service app `me` is nobody: 403 E0000005 (user report #972).
    """
    wanted = request.parameters["userId"]
    if wanted == "me" and request.caller.scopes is not None:
        raise invalid_session()
    if wanted not in ("me", ADMIN_ID, ADMIN_LOGIN) or request.org.users.by_login(wanted):
        return user_of(request)
    profile = {"firstName": "Org", "lastName": "Admin", "login": ADMIN_LOGIN, "email": ADMIN_LOGIN}
    type_id, at = request.org.user_types.default().id, DEMO_EPOCH_SECONDS
    return User(ADMIN_ID, type_id, profile, created=at, activated=at, status_changed=at, last_updated=at)


@operation(
    "listUsers", "GET /api/v1/users", "okta.users.read", bucket="users", note="search is consistent at once"
)
def list_users(request: ApiRequest) -> Answer:
    """By ascending id; `search`, `filter` and `q` narrow it. Deprovisioned users are left out unless
    searched for (documented).
    """
    limit = limit_of(request, default=200, maximum=200)
    texts: list[str] = []
    parameters: tuple[object, ...] = ()
    for name in ("search", "filter"):
        if request.query.get(name):
            text, values = search.condition(request.query[name])
            texts.append(f"({text})")
            parameters += values
    if request.query.get("q"):
        text, values = search.starting_with(request.query["q"])
        texts.append(f"({text})")
        parameters += values
    if not texts:
        texts.append("status <> 'DEPROVISIONED'")
    found = request.org.users.where(
        " AND ".join(texts), *parameters, after=request.query.get("after"), limit=limit + 1
    )

    def shown(one: User) -> dict[str, Any]:
        return wire.user(one, request.base_url, in_list=True)

    return paged(request, found, shown, limit=limit, kept=("search", "filter", "q"))


@operation("createUser", "POST /api/v1/users", "okta.users.manage", bucket="users")
def create_user(request: ApiRequest) -> Answer:
    """200 with the user (recorded)."""
    user = rules.create(
        request.org, request.document(_BODY), activate=request.query.get("activate") != "false"
    )
    return Answer(body=wire.user(user, request.base_url))


@operation(
    "getUser",
    "GET /api/v1/users/{userId}",
    "okta.users.read",
    bucket="user",
    note="`me`: the API token's owner",
)
def get_user(request: ApiRequest) -> Answer:
    """One user, with the ETag that only this operation carries (recorded)."""
    user = user_or_admin(request)
    etag = f'W/"{request.org.ids.noise(user.id, int(user.last_updated * 1000)):x}"'
    return Answer(body=wire.user(user, request.base_url), headers=[("ETag", etag)])


@operation("updateUser", "POST /api/v1/users/{userId}", "okta.users.manage", bucket="user")
def update_user(request: ApiRequest) -> Answer:
    """Partial."""
    user = rules.change(request.org, user_of(request), request.document(_BODY), partial=True)
    return Answer(body=wire.user(user, request.base_url))


@operation("replaceUser", "PUT /api/v1/users/{userId}", "okta.users.manage", bucket="user")
def replace_user(request: ApiRequest) -> Answer:
    """Full; `type` moves the user to another type."""
    user, body = user_of(request), request.document(_BODY)
    type_id = (body.get("type") or {}).get("id")
    with request.org.database.transaction():
        if type_id and type_id != user.type_id:
            user = rules.set_type(request.org, user, type_id)
        user = rules.change(request.org, user, body, partial=False)
    return Answer(body=wire.user(user, request.base_url))


@operation("deleteUser", "DELETE /api/v1/users/{userId}", "okta.users.manage", bucket="user")
def delete_user(request: ApiRequest) -> Answer:
    """204, both times."""
    rules.delete(request.org, user_of(request))
    return Answer(204)


@operation(
    "activateUser", "POST /api/v1/users/{userId}/lifecycle/activate", "okta.users.manage", bucket="user"
)
def activate_user(request: ApiRequest) -> Answer:
    """200 with an empty object."""
    rules.set_status(request.org, user_of(request), "ACTIVE")
    return Answer(body={})


@operation(
    "deactivateUser", "POST /api/v1/users/{userId}/lifecycle/deactivate", "okta.users.manage", bucket="user"
)
def deactivate_user(request: ApiRequest) -> Answer:
    """200 with an empty object."""
    rules.set_status(request.org, user_of(request), "DEPROVISIONED")
    return Answer(body={})
