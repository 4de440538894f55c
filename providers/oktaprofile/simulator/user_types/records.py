"""User types as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from oktaprofile.simulator.database import Database, encoded
from oktaprofile.simulator.identifiers import USER_SCHEMA, USER_TYPE


@dataclass
class UserType:
    """One user type. The schema's id shares the type's suffix (recorded)."""

    id: str
    name: str
    display_name: str
    description: str | None = None
    default: bool = False
    created_by: str = ""
    last_updated_by: str = ""
    created: float = 0.0
    last_updated: float = 0.0

    @property
    def schema_id(self) -> str:
        """`osc…`, the id of the type's schema."""
        return USER_SCHEMA + self.id.removeprefix(USER_TYPE)


class UserTypeRecords:
    """Reads and writes user types. None means there is no such type."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, type_id: str) -> UserType | None:
        """The type with this id (`oty…`)."""
        found = self._database.row("SELECT document FROM user_types WHERE id = ?", type_id)
        return None if found is None else UserType(**json.loads(found["document"]))

    def all(self) -> Iterator[UserType]:
        """Every type by ascending id."""
        for row in self._database.rows("SELECT document FROM user_types ORDER BY id"):
            yield UserType(**json.loads(row["document"]))

    def default(self) -> UserType:
        """The default type. Raises LookupError in an org that has none (only before it is filled)."""
        for user_type in self.all():
            if user_type.default:
                return user_type
        raise LookupError("the org has no default user type")

    def by_schema_id(self, schema_id: str) -> UserType | None:
        """The type that a schema belongs to: `default`, or `osc…` (a bare `oty…` is accepted by no recorded call)."""
        if schema_id == "default":
            return self.default()
        if not schema_id.startswith(USER_SCHEMA):
            return None
        return self.get(USER_TYPE + schema_id.removeprefix(USER_SCHEMA))

    def put(self, user_type: UserType) -> None:
        """Writes the whole type."""
        self._database.write(
            "INSERT OR REPLACE INTO user_types VALUES (?, ?, ?)",
            user_type.id,
            user_type.name,
            encoded(asdict(user_type)),
        )

    def delete(self, type_id: str) -> None:
        """Removes the type's row; its schema and mappings are removed by `user_types.rules.delete`."""
        self._database.write("DELETE FROM user_types WHERE id = ?", type_id)
