"""App users: the assignment of a user to an app, with the profile that the app has of the user."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.database import encoded
from oktaprofile.simulator.state.table import Table


@dataclass
class AppUser:
    """One assignment. A profile holds only what has a value; `userName` is not part of it (see `user_name`).
    `external_id` is the person's id in the app's own directory, None without provisioning.
    """

    app_id: str
    user_id: str
    profile: dict[str, Any] = field(default_factory=dict)
    user_name: str | None = None
    external_id: str | None = None
    scope: str = "USER"
    status: str = "ACTIVE"
    sync_state: str = "DISABLED"
    """DISABLED without provisioning, SYNCHRONIZED after an import or a push."""
    last_sync: float | None = None
    created: float = 0.0
    last_updated: float = 0.0


@dataclass
class TypedValues:
    """The attributes of one assignment into which somebody typed a value: a mapping does not change them."""

    app_id: str
    user_id: str
    names: list[str] = field(default_factory=list)


class Typed(Table[TypedValues]):
    """Typed values by app and user."""

    row, name, key = TypedValues, "typed_values", ("app_id", "user_id")

    def of_app(self, app_id: str) -> dict[str, list[str]]:
        """The names of an app's users who have any, by user id."""
        return {one.user_id: one.names for one in self.where("app_id = ?", app_id)}

    def note(self, app_id: str, user_id: str, values: dict[str, Any]) -> None:
        """Somebody gave these values to an assignment; None resets one, so that it follows the mapping again."""
        known = self.get(app_id, user_id) or TypedValues(app_id, user_id)
        names = {name for name, value in values.items() if value is not None}
        known.names = sorted((set(known.names) - values.keys()) | names)
        self.put(known)


class AppUsers(Table[AppUser]):
    """App users by app and user; those of one app are read by ascending user id."""

    row, name, key = AppUser, "app_users", ("app_id", "user_id")
    indexes = ("CREATE INDEX IF NOT EXISTS app_users_by_user ON app_users (user_id)",)

    def some(self, app_id: str, user_ids: Iterable[str]) -> dict[str, AppUser]:
        """The app's users among these user ids, by user id."""
        condition = "app_id = ? AND user_id IN (SELECT value FROM json_each(?))"
        return {one.user_id: one for one in self.where(condition, app_id, encoded(list(user_ids)))}

    def app_ids(self, user_id: str) -> set[str]:
        """The apps to which a user is assigned."""
        sql = "SELECT app_id FROM app_users WHERE user_id = ?"
        return {app_id for (app_id,) in self._database.rows(sql, user_id)}
