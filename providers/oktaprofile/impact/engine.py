"""One person through the chain, as an import after the change would take them.

    app user's profile -> the app that is the source of each attribute -> Okta user -> apps downstream

What it predicts is the next import of every app, with the app users' values that Okta has now. Where Okta
shows too little for that (the order of profile sources, values of attributes that do not exist yet, what no
page documents), the effect is undetermined, with the reason. It goes one round: what is pushed to an app and
comes back with a later import is named by `affected.feedback`.

Assumed, as in the embedded org: a deactivated user's profile is not updated by an import; an app user without
`externalId` is linked to nobody in the app, so no import updates it; updates are not pushed to the app that
they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oktaprofile.impact.affected import Target
from oktaprofile.impact.change import After
from oktaprofile.impact.downstream import Push, pushed, with_the_null
from oktaprofile.impact.effects import Effect, Result
from oktaprofile.impact.rules import Rule, attributes_of, ready
from oktaprofile.impact.sources import Candidates, candidates
from oktaprofile.impact.steps import Source, Step, same
from oktaprofile.impact.values import Values
from oktaprofile.people.organization import TO_APP, TO_OKTA, Organization, Place
from oktaprofile.people.person import AppUser, Person
from oktaprofile.plan.outcomes import (
    BLANKED,
    CHANGES,
    ERROR,
    LITERAL_NULL,
    NOT_AFFECTED,
    OVER_LENGTH,
    UNDETERMINED,
)

DEACTIVATED = "DEPROVISIONED"
_KEEPS = frozenset({ERROR, OVER_LENGTH, BLANKED})
_DEACTIVATED = "the user is deactivated"
_UNLINKED = "the app user is linked to nobody in the app"
_NO_SOURCE = "the value is edited in Okta: no app is its source for this user"
_ORDER = "two profile sources give different values, and their order is not visible in the API"


class Engine:
    """Predicts for one change. `targets` is what it predicts; results name them by index."""

    def __init__(
        self,
        before: Organization,
        after: After,
        targets: Sequence[Target],
        *,
        order: Sequence[str] = (),
        values: Values | None = None,
    ) -> None:
        """`order`: ids of profile sources, highest priority first, as far as somebody knows it."""
        self.targets = targets
        self._before = before
        self._after = after.organization
        self._doubts = after.doubts
        self._new: dict[str, frozenset[str]] = {}
        for app_id, name in after.new_attributes:
            self._new[app_id] = self._new.get(app_id, frozenset()) | {name}
        self._order = order
        self._values = values
        self._steps: dict[tuple[str, ...], tuple[list[Step], list[Push]]] = {}
        self._rules: dict[tuple[str, str, str, str, bool], Rule | None] = {}

    def needed_apps(self) -> set[str]:
        """The apps whose users have to be read: possible sources of a target, and the apps of targets."""
        needed = {target.app_id for target in self.targets if target.app_id is not None}
        for target in self.targets:
            if target.app_id is None:
                for organization in (self._before, self._after):
                    definition = organization.user_schemas.get(target.type_id, {}).get(target.attribute, {})
                    priority = (definition.get("master") or {}).get("priority") or ()
                    needed |= {str(one["value"]) for one in priority}
                needed |= set(self._before.profile_sources) | set(self._after.profile_sources)
        return {app_id for app_id in needed if app_id in self._after.apps}

    def needed_attributes(self) -> dict[str, set[str]]:
        """By app id, the app user's attributes that may be looked at: what the lines read, under whatever name
        of the profile, and the targets downstream; the user name where a values file goes by it."""
        needed: dict[str, set[str]] = {app_id: set() for app_id in self.needed_apps()}
        if self._values is not None:
            needed.setdefault(self._values.app_id, set()).update({"userName", *self._values.attributes})
        for target in self.targets:
            names = {target.attribute} if target.app_id is not None else set()
            for app_id, lines in target.expressions.items():
                read = {name for line in lines for name in attributes_of(line)}
                needed.setdefault(app_id, set()).update(names | read)
        return needed

    def person(self, person: Person) -> list[Result]:
        """The effects on one person, for the targets of their user type."""
        key = (person.type_id, *person.apps)
        steps = self._steps.get(key)
        if steps is None:
            steps = self._steps[key] = self._prepare(person.type_id, frozenset(person.apps))
        okta_steps, pushes = steps
        if person.status == DEACTIVATED:
            return [
                *(_deactivated(step.target, person.profile.get(step.attribute)) for step in okta_steps),
                *(
                    _deactivated(push.target, person.apps[push.app_id].profile.get(push.attribute))
                    for push in pushes
                ),
            ]
        results: list[Result] = []
        contexts: dict[str, tuple[dict[str, Any], dict[str, Any] | None]] = {}
        changed: dict[str, Any] = {}
        came_from: dict[str, Candidates] = {}
        unknown: set[str] = set()
        untouched: set[str] = set()
        nulled: set[str] = set()
        for step in okta_steps:
            current = person.profile.get(step.attribute)
            if step.doubt:
                results.append(Result(step.target, Effect(UNDETERMINED, current, step.doubt), current))
                unknown.add(step.attribute)
                continue
            if step.fixed:
                results.append(Result(step.target, Effect(NOT_AFFECTED, current, step.fixed), current))
                untouched.add(step.attribute)
                continue
            if len(step.after) == 1:
                effect = self._from_app(step.after[0], person, contexts, current)
            else:
                effect = self._agreed(step.after, person, contexts, current)
            anyway = False
            if effect.outcome is LITERAL_NULL:
                nulled.add(step.attribute)
            if effect.value is not current:
                # Also "" where nothing ever was: no change that counts, but Okta pushes.
                changed[step.attribute] = effect.value
                came_from[step.attribute] = step.sources
                if step.comparable and effect.outcome in CHANGES:
                    former = self._agreed(step.before, person, contexts, current)
                    anyway = former.outcome in CHANGES and former.value == effect.value
            elif effect.outcome is UNDETERMINED:
                unknown.add(step.attribute)
            elif effect.outcome is NOT_AFFECTED:
                untouched.add(step.attribute)
            results.append(Result(step.target, effect, current, anyway=anyway))
        for push in pushes:
            result = pushed(push, person, changed, came_from, unknown, untouched)
            results.append(with_the_null(push, result, nulled) if nulled else result)
        return results

    # to Okta

    def _prepare(self, type_id: str, assigned: frozenset[str]) -> tuple[list[Step], list[Push]]:
        steps: list[Step] = []
        pushes: list[Push] = []
        for index, target in enumerate(self.targets):
            if target.type_id != type_id:
                continue
            if target.app_id is None:
                steps.append(self._step(index, target, assigned))
            elif target.app_id in assigned:
                rule = self._rule(self._after, target.app_id, type_id, TO_APP, target.attribute)
                doubt = self._doubts.get((type_id, target.app_id, target.attribute), "")
                pushes.append(
                    Push(index, target.attribute, target.app_id, rule, target.line_changes, False, doubt)
                )
        sources = {app_id for step in steps for app_id in step.sources}
        return steps, [push._replace(is_source=push.app_id in sources) for push in pushes]

    def _step(self, index: int, target: Target, assigned: frozenset[str]) -> Step:
        sides = []
        for organization in (self._before, self._after):
            definition = organization.user_schemas.get(target.type_id, {}).get(target.attribute, {})
            found = candidates(definition, assigned, organization.profile_sources, self._order)
            sides.append(
                tuple(
                    self._source(
                        app_id, self._rule(organization, app_id, target.type_id, TO_OKTA, target.attribute)
                    )
                    for app_id in found
                )
            )
        before, after = sides
        fixed = ""
        if not after:
            fixed = _NO_SOURCE
        elif all(one.rule is None for one in after):
            fixed = f"its source maps nothing to it: {self._labels(after)}"
        elif same(before, after):
            fixed = f"another source has priority: {self._labels(after)}"
        sources = tuple(one.app_id for one in after)
        comparable = bool(before) and all(one.rule is not None for one in before)
        doubt = self._doubts.get((target.type_id, None, target.attribute), "")
        return Step(index, target.attribute, before, after, sources, comparable, fixed, doubt)

    def _source(self, app_id: str, rule: Rule | None) -> Source:
        app = self._after.apps[app_id]
        stopped = ""
        if rule is None:
            stopped = f"its source maps nothing to it: {app.label}"
        elif not app.imports:
            stopped = f"{app.label} imports no profile updates"
        in_file = self._values is not None and self._values.app_id == app_id
        new = self._new.get(app_id, frozenset())
        return Source(app_id, rule, stopped, in_file or (rule is not None and not rule.reads.isdisjoint(new)))

    def _labels(self, side: tuple[Source, ...]) -> str:
        return " or ".join(self._after.label(one.app_id) for one in side)

    def _rule(self, org: Organization, app_id: str, type_id: str, direction: str, target: str) -> Rule | None:
        key = (app_id, type_id, direction, target, org is self._after)
        if key not in self._rules:
            lines = org.mappings.get(Place(app_id, type_id, direction), {})
            schema = org.user_schemas.get(type_id) if direction == TO_OKTA else org.app_schemas.get(app_id)
            self._rules[key] = ready(lines, target, schema or {}, direction, org.apps[app_id].name)
        return self._rules[key]

    def _agreed(
        self,
        side: tuple[Source, ...],
        person: Person,
        contexts: dict[str, tuple[dict[str, Any], dict[str, Any] | None]],
        current: object,
    ) -> Effect:
        """The effect of the source; of several possible ones what they agree on."""
        effects = [self._from_app(one, person, contexts, current) for one in side]
        if not effects:
            return Effect(NOT_AFFECTED, current, _NO_SOURCE)
        first = effects[0]
        for other in effects[1:]:
            if UNDETERMINED in (first.outcome, other.outcome):
                return next(one for one in effects if one.outcome is UNDETERMINED)
            if other.value != first.value or type(other.value) is not type(first.value):
                return Effect(UNDETERMINED, current, _ORDER)
        # Different reasons to keep a value: the one that is a problem counts.
        return next((one for one in effects if one.outcome in _KEEPS), first)

    def _from_app(
        self,
        source: Source,
        person: Person,
        contexts: dict[str, tuple[dict[str, Any], dict[str, Any] | None]],
        current: object,
    ) -> Effect:
        app_id, rule, stopped, values_in_doubt = source
        app_user = person.apps[app_id]
        if rule is None:
            return Effect(NOT_AFFECTED, current, stopped)
        if app_user.external_id is None:
            return Effect(NOT_AFFECTED, current, _UNLINKED)
        if stopped:
            return Effect(NOT_AFFECTED, current, stopped)
        found = contexts.get(app_id)
        if found is None:
            found = contexts[app_id] = self._context(app_id, person, app_user)
        context, profile = found
        if values_in_doubt:
            missing = self._unknown_values(app_id, rule, profile)
            if missing:
                return Effect(UNDETERMINED, current, missing)
        return rule.effect(context, profile or app_user.profile, current)

    def _context(
        self, app_id: str, person: Person, app_user: AppUser
    ) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """What an expression sees; the second is None for somebody who is missing in the values file."""
        source: dict[str, Any] | None = app_user.profile
        if self._values is not None and self._values.app_id == app_id:
            source = self._values.of(person.id, app_user)
        seen = app_user.profile if source is None else source
        context: dict[str, Any] = {
            "appuser": seen,
            "appUser": seen,
            "source": seen,
            self._after.apps[app_id].name: seen,
            "user": person.profile,
        }
        return context, source

    def _unknown_values(self, app_id: str, rule: Rule, source: dict[str, Any] | None) -> str:
        """Why the values that a rule reads are not known; "" when they are."""
        given = self._values.attributes if self._values and self._values.app_id == app_id else frozenset()
        if source is None and rule.reads & given:
            return "the values file has no row for this user"
        missing = sorted((rule.reads & self._new.get(app_id, frozenset())) - given)
        if missing:
            are = "is a new attribute: it has" if len(missing) == 1 else "are new attributes: they have"
            return f"{', '.join(missing)} {are} no values until an import (give them with --values)"
        return ""


def _deactivated(target: int, current: object) -> Result:
    return Result(target, Effect(NOT_AFFECTED, current, _DEACTIVATED), current)
