"""One person through the chain, as an import after the change would take them.

    app user's profile -> the app that is the source of each attribute -> Okta user -> apps downstream

What it predicts is the next import of every app, with the app users' values that Okta has now. Where Okta
shows too little for that (the order of profile sources, values of attributes that do not exist yet, what no
page documents), the effect is undetermined, with the reason. It goes one round: what is pushed to an app and
comes back with a later import is named by `affected.feedback`.

Assumed, as in the embedded org: a deactivated user's profile is not updated by an import (row 32); an app user without
`externalId` is linked to nobody in the app, so no import updates it (row 36); updates are not pushed to the app that
they come from (row 37).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oktaprofile.impact.affected import Target
from oktaprofile.impact.arrival import with_arrival
from oktaprofile.impact.change import After
from oktaprofile.impact.downstream import (
    UNLINKED,
    if_typed,
    let_in,
    moved_by,
    pushed,
    with_the_null,
)
from oktaprofile.impact.effects import Doubtful, Effect, Result, gone
from oktaprofile.impact.prepare import NO_SOURCE, Preparation
from oktaprofile.impact.prepared import Prepared
from oktaprofile.impact.rules import Rule
from oktaprofile.impact.steps import Source, Step
from oktaprofile.impact.straight import Straight, straight
from oktaprofile.impact.taken import Taken
from oktaprofile.impact.updates import Contexts, WholeUpdates
from oktaprofile.impact.values import Values
from oktaprofile.impact.whole import Refused, Sides, set_free, settled
from oktaprofile.people.organization import TO_OKTA, Organization
from oktaprofile.people.person import AppUser, Person
from oktaprofile.plan.outcomes import (
    BLANKED,
    CHANGES,
    ERROR,
    NOT_AFFECTED,
    REFUSALS,
    SKIPPED,
    UNDETERMINED,
)

DEACTIVATED = "DEPROVISIONED"
_KEEPS = frozenset({ERROR, BLANKED, *REFUSALS})
_STOPS = REFUSALS | {UNDETERMINED}
_MOST_KINDS = 1000
"""Sets of apps that are kept ready. With hundreds of apps nearly everybody has one of their own."""
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
        self.preparation = Preparation(before, after, targets, order, values)
        self._whole = WholeUpdates(after.organization)
        self.taken: Taken | None = None
        self.after = after.organization
        self._values = values
        self._prepared: dict[tuple[str, ...], tuple[Prepared, Straight | None]] = {}
        self.seen: set[str] = set()  # ids of the user types and the apps of those who were predicted

    @property
    def refused(self) -> Refused:
        """Whose update is refused, among those who were predicted since it was set."""
        return self._whole.refused

    @refused.setter
    def refused(self, refused: Refused) -> None:
        self._whole.refused = refused

    def person(self, person: Person) -> list[Result]:
        """The effects on one person, for the targets of their user type."""
        key = (person.type_id, *person.apps)
        found = self._prepared.get(key)
        if found is None:
            self.seen.update(key)
            if len(self._prepared) >= _MOST_KINDS:
                self._prepared.clear()
            prepared = self.preparation.prepare(person.type_id, frozenset(person.apps))
            found = self._prepared[key] = prepared, straight(prepared, self.after)
        prepared, short_way = found
        if short_way is not None and person.status != DEACTIVATED:
            results = short_way.results(person)
            if results is not None:
                return results
        return self.chain(prepared, person)

    def chain(self, prepared: Prepared, person: Person) -> list[Result]:
        """The same, whatever is special about a person."""
        okta_steps, pushes, push_sides = prepared.steps, prepared.pushes, prepared.push_sides
        if person.status == DEACTIVATED:
            return prepared.deactivated(person)
        if prepared.newly_sourced:
            self._whole.refused.newly_sourced += 1
        results: list[Result] = []
        contexts: Contexts = {}
        troubled = False
        checked: tuple[Sides, ...] = ()
        leaving: set[str] = set()
        freed: set[str] | None = None
        for step in okta_steps:
            current = person.profile.get(step.attribute)
            former = None
            if step.special:
                if step.deleted:
                    results.append(gone(step.target, current))
                    continue
                if step.guarded:
                    for one in step.before:  # which of several is the source nobody knows
                        former = self._from_app(one, person, contexts, current)
                        if former.outcome in REFUSALS or type(former) is Doubtful:
                            freed = (freed or set()) | {one.app_id}
                    if len(step.before) > 1:
                        former = None
                effect = self._special(step, person, contexts, current)
            else:
                effect = self._from_app(step.after[0], person, contexts, current)
            anyway = False
            if effect.value is not current:
                if step.sides is not checked:
                    checked = step.sides
                    for sides in checked:
                        troubled = troubled or not sides.fit(
                            contexts[sides.app_id][0]["source"], person.profile
                        )
                if step.comparable and effect.outcome in CHANGES:
                    former = former or self._agreed(step.before, person, contexts, current)
                    anyway = former.outcome in CHANGES and former.value == effect.value
            elif effect.outcome in REFUSALS or type(effect) is Doubtful:
                troubled = True
            results.append(Result(step.target, effect, current, anyway=anyway))
        if prepared.optional:
            results, taken_in = self._whole.taken_in(prepared, person, results)
            freed = freed | taken_in if freed else taken_in
            troubled = troubled or bool(taken_in)
        moved = moved_by(okta_steps, results)
        nulled = moved[4]
        if prepared.required:
            results, leaving = self._whole.skipped(prepared, person, results, self.preparation.new)
            moved = moved_by(okta_steps, results)
        changed = bool(moved[0])
        held = self._whole.held(prepared, moved, contexts) if changed and prepared.held else {}
        if troubled or held or prepared.redefined:
            troubles = self._whole.of_okta(prepared, person, results, moved, contexts, held)
            if troubles:
                certain = self._whole.refused.note(TO_OKTA, person.id, troubles)
                freed = freed and freed - certain
                results = [
                    settled(result, step.sources, troubles)
                    for step, result in zip(okta_steps, results, strict=True)
                ]
                moved = moved_by(okta_steps, results)
                leaving |= {app_id for app_id in certain if troubles[app_id].outcome is SKIPPED}
        if leaving:
            results = self._whole.leaving(okta_steps, results, leaving)
            moved = moved_by(okta_steps, results)
        stopped = False
        for push in pushes:
            result = if_typed(push, pushed(push, person, moved), person)
            if nulled:
                result = with_the_null(push, result, nulled)
            results.append(result)
            if result.effect.outcome in _STOPS:
                stopped = True
        if changed or (
            prepared.waiting and any(one.waits or one.at_once for one in results[len(okta_steps) :])
        ):
            for sides in push_sides:
                stopped = stopped or not sides.fit(person.profile, person.profile)
        if stopped:
            results = self._whole.pushed(prepared, person, results, everywhere=changed)
        if prepared.lets_in:
            steps = len(okta_steps)
            results = [*results[:steps], *let_in(pushes, results[steps:])]
        through = self._whole.let_through(pushes, person, results[len(okta_steps) :])
        self._whole.refused.freed += bool(freed) or through
        if freed:
            results = [
                set_free(result, sources, freed)
                for result, sources in zip(results, prepared.sources(), strict=True)
            ]
        return with_arrival(prepared, results) if prepared.at_once else results

    # to Okta

    def _special(self, step: Step, person: Person, contexts: Contexts, current: object) -> Effect:
        """The effect of a step that not simply one source's line decides."""
        if step.doubt:
            return step.unknown(current)
        if step.fixed:
            return Effect(NOT_AFFECTED, current, step.fixed)
        effect = self._agreed(step.after, person, contexts, current, step.outside or _ORDER)
        if step.outside:
            if effect.outcome in REFUSALS:
                return Doubtful(UNDETERMINED, current, step.outside)
            return effect if effect.value is current else Effect(UNDETERMINED, current, step.outside)
        if self.taken is not None and step.alone:
            return self.taken.effect(step.attribute, effect, current)
        return effect

    def _agreed(
        self,
        side: tuple[Source, ...],
        person: Person,
        contexts: Contexts,
        current: object,
        differ: str = _ORDER,
    ) -> Effect:
        """The effect of the source; of several possible ones what they agree on. `differ`: the reason where they do."""
        effects = [self._from_app(one, person, contexts, current) for one in side]
        if not effects:
            return Effect(NOT_AFFECTED, current, NO_SOURCE)
        first = effects[0]
        for other in effects[1:]:
            unsure = UNDETERMINED in (first.outcome, other.outcome)
            if unsure or other.value != first.value or type(other.value) is not type(first.value):
                reason = next((one.reason for one in effects if one.outcome is UNDETERMINED), differ)
                refuses = any(one.outcome in REFUSALS or type(one) is Doubtful for one in effects)
                return (Doubtful if refuses else Effect)(UNDETERMINED, current, reason)
        # Different reasons to keep a value: the one that is a problem counts.
        return next((one for one in effects if one.outcome in _KEEPS), first)

    def _from_app(
        self,
        source: Source,
        person: Person,
        contexts: Contexts,
        current: object,
    ) -> Effect:
        app_id, rule, stopped, unmapped, values_in_doubt = source
        app_user = person.apps[app_id]
        if rule is None:
            if unmapped and current not in (None, ""):
                return Effect(UNDETERMINED, current, unmapped)
            return Effect(NOT_AFFECTED, current, stopped)
        if app_user.external_id is None:
            return Effect(NOT_AFFECTED, current, UNLINKED)
        if stopped:
            return Effect(NOT_AFFECTED, current, stopped)
        found = contexts.get(app_id)
        if found is None:
            found = contexts[app_id] = self._context(app_id, person, app_user)
        context, profile = found
        if values_in_doubt:
            missing = self._unknown_values(app_id, rule, profile)
            if missing:
                return rule.unknown(current, missing)
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
            self.after.apps[app_id].name: seen,
            "user": person.profile,
        }
        return context, source

    def _unknown_values(self, app_id: str, rule: Rule, source: dict[str, Any] | None) -> str:
        """Why the values that a rule reads are not known; "" when they are."""
        given = self._values.attributes if self._values and self._values.app_id == app_id else frozenset()
        if source is None and rule.reads & given:
            return "the values file has no row for this user"
        missing = sorted((rule.reads & self.preparation.new.get(app_id, frozenset())) - given)
        if missing:
            are = "is a new attribute: it has" if len(missing) == 1 else "are new attributes: they have"
            return f"{', '.join(missing)} {are} no values until an import (give them with --values)"
        return ""
