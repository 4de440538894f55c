"""A mapping's arguments that are no keys: checks that refuse nothing any more (`allow`), or refuse again; a mapping
that is applied to everybody (`apply_to_existing_users`)."""

from __future__ import annotations

from oktaprofile.plan.reader import ResourceChange
from oktaprofile.plan.resources import allowed
from oktaprofile.review.model import MAPPING, MEDIUM, Risk, Step
from oktaprofile.review.words import Sentence, Value, joined, say


def of_arguments(change: ResourceChange, where: Sentence) -> tuple[list[Step], list[Risk]]:
    """The steps and risks of all of them. `where`: the mapping's direction in words."""
    one, other = _of_allowed(change, where), _of_everybody(change, where)
    return one[0] + other[0], one[1] + other[1]


def _of_allowed(change: ResourceChange, where: Sentence) -> tuple[list[Step], list[Risk]]:
    """The steps and risks of a changed `allow`."""
    if change.after is None:
        return [], []
    before, after = set(allowed(change.before or {})), set(allowed(change.after))
    steps, risks = [], []
    if after - before:
        codes = joined([(Value(code),) for code in sorted(after - before)])
        words = say("Mapping ", where, ": the checks ", codes, " refuse no expression any more")
        steps.append(Step(MAPPING, "changed", change.address, words))
        risks.append(
            Risk(
                MEDIUM,
                "checks-allowed",
                change.address,
                say(words, ": what they find fails for people at the next import, or is published nowhere."),
            )
        )
    if before - after:
        codes = joined([(Value(code),) for code in sorted(before - after)])
        words = say("Mapping ", where, ": the checks ", codes, " refuse expressions again")
        steps.append(Step(MAPPING, "changed", change.address, words))
    return steps, risks


def _of_everybody(change: ResourceChange, where: Sentence) -> tuple[list[Step], list[Risk]]:
    """The step and risk of a change that reaches everybody."""
    after = change.after
    if after is None or after.get("apply_to_existing_users") is not True or after == change.before:
        return [], []
    words = say("Mapping ", where, ": the whole of it is applied to everybody, at once")
    more = ", not only what this plan changes. Towards an app everybody is pushed. Nothing tells when Okta is done."
    return (
        [Step(MAPPING, "changed", change.address, words)],
        [Risk(MEDIUM, "applied-to-everybody", change.address, say(words, more))],
    )
