"""Checks of a mapping's expressions that a plan stops from refusing (`allow`), or lets refuse again."""

from __future__ import annotations

from oktaprofile.plan.reader import ResourceChange
from oktaprofile.plan.resources import allowed
from oktaprofile.review.model import MAPPING, MEDIUM, Risk, Step
from oktaprofile.review.words import Sentence, Value, joined, say


def of_allowed(change: ResourceChange, where: Sentence) -> tuple[list[Step], list[Risk]]:
    """The steps and risks of a changed `allow`. `where`: the mapping's direction in words."""
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
