"""The short way of nearly everybody: each attribute has one certain source, each value is a text that surely fits, and
what Okta pushes arrives.

It asks a third of what the whole chain (engine.py) asks. Whoever differs in anything takes the chain from its
beginning; a test holds both to the same results.
"""

from __future__ import annotations

from typing import Any

from oktaprofile.impact.downstream import Push, may_be_typed, was_refused
from oktaprofile.impact.effects import Effect, Result
from oktaprofile.impact.prepared import Prepared
from oktaprofile.impact.rules import Rule
from oktaprofile.impact.steps import Source, Step
from oktaprofile.people.organization import Organization
from oktaprofile.people.person import Person
from oktaprofile.plan.outcomes import UNCHANGED


class Straight:
    """The short way for people of one type with the same apps."""

    __slots__ = ("_held", "_push_sides", "_pushes", "_steps")

    def __init__(self, prepared: Prepared, after: Organization) -> None:
        self._steps: list[tuple[Step, str, str, Rule, Rule | None]] = []
        for step in prepared.steps:
            app_id, rule = step.after[0].app_id, step.after[0].rule
            assert rule is not None
            former = step.before[0].rule if step.comparable else None
            self._steps.append((step, app_id, after.apps[app_id].name, rule, former))
        self._pushes = [(push, push.rule) for push in prepared.pushes if push.rule is not None]
        self._push_sides = prepared.push_sides
        self._held = [(app_id, name) for app_id, names in prepared.held for name in names]

    def results(self, person: Person) -> list[Result] | None:
        """The results of somebody who is not deactivated; None where the chain has to decide."""
        present, apps = person.profile, person.apps
        found: list[Result] = []
        changed: dict[str, Any] = {}
        for step, app_id, name, rule, former in self._steps:
            app_user = apps[app_id]
            seen, current = app_user.profile, present.get(step.attribute)
            context = {"appuser": seen, "appUser": seen, "source": seen, name: seen, "user": present}
            effect = rule.sure(context, current)
            if effect is None or app_user.external_id is None:
                return None
            anyway = False
            if effect.value is not current:
                changed[step.attribute] = effect.value
                for sides in step.sides:
                    if not sides.fit(seen, present):
                        return None
                if former is not None:
                    without = former.sure(context, current)
                    if without is None:
                        return None
                    anyway = without.value == effect.value
            found.append(Result(step.target, effect, current, anyway=anyway))
        if changed:
            for app_id, name in self._held:
                if not apps[app_id].profile.get(name):
                    return None
        profile = {**present, **changed} if changed else present
        pushing = bool(changed)
        for push, rule in self._pushes:
            app_user = apps[push.app_id]
            current = app_user.profile.get(push.attribute)
            if app_user.external_id is None or app_user.status != "ACTIVE":
                return None
            if not (changed or push.line_changes):
                found.append(Result(push.target, Effect(UNCHANGED, current), current))
                continue
            context = {"user": profile, "source": profile, "appuser": app_user.profile}
            effect = rule.sure(context, current)
            if effect is None or (push.guarded and was_refused(push, person)):
                return None
            moves = effect.value is not current
            if moves and may_be_typed(push, person, current):
                return None
            waits = moves and not changed
            pushing = pushing or waits
            found.append(Result(push.target, effect, current, waits=waits))
        if pushing:
            for sides in self._push_sides:
                if not sides.fit(present, present):
                    return None
        return found


def straight(prepared: Prepared, after: Organization) -> Straight | None:
    """The short way for these people; None where the chain decides about every one of them."""
    if prepared.required or prepared.optional or prepared.redefined:
        return None
    if prepared.newly_sourced or prepared.at_once:
        return None
    if all(map(_is_sure, prepared.steps)) and all(map(_arrives, prepared.pushes)):
        return Straight(prepared, after)
    return None


def _is_sure(step: Step) -> bool:
    """Whether one source's line decides about the attribute, now (where that counts) and afterwards."""
    if step.special or not _may_be_asked(step.after):
        return False
    return not step.comparable or (_may_be_asked(step.before) and step.sources == (step.before[0].app_id,))


def _may_be_asked(side: tuple[Source, ...]) -> bool:
    return len(side) == 1 and side[0].rule is not None and not (side[0].stopped or side[0].values_in_doubt)


def _arrives(push: Push) -> bool:
    return push.rule is not None and not (
        push.doubt or push.is_source or push.hidden or push.at_once or push.lets_in
    )
