"""SQLite under the org: in memory, or in one file in WAL mode.

Every write happens inside `transaction()`; when the outermost one ends, the write is committed and handed to
the operating system before the HTTP answer is sent. So a write that was answered survives a kill of the
process (not a power cut: `synchronous` is NORMAL, and nothing simulated needs more).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from unicodedata import combining, normalize

# Made once: 400,000 rows for 100,000 people.
encoded: Callable[[object], str] = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
"""JSON text of a value as it is stored: compact, order kept."""


def plain_letters(text: str) -> str:
    """A text without case and diacritical marks."""
    return "".join(one for one in normalize("NFD", text.casefold()) if not combining(one))


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
        self._depth = 0
        self.connection.create_function("letters", 1, plain_letters, deterministic=True)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute("PRAGMA temp_store = MEMORY")
        self.connection.execute("PRAGMA busy_timeout = 5000")
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
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

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql, parameters).fetchall()

    def write(self, sql: str, *parameters: object) -> int:
        """Runs one statement in a transaction; returns how many rows it changed."""
        with self.transaction():
            return self.connection.execute(sql, parameters).rowcount

    def write_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Runs one statement for each row in a transaction."""
        with self.transaction():
            self.connection.executemany(sql, rows)

    def meta(self, key: str, default: str) -> str:
        """A value kept about the org as a whole."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", key)
        return str(found[0][0]) if found else default

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
