"""One Okta attribute for people of one type with the same apps: which apps may fill it, before and after the change."""

from __future__ import annotations

from typing import Any, NamedTuple

from oktaprofile.impact.effects import Doubtful, Effect, ValueCheck
from oktaprofile.impact.rules import Rule
from oktaprofile.impact.sources import Candidates
from oktaprofile.impact.whole import Sides
from oktaprofile.people.organization import Definition
from oktaprofile.plan.outcomes import UNDETERMINED


class Source(NamedTuple):
    """One app that may be the source of an attribute, and its line for it (None: it maps nothing to it)."""

    app_id: str
    rule: Rule | None
    stopped: str  # why it changes nobody's value, or ""
    unmapped: str  # why nobody can say what becomes of a value that its new source maps nothing to, or ""
    values_in_doubt: bool  # whether the line may read what Okta does not have yet


class Step(NamedTuple):
    """One Okta target for people of one type with the same apps: its sources now and afterwards."""

    target: int
    attribute: str
    before: tuple[Source, ...]
    after: tuple[Source, ...]
    sources: Candidates  # the apps of `after`
    comparable: bool  # whether `before` can change anything: not if one of its apps maps nothing
    fixed: str  # why nobody of these is affected, or ""
    doubt: str  # why nothing can be said of anybody, or ""
    outside: str  # why nobody can say whether an override leaves these people's values as they are, or ""
    sides: tuple[
        Sides, ...
    ]  # the lines beside it of its sources; steps of the same sources have the same tuple
    special: bool  # whether anything but one source's line decides, of what follows or went before
    guarded: bool  # whether `before` may have refused a whole update, which the change sets free
    alone: bool  # whether two people may not have one value
    redefined: (
        tuple[ValueCheck, ValueCheck] | None
    )  # of the definition before and after, where the change is of it
    at_once: bool  # whether the change applies its line to everybody, from the app users as they are stored
    deleted: bool = False  # whether the change deletes the attribute, with everybody's values

    def unknown(self, current: object) -> Effect:
        """The effect where nothing can be said of anybody."""
        refusable = any(one.rule is None or one.rule.refusable for one in self.after)
        return (Doubtful if refusable else Effect)(UNDETERMINED, current, self.doubt)


def deleted(target: int, attribute: str) -> Step:
    """The step of an attribute that the change deletes: no source decides about it."""
    return Step(target, attribute, (), (), (), False, "", "", "", (), True, False, False, None, False, True)


def same(before: tuple[Source, ...], after: tuple[Source, ...]) -> bool:
    """Whether the same apps fill an attribute by the same lines into the same definition."""
    if [one.app_id for one in before] != [one.app_id for one in after]:
        return False
    for former, latter in zip(before, after, strict=True):
        was, becomes = former.rule, latter.rule
        if (was is None) != (becomes is None):
            return False
        if (
            was
            and becomes
            and (was.line != becomes.line or limits(was.definition) != limits(becomes.definition))
        ):
            return False
    return True


def limits(definition: Definition) -> dict[str, Any]:
    """A definition without its source, which `candidates` has counted already."""
    return {word: value for word, value in definition.items() if word != "master"}
