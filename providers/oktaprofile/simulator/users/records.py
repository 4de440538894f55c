"""Okta users as rows. A profile holds only what has a value; an absent attribute is null."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.database import Database, encoded

Profile = dict[str, Any]


@dataclass
class User:
    """One user. `extra` holds what Okta's JSON has besides (credentials, realmId)."""

    id: str
    type_id: str
    profile: Profile
    status: str = "ACTIVE"
    created: float = 0.0
    activated: float | None = None
    status_changed: float | None = None
    last_updated: float = 0.0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def login(self) -> str:
        """The user name, unique in the org whatever its case."""
        return str(self.profile["login"])


class UserRecords:
    """Reads and writes users. None means there is no such user."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, user_id: str) -> User | None:
        """The user with this id (`00u…`)."""
        found = self._database.row("SELECT * FROM users WHERE id = ?", user_id)
        return None if found is None else _user(found)

    def by_login(self, login: str) -> User | None:
        """The user with this login, whatever its case."""
        found = self._database.row("SELECT * FROM users WHERE login = ?", login)
        return None if found is None else _user(found)

    def page(self, *, after: str | None = None, limit: int = 1000) -> list[User]:
        """At most `limit` users after the id `after`, by ascending id."""
        return self.where("1", (), after=after, limit=limit)

    def where(
        self, condition: str, parameters: tuple[object, ...], *, after: str | None, limit: int
    ) -> list[User]:
        """Like `page`, only users that meet an SQL condition (see `search.py`)."""
        sql = f"SELECT * FROM users WHERE id > ? AND ({condition}) ORDER BY id LIMIT {int(limit)}"  # noqa: S608
        return [_user(row) for row in self._database.rows(sql, after or "", *parameters)]

    def all(self, batch: int = 2000) -> Iterator[list[User]]:
        """Every user in lists of at most `batch`, by ascending id; users may be written between two lists."""
        after: str | None = None
        while users := self.page(after=after, limit=batch):
            yield users
            after = users[-1].id

    def some(self, user_ids: Iterable[str]) -> dict[str, User]:
        """The users with these ids, by id; unknown ids are left out. For batches of up to some thousands."""
        sql = "SELECT * FROM users WHERE id IN (SELECT value FROM json_each(?))"
        return {row["id"]: _user(row) for row in self._database.rows(sql, encoded(list(user_ids)))}

    def count(self, type_id: str | None = None) -> int:
        """How many users there are, with `type_id` only those of that type."""
        found = self._database.row(
            "SELECT count(*) AS n FROM users WHERE ?1 IS NULL OR type_id = ?1", type_id
        )
        return int(found["n"]) if found else 0

    def put(self, user: User) -> None:
        """Writes the whole user."""
        self.put_many([user])

    def put_many(self, users: Iterable[User]) -> None:
        """Writes whole users in one transaction."""
        self._database.write_many(
            "INSERT OR REPLACE INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    user.id,
                    user.login,
                    user.type_id,
                    user.status,
                    user.created,
                    user.activated,
                    user.status_changed,
                    user.last_updated,
                    encoded(user.profile),
                    encoded(user.extra),
                )
                for user in users
            ),
        )

    def put_profiles(self, profiles: Iterable[tuple[str, Profile]], now: float) -> None:
        """Replaces the profiles of existing users, given as (user id, whole profile), in one transaction."""
        self._database.write_many(
            "UPDATE users SET profile = ?, login = ?, last_updated = ? WHERE id = ?",
            ((encoded(profile), profile["login"], now, user_id) for user_id, profile in profiles),
        )

    def delete(self, user_id: str) -> None:
        """Removes the user's row."""
        self._database.write("DELETE FROM users WHERE id = ?", user_id)


def _user(row: sqlite3.Row) -> User:
    return User(
        id=row["id"],
        type_id=row["type_id"],
        profile=json.loads(row["profile"]),
        status=row["status"],
        created=row["created"],
        activated=row["activated"],
        status_changed=row["status_changed"],
        last_updated=row["last_updated"],
        extra=json.loads(row["extra"]),
    )
