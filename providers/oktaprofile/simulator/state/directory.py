"""What an app itself knows about people, outside Okta: the source of an import and the target of a push."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.database import encoded
from oktaprofile.simulator.state.table import Table


@dataclass
class Entry:
    """One person in an app's own directory. `user_id` is the Okta user linked to it, None while it isn't imported.

    `attributes` are named as the app names them (`directNumber`, `extensionNumber`, `telephoneNumber`): the external
    names of app schema properties. Only what has a value is there. Whether any of it reaches Okta is up to the app's
    schema: an attribute that the schema does not have is not imported.
    """

    app_id: str
    external_id: str
    user_id: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


class Directory(Table[Entry]):
    """Entries by app and external id; those of one app are read by ascending external id."""

    row, name, key = Entry, "directory", ("app_id", "external_id")

    def some(self, app_id: str, external_ids: Iterable[str]) -> dict[str, Entry]:
        """The app's entries with these external ids, by external id."""
        condition = "app_id = ? AND external_id IN (SELECT value FROM json_each(?))"
        return {one.external_id: one for one in self.where(condition, app_id, encoded(list(external_ids)))}
