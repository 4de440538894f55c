"""Of one person, the updates that one value refuses whole: from an app to Okta, and from Okta to an app (see whole.py).

It is asked only about people of whom a value may be refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from oktaprofile.impact.downstream import Moved, Push, was_refused
from oktaprofile.impact.effects import NONE, Doubtful, Effect, Following, Result
from oktaprofile.impact.prepared import Prepared
from oktaprofile.impact.steps import Step
from oktaprofile.impact.whole import Refused, Trouble, settled, trouble, worse
from oktaprofile.people.organization import TO_APP, TO_OKTA, Organization
from oktaprofile.people.person import Person
from oktaprofile.plan.outcomes import REFUSALS, SKIPPED, UNDETERMINED

TAKEN_IN = "skip them until now for want of what is not required any more: what the app has comes, too"
_STOPPED = REFUSALS | {UNDETERMINED}
_TWICE = "it is applied with the change, and a later push is refused"
Contexts = dict[str, tuple[dict[str, Any], "dict[str, Any] | None"]]
"""By app: what an expression sees, and the profile that it reads (None: somebody who is missing in the values file)."""


def skipped_for(why: Trouble, current: object) -> Effect:
    """The effect on an attribute of somebody whom an import skips."""
    return Effect(why.outcome, current, why.reason)


def _skipped(sources: Sequence[str], result: Result, found: Mapping[str, Trouble]) -> Result:
    """The result where some of the possible sources skip the person: which of them counts, nobody knows."""
    causes = [found[app_id] for app_id in sources if app_id in found]
    if not causes:
        return result
    why = causes[0] if len(causes) == len(sources) else causes[0]._replace(outcome=UNDETERMINED)
    return Result(result.target, skipped_for(why, result.current), result.current)


def _twice(result: Result) -> Result:
    """The result where the mapping is applied with the change, and what changes in Okta afterwards is refused."""
    return Result(result.target, Effect(UNDETERMINED, result.current, _TWICE), result.current)


def _lacks(profile: Mapping[str, Any], names: Iterable[str]) -> bool:
    return any(profile.get(name) in (None, "") for name in names)


class WholeUpdates:
    """Judges whole updates, and counts in `refused` those that are refused."""

    def __init__(self, after: Organization) -> None:
        self.refused = Refused()
        self._label = after.label
        self._sources = frozenset(after.profile_sources)

    def of_okta(
        self,
        prepared: Prepared,
        person: Person,
        results: Sequence[Result],
        moved: Moved,
        contexts: Contexts,
        held: Mapping[str, Trouble],
    ) -> dict[str, Trouble]:
        """By app, why its whole update of this person is refused, or may be. `held`: what the method of that name says
        of the person."""
        found: dict[str, Trouble] = {}
        for sides in prepared.sides:
            app_id = sides.app_id
            if any(app_id in sources for sources in moved[1].values()):
                context = contexts[app_id][0]
                for one, effect in sides.refused(context["source"], context, person.profile):
                    update = f"update from {self._label(app_id)}"
                    why = trouble(update, one.rule.target, effect, certain=one.certain)
                    found[app_id] = worse(found.get(app_id), why)
        for app_id, why in held.items():
            found[app_id] = worse(found.get(app_id), why)
        for step in prepared.redefined:
            assert step.redefined is not None
            current = person.profile.get(step.attribute)
            did, stays = (check.stays(current) for check in step.redefined)
            if step.attribute in moved[0] or stays is None or (did and stays.reason == NONE):
                continue
            self.refused.unfit[step.target] += did is None
            why = trouble("update", step.attribute, stays, certain=False)
            for app_id in {app_id for one in prepared.steps for app_id in one.sources}:
                found[app_id] = worse(found.get(app_id), why)
        for step, result in zip(prepared.steps, results, strict=True):
            if result.effect.outcome in REFUSALS or type(result.effect) is Doubtful:
                for app_id in step.sources:
                    update, certain = f"update from {self._label(app_id)}", len(step.sources) == 1
                    why = trouble(update, step.attribute, result.effect, certain=certain)
                    found[app_id] = worse(found.get(app_id), why)
        return found

    def held(self, prepared: Prepared, moved: Moved, contexts: Contexts) -> dict[str, Trouble]:
        """By app of which something changes, why its import skips the person now and afterwards. Applying a mapping to
        everybody is no import: what goes with it is open."""
        found: dict[str, Trouble] = {}
        changing = {app_id for sources in moved[1].values() for app_id in sources}
        for app_id, names in prepared.held:
            if app_id not in changing or app_id not in contexts:
                continue
            profile = contexts[app_id][0]["source"]
            for name in names:
                if profile.get(name) in (None, ""):
                    reason = f"{self._label(app_id)} skips them: {name} is required and missing"
                    found[app_id] = Trouble(UNDETERMINED if prepared.at_once else SKIPPED, reason)
                    break
        return found

    def leaving(self, steps: Sequence[Step], results: list[Result], apps: Collection[str]) -> list[Result]:
        """The results where a full import of one of `apps`, which skip the person, may deactivate them: whether others
        bring anything before that is open. Only the highest profile source deactivates (Okta's help, "Edit app
        provisioning", read 2026-11-30)."""
        sources = [self._label(app_id) for app_id in sorted(apps) if app_id in self._sources]
        if not sources:
            return results
        self.refused.leaving += 1
        reason = f"a full import of {sources[0]}, which skips them, may deactivate them first"
        return [
            result
            if result.effect.value is result.current or not set(apps).isdisjoint(step.sources)
            else Result(result.target, Effect(UNDETERMINED, result.current, reason), result.current)
            for step, result in zip(steps, results, strict=True)
        ]

    def skipped(
        self,
        prepared: Prepared,
        person: Person,
        results: Sequence[Result],
        new: Mapping[str, frozenset[str]],
    ) -> tuple[list[Result], set[str]]:
        """The results, where an import skips the person for want of what their app's profile requires from now on, and
        the apps that surely do."""
        found: dict[str, Trouble] = {}
        for app_id, names in prepared.required:
            app_user = person.apps[app_id]
            for name in names if app_user.external_id is not None else ():
                if app_user.profile.get(name) not in (None, ""):
                    continue
                outcome = UNDETERMINED if name in new.get(app_id, ()) else SKIPPED
                words = (
                    "has no value until an import" if outcome is UNDETERMINED else "is required and missing"
                )
                found[app_id] = Trouble(outcome, f"{self._label(app_id)} skips them: {name} {words}")
        if not found:
            return list(results), set()
        certain = self.refused.note(TO_OKTA, person.id, found)
        made = [
            _skipped(step.sources, result, found)
            for step, result in zip(prepared.steps, results, strict=True)
        ]
        return made, certain

    def taken_in(
        self, prepared: Prepared, person: Person, results: list[Result]
    ) -> tuple[list[Result], set[str]]:
        """The results, and the apps whose import skips the person until now for want of what their app's profile stops
        requiring. What such an app has of them may be anything: Okta has none of it since."""
        asked = dict(prepared.held), dict(prepared.required)
        found = {
            app_id
            for app_id, names in prepared.optional
            if person.apps[app_id].external_id is not None
            and _lacks(person.apps[app_id].profile, names)
            and not any(_lacks(person.apps[app_id].profile, one.get(app_id, ())) for one in asked)
        }
        made = []
        for step, result in zip(prepared.steps, results, strict=True):
            app_id = next((one.app_id for one in step.after if one.app_id in found and one.rule), "")
            if app_id:
                reason = f"imports of {self._label(app_id)} {TAKEN_IN}"
                result = Result(result.target, Doubtful(UNDETERMINED, result.current, reason), result.current)
            made.append(result)
        return made, found

    def pushed(
        self, prepared: Prepared, person: Person, results: list[Result], *, everywhere: bool
    ) -> list[Result]:
        """The results, where one value that an app refuses stops the person's whole push to it. `everywhere`: something
        changes in Okta, so every app is pushed to; otherwise those whose mapping waits or is applied at once."""
        found: dict[str, Trouble] = {}
        steps, pushes = len(prepared.steps), prepared.pushes
        for push, result in zip(pushes, results[steps:], strict=True):
            effect = result.effect
            refused = effect.outcome in REFUSALS and type(effect) is not Following
            if refused or type(effect) is Doubtful:
                found[push.app_id] = self._stop(found, push.app_id, push.attribute, effect, certain=True)
        own = {push.app_id for push in pushes if push.is_source}
        moving = {
            push.app_id
            for push, result in zip(pushes, results[steps:], strict=True)
            if everywhere or result.waits or result.at_once
        }
        for sides in prepared.push_sides:
            if sides.app_id not in moving:
                continue
            profile, app_user = person.profile, person.apps[sides.app_id]
            context = {"user": profile, "source": profile, "appuser": app_user.profile}
            for one, effect in sides.refused(profile, context, profile):
                name = one.rule.target
                # What the app user has all the same may be typed: then the line is not evaluated (see downstream.py).
                certain = sides.app_id in own or app_user.profile.get(name) in (None, "")
                found[sides.app_id] = self._stop(found, sides.app_id, name, effect, certain=certain)
        if not found:
            return results
        self.refused.note(TO_APP, person.id, found)
        settled_ = [
            settled(result, (push.app_id,), found)
            for push, result in zip(pushes, results[steps:], strict=True)
        ]
        if everywhere:
            settled_ = [
                _twice(one) if push.at_once and one.effect.outcome in REFUSALS else one
                for push, one in zip(pushes, settled_, strict=True)
            ]
        return [*results[:steps], *settled_]

    def let_through(self, pushes: Sequence[Push], person: Person, results: Sequence[Result]) -> bool:
        """Whether a push of theirs is, or may be, refused today and is not any more: what else waits comes with it."""
        return any(
            push.guarded and result.effect.outcome not in _STOPPED and was_refused(push, person)
            for push, result in zip(pushes, results, strict=True)
        )

    def _stop(
        self, found: dict[str, Trouble], app_id: str, attribute: str, effect: Effect, *, certain: bool
    ) -> Trouble:
        update = f"push to {self._label(app_id)}"
        return worse(found.get(app_id), trouble(update, attribute, effect, certain=certain))
