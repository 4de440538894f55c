"""People in SQLite: in memory while an org is read, and a file that only its owner can read. A snapshot is that file.

    meta    name, value          JSON: the order of the apps, how far each list has been read, a snapshot's header
    people  id, user, app0, …    JSON: [user type, status, {attribute: value}] of the Okta user (NULL: not listed), and
                                 [external id, status, {attribute: value}] of the user in each app (NULL: not assigned)

Attributes without a value are left out. A page and the cursor of the next one are stored in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Any
from urllib.parse import quote

from oktaprofile import private_file
from oktaprofile.people.decoding import all_decoded, decoded, encoded
from oktaprofile.people.errors import PeopleError
from oktaprofile.people.header import NOTICE
from oktaprofile.people.person import AppUser, Person
from oktaprofile.people.walk import Damaged

FORMAT_ID, VERSION = 0x6F6B7470, 2
"""SQLite's application_id ("oktp") and user_version. 1 was the file of JSON lines (lines.py)."""
USERS = "users"
MOST_BYTES = 64_000_000
"""Of one person, and of a header."""
_LIMIT_LENGTH = 0  # SQLITE_LIMIT_LENGTH
_META = "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
MOST_APPS = 1_990
"""A table of SQLite has at most 2,000 columns, and each app is one."""
_PAGE_BYTES = 16_384  # a person fits into a page several times
_TOGETHER = 50
"""People who are decoded together."""
NOT_LOOKED_AT = object.__new__(AppUser)
"""An app user without attributes: whoever asks it for one all the same gets an AttributeError, and no wrong answer."""


