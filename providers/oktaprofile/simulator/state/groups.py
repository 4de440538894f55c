"""Groups, who is in them, and the apps they are assigned to. The group of everybody is not kept: see `neighbours`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.identifiers import Identifiers
from oktaprofile.simulator.state.table import Table

GROUP, EVERYONE = "00g", "Everyone"


def everyone_id(ids: Identifiers) -> str:
    """The id of the group that everybody is in."""
    return ids.fixed(GROUP, EVERYONE)


@dataclass
class Group:
    """One group."""

    id: str
    profile: dict[str, Any] = field(default_factory=dict)
    type: str = "OKTA_GROUP"
    created: float = 0.0
    last_updated: float = 0.0
    last_membership_updated: float = 0.0


class Groups(Table[Group]):
    """Groups by id."""

    row, name = Group, "user_groups"


@dataclass
class Member:
    """That a user is in a group."""

    group_id: str
    user_id: str


class Members(Table[Member]):
    """Members by group and user."""

    row, name, key = Member, "group_members", ("group_id", "user_id")


@dataclass
class AppGroup:
    """That a group is assigned to an app; `profile` holds what the app gets for its members."""

    app_id: str
    group_id: str
    priority: int = 0
    profile: dict[str, Any] = field(default_factory=dict)
    last_updated: float = 0.0


class AppGroups(Table[AppGroup]):
    """Assignments by app and group."""

    row, name, key = AppGroup, "app_groups", ("app_id", "group_id")


@dataclass
class Role:
    """That a user has an admin role (`type` is Okta's, such as `READ_ONLY_ADMIN`)."""

    id: str
    user_id: str
    type: str
    created: float = 0.0
    last_updated: float = 0.0


class Roles(Table[Role]):
    """Roles by id."""

    row, name = Role, "user_roles"
