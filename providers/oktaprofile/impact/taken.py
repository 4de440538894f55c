"""Values that one person alone may have: logins, and attributes that a user type declares unique.

Published (read 2026-11-30): a duplicate in a unique attribute makes the import of those users fail, over all user types
that declare it unique (Okta's help, "About custom uniqueness"); a user name is taken by a deactivated user, too (Okta
support, "This choice creates a conflict"), and by one that differs in case or diacritical marks only (Okta's user
reference, "Okta login"). Who of several people that get one value comes first is not published: all
are refused.

It takes a look at everybody before the prediction, and is only done where the change fills such an attribute. Values
are kept as hashes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from unicodedata import combining, normalize

from oktaprofile.expression.fits import LOGIN
from oktaprofile.impact.effects import Doubtful, Effect, Result
from oktaprofile.people.organization import Organization
from oktaprofile.people.person import Person
from oktaprofile.plan.outcomes import CHANGES, REFUSED, UNDETERMINED

SEVERAL = "people would get one value of a unique attribute"
Key = tuple[str, str]  # user type's id, attribute


def alone(organization: Organization, attribute: str) -> set[str]:
    """The user types in which an attribute's value is one person's alone."""
    return {
        type_id
        for type_id, schema in organization.user_schemas.items()
        if attribute == LOGIN or schema.get(attribute, {}).get("unique") not in (None, False, "NOT_UNIQUE")
    }


def folded(attribute: str, value: object) -> object:
    """What is compared: logins whatever their case and diacritical marks."""
    if attribute != LOGIN or not isinstance(value, str):
        return value
    folded_case = value.casefold()
    if folded_case.isascii():
        return folded_case
    return "".join(one for one in normalize("NFD", folded_case) if not combining(one))


class _Hashes:
    """How often each was added: 8 bytes each time. Only after `sort`."""

    def __init__(self) -> None:
        self._rows = array("q")

    def add(self, one: int) -> None:
        self._rows.append(one)

    def sort(self) -> None:
        self._rows = array("q", sorted(self._rows))

    def __getitem__(self, one: int) -> int:
        first = bisect_left(self._rows, one)
        return bisect_right(self._rows, one, first) - first


class Taken:
    """Who has which value now, and who would get which. `targets`: by index, the attributes that the change fills."""

    def __init__(self, targets: Mapping[int, Key], organization: Organization) -> None:
        self._targets = targets
        self._types = {attribute: alone(organization, attribute) for _, attribute in targets.values()}
        self._held = _Hashes()
        self._given_up = _Hashes()  # or may be: of whoever is undetermined nobody knows
        self._wanted = _Hashes()

    def look(self, person: Person, results: Iterable[Result] = ()) -> None:
        """Counts what somebody has, and what they would get."""
        for attribute, types in self._types.items():
            value = person.profile.get(attribute)
            if person.type_id in types and value not in (None, ""):
                self._held.add(_hash(attribute, value))
        for result in results:
            attribute = self._targets.get(result.target, ("", ""))[1]
            outcome, value, current = result.effect.outcome, result.effect.value, result.current
            changes = outcome in CHANGES and value is not current
            if not attribute or not (changes or outcome is UNDETERMINED):
                continue
            new, old = _hash(attribute, value), _hash(attribute, current)
            if outcome is UNDETERMINED or new != old:
                self._given_up.add(old)
            if changes and new != old and value not in (None, ""):
                self._wanted.add(new)

    def sort(self) -> None:
        """Once everybody was looked at, before `effect` is asked."""
        for one in (self._held, self._given_up, self._wanted):
            one.sort()

    def effect(self, attribute: str, effect: Effect, current: object) -> Effect:
        """The effect of a new value, refused where it is or will be somebody else's."""
        if effect.outcome not in CHANGES or effect.value in (None, ""):
            return effect
        new = _hash(attribute, effect.value)
        if new == _hash(attribute, current):
            return effect
        if self._wanted[new] > 1:
            return Effect(REFUSED, current, f"{self._wanted[new]:,} {SEVERAL}")
        if self._held[new] > self._given_up[new]:
            return Effect(REFUSED, current, "another user has it, and it is unique")
        if self._held[new]:
            return Doubtful(UNDETERMINED, current, "another user has it, and may get another one in time")
        return effect


def _hash(attribute: str, value: object) -> int:
    value = folded(attribute, value)
    return hash((attribute, value if isinstance(value, (str, int, float)) else str(value)))