class Store:
    """The people of some apps. Everything raises sqlite3.Error."""

    def __init__(self, sql: sqlite3.Connection) -> None:
        """A database that has the tables."""
        self.sql = sql
        self.apps: list[str] = self.meta("apps")
        if type(self.apps) is not list:
            raise sqlite3.DatabaseError("it does not say which apps it is of")
        self._columns = {USERS: "user", **{app_id: f"app{n}" for n, app_id in enumerate(self.apps)}}

    @classmethod
    def made(cls, sql: sqlite3.Connection, apps: Sequence[str]) -> Store:
        """An empty store in an empty database."""
        sql.execute(f"PRAGMA page_size={_PAGE_BYTES}")
        sql.execute("BEGIN")
        sql.execute(f"PRAGMA application_id={FORMAT_ID}")
        sql.execute(f"PRAGMA user_version={VERSION}")
        for table in _tables(len(apps)):
            sql.execute(table)
        for name, value in (("notice", NOTICE), ("apps", list(apps))):
            sql.execute("INSERT INTO meta VALUES (?, ?)", (name, encoded(value).decode()))
        sql.execute("COMMIT")
        return cls(sql)

    def close(self) -> None:
        """Closes the database; what was committed stays."""
        self.sql.close()

    def meta(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """A JSON value by name; None if it was never set."""
        found = self.sql.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if found is None else decoded(found[0].encode())

    def set_meta(self, name: str, value: object) -> None:
        """Sets a JSON value."""
        self.sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, encoded(value).decode()))

    def progress_of(self, list_: str) -> tuple[str | None, bool]:
        """The cursor of a list's next page, and whether the list is complete."""
        after, complete = self.meta(f"list:{list_}") or (None, False)
        return after, complete

    def add(self, list_: str, rows: Iterable[tuple[str, object]], after: str | None, complete: bool) -> None:
        """Stores one page of a list: ids with what is known of each, and the cursor of the next page."""
        column = self._columns[list_]
        with self.sql:
            self.sql.execute("BEGIN")
            self.sql.executemany(
                f"INSERT INTO people (id, {column}) VALUES (?, ?)"  # noqa: S608 - a column of ours
                f" ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}",
                ((id_, encoded(cell)) for id_, cell in rows),
            )
            self.set_meta(f"list:{list_}", (after, complete))

    def forget(self, list_: str) -> None:
        """Takes a list out: it is read from its beginning."""
        with self.sql:
            self.sql.execute("BEGIN")
            self.sql.execute(f"UPDATE people SET {self._columns[list_]} = NULL")  # noqa: S608
            self.sql.execute("DELETE FROM meta WHERE name = ?", (f"list:{list_}",))

    def count(self, list_: str) -> int:
        """How many people of a list there are."""
        query = f"SELECT count({self._columns[list_]}) FROM people"  # noqa: S608
        return int(self.sql.execute(query).fetchone()[0])

    def boundaries(self, people: int) -> Iterator[str]:
        """Ids that part the people into groups of so many."""
        last = ""
        query = "SELECT id FROM people WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?"
        while (found := self.sql.execute(query, (last, people - 1)).fetchone()) is not None:
            if type(found[0]) is not str or found[0] <= last:
                raise Damaged
            last = found[0]
            yield last

    def groups(
        self, after: str = "", to: str | None = None, looked_at: Mapping[str, bool] | None = None
    ) -> Iterator[list[Person]]:
        """The listed users with their apps, by id: those beyond `after`, up to and with `to`. In groups: a million
        people go through several hands. `looked_at`: the apps that are read, and whether more than the assignment
        (None: all). Hundreds of apps that play no part would make nearly everybody one of a kind."""
        end = "" if to is None else " AND id <= ?"
        where = f"id > ?{end} ORDER BY id"
        return self._groups(where, (after,) if to is None else (after, to), looked_at)

    def people(self) -> Iterator[Person]:
        """All listed users with their apps, by id."""
        return chain.from_iterable(self.groups())

    def some(self, ids: Sequence[str]) -> Iterator[Person]:
        """The listed users with these ids (a page of them)."""
        return chain.from_iterable(self._groups(f"id IN ({','.join('?' * len(ids))})", ids))

    def _groups(
        self, where: str, values: Sequence[str], looked_at: Mapping[str, bool] | None = None
    ) -> Iterator[list[Person]]:
        apps = [app_id for app_id in self.apps if looked_at is None or app_id in looked_at]
        read = [_app_users if looked_at is None or looked_at[app_id] else _assigned for app_id in apps]
        columns = ", ".join(
            f"{column} IS NOT NULL OR NULL" if of is _assigned else column
            for of, column in zip([None, *read], map(self._columns.__getitem__, [USERS, *apps]), strict=True)
        )
        query = f"SELECT id, {columns} FROM people WHERE user IS NOT NULL AND {where}"  # noqa: S608
        cursor = self.sql.execute(query, values)
        while fetched := cursor.fetchmany(_TOGETHER):
            ids, users, *cells = zip(*fetched, strict=True)
            type_ids, statuses, profiles = zip(*all_decoded(users), strict=True)
            _all_of(dict, profiles)
            _all_of(str, ids)
            app_users = [of(column) for of, column in zip(read, cells, strict=True)]
            of_each = zip(*app_users, strict=True) if apps else repeat((), len(ids))
            assigned: list[dict[str, Any]] = [dict(zip(apps, found, strict=True)) for found in of_each]
            if any(None in column for column in cells):
                assigned = [{app_id: one for app_id, one in all_.items() if one} for all_ in assigned]
            yield list(map(Person, ids, type_ids, statuses, profiles, assigned))


def _app_users(cells: Sequence[bytes | None]) -> list[AppUser | None]:
    """The app users in a column; None for who is not assigned."""
    texts = all_decoded([cell for cell in cells if cell is not None])
    external_ids, statuses, profiles = zip(*texts, strict=True) if texts else ((), (), ())
    _all_of(dict, profiles)
    found: list[AppUser | None] = list(map(AppUser, profiles, external_ids, statuses))
    if len(found) == len(cells):
        return found
    present = iter(found)
    return [None if cell is None else next(present) for cell in cells]


