"""What an app itself knows about people, outside Okta: the source of an import and the target of a push.

An entry's `attributes` are named as the app names them (`directNumber`, `extensionNumber`,
`telephoneNumber`): the external names of app schema properties. Only what has a value is there. Whether any
of it reaches Okta is up to the app's schema: an attribute that the schema does not have is not imported.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.database import Database, encoded


@dataclass
class Entry:
    """One person in an app's own directory. `user_id` is the Okta user linked to it, None while it isn't imported."""

    app_id: str
    external_id: str
    user_id: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


class DirectoryRecords:
    """Reads and writes entries. None means there is no such entry."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, app_id: str, external_id: str) -> Entry | None:
        """The entry with this id in an app's directory."""
        found = self._database.row(
            "SELECT * FROM directory WHERE app_id = ? AND external_id = ?", app_id, external_id
        )
        return None if found is None else _entry(found)

    def page(self, app_id: str, *, after: str | None = None, limit: int = 1000) -> list[Entry]:
        """At most `limit` entries of an app's directory after the external id `after`, by ascending external id."""
        return [
            _entry(row)
            for row in self._database.rows(
                "SELECT * FROM directory WHERE app_id = ? AND external_id > ? ORDER BY external_id LIMIT ?",
                app_id,
                after or "",
                limit,
            )
        ]

    def all(self, app_id: str, batch: int = 2000) -> Iterator[list[Entry]]:
        """Every entry of an app's directory in lists of at most `batch`; entries may be written between two lists."""
        after: str | None = None
        while entries := self.page(app_id, after=after, limit=batch):
            yield entries
            after = entries[-1].external_id

    def some(self, app_id: str, external_ids: Iterable[str]) -> dict[str, Entry]:
        """The app's entries with these external ids, by external id."""
        sql = "SELECT * FROM directory WHERE app_id = ? AND external_id IN (SELECT value FROM json_each(?))"
        rows = self._database.rows(sql, app_id, encoded(list(external_ids)))
        return {row["external_id"]: _entry(row) for row in rows}

    def count(self, app_id: str) -> int:
        """How many people an app's directory has."""
        found = self._database.row("SELECT count(*) AS n FROM directory WHERE app_id = ?", app_id)
        return int(found["n"]) if found else 0

    def put(self, entry: Entry) -> None:
        """Writes the whole entry."""
        self.put_many([entry])

    def put_many(self, entries: Iterable[Entry]) -> None:
        """Writes whole entries in one transaction."""
        self._database.write_many(
            "INSERT OR REPLACE INTO directory VALUES (?, ?, ?, ?)",
            ((one.app_id, one.external_id, one.user_id, encoded(one.attributes)) for one in entries),
        )

    def delete_of_app(self, app_id: str) -> None:
        """Removes an app's whole directory."""
        self._database.write("DELETE FROM directory WHERE app_id = ?", app_id)


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(row["app_id"], row["external_id"], row["user_id"], json.loads(row["attributes"]))
