"""Operations on users."""

from __future__ import annotations

from collections.abc import Callable

from oktaprofile.simulator.errors import not_found
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Operation
from oktaprofile.simulator.http.paging import limit_of, links
from oktaprofile.simulator.users import rules, search, wire
from oktaprofile.simulator.users.records import User


def _user(request: ApiRequest) -> User:
    """By id or login."""
    wanted = request.parameters["userId"]
    user = request.org.users.get(wanted) or request.org.users.by_login(wanted)
    if user is None:
        raise not_found(wanted, "User")
    return user


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
        " AND ".join(texts), parameters, after=request.query.get("after"), limit=limit + 1
    )
    page = found[:limit]
    kept = {name: request.query[name] for name in ("search", "filter", "q") if name in request.query}
    cursor = page[-1].id if len(found) > limit else None
    body = [wire.user(one, request.base_url, in_list=True) for one in page]
    return Answer(body=body, headers=links(request, {**kept, "limit": str(limit)}, cursor))


def create_user(request: ApiRequest) -> Answer:
    """200 with the user (recorded)."""
    user = rules.create(request.org, request.document(), activate=request.query.get("activate") != "false")
    return Answer(body=wire.user(user, request.base_url))


def get_user(request: ApiRequest) -> Answer:
    """One user, with the ETag that only this operation carries (recorded)."""
    user = _user(request)
    etag = f'W/"{request.org.ids.noise(user.id, int(user.last_updated * 1000)):x}"'
    return Answer(body=wire.user(user, request.base_url), headers=[("ETag", etag)])


def update_user(request: ApiRequest) -> Answer:
    """Partial."""
    user = rules.change(request.org, _user(request), request.document(), partial=True)
    return Answer(body=wire.user(user, request.base_url))


def replace_user(request: ApiRequest) -> Answer:
    """Full; `type` moves the user to another type."""
    user, body = _user(request), request.document()
    type_id = (body.get("type") or {}).get("id")
    with request.org.database.transaction():
        if type_id and type_id != user.type_id:
            user = rules.set_type(request.org, user, type_id)
        user = rules.change(request.org, user, body, partial=False)
    return Answer(body=wire.user(user, request.base_url))


def delete_user(request: ApiRequest) -> Answer:
    """204, both times."""
    rules.delete(request.org, _user(request))
    return Answer(204)


def _to_status(status: str) -> Callable[[ApiRequest], Answer]:
    def handler(request: ApiRequest) -> Answer:
        rules.set_status(request.org, _user(request), status)
        return Answer(body={})

    return handler


_ALL, _ONE = "/api/v1/users", "/api/v1/users/{userId}"
_READ, _WRITE = "okta.users.read", "okta.users.manage"

OPERATIONS = (
    Operation("listUsers", "GET", _ALL, list_users, _READ, "users", note="search is consistent at once"),
    Operation("createUser", "POST", _ALL, create_user, _WRITE, "users"),
    Operation("getUser", "GET", _ONE, get_user, _READ, "user"),
    Operation("updateUser", "POST", _ONE, update_user, _WRITE, "user"),
    Operation("replaceUser", "PUT", _ONE, replace_user, _WRITE, "user"),
    Operation("deleteUser", "DELETE", _ONE, delete_user, _WRITE, "user"),
    Operation("activateUser", "POST", f"{_ONE}/lifecycle/activate", _to_status("ACTIVE"), _WRITE, "user"),
    Operation(
        "deactivateUser", "POST", f"{_ONE}/lifecycle/deactivate", _to_status("DEPROVISIONED"), _WRITE, "user"
    ),
)
