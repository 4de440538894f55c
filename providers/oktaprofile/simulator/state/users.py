"""Okta users. A profile holds only what has a value; an absent attribute is null."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.database import encoded, plain_letters
from oktaprofile.simulator.state.table import Table

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


_LOGIN = "json_extract(profile, '$.login')"
_MARKED = f"{_LOGIN} GLOB '*[^ -~]*'"  # other characters than those of ASCII: few, so the index costs nothing


class Users(Table[User]):
    """Users by id; no two have one login, whatever its case and diacritical marks (Okta's user reference, "Okta
    login", read 2026-11-30)."""

    row, name = User, "users"
    indexes = (
        "CREATE UNIQUE INDEX IF NOT EXISTS users_by_login ON users (json_extract(profile, '$.login') COLLATE NOCASE)",
        f"CREATE INDEX IF NOT EXISTS users_by_letters ON users (letters({_LOGIN})) WHERE {_MARKED}",
    )

    def taken_by(self, login: str) -> str | None:
        """The id of the user whose login counts as the same one."""
        plain = plain_letters(login)
        found = self.by_login(plain) or self.first(f"letters({_LOGIN}) = ? AND {_MARKED}", plain)
        return found.id if found else None

    def by_login(self, login: str) -> User | None:
        """The user with this login, whatever its case."""
        return self.first("json_extract(profile, '$.login') = ? COLLATE NOCASE", login)

    def holders(self, attribute: str, type_ids: Iterable[str]) -> dict[object, str]:
        """Who has which value of an attribute, among the users of these types, whatever their status."""
        sql = (
            "SELECT json_extract(profile, ?) AS value, id FROM users WHERE value IS NOT NULL "
            "AND type_id IN (SELECT value FROM json_each(?))"
        )
        return dict(self._database.rows(sql, f'$."{attribute}"', encoded(list(type_ids))))

    def some(self, user_ids: Iterable[str]) -> dict[str, User]:
        """The users with these ids, by id; unknown ids are left out. For batches of up to some thousands."""
        condition = "id IN (SELECT value FROM json_each(?))"
        return {one.id: one for one in self.where(condition, encoded(list(user_ids)))}

    def put_profiles(self, profiles: Iterable[tuple[str, Profile]], now: float) -> None:
        """Replaces the profiles of existing users, given as (user id, whole profile), in one transaction."""
        self._database.write_many(
            "UPDATE users SET profile = ?, last_updated = ? WHERE id = ?",
            ((encoded(profile), now, user_id) for user_id, profile in profiles),
        )
