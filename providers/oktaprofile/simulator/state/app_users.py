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
