"""The report's first line: what to think of the plan, in words that need no table."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from oktaprofile.plan import not_known
from oktaprofile.plan.markers import SENSITIVE
from oktaprofile.plan.reader import PlanFile
from oktaprofile.review import gates
from oktaprofile.review.gates import Gate
from oktaprofile.review.impact_file import Impact
from oktaprofile.review.model import HIGH, MAPPING, SOURCE, Review
from oktaprofile.review.open_questions import predicted
from oktaprofile.review.risks import NOT_UNDERSTOOD
from oktaprofile.review.words import Sentence, Value, counted, joined, say

INVALID, FAILED, ATTENTION, CLEAR, EMPTY = "invalid", "failed", "attention", "clear", "empty"
MOST_NAMED = 3
_INCOMPLETE = "the plan is not complete"


def verdict(review: Review, plan: PlanFile, fail_on: Collection[str], *, drift: bool) -> tuple[str, Sentence]:
    """Status and words. `clear` is said only where no question about people or about the plan is left open."""
    failed = [gate for gate in review.gates if not gate.passed]
    invalid = [gate for gate in failed if gate.kind == gates.EXPRESSIONS]
    changed = sum(review.counts.values())
    if invalid:
        return INVALID, _failed(failed, fail_on)
    if drift and changed and all(gate.kind == gates.CHANGES for gate in failed):
        words = (f"{counted(changed, 'resource')} changed outside Terraform",)
        return FAILED if any(gate.kind in fail_on for gate in failed) else ATTENTION, words
    if failed:
        return FAILED, _failed(failed, fail_on)
    reasons = _to_look_at(review, plan, drift)
    if not changed:
        outputs = 0 if drift else len(review.outputs)
        words = ("Nothing has changed outside Terraform" if drift else "Nothing changes",)
        if outputs:
            words = (f"Nothing changes but {counted(outputs, 'output')}",)
        if reasons:
            return ATTENTION, say(*words, ", but ", joined([(one,) for one in reasons], ", and "))
        return CLEAR if outputs else EMPTY, words
    if reasons:
        return ATTENTION, say("No gate failed, but ", joined([(one,) for one in reasons], ", and "))
    return CLEAR, ("No gate failed, and no high risk was found",)


def _failed(failed: Sequence[Gate], fail_on: Collection[str]) -> Sentence:
    """Which gates failed, and by how much."""
    named: list[Sentence] = []
    for gate in failed[:MOST_NAMED]:
        what: Sentence = (gate.words,) if gate.words else (Value(gate.name),)
        where = say(", worst ", Value(gate.where)) if gate.where else ()
        named.append(say(*what, f": {gate.found}, limit {gate.limit}", where))
    left = len(failed) - MOST_NAMED
    note = "" if any(gate.kind in fail_on for gate in failed) else " (this run does not stop for that)"
    more = f"; and {left:,} more" if left > 0 else ""
    return say(f"{counted(len(failed), 'gate')} failed{note}: ", joined(named, "; "), more)


def _to_look_at(review: Review, plan: PlanFile, drift: bool) -> list[str]:
    """What keeps a plan that fails no gate from being clear."""
    found = []
    high = sum(risk.level == HIGH and risk.code != NOT_UNDERSTOOD for risk in review.risks)
    if high:
        found.append(counted(high, "high risk needs", "high risks need") + " a look")
    if not drift:
        found += _not_predicted(review)
    if review.foreign and not drift:
        others = counted(len(review.foreign), "resource", "resources")
        found.append(
            f"{others} of other providers {'is' if len(review.foreign) == 1 else 'are'} not explained here"
        )
    unsure = _undetermined(review.impact)
    if unsure:
        found.append(f"for {counted(unsure, 'person', 'people')} nobody can tell the new value beforehand")
    unknown = 0 if drift else len(not_known.values_of(plan))
    if unknown:
        found.append(counted(unknown, "value is", "values are") + " known only after apply")
    if not plan.complete or plan.deferred:
        found.append(_INCOMPLETE)
    open_ = sum(status in ("fail", "error") for _, status, _ in review.checks)
    if open_:
        found.append(counted(open_, "condition does", "conditions do") + " not hold")
    if plan.not_understood:
        found.append("a part of the plan is not understood")
    return found


def _not_predicted(review: Review) -> list[str]:
    """Mappings and sources that change without a word on whom."""
    changing = [
        step
        for step in review.steps
        if step.part in (MAPPING, SOURCE) and step.effect not in ("forgotten", "checked")
    ]
    if review.impact is None:
        return ["whom it changes was not predicted"] if changing else []
    impact = review.impact
    left = sum(not (one.known and predicted(one, impact)) for one in review.expressions)
    left += sum(SENSITIVE in step.after for step in changing)
    return [f"whom {counted(left, 'mapping changes', 'mappings change')} was not predicted"] if left else []


def _undetermined(impact: Impact | None) -> int:
    """Of the attribute that is worst."""
    return max((one.outcomes.get("undetermined", 0) for one in impact.targets), default=0) if impact else 0
