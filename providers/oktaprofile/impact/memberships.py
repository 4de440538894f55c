"""Whom the group rules that read a changed attribute begin to match, and whom they match no longer.

Published (Okta's help, "Known issues of user types" and "Create group rules", read 2026-11-30): rules look at the
default user type only, they run when a profile is updated, and not for people who are pending or inactive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from oktaprofile.expression import ExpressionError, Value, compile_expression
from oktaprofile.impact.affected import Target
from oktaprofile.impact.effects import Result
from oktaprofile.impact.readers import reads
from oktaprofile.impact.rules import attributes_of
from oktaprofile.people.organization import Line, Organization
from oktaprofile.people.person import Person
from oktaprofile.people.surroundings import GROUP_RULE, Reading
from oktaprofile.plan.outcomes import UNDETERMINED

JOINS, LEAVES, OPEN = "joins", "leaves", "open"
_NOT_LOOKED_AT = frozenset({"STAGED", "PROVISIONED", "DEPROVISIONED"})
Moves = Counter[tuple[int, str]]
"""People by (the rule's index in `GroupRules.rules`, JOINS, LEAVES or OPEN: nobody can say)."""


class Rule(NamedTuple):
    """A group rule that reads `attributes` of what may change."""

    name: str
    expression: str
    attributes: frozenset[str]


class GroupRules:
    """The group rules that read what a change fills, ready to be asked about many people."""

    def __init__(
        self, targets: Sequence[Target], organization: Organization, readings: Iterable[Reading]
    ) -> None:
        self._type_id = organization.default_type
        self._names = {
            index: target.attribute
            for index, target in enumerate(targets)
            if target.app_id is None and target.type_id == self._type_id
        }
        found = (
            Rule(
                one.name,
                one.expression,
                frozenset(name for name in self._names.values() if reads(one.expression, name)),
            )
            for one in readings
            if one.kind == GROUP_RULE
        )
        self.rules = [rule for rule in found if rule.attributes]
        self._compiled = [_compiled(rule.expression) for rule in self.rules]

    def needed_user_attributes(self) -> set[str]:
        """The Okta user's attributes that the rules read."""
        return {name for rule in self.rules for name in attributes_of(Line(rule.expression))}

    def count(self, person: Person, results: Iterable[Result], moves: Moves) -> None:
        """Counts one person, by what the change gives them."""
        if person.type_id != self._type_id or person.status in _NOT_LOOKED_AT:
            return
        changed: dict[str, Any] = {}
        unknown: set[str] = set()
        for result in results:
            name = self._names.get(result.target)
            if name is None:
                continue
            if result.effect.outcome is UNDETERMINED:
                unknown.add(name)
            elif result.effect.value is not result.current:
                changed[name] = result.effect.value
        if not changed and not unknown:
            return
        after = {**person.profile, **changed}
        for index, rule in enumerate(self.rules):
            if not rule.attributes.isdisjoint(unknown):
                moves[index, OPEN] += 1
            elif not rule.attributes.isdisjoint(changed):
                did, does = (self._matches(index, profile) for profile in (person.profile, after))
                if did is None or does is None:
                    moves[index, OPEN] += 1
                elif did != does:
                    moves[index, JOINS if does else LEAVES] += 1

    def _matches(self, index: int, profile: Mapping[str, Any]) -> bool | None:
        """Whether a rule matches somebody; None where nothing published says so."""
        compiled = self._compiled[index]
        found = None if compiled is None else compiled.evaluate({"user": profile, "source": profile})
        return found.value if isinstance(found, Value) and isinstance(found.value, bool) else None


def _compiled(expression: str) -> Any:  # noqa: ANN401 - what compile_expression gives, or None
    try:
        return compile_expression(expression)
    except ExpressionError:
        return None
