"""User schemas: one document per app, per user type, and the group default.

A `Schema` keeps its properties as Okta's JSON in canonical form (`schemas/properties.py`): absent means absent,
never null. `copy()` it before changing it; `put` writes the whole document, which is what makes the last
writer win.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any, Literal

from oktaprofile.simulator.database import Database
from oktaprofile.simulator.state.table import Table

Property = dict[str, Any]
Kind = Literal["app", "user", "group"]


@dataclass
class Schema:
    """One schema. `base` and `custom` map a property's variable name to its definition, in the order Okta shows."""

    kind: Kind
    owner_id: str
    """The app's id, the user type's id, or "default" for groups."""
    name: str
    title: str
    description: str | None = None
    base: dict[str, Property] = field(default_factory=dict)
    custom: dict[str, Property] = field(default_factory=dict)
    created: float = 0.0
    last_updated: float = 0.0

    @property
    def key(self) -> str:
        """What identifies the document in the state."""
        return f"{self.kind}:{self.owner_id}"

    def property(self, name: str) -> Property | None:
        """The definition of a base or custom property by its exact variable name; None if there is none."""
        found = self.custom.get(name)
        return self.base.get(name) if found is None else found

    def properties(self) -> dict[str, Property]:
        """All properties, base first."""
        return {**self.base, **self.custom}

    def clashing_name(self, name: str) -> str | None:
        """The name of the property that differs from `name` in case only, or is equal to it; None if there is none."""
        folded = name.casefold()
        return next((known for known in self.properties() if known.casefold() == folded), None)

    def copy(self) -> Schema:
        """A deep copy."""
        return copy.deepcopy(self)


@dataclass
class Cleanup:
    """A deleted variable name, in lower case, that stays taken until the given time."""

    schema_key: str
    name: str
    until: float


class Cleanups(Table[Cleanup]):
    """The clean-ups of deleted properties."""

    row, name, key = Cleanup, "cleanups", ("schema_key", "name")


class Schemas(Table[Schema]):
    """Schemas by kind and owner, and the names whose deletion is not finished yet."""

    row, name, key = Schema, "user_schemas", ("kind", "owner_id")

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.cleanups = Cleanups(database)

    def app(self, app_id: str) -> Schema | None:
        """The app's user schema; None for an unknown app, or one of Okta's own without a schema."""
        return self.get("app", app_id)

    def user(self, type_id: str) -> Schema | None:
        """The schema of a user type, by the type's id (`oty…`)."""
        return self.get("user", type_id)

    def group(self) -> Schema | None:
        """The default group schema."""
        return self.get("group", "default")

    def drop(self, schema: Schema) -> None:
        """Removes a schema and its clean-ups."""
        self.remove(schema.kind, schema.owner_id)
        self.cleanups.delete("schema_key = ?", schema.key)

    def quarantine(self, schema: Schema, name: str, until: float) -> None:
        """Keeps a deleted variable name taken until the given time."""
        self.cleanups.put(Cleanup(schema.key, name.casefold(), until))

    def quarantined(self, schema: Schema, name: str, now: float) -> bool:
        """Whether the clean-up of a deleted property of this name still runs."""
        found = self.cleanups.get(schema.key, name.casefold())
        return found is not None and found.until > now
