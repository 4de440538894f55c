"""App users as rows: the assignment of a user to an app, with the profile that the app has of the user.

A profile holds only what has a value; the API shows every property of the app's schema, null where there is
none. `userName` is not part of it (it stands in `user_name`, the API's `credentials.userName`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.database import Database, encoded


@dataclass
class AppUser:
    """One assignment. `external_id` is the person's id in the app's own directory, None without provisioning."""

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


class AppUserRecords:
    """Reads and writes app users. None means there is no such assignment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, app_id: str, user_id: str) -> AppUser | None:
        """The assignment of a user to an app."""
        found = self._database.row(
            "SELECT * FROM app_users WHERE app_id = ? AND user_id = ?", app_id, user_id
        )
        return None if found is None else _app_user(found)

    def page(self, app_id: str, *, after: str | None = None, limit: int = 1000) -> list[AppUser]:
        """At most `limit` users of an app after the user id `after`, by ascending user id."""
        return [
            _app_user(row)
            for row in self._database.rows(
                "SELECT * FROM app_users WHERE app_id = ? AND user_id > ? ORDER BY user_id LIMIT ?",
                app_id,
                after or "",
                limit,
            )
        ]

    def all(self, app_id: str, batch: int = 2000) -> Iterator[list[AppUser]]:
        """Every user of an app in lists of at most `batch`; rows may be written between two lists."""
        after: str | None = None
        while app_users := self.page(app_id, after=after, limit=batch):
            yield app_users
            after = app_users[-1].user_id

    def some(self, app_id: str, user_ids: Iterable[str]) -> dict[str, AppUser]:
        """The app's users among these user ids, by user id."""
        sql = "SELECT * FROM app_users WHERE app_id = ? AND user_id IN (SELECT value FROM json_each(?))"
        return {
            row["user_id"]: _app_user(row)
            for row in self._database.rows(sql, app_id, encoded(list(user_ids)))
        }

    def app_ids(self, user_id: str) -> set[str]:
        """The apps to which a user is assigned."""
        return {
            row["app_id"]
            for row in self._database.rows("SELECT app_id FROM app_users WHERE user_id = ?", user_id)
        }

    def count(self, app_id: str) -> int:
        """How many users an app has."""
        found = self._database.row("SELECT count(*) AS n FROM app_users WHERE app_id = ?", app_id)
        return int(found["n"]) if found else 0

    def put(self, app_user: AppUser) -> None:
        """Writes the whole row."""
        self.put_many([app_user])

    def put_many(self, app_users: Iterable[AppUser]) -> None:
        """Writes whole rows in one transaction."""
        self._database.write_many(
            "INSERT OR REPLACE INTO app_users VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    one.app_id,
                    one.user_id,
                    one.external_id,
                    one.user_name,
                    one.scope,
                    one.status,
                    one.sync_state,
                    one.last_sync,
                    one.created,
                    one.last_updated,
                    encoded(one.profile),
                )
                for one in app_users
            ),
        )

    def delete(self, app_id: str, user_id: str) -> None:
        """Removes one assignment."""
        self._database.write("DELETE FROM app_users WHERE app_id = ? AND user_id = ?", app_id, user_id)

    def delete_of_app(self, app_id: str) -> None:
        """Removes every assignment of an app."""
        self._database.write("DELETE FROM app_users WHERE app_id = ?", app_id)

    def delete_of_user(self, user_id: str) -> None:
        """Removes every assignment of a user."""
        self._database.write("DELETE FROM app_users WHERE user_id = ?", user_id)


def _app_user(row: sqlite3.Row) -> AppUser:
    return AppUser(
        app_id=row["app_id"],
        user_id=row["user_id"],
        profile=json.loads(row["profile"]),
        user_name=row["user_name"],
        external_id=row["external_id"],
        scope=row["scope"],
        status=row["status"],
        sync_state=row["sync_state"],
        last_sync=row["last_sync"],
        created=row["created"],
        last_updated=row["last_updated"],
    )
