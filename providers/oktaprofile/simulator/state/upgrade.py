"""State files of version 0.1.0, whose tables had other columns, are taken over when they are opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from oktaprofile.simulator.database import Database

VERSION = "2"

_COPIED = {
    "apps": "apps",
    "mappings": "mappings",
    "users": "users",
    "app_users": "app_users",
    "directory": "directory",
    "org_features": "org_features",
    "logs": "events",
    "quarantine": "cleanups",
}
"""Old table to new one; the columns of the new one are there in the old one."""
_UNPACKED = {"schemas": "user_schemas", "user_types": "types", "clients": "clients"}
"""Old table to new one; the columns of the new one are fields of the old one's JSON."""


@contextmanager
def upgraded(database: Database) -> Iterator[None]:
    """Around the making of the tables. Raises ValueError for the state of a version that is not known."""
    found = database.meta("schema_version", "")
    if found not in ("", "1", VERSION):
        raise ValueError(
            f"it holds state of version {found}, this simulator reads versions 1 and {VERSION}: "
            "start with a new --state file"
        )
    old = {**_COPIED, **_UNPACKED} if found == "1" else {}
    for name in old:
        database.write(f"ALTER TABLE {name} RENAME TO old_{name}")
    database.write("DROP INDEX IF EXISTS app_users_by_user")
    yield
    for name, table in old.items():
        columns = [f'"{row[1]}"' for row in database.rows(f"PRAGMA table_info({table})")]
        values = (
            columns if name in _COPIED else [f"json_extract(document, '$.{one[1:-1]}')" for one in columns]
        )
        database.write(f"INSERT INTO {table} SELECT {', '.join(values)} FROM old_{name}")  # noqa: S608 - names from above
        database.write(f"DROP TABLE old_{name}")
    if old:
        database.write("UPDATE cleanups SET name = lower(name)")
    database.set_meta("schema_version", VERSION)
