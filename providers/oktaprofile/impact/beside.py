"""The lines that run beside the targets, as far as their values may be refused: they decide whether any arrives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from oktaprofile.expression.fits import LOGIN
from oktaprofile.expression.kinds import Schema
from oktaprofile.impact.rules import Rule, gives_text
from oktaprofile.impact.sources import candidates, overridden_without
from oktaprofile.impact.taken import alone
from oktaprofile.impact.whole import Side, Sides, side
from oktaprofile.people.organization import TO_OKTA, MappingKey, Organization, schema_document

Judged = Collection[tuple["str | None", str]]
"""(app's id or None for Okta, attribute) of what is predicted: a line for it is none beside it."""


class Beside:
    """The lines of an org after a change, for people of a user type who are assigned to the same apps."""

    def __init__(
        self,
        after: Organization,
        order: Sequence[str],
        rule_of: Callable[[Organization, str, str, str, str], Rule | None],
        unknown: Callable[[str], frozenset[str]],
    ) -> None:
        """`order`: ids of profile sources, as far as it is known; `rule_of`: the rule by app, type, direction and
        target; `unknown`: the attributes of an app's users that nobody has a value of yet."""
        self._after = after
        self._order = order
        self._sources = after.profile_sources
        self._rule_of = rule_of
        self._unknown = unknown
        self._texts: dict[tuple[str, str, str | None], bool] = {}
        self._schemas: dict[tuple[str, str], Schema] = {}

    def of_apps(
        self,
        apps: Iterable[str],
        type_id: str,
        direction: str,
        assigned: Collection[str],
        judged: Judged,
    ) -> list[Sides]:
        """By app, ready to be looked at for every person who changes."""
        found = ((id_, self.lines(id_, type_id, direction, assigned, judged)) for id_ in sorted(apps))
        address = not self._after.user_schemas.get(type_id, {}).get(LOGIN, {}).get("pattern")
        return [Sides(app_id, lines, address) for app_id, lines in found if lines]

    def lines(
        self, app_id: str, type_id: str, direction: str, assigned: Collection[str], judged: Judged
    ) -> list[Side]:
        """An app's lines beside the `judged` ones."""
        after, to_okta = self._after, direction == TO_OKTA
        found = []
        for name in sorted(after.mappings.get(MappingKey(app_id, type_id, direction), {})):
            if (None if to_okta else app_id, name) in judged or name == "userName":
                continue
            rule = self._rule_of(after, app_id, type_id, direction, name)
            if rule is None or (to_okta and not rule.reads.isdisjoint(self._unknown(app_id))):
                continue
            definition = after.user_schemas.get(type_id, {}).get(name, {})
            possible = candidates(definition, assigned, self._sources, self._order)
            if to_okta and app_id not in possible:
                continue
            certain = not to_okta or (len(possible) == 1 and not overridden_without(definition, assigned))
            made = self.line(app_id, type_id, rule, certain=certain, direction=direction)
            if made is not None:
                found.append(made)
        return found

    def line(
        self, app_id: str, type_id: str, rule: Rule, *, certain: bool, direction: str = TO_OKTA
    ) -> Side | None:
        """One line; None where nothing that it gives is refused."""
        after, to_okta = self._after, direction == TO_OKTA
        source = (after.app_schemas.get(app_id) if to_okta else after.user_schemas.get(type_id)) or {}
        of = app_id if to_okta else type_id
        if (of, direction) not in self._schemas:
            self._schemas[of, direction] = Schema(schema_document(source))
        key = (of, direction, rule.line.expression)
        if key not in self._texts:
            self._texts[key] = gives_text(rule.line, direction, self._schemas[of, direction])
        alone_ = to_okta and type_id in alone(after, rule.target)
        handed_on = source.get(rule.bare) or {}
        return side(rule, handed_on, certain=certain, text=self._texts[key], alone=alone_)
