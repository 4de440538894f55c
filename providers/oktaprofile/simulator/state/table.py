"""A table of dataclasses: each field is a column, and what is no text or number is kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from operator import attrgetter
from types import NoneType
from typing import Any, ClassVar, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints

from oktaprofile.simulator.database import Database, encoded

Row = TypeVar("Row")

_SQL_TYPES = {str: "TEXT", int: "INTEGER", bool: "INTEGER", float: "REAL"}
_BATCH = 2000


class Table(Generic[Row]):
    """Reads and writes the rows of one kind. A row object is a copy: change it, then `put` it.

    A subclass names its dataclass, its SQL table, and the fields of its key; the last of them is the order in which
    rows are read. `conditions` in SQL are for subclasses and for `users/search.py`.
    """

    row: ClassVar[type]
    name: ClassVar[str]
    key: ClassVar[tuple[str, ...]] = ("id",)
    indexes: ClassVar[tuple[str, ...]] = ()
    """Further SQL that is run when the state is opened."""

    def __init__(self, database: Database) -> None:
        self._database = database
        hints = get_type_hints(self.row)
        names = [field.name for field in fields(self.row)]
        kinds = [_plain(hints[name]) for name in names]
        self._values = attrgetter(*names)
        self._encoders = _at(kinds, {frozenset: lambda value: encoded(sorted(value))}, encoded)
        self._decoders = _at(
            kinds, {frozenset: lambda text: frozenset(json.loads(text)), bool: bool}, json.loads
        )
        columns = [f'"{name}"' for name in names]
        types = ", ".join(
            f"{column} {_SQL_TYPES.get(kind, 'TEXT')}" for column, kind in zip(columns, kinds, strict=True)
        )
        keys = ", ".join(f'"{name}"' for name in self.key)
        database.connection.execute(
            f"CREATE TABLE IF NOT EXISTS {self.name} ({types}, PRIMARY KEY ({keys})) WITHOUT ROWID"
        )
        for sql in self.indexes:
            database.connection.execute(sql)
        changed = ", ".join(f"{column} = excluded.{column}" for column in columns)
        marks = ", ".join("?" * len(columns))
        self._select = f"SELECT {', '.join(columns)} FROM {self.name}"  # noqa: S608 - names of fields
        self._put = f"INSERT INTO {self.name} VALUES ({marks}) ON CONFLICT ({keys}) DO UPDATE SET {changed}"  # noqa: S608
        self._order = f'"{self.key[-1]}"'
        self._this = " AND ".join(f'"{name}" = ?' for name in self.key)

    def get(self, *key: str | int) -> Row | None:
        """The row with this key; None if there is none."""
        return self.first(self._this, *key)

    def first(self, condition: str, *parameters: object) -> Row | None:
        """The first row that meets an SQL condition; None if there is none."""
        return next(iter(self.where(condition, *parameters, limit=1)), None)

    def where(
        self,
        condition: str = "1",
        *parameters: object,
        after: str | int | None = None,
        limit: int = -1,
        descending: bool = False,
    ) -> list[Row]:
        """At most `limit` rows (-1: all) after `after` that meet an SQL condition, in the order of the key."""
        if after is not None:
            condition, parameters = (
                f"({condition}) AND {self._order} {'<' if descending else '>'} ?",
                (*parameters, after),
            )
        direction = "DESC" if descending else "ASC"
        sql = f"{self._select} WHERE {condition} ORDER BY {self._order} {direction} LIMIT ?"
        return [self._read(found) for found in self._database.rows(sql, *parameters, limit)]

    def batches(self, condition: str = "1", *parameters: object, batch: int = _BATCH) -> Iterator[list[Row]]:
        """Every row that meets a condition, in lists of at most `batch`; rows may be written between two lists."""
        after: str | None = None
        last = attrgetter(self.key[-1])
        while found := self.where(condition, *parameters, after=after, limit=batch):
            yield found
            after = last(found[-1])

    def all(self) -> Iterator[Row]:
        """Every row, in the order of the key."""
        for batch in self.batches():
            yield from batch

    def count(self, condition: str = "1", *parameters: object) -> int:
        """How many rows meet a condition."""
        sql = f"SELECT count(*) FROM {self.name} WHERE {condition}"  # noqa: S608 - see the class
        return int(self._database.rows(sql, *parameters)[0][0])

    def put(self, row: Row) -> None:
        """Writes the whole row."""
        self.put_many([row])

    def put_many(self, rows: Iterable[Row]) -> None:
        """Writes whole rows in one transaction."""
        self._database.write_many(self._put, map(self._write, rows))

    def delete(self, condition: str, *parameters: object) -> None:
        """Removes the rows that meet a condition."""
        self._database.write(f"DELETE FROM {self.name} WHERE {condition}", *parameters)  # noqa: S608 - see the class

    def remove(self, *key: str) -> None:
        """Removes the row with this key."""
        self.delete(self._this, *key)

    def _write(self, row: Row) -> list[Any]:
        values = list(self._values(row))
        for at, encode in self._encoders:
            values[at] = encode(values[at])
        return values

    def _read(self, found: Iterable[Any]) -> Row:
        values = list(found)
        for at, decode in self._decoders:
            values[at] = decode(values[at])
        row: Row = self.row(*values)
        return row


def _plain(hint: Any) -> type:  # noqa: ANN401 - any annotation
    """The type of a field, apart from None: `str` for a Literal, `dict` for `dict[str, Any]`."""
    (one,) = (
        [part for part in get_args(hint) if part is not NoneType] if NoneType in get_args(hint) else [hint]
    )
    origin = get_origin(one)
    kind: type = str if origin is Literal else origin or one
    return kind


def _at(
    kinds: list[type], special: dict[type, Callable[[Any], Any]], otherwise: Callable[[Any], Any]
) -> list[tuple[int, Callable[[Any], Any]]]:
    """(position, function) of each field that needs one."""
    return [
        (at, special.get(kind, otherwise))
        for at, kind in enumerate(kinds)
        if kind in special or kind not in _SQL_TYPES
    ]
