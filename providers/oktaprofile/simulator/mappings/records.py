"""Profile mappings as rows: one per app, user type and direction, made and removed with the app or the type."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from typing import Literal

from oktaprofile.simulator.database import Database, encoded

Direction = Literal["to_okta", "to_app"]
"""`to_okta`: source is the app, target the user type. `to_app`: the other way round."""


@dataclass
class Mapping:
    """One mapping. `properties`: target attribute to `{"expression": str, "pushStatus": "PUSH" | "DONT_PUSH"}`."""

    id: str
    app_id: str
    type_id: str
    direction: Direction
    properties: dict[str, dict[str, str]] = field(default_factory=dict)


class MappingRecords:
    """Reads and writes mappings. None means there is no such mapping."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, mapping_id: str) -> Mapping | None:
        """The mapping with this id (`prm…`)."""
        found = self._database.row("SELECT * FROM mappings WHERE id = ?", mapping_id)
        return None if found is None else _mapping(found)

    def find(self, app_id: str, type_id: str, direction: Direction) -> Mapping | None:
        """The mapping between an app and a user type in one direction."""
        found = self._database.row(
            "SELECT * FROM mappings WHERE app_id = ? AND type_id = ? AND direction = ?",
            app_id,
            type_id,
            direction,
        )
        return None if found is None else _mapping(found)

    def of_app(self, app_id: str) -> list[Mapping]:
        """Every mapping of an app, by ascending id."""
        return [
            _mapping(row)
            for row in self._database.rows("SELECT * FROM mappings WHERE app_id = ? ORDER BY id", app_id)
        ]

    def of_type(self, type_id: str) -> list[Mapping]:
        """Every mapping of a user type, by ascending id."""
        return [
            _mapping(row)
            for row in self._database.rows("SELECT * FROM mappings WHERE type_id = ? ORDER BY id", type_id)
        ]

    def page(
        self, *, source_id: str | None, target_id: str | None, after: str | None, limit: int
    ) -> list[Mapping]:
        """At most `limit` mappings after the id `after`, by ascending id, with this source and this target if given."""
        conditions: list[str] = ["1"]
        parameters: list[str] = []
        for given, if_up, if_down in (
            (source_id, "app_id", "type_id"),
            (target_id, "type_id", "app_id"),
        ):
            if given is not None:
                conditions.append(
                    f"(direction = 'to_okta' AND {if_up} = ? OR direction = 'to_app' AND {if_down} = ?)"
                )
                parameters += [given, given]
        if after is not None:
            conditions.append("id > ?")
            parameters.append(after)
        sql = f"SELECT * FROM mappings WHERE {' AND '.join(conditions)} ORDER BY id LIMIT ?"  # noqa: S608
        return [_mapping(row) for row in self._database.rows(sql, *parameters, limit)]

    def put(self, mapping: Mapping) -> None:
        """Writes the whole mapping."""
        self._database.write(
            "INSERT OR REPLACE INTO mappings VALUES (?, ?, ?, ?, ?)",
            mapping.id,
            mapping.app_id,
            mapping.type_id,
            mapping.direction,
            encoded(mapping.properties),
        )

    def delete_of_app(self, app_id: str) -> None:
        """Removes every mapping of an app."""
        self._database.write("DELETE FROM mappings WHERE app_id = ?", app_id)

    def delete_of_type(self, type_id: str) -> None:
        """Removes every mapping of a user type."""
        self._database.write("DELETE FROM mappings WHERE type_id = ?", type_id)


def _mapping(row: sqlite3.Row) -> Mapping:
    return Mapping(row["id"], row["app_id"], row["type_id"], row["direction"], json.loads(row["properties"]))
