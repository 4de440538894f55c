"""Groups: made, read, listed, and who is in them (shapes recorded)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oktaprofile.simulator.app_users.by_group import settle
from oktaprofile.simulator.clock import DEMO_EPOCH_SECONDS, timestamp
from oktaprofile.simulator.errors import ApiError, invalid_search, not_found, validation_failed
from oktaprofile.simulator.http.filters import Filter, FilterError, meets, parse
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.http.paging import limit_of, paged
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.values import misfit
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.groups import EVERYONE, GROUP, Group, Member, everyone_id
from oktaprofile.simulator.state.users import User
from oktaprofile.simulator.users import wire as users_wire
from oktaprofile.simulator.users.handlers import user_of, user_or_admin

_IN_GROUP = "id IN (SELECT user_id FROM group_members WHERE group_id = ?)"


def everyone(org: Org) -> Group:
    """The group that each org has, and everybody is in (recorded: name, description, type)."""
    profile = {"name": EVERYONE, "description": "All users in your organization"}
    at = DEMO_EPOCH_SECONDS
    return Group(everyone_id(org.ids), profile, "BUILT_IN", at, at, at)


def group_of(request: ApiRequest) -> Group:
    """The group that a path names. Raises 404 E0000007. Assumed: the kind in its text."""
    group_id = request.parameters["groupId"]
    built_in = everyone(request.org)
    group = built_in if group_id == built_in.id else request.org.groups.get(group_id)
    if group is None:
        raise not_found(group_id, "UserGroup")
    return group


def _editable(request: ApiRequest) -> Group:
    group = group_of(request)
    if group.type == "BUILT_IN":
        raise ApiError(501, "E0000060", "Unsupported operation.")  # Assumed: what Okta says of its own group
    return group


def shown(group: Group, base_url: str) -> dict[str, Any]:
    """The answer of getGroup (recorded)."""
    own, images = f"{base_url}/api/v1/groups/{group.id}", f"{base_url}/assets/img/logos/groups"
    logos = [
        {"name": size, "href": f"{images}/okta-{size}.png", "type": "image/png"}
        for size in ("medium", "large")
    ]
    return {
        "id": group.id,
        "created": timestamp(group.created),
        "lastUpdated": timestamp(group.last_updated),
        "lastMembershipUpdated": timestamp(group.last_membership_updated),
        "objectClass": ["okta:user_group"],
        "type": group.type,
        "profile": group.profile,
        "_links": {
            "logo": logos,
            "owners": {"href": f"{own}/owners"},
            "users": {"href": f"{own}/users"},
            "apps": {"href": f"{own}/apps"},
        },
    }


def _profile(org: Org, body: Mapping[str, Any], group_id: str | None = None) -> dict[str, Any]:
    """The profile of a body. Raises 400 for what the group schema does not have, and a name that is empty or taken."""
    profile = body.get("profile")
    if not isinstance(profile, Mapping):
        raise validation_failed("profile", "profile: The field cannot be left blank")
    schema = org.schemas.group()
    for name in profile:
        if schema is not None and schema.property(name) is None:
            raise validation_failed(name, f"Property name '{name}' is not defined in profile")
        if schema is not None and (reason := misfit(profile[name], schema.property(name) or {})) is not None:
            raise validation_failed(name, f"{name}: {reason}")
    name = profile.get("name")
    if not isinstance(name, str) or not name.strip():
        raise validation_failed("name", "name: The field cannot be left blank")
    others = [everyone(org), *org.groups.all()]
    if any(one.profile["name"] == name and one.id != group_id for one in others):
        raise validation_failed("name", "name: An object with this field already exists")
    return {"description": None, **profile}


def _matching(groups: list[Group], request: ApiRequest) -> list[Group]:
    """Those that `q` (what the name starts with), `search` and `filter` leave."""
    start = (request.query.get("q") or "").casefold()
    try:
        wanted: list[Filter] = [
            parse(request.query[one]) for one in ("search", "filter") if request.query.get(one)
        ]
        return [
            group
            for group in groups
            if str(group.profile["name"]).casefold().startswith(start)
            and all(meets(one, _searched(group)) for one in wanted)
        ]
    except FilterError:
        raise invalid_search() from None


def _searched(group: Group) -> dict[str, list[object]]:
    times = ("created", "last_updated", "last_membership_updated")
    names = ("created", "lastUpdated", "lastMembershipUpdated")
    return {
        "id": [group.id],
        "type": [group.type],
        **{name: [timestamp(getattr(group, time))] for name, time in zip(names, times, strict=True)},
        **{f"profile.{name}": [value] for name, value in group.profile.items() if value is not None},
    }


@operation("listGroups", "GET /api/v1/groups", "okta.groups.read", note="everybody's group first, then by id")
def list_groups(request: ApiRequest) -> Answer:
    """`q`, `search` and `filter` narrow it."""
    limit, after = limit_of(request, default=10_000, maximum=10_000), request.query.get("after") or ""
    groups = _matching([everyone(request.org), *request.org.groups.all()], request)
    found = [one for one in groups if not after or (one.type != "BUILT_IN" and one.id > after)]
    return paged(
        request, found, lambda one: shown(one, request.base_url), limit=limit, kept=("q", "search", "filter")
    )


@operation("addGroup", "POST /api/v1/groups", "okta.groups.manage")
def add_group(request: ApiRequest) -> Answer:
    """200 with the group."""
    org, now = request.org, request.org.clock()
    group = Group(org.ids.fresh(GROUP), _profile(org, request.document()), "OKTA_GROUP", now, now, now)
    org.groups.put(group)
    return Answer(body=shown(group, request.base_url))


@operation("getGroup", "GET /api/v1/groups/{groupId}", "okta.groups.read")
def get_group(request: ApiRequest) -> Answer:
    """One group."""
    return Answer(body=shown(group_of(request), request.base_url))


@operation("replaceGroup", "PUT /api/v1/groups/{groupId}", "okta.groups.manage")
def replace_group(request: ApiRequest) -> Answer:
    """The whole profile."""
    group = _editable(request)
    group.profile = _profile(request.org, request.document(), group.id)
    group.last_updated = request.org.clock()
    request.org.groups.put(group)
    return Answer(body=shown(group, request.base_url))


@operation("deleteGroup", "DELETE /api/v1/groups/{groupId}", "okta.groups.manage")
def delete_group(request: ApiRequest) -> Answer:
    """204; memberships and assignments go with it."""
    group, org = _editable(request), request.org
    with org.database.transaction():
        apps, members = _apps_of(org, group), list(members_of(org, group))
        for table in (org.members, org.app_groups):
            table.delete("group_id = ?", group.id)
        org.groups.remove(group.id)
        for app in apps:
            settle(org, app, members)
    return Answer(204)


def members_of(org: Org, group: Group) -> Iterator[User]:
    """Whoever is in a group."""
    if group.type == "BUILT_IN":
        yield from org.users.all()
    else:
        yield from org.users.where(_IN_GROUP, group.id)


def _apps_of(org: Org, group: Group) -> list[App]:
    found = (org.apps.get(one.app_id) for one in org.app_groups.where("group_id = ?", group.id))
    return [app for app in found if app is not None]


@operation("listGroupUsers", "GET /api/v1/groups/{groupId}/users", "okta.groups.read")
def list_group_users(request: ApiRequest) -> Answer:
    """The members by ascending id."""
    group = group_of(request)
    limit, after = limit_of(request, default=1000, maximum=1000), request.query.get("after")
    condition, parameters = _IN_GROUP, [group.id]
    if group.type == "BUILT_IN":
        condition, parameters = "1", []
    found = request.org.users.where(condition, *parameters, after=after, limit=limit + 1)

    def user(one: User) -> dict[str, Any]:
        return users_wire.user(one, request.base_url, in_list=True)

    return paged(request, found, user, limit=limit)


@operation("assignUserToGroup", "PUT /api/v1/groups/{groupId}/users/{userId}", "okta.groups.manage")
def assign_user_to_group(request: ApiRequest) -> Answer:
    """204, also for a member."""
    return _membership(request, member=True)


@operation("unassignUserFromGroup", "DELETE /api/v1/groups/{groupId}/users/{userId}", "okta.groups.manage")
def unassign_user_from_group(request: ApiRequest) -> Answer:
    """204, also for somebody who is no member."""
    return _membership(request, member=False)


def _membership(request: ApiRequest, *, member: bool) -> Answer:
    group, user, org = _editable(request), user_of(request), request.org
    with org.database.transaction():
        if member:
            org.members.put(Member(group.id, user.id))
        else:
            org.members.remove(group.id, user.id)
        group.last_membership_updated = org.clock()
        org.groups.put(group)
        for app in _apps_of(org, group):
            settle(org, app, [user])
    return Answer(204)


@operation("listUserGroups", "GET /api/v1/users/{userId}/groups", "okta.users.read", bucket="user")
def list_user_groups(request: ApiRequest) -> Answer:
    """Everybody's group, and those that the user was put into."""
    user = user_or_admin(request)
    condition = "id IN (SELECT group_id FROM group_members WHERE user_id = ?)"
    groups = [everyone(request.org), *request.org.groups.where(condition, user.id)]
    return Answer(body=[shown(one, request.base_url) for one in groups])
