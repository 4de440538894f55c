"""Operations on users."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.errors import not_found
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.http.paging import limit_of, paged
from oktaprofile.simulator.state.users import User
from oktaprofile.simulator.users import rules, search, wire


def _user(request: ApiRequest) -> User:
    """By id or login."""
    wanted = request.parameters["userId"]
    user = request.org.users.get(wanted) or request.org.users.by_login(wanted)
    if user is None:
        raise not_found(wanted, "User")
    return user


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
    user = rules.create(request.org, request.document(), activate=request.query.get("activate") != "false")
    return Answer(body=wire.user(user, request.base_url))


@operation("getUser", "GET /api/v1/users/{userId}", "okta.users.read", bucket="user")
def get_user(request: ApiRequest) -> Answer:
    """One user, with the ETag that only this operation carries (recorded)."""
    user = _user(request)
    etag = f'W/"{request.org.ids.noise(user.id, int(user.last_updated * 1000)):x}"'
    return Answer(body=wire.user(user, request.base_url), headers=[("ETag", etag)])


@operation("updateUser", "POST /api/v1/users/{userId}", "okta.users.manage", bucket="user")
def update_user(request: ApiRequest) -> Answer:
    """Partial."""
    user = rules.change(request.org, _user(request), request.document(), partial=True)
    return Answer(body=wire.user(user, request.base_url))


@operation("replaceUser", "PUT /api/v1/users/{userId}", "okta.users.manage", bucket="user")
def replace_user(request: ApiRequest) -> Answer:
    """Full; `type` moves the user to another type."""
    user, body = _user(request), request.document()
    type_id = (body.get("type") or {}).get("id")
    with request.org.database.transaction():
        if type_id and type_id != user.type_id:
            user = rules.set_type(request.org, user, type_id)
        user = rules.change(request.org, user, body, partial=False)
    return Answer(body=wire.user(user, request.base_url))


@operation("deleteUser", "DELETE /api/v1/users/{userId}", "okta.users.manage", bucket="user")
def delete_user(request: ApiRequest) -> Answer:
    """204, both times."""
    rules.delete(request.org, _user(request))
    return Answer(204)


@operation(
    "activateUser", "POST /api/v1/users/{userId}/lifecycle/activate", "okta.users.manage", bucket="user"
)
def activate_user(request: ApiRequest) -> Answer:
    """200 with an empty object."""
    rules.set_status(request.org, _user(request), "ACTIVE")
    return Answer(body={})


@operation(
    "deactivateUser", "POST /api/v1/users/{userId}/lifecycle/deactivate", "okta.users.manage", bucket="user"
)
def deactivate_user(request: ApiRequest) -> Answer:
    """200 with an empty object."""
    rules.set_status(request.org, _user(request), "DEPROVISIONED")
    return Answer(body={})
