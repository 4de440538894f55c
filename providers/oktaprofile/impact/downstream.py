"""What reaches the apps that Okta pushes to: the effect on one of their attributes, after the effects in Okta."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from oktaprofile.impact.effects import Doubtful, Effect, Following, Result
from oktaprofile.impact.rules import Rule, holds_the_word
from oktaprofile.impact.sources import Candidates
from oktaprofile.impact.steps import Step
from oktaprofile.people.person import AppUser, Person
from oktaprofile.plan.outcomes import (
    BLANKED,
    CHANGED,
    ERROR,
    LITERAL_NULL,
    NOT_AFFECTED,
    POPULATED,
    REFUSALS,
    REFUSED,
    SKIPPED,
    UNCHANGED,
    UNDETERMINED,
    Outcome,
)

_HANDED_ON = frozenset({UNCHANGED, CHANGED, POPULATED})
_KEEPS = frozenset({ERROR, BLANKED, *REFUSALS})
_STAYS = frozenset({UNDETERMINED, *REFUSALS})
UNLINKED = "the app user is linked to nobody in the app"
"""Published: app users without an external id get no updates (Okta support, "Okta is not updating users' attributes in
some applications", read 2026-11-30)."""

TYPED = "it is not what the mapping gives today: typed into the assignment, then it stays, or not pushed yet"
TYPED_UNMAPPED = (
    "nothing is mapped to it today: typed into the assignment, then it stays, or left of a former mapping"
)

_LET_IN = "the app's import skipped them for want of what is pushed now: what the app has comes, too"

HIDDEN = frozenset({"displayName", "locale"})
"""Attributes of the Okta user that have a value in an expression where the API shows none: nobody set them, and Okta
makes one (Okta support, "Unable to search users based on user locale attrib being null", read 2026-11-30, on
locale)."""


Moved = tuple[dict[str, Any], dict[str, Candidates], set[str], set[str], set[str], set[str]]
"""What becomes of one person's Okta attributes: the values that change (also to "" where nothing ever was, which counts
as no change, but Okta pushes) and where they come from, those of which nothing is known, those that are not affected,
those whose value says null, those whose update is refused."""


def moved_by(steps: Iterable[Step], results: Iterable[Result]) -> Moved:
    """From the results of a person's steps."""
    changed: dict[str, Any] = {}
    came_from: dict[str, Candidates] = {}
    unknown, untouched, nulled, stuck = set[str](), set[str](), set[str](), set[str]()
    for step, result in zip(steps, results, strict=True):
        outcome, name = result.effect.outcome, step.attribute
        if step.deleted:
            unknown |= (
                {name} if outcome is BLANKED else set()
            )  # whether Okta pushes then is published nowhere
        elif result.effect.value is not result.current:
            changed[name] = result.effect.value
            came_from[name] = step.sources
        elif outcome is UNDETERMINED:
            unknown.add(name)
        elif outcome is NOT_AFFECTED:
            untouched.add(name)
        elif outcome in REFUSALS:
            stuck.add(name)
        if outcome is LITERAL_NULL:
            nulled.add(name)
    return changed, came_from, unknown, untouched, nulled, stuck


class Push(NamedTuple):
    """One target downstream."""

    target: int
    attribute: str
    app_id: str
    rule: Rule | None
    line_changes: bool  # or what its attribute takes
    at_once: bool  # whether the mapping is applied to everybody, whatever else changes for them
    is_source: bool  # whether one of these people's attributes may come from this very app
    doubt: str  # why nothing can be said of anybody, or ""
    hidden: frozenset[str]  # what it reads of HIDDEN
    former: Rule | None  # its line before the change
    lets_in: bool  # whether an import of its app skips whoever has no value of it
    guarded: bool = False  # whether its line before the change may have refused the whole push
    unmapped: bool = False  # whether nothing gives it a value today: no line, no group, no import


def pushed(push: Push, person: Person, moved: Moved) -> Result:
    """The effect on one attribute of an app that Okta pushes to."""
    changed, came_from, unknown, _, _, _ = moved
    app_user = person.apps[push.app_id]
    current = app_user.profile.get(push.attribute)
    if push.doubt:
        return _open(push, current, push.doubt)
    if push.rule is None:
        return _kept(push, current, NOT_AFFECTED, "nothing is mapped to it on update")
    if app_user.status != "ACTIVE":
        return _kept(push, current, NOT_AFFECTED, "the assignment is not active")
    if app_user.external_id is None:
        return _kept(push, current, NOT_AFFECTED, UNLINKED)
    reads = push.rule.reads
    for name in push.hidden:
        if name not in changed and person.profile.get(name) is None:
            reason = f"the API shows no {name}, and Okta may have one all the same"
            return _open(push, current, reason)
    here: set[str] = set()
    if push.is_source:
        here = {name for name, sources in came_from.items() if push.app_id in sources}
    others = {name: value for name, value in changed.items() if name not in here} if here else changed
    if not others:
        return _without_push(push, person, moved, here)
    if unknown and reads & unknown:
        reason = f"it reads {_listed(reads & unknown)}, undetermined here"
        return _open(push, current, reason)
    effect = _effect(push, person, changed, app_user, current)
    sources = {came_from[name] for name in reads & set(changed)} if len(changed) > 1 else ()
    if len(sources) > 1 and (effect.outcome in _KEEPS or effect.value in (None, "")):
        reason = "two sources change what it reads, one after the other"
        return _open(push, current, reason)
    if here and reads & here and _effect(push, person, others, app_user, current) != effect:
        return _open(push, current, "it depends on which app is imported first")
    return Result(push.target, effect, current)


def _without_push(push: Push, person: Person, moved: Moved, here: set[str]) -> Result:
    """The same where nothing that is certain makes Okta push. `here`: what comes from this very app."""
    assert push.rule is not None
    changed, came_from, unknown, untouched, _, stuck = moved
    app_user, reads = person.apps[push.app_id], push.rule.reads
    current = app_user.profile.get(push.attribute)
    doubtful = unknown | {name for name in here if len(came_from[name]) > 1}
    if doubtful and (reads & doubtful or push.line_changes or push.at_once):
        reason = f"it reads or waits for {_listed(doubtful)}, undetermined here"
        return _open(push, current, reason)
    if push.at_once and reads & here:
        return _open(push, current, "it depends on which of the app's mappings is applied first")
    if push.line_changes or push.at_once:
        effect = _effect(push, person, changed, app_user, current)
        waits = effect.outcome is not UNCHANGED or effect.value is not current
        how = {"at_once" if push.at_once else "waits": waits}
        return Result(push.target, effect, current, **how)
    if doubtful and _effect(push, person, {}, app_user, current).value != current:
        reason = f"it waits for {_listed(doubtful)}, undetermined here"
        return _open(push, current, reason)
    if reads & here:
        return _kept(push, current, NOT_AFFECTED, "the values come from this app: it has them")
    if stuck and reads & stuck:
        reason = f"the update of {_listed(reads & stuck)} in Okta is refused"
        return Result(push.target, Following(REFUSED, current, reason), current)
    if reads & untouched and not reads & unknown:
        return _kept(push, current, NOT_AFFECTED, "what it reads is not affected")
    return _kept(push, current, UNCHANGED)


def _effect(
    push: Push, person: Person, changed: dict[str, Any], app_user: AppUser, current: object
) -> Effect:
    assert push.rule is not None
    profile = {**person.profile, **changed} if changed else person.profile
    context = {"user": profile, "source": profile, "appuser": app_user.profile}
    effect = push.rule.effect(context, profile, current)
    # Nobody is skipped by a push, or deactivated: the app refuses what it requires and does not get.
    return Effect(REFUSED, current, effect.reason) if effect.outcome is SKIPPED else effect


def _kept(push: Push, current: object, outcome: Outcome, reason: str = "") -> Result:
    return Result(push.target, Effect(outcome, current, reason), current)


def _open(push: Push, current: object, reason: str) -> Result:
    """Nobody knows what is pushed: with it the whole push may be refused."""
    effect = push.rule.unknown(current, reason) if push.rule else Effect(UNDETERMINED, current, reason)
    return Result(push.target, effect, current)


def let_in(pushes: Sequence[Push], results: Sequence[Result]) -> list[Result]:
    """The results of pushes, where one fills what the app's import asks for: it skipped the person until now, and
    brings what the app has, which Okta may not show."""
    apps = {
        push.app_id
        for push, result in zip(pushes, results, strict=True)
        if push.lets_in
        and result.current in (None, "")
        and (result.effect.value not in (None, "") or result.effect.outcome is UNDETERMINED)
    }
    return [
        _kept(push, result.current, UNDETERMINED, _LET_IN)
        if push.app_id in apps
        and result.effect.value is result.current
        and result.effect.outcome not in _STAYS
        else result
        for push, result in zip(pushes, results, strict=True)
    ]


def if_typed(push: Push, result: Result, person: Person) -> Result:
    """The result, where it would change what may have been typed, or be refused for it."""
    effect, current = result.effect, result.current
    refused = effect.outcome in REFUSALS and type(effect) is not Following
    if (effect.value is current and not refused) or not may_be_typed(push, person, current):
        return result
    reason = TYPED_UNMAPPED if push.former is None else TYPED
    return Result(push.target, (Doubtful if refused else Effect)(UNDETERMINED, current, reason), current)


def was_refused(push: Push, person: Person) -> bool:
    """Whether the line before the change refuses the person's whole push today, or may."""
    app_user = person.apps[push.app_id]
    if not push.guarded or app_user.external_id is None or app_user.status != "ACTIVE":
        return False
    assert push.former is not None
    context = {"user": person.profile, "source": person.profile, "appuser": app_user.profile}
    effect = push.former.effect(context, person.profile, app_user.profile.get(push.attribute))
    return effect.outcome in REFUSALS or type(effect) is Doubtful


def may_be_typed(push: Push, person: Person, held: object) -> bool:
    """Whether an app user has another value than the mapping gives today: somebody typed it into the assignment, where
    a mapping does not change it (Okta's help, "Manage app assignments", read 2026-11-30), or it is behind. What an app
    gives itself need not be what is mapped to it."""
    former = push.former
    if push.is_source or held in (None, ""):
        return False
    if former is None:
        return push.unmapped
    if former.bare and person.profile.get(former.bare) == held:
        return False
    app_user = person.apps[push.app_id].profile
    context = {"user": person.profile, "source": person.profile, "appuser": app_user}
    return former.effect(context, person.profile, held).value is not held


def with_the_null(push: Push, result: Result, nulled: set[str]) -> Result:
    """The result of a push that hands on a word null which a mapping to Okta made: as bad there as here."""
    effect = result.effect
    if push.rule is None or effect.outcome not in _HANDED_ON or push.rule.reads.isdisjoint(nulled):
        return result
    if not holds_the_word(effect.value):
        return result
    return replace(result, effect=Effect(LITERAL_NULL, effect.value))


def _listed(names: set[str] | frozenset[str]) -> str:
    return ", ".join(sorted(names))
