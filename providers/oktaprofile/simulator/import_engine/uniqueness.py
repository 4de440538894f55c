"""Values that one user alone may have: logins, and what a schema declares unique.

Published: unique values share one namespace over all user types that declare the attribute unique, and a duplicate
makes the import of those users fail (Okta's help, "About custom uniqueness"); a user name counts as taken by a
deactivated user, too (Okta support, "This choice creates a conflict"). Both read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterable

from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.formats import LOGIN
from oktaprofile.simulator.state.users import User


class Uniqueness:
    """Who has which unique value, during one batch of an import. Asked for what was not looked up yet, it looks it
    up."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._types: dict[str, list[str]] = {}
        self._holders: dict[str, dict[object, str]] = {}

    def taken(self, user: User, profile: dict[str, object], changed: Iterable[str]) -> str | None:
        """The first of the changed attributes whose value somebody else has; None if there is none."""
        for name in changed:
            value = profile.get(name)
            if value in (None, ""):
                continue
            if name == LOGIN:
                if self._org.users.taken_by(str(value)) not in (None, user.id):
                    return name
            elif user.type_id in self._declared(name) and self._of(name).get(value, user.id) != user.id:
                return name
        return None

    def note(self, user: User, before: dict[str, object]) -> None:
        """The user has another profile than `before`: the next one must see what is taken."""
        for name, holders in self._holders.items():
            if holders.get(before.get(name)) == user.id:
                del holders[before.get(name)]
            if user.profile.get(name) not in (None, ""):
                holders[user.profile[name]] = user.id

    def _declared(self, name: str) -> list[str]:
        """The user types that declare an attribute unique."""
        if name not in self._types:
            schemas = {one.id: self._org.schemas.user(one.id) for one in self._org.user_types.all()}
            self._types[name] = [
                type_id
                for type_id, schema in schemas.items()
                if schema and (schema.property(name) or {}).get("unique")
            ]
        return self._types[name]

    def _of(self, name: str) -> dict[object, str]:
        if name not in self._holders:
            self._holders[name] = self._org.users.holders(name, self._declared(name))
        return self._holders[name]
