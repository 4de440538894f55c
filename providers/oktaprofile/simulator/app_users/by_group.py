"""Who is assigned to an app through a group, and which values the groups' assignments give them.

Published, read 2026-11-30: the members of an assigned group are assigned, and of several groups' values that of the
highest priority counts, the lowest number (Okta's help, "Assign app group priority"); an attribute that is mapped
cannot be given by a group, and one that is unmapped can again (Okta support, "Usage of group type attributes for
assignments"); a value that was typed into one person's assignment stays (Okta's help, "Manage app assignments").
Assumed: whoever is assigned on their own takes no group's value, and a value stays that no group gives any more. Both
seen in a real org would settle it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from oktaprofile.simulator.app_users.rules import assign
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.values import misfit, stored
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.groups import AppGroup, everyone_id
from oktaprofile.simulator.state.users import User

THROUGH_A_GROUP = "GROUP"


class ByGroup:
    """The groups that are assigned to one app, as they are when this is made."""

    def __init__(self, org: Org, app: App) -> None:
        self._org = org
        self._app = app
        self._schema = org.schemas.app(app.id)
        self._typed = org.typed.of_app(app.id)
        rows = org.app_groups.where("app_id = ?", app.id)
        self._assigned = sorted(rows, key=lambda one: (-one.priority, one.group_id))  # the last one counts

    def groups_of(self, user: User) -> list[AppGroup]:
        """The assigned groups that somebody is in, that of the highest priority last."""
        everyone, members = everyone_id(self._org.ids), self._org.members
        return [
            one for one in self._assigned if one.group_id == everyone or members.get(one.group_id, user.id)
        ]

    def give(self, user: User, app_user: AppUser, profile: dict[str, Any]) -> list[str]:
        """Puts into a profile what the person's groups give them; the attributes that changed."""
        if app_user.scope != THROUGH_A_GROUP or self._schema is None or not self._assigned:
            return []
        mapping = self._org.mappings.find(self._app.id, user.type_id, "to_app")
        kept = {*(mapping.properties if mapping else ()), *self._typed.get(user.id, ())}
        given = {name: value for one in self.groups_of(user) for name, value in one.profile.items()}
        changed = []
        for name, value in given.items():
            definition = self._schema.property(name)
            if (
                definition is None
                or name in kept
                or value in (None, "")
                or misfit(value, definition) is not None
            ):
                continue
            if stored(profile, name, value, definition):
                changed.append(name)
        return changed


def settle(org: Org, app: App, users: Iterable[User]) -> None:
    """Assigns and unassigns people, and gives them values, after a group's members or assignments changed."""
    by_group, now = ByGroup(org, app), org.clock()
    for user in users:
        if user.status == "DEPROVISIONED":
            continue
        groups, app_user = by_group.groups_of(user), org.app_users.get(app.id, user.id)
        if groups and app_user is None:
            app_user = assign(org, app, {"id": user.id, "scope": THROUGH_A_GROUP})
        elif not groups and app_user is not None and app_user.scope == THROUGH_A_GROUP:
            org.app_users.remove(app.id, user.id)
            continue
        if app_user is not None and by_group.give(user, app_user, app_user.profile):
            app_user.last_updated = now
            org.app_users.put(app_user)