def _all_of(kind: type, values: Iterable[object]) -> None:
    if set(map(type, values)) - {kind}:
        raise TypeError(f"a {kind.__name__} is missing")


def _assigned(cells: Sequence[int | None]) -> list[AppUser | None]:
    """The same where only the assignment is read: 1, or None."""
    return [None if cell is None else NOT_LOOKED_AT for cell in cells]


def in_memory(apps: Sequence[str]) -> Store:
    """An empty store that goes with the process."""
    return Store.made(sqlite3.connect(":memory:", isolation_level=None), apps)


def opened(path: Path) -> Store | None:
    """A file to write to, locked for this process alone; None: it is new, and empty (`Store.made` fills it).

    Raises OSError, PeopleError where it is another run's now or no store of this version, sqlite3.Error where it is
    damaged. See `connection`.
    """
    sql = connection(path)
    try:
        if sql.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            check(sql, path)
            found = sql.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise sqlite3.DatabaseError(found)
            return Store(sql)
    except BaseException:
        sql.close()
        raise
    sql.close()
    return None


def connection(path: Path) -> sqlite3.Connection:
    """A private file as a database that no other process can open. Raises OSError, PeopleError, sqlite3.Error."""
    private_file.claim(path)
    sql = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        sql.execute("PRAGMA trusted_schema=OFF")
        sql.execute("PRAGMA locking_mode=EXCLUSIVE")
        sql.execute("PRAGMA synchronous=OFF")  # a power cut costs a new start, not a wrong file
        sql.execute("BEGIN EXCLUSIVE")
        sql.execute("COMMIT")
        if not path.exists():  # the run that held the lock has finished
            raise sqlite3.OperationalError("database is locked")
    except sqlite3.Error as error:
        sql.close()
        if "locked" in str(error):
            raise PeopleError(
                f"{path} is being written by another run.", "Wait for it, or write to another file."
            ) from None
        raise
    return sql


def read_only(path: Path) -> Store:
    """A file that is complete. No other file is looked at or made, and nothing in it is run.

    Raises PeopleError for another file than `Store` makes, sqlite3.Error for a damaged one.
    """
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    sql = sqlite3.connect(uri, uri=True, isolation_level=None)
    try:
        sql.execute("PRAGMA trusted_schema=OFF")
        sql.execute("PRAGMA query_only=ON")
        sql.execute("PRAGMA cell_size_check=ON")
        limit: Any = getattr(sql, "setlimit", None)  # Python 3.11
        if limit is not None:
            limit(_LIMIT_LENGTH, MOST_BYTES)
        check(sql, path)
        return Store(sql)
    except BaseException:
        sql.close()
        raise


def check(sql: sqlite3.Connection, path: Path) -> None:
    """Raises PeopleError unless the tables are the ones that `Store.made` makes, and nothing else is there."""
    format_id = sql.execute("PRAGMA application_id").fetchone()[0]
    version = sql.execute("PRAGMA user_version").fetchone()[0]
    if format_id != FORMAT_ID:
        raise PeopleError(f"{path} is no snapshot.", "Make one with: oktaprofile snapshot --out FILE")
    if version != VERSION:
        raise PeopleError(
            f"The snapshot {path} has version {version}; this oktaprofile reads {VERSION} and older ones.",
            "Make it anew with this version.",
        )
    found = [row[0] for row in sql.execute("SELECT sql FROM sqlite_master ORDER BY name LIMIT 5")]
    if len(found) != 2 or found != list(_tables(found[1].count(" BLOB") - 1)):
        raise PeopleError(
            f"The snapshot {path} has other tables than a snapshot has.",
            "Make it anew: oktaprofile snapshot --out FILE",
        )


def _tables(apps: int) -> tuple[str, str]:
    """The tables by name."""
    columns = "".join(f", app{n} BLOB" for n in range(apps))
    return _META, f"CREATE TABLE people (id TEXT PRIMARY KEY, user BLOB{columns}) WITHOUT ROWID"
