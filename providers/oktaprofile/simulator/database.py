"""SQLite under the org: in memory, or in one file in WAL mode.

Every write happens inside `transaction()`; when the outermost one ends, the write is committed and handed to
the operating system before the HTTP answer is sent. So a write that was answered survives a kill of the
process (not a power cut: `synchronous` is NORMAL, and nothing simulated needs more).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SCHEMA_VERSION = "1"

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS apps (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, label TEXT NOT NULL, status TEXT NOT NULL,
  sign_on_mode TEXT NOT NULL, features TEXT NOT NULL, profile_source_rank INTEGER, built_in INTEGER NOT NULL,
  settings TEXT NOT NULL, document TEXT NOT NULL, created REAL NOT NULL, last_updated REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS schemas (key TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quarantine (
  schema_key TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, until REAL NOT NULL,
  PRIMARY KEY (schema_key, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS user_types (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, document TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mappings (
  id TEXT PRIMARY KEY, app_id TEXT NOT NULL, type_id TEXT NOT NULL, direction TEXT NOT NULL,
  properties TEXT NOT NULL, UNIQUE (app_id, type_id, direction)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE COLLATE NOCASE, type_id TEXT NOT NULL,
  status TEXT NOT NULL, created REAL NOT NULL, activated REAL, status_changed REAL,
  last_updated REAL NOT NULL, profile TEXT NOT NULL, extra TEXT NOT NULL DEFAULT '{}'
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS app_users (
  app_id TEXT NOT NULL, user_id TEXT NOT NULL, external_id TEXT, user_name TEXT, scope TEXT NOT NULL,
  status TEXT NOT NULL, sync_state TEXT NOT NULL, last_sync REAL, created REAL NOT NULL,
  last_updated REAL NOT NULL, profile TEXT NOT NULL, PRIMARY KEY (app_id, user_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS app_users_by_user ON app_users (user_id);
CREATE TABLE IF NOT EXISTS directory (
  app_id TEXT NOT NULL, external_id TEXT NOT NULL, user_id TEXT, attributes TEXT NOT NULL,
  PRIMARY KEY (app_id, external_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS org_features (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, document TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS logs (
  position INTEGER PRIMARY KEY AUTOINCREMENT, published REAL NOT NULL, event_type TEXT NOT NULL,
  document TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS clients (client_id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
"""

_ENCODER = json.JSONEncoder(
    separators=(",", ":"), ensure_ascii=False
)  # made once: 400,000 rows for 100,000 people
_discard: ContextVar[bool] = ContextVar("discard_writes", default=False)


@contextmanager
def discarded_writes() -> Iterator[None]:
    """Inside it (this task or thread only) each outermost transaction is rolled back at its end instead of committed.

    That is how the fault "answers 200 but stores nothing" works: the operation runs as always and sees its
    own writes.
    """
    token = _discard.set(True)
    try:
        yield
    finally:
        _discard.reset(token)


class Database:
    """One connection, used from one thread at a time. `path` None means in memory."""

    def __init__(self, path: str | None = None) -> None:
        self.connection = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self.connection.row_factory = sqlite3.Row
        self._depth = 0
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute("PRAGMA temp_store = MEMORY")
        self.connection.execute("PRAGMA busy_timeout = 5000")
        self.connection.executescript(_TABLES)
        with self.transaction():
            found = self.meta("schema_version", "")
            if not found:
                self.set_meta("schema_version", SCHEMA_VERSION)
            elif found != SCHEMA_VERSION:
                raise ValueError(
                    f"{path} holds state of version {found}, this simulator reads version {SCHEMA_VERSION}: "
                    "start with a new --state file"
                )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Inside another transaction it is part of that one."""
        if self._depth:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
        except BaseException:
            self._depth = 0
            self.connection.execute("ROLLBACK")
            raise
        self._depth = 0
        self.connection.execute("ROLLBACK" if _discard.get() else "COMMIT")

    def rows(self, sql: str, *parameters: object) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self.connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, *parameters: object) -> sqlite3.Row | None:
        """The first row of a query, None if there is none."""
        found: sqlite3.Row | None = self.connection.execute(sql, parameters).fetchone()
        return found

    def write(self, sql: str, *parameters: object) -> int:
        """Runs one statement in a transaction; returns how many rows it changed."""
        with self.transaction():
            return self.connection.execute(sql, parameters).rowcount

    def write_many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Runs one statement for each row in a transaction."""
        with self.transaction():
            self.connection.executemany(sql, rows)

    def meta(self, key: str, default: str) -> str:
        """A value kept about the org as a whole."""
        found = self.row("SELECT value FROM meta WHERE key = ?", key)
        return default if found is None else str(found["value"])

    def set_meta(self, key: str, value: str) -> None:
        """Keeps a value about the org as a whole."""
        self.write(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            key,
            value,
        )

    def close(self) -> None:
        """Closes the connection; the file then needs no recovery."""
        self.connection.close()


def encoded(value: object) -> str:
    """JSON text of a value as it is stored: compact, order kept."""
    return _ENCODER.encode(value)
