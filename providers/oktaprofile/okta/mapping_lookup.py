"""Mapping rows by app, direction and user type. Okta makes one row for each; its id is known to Okta alone.

A look-up lists the app's rows in one direction, whatever the user type: so it waits for no user type's id. In a small
org one list of all rows serves every look-up of the process.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from oktaprofile.okta.errors import MappingNotFound, NotFound
from oktaprofile.okta.operations import LIST_PROFILE_MAPPINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from oktaprofile.okta.document import Document
    from oktaprofile.okta.org import Org
    from oktaprofile.okta.shapes import Direction
    from oktaprofile.okta.shared_read import SharedRead

PAGE_LIMIT = 200
# With so many apps all their rows (two for each user type) are likely to be on one page.
SMALL_ORG_APPLICATIONS = 50


class MappingLookup:
    """The look-ups of one org."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._ids: dict[tuple[str, str], str] = {}  # (source, target) -> the row's id, of all that was read
        self._likely: dict[tuple[str, str], str] = {}  # the same as a state says, which may be out of date

    def find(
        self, app_id: str, direction: Direction, user_type: str | None, mapping_id: str | None
    ) -> Document:
        """See `Org.mapping`."""
        self._org.ahead.mapping(app_id, direction, user_type, mapping_id)
        sides = _sides(app_id, direction, self._org.user_type(user_type).id)
        likely = mapping_id or self._likely.get(sides)
        if likely is not None and sides not in self._ids:
            self._likely[sides] = likely
            with suppress(NotFound):  # Okta made a new row: the list finds it
                self.note([self._org.mapping_row(likely).read()])
        if sides not in self._ids:
            self.rows(app_id, direction).any_age()
        if sides not in self._ids:
            self._ids[sides] = self._listed(*sides)
        return self._org.mapping_row(self._ids[sides])

    def expect(self, app_id: str, direction: Direction, type_id: str, mapping_id: str) -> None:
        """Notes the row of a state, before anything is asked: who looks for that row reads it and lists nothing."""
        self.expect_between(*_sides(app_id, direction, type_id), mapping_id)

    def expect_between(self, source_id: str, target_id: str, mapping_id: str) -> None:
        """The same by the ids of both ends."""
        self._likely.setdefault((source_id, target_id), mapping_id)

    def of_app(self, app_id: str, *, read: bool = False) -> dict[str, tuple[str, str]]:
        """id -> (source, target) of an app's rows as far as they are known; `read`: of those that were read. Calls
        nothing."""
        return {
            row_id: sides
            for sides, row_id in list(self._ids.items())
            if app_id in sides and not (read and self._org.mapping_row(row_id).shared.value is None)
        }

    def expects(self, app_id: str, direction: Direction) -> bool:
        """Whether the state named a row of this app, whatever the user type."""
        side = 0 if direction == "to_okta" else 1
        return any(sides[side] == app_id for sides in list(self._likely))

    def now(self, app_id: str, direction: Direction, type_id: str) -> Document | None:
        """The row as far as its id is known, or expected. Calls nothing."""
        sides = _sides(app_id, direction, type_id)
        row_id = self._ids.get(sides) or self._likely.get(sides)
        return None if row_id is None else self._org.mapping_row(row_id)

    def rows(self, end: str, direction: Direction) -> SharedRead[list[dict[str, Any]]]:
        """The read that makes the ids of an app's (or a user type's) rows known; it may read more than those."""
        side = "source_id" if direction == "to_okta" else "target_id"
        some = self._org.shared(("mappings", side, end), lambda: self._list(**{side: end}))
        if some.asked:
            return some
        return self._every if self._every.asked or self._org.apps.are_few(SMALL_ORG_APPLICATIONS) else some

    @property
    def _every(self) -> SharedRead[list[dict[str, Any]]]:
        return self._org.shared("mappings", self._list)

    def _list(self, **sides: str) -> list[dict[str, Any]]:
        rows = list(self._org.client.list_profile_mappings(**sides, limit=PAGE_LIMIT))
        self.note(rows)
        return rows

    def begin_all_of_a_small_org(self) -> None:
        """Begins the list of all rows where the page of apps that came shows a small org."""
        if self._org.apps.were_few(SMALL_ORG_APPLICATIONS):
            self._org.ahead.begin(self._every)

    def every(self) -> list[dict[str, Any]]:
        """All rows of the org, without their properties."""
        rows = list(self._org.client.list_profile_mappings(limit=PAGE_LIMIT))
        self.note(rows)
        return rows

    def of(self, end: str) -> list[dict[str, Any]]:
        """The rows of an app, or of a user type, in both directions, without their properties."""
        for read in self.reads_of(end):
            self._org.ahead.begin(read)
        return rows_with(end, [read.any_age() for read in self.reads_of(end)])

    def reads_of(self, end: str) -> list[SharedRead[list[dict[str, Any]]]]:
        """The reads behind `of`."""
        return [self.rows(end, "to_okta"), self.rows(end, "to_app")]

    def note(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Remembers which rows join what."""
        self._ids.update({(row["source"]["id"], row["target"]["id"]): row["id"] for row in rows})

    def _listed(self, source_id: str, target_id: str) -> str:
        """Asked anew: Okta makes the rows of a new app in its own time."""
        rows = self._org.client.list_profile_mappings(source_id, target_id, limit=PAGE_LIMIT)
        for row in rows:
            return str(row["id"])
        raise MappingNotFound(
            f"Okta has no mapping from {source_id} to {target_id}.",
            operation=LIST_PROFILE_MAPPINGS.id,
            next_step="Check the app and the direction: not every app maps both ways.",
        )


def rows_with(end: str, lists: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Each row of the lists that has this id on one of its sides, once."""
    found = {row["id"]: row for rows in lists for row in rows}
    return [row for row in found.values() if end in (row["source"]["id"], row["target"]["id"])]


def _sides(app_id: str, direction: Direction, type_id: str) -> tuple[str, str]:
    return (app_id, type_id) if direction == "to_okta" else (type_id, app_id)
