"""User types: kinds of Okta user, each with a schema of its own."""

from __future__ import annotations

from dataclasses import dataclass

from oktaprofile.simulator.identifiers import USER_SCHEMA, USER_TYPE
from oktaprofile.simulator.state.table import Table


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


class UserTypes(Table[UserType]):
    """User types by id."""

    row, name = UserType, "types"

    def default(self) -> UserType:
        """The default type. Raises LookupError in an org that has none (only before it is filled)."""
        found = self.first('"default" = 1')
        if found is None:
            raise LookupError("the org has no default user type")
        return found

    def by_schema_id(self, schema_id: str) -> UserType | None:
        """The type that a schema belongs to: `default`, or `osc…` (a bare `oty…` is accepted by no recorded call)."""
        if schema_id == "default":
            return self.default()
        if not schema_id.startswith(USER_SCHEMA):
            return None
        return self.get(USER_TYPE + schema_id.removeprefix(USER_SCHEMA))
