"""App instances as rows.

An `App` is an application instance or, with kind "idp", the instance behind an identity provider (Okta gives
both `0oa…` ids and mappings). `features` is the configured set, for example PROFILE_MASTERING; nothing else
says whether an app is a profile source or is pushed to.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.database import Database, encoded

PROFILE_MASTERING = "PROFILE_MASTERING"
PUSH_PROFILE_UPDATES = "PUSH_PROFILE_UPDATES"


@dataclass
class App:
    """One app instance. `document` holds what Okta's JSON has besides the fields here (credentials,
    settings, …); `settings` what the simulator keeps about it (provisioning settings).
    """

    id: str
    name: str
    label: str
    status: str = "ACTIVE"
    sign_on_mode: str = "SAML_2_0"
    features: frozenset[str] = frozenset()
    profile_source_rank: int | None = None
    """Place in the order of profile sources, 1 is the highest; None for an app that is no profile source."""
    built_in: bool = False
    """Okta's own apps: their schema answers 404 (seen by Salto's adapter)."""
    kind: str = "app"
    settings: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    created: float = 0.0
    last_updated: float = 0.0

    @property
    def profile_mastering(self) -> bool:
        """Whether the app is a profile source."""
        return PROFILE_MASTERING in self.features

    @property
    def push_profile_updates(self) -> bool:
        """Whether Okta pushes profile updates to the app."""
        return PUSH_PROFILE_UPDATES in self.features


class AppRecords:
    """Reads and writes apps. None means there is no such app."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, app_id: str, kind: str | None = None) -> App | None:
        """The app (or identity provider) with this id; with `kind` ("app" or "idp") only one of that kind."""
        found = self._database.row("SELECT * FROM apps WHERE id = ?", app_id)
        if found is None or kind not in (None, found["kind"]):
            return None
        return _app(found)

    def all(self, kind: str | None = None) -> Iterator[App]:
        """Every app by ascending id, with `kind` only those of that kind."""
        for row in self._database.rows("SELECT * FROM apps ORDER BY id"):
            if kind in (None, row["kind"]):
                yield _app(row)

    def by_label(self, label: str) -> App | None:
        """The first app with exactly this label."""
        found = self._database.row("SELECT * FROM apps WHERE label = ? ORDER BY id", label)
        return None if found is None else _app(found)

    def profile_sources(self) -> list[App]:
        """The active profile sources, the one with the highest priority first."""
        apps = [app for app in self.all() if app.profile_mastering and app.status == "ACTIVE"]
        return sorted(apps, key=lambda app: (app.profile_source_rank or 1_000_000, app.id))

    def put(self, app: App) -> None:
        """Writes the whole app. An app that has become a profile source enters the order at the lowest place
        (documented: "Profile sources"); one that is none any more leaves it.
        """
        with self._database.transaction():
            if app.profile_mastering and app.profile_source_rank is None:
                lowest = self._database.row("SELECT max(profile_source_rank) AS rank FROM apps")
                app.profile_source_rank = 1 + (lowest["rank"] or 0 if lowest else 0)
            elif not app.profile_mastering:
                app.profile_source_rank = None
            self._database.write(
                "INSERT OR REPLACE INTO apps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                app.id,
                app.kind,
                app.name,
                app.label,
                app.status,
                app.sign_on_mode,
                encoded(sorted(app.features)),
                app.profile_source_rank,
                int(app.built_in),
                encoded(app.settings),
                encoded(app.document),
                app.created,
                app.last_updated,
            )

    def delete(self, app_id: str) -> None:
        """Removes the app's row; its schema, mappings and app users are removed by `apps.rules.delete`."""
        self._database.write("DELETE FROM apps WHERE id = ?", app_id)


def _app(row: sqlite3.Row) -> App:
    return App(
        id=row["id"],
        name=row["name"],
        label=row["label"],
        status=row["status"],
        sign_on_mode=row["sign_on_mode"],
        features=frozenset(json.loads(row["features"])),
        profile_source_rank=row["profile_source_rank"],
        built_in=bool(row["built_in"]),
        kind=row["kind"],
        settings=json.loads(row["settings"]),
        document=json.loads(row["document"]),
        created=row["created"],
        last_updated=row["last_updated"],
    )
