"""Org features as rows: Okta's JSON without the links that depend on the status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from oktaprofile.simulator.database import Database, encoded


class OrgFeatureRecords:
    """Reads and writes org features: `{id, type, status, name, description, stage}`. None: no such one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, feature_id: str) -> dict[str, Any] | None:
        """The feature with this id (`ftr…`)."""
        found = self._database.row("SELECT document FROM org_features WHERE id = ?", feature_id)
        if found is None:
            return None
        feature: dict[str, Any] = json.loads(found["document"])
        return feature

    def all(self) -> Iterator[dict[str, Any]]:
        """Every feature, in the order in which they were added (Okta's list has no recognizable order)."""
        for row in self._database.rows("SELECT document FROM org_features ORDER BY position"):
            yield json.loads(row["document"])

    def put(self, feature: dict[str, Any]) -> None:
        """Writes the whole feature; a new one goes to the end."""
        with self._database.transaction():
            sql = "UPDATE org_features SET document = ? WHERE id = ?"
            if not self._database.write(sql, encoded(feature), feature["id"]):
                self._database.write(
                    "INSERT INTO org_features SELECT ?, coalesce(max(position), 0) + 1, ? FROM org_features",
                    feature["id"],
                    encoded(feature),
                )
