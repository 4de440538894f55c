"""The gates of a report: those of the impact, whether that is of this plan, and those that --fail-on adds."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from oktaprofile.plan.not_known import NOBODY, NotKnown
from oktaprofile.plan.reader import ResourceChange
from oktaprofile.plan.resources import TO_OKTA
from oktaprofile.review import gates
from oktaprofile.review.gates import Gate
from oktaprofile.review.impact_file import Impact
from oktaprofile.review.model import HIGH, MEDIUM, ExpressionChange, Foreign, Risk


def gates_of(
    expressions: Sequence[ExpressionChange],
    risks: Sequence[Risk],
    foreign: Sequence[Foreign],
    changing: Sequence[ResourceChange],
    impact: Impact | None,
    open_: Collection[NotKnown],
    fail_on: Collection[str],
) -> tuple[Gate, ...]:
    """Every gate that counts or is always shown. `open_`: what the plan does not say yet."""
    found: list[Gate] = []
    if impact is not None:
        found += gates.of_impact(impact)
        different = _different(expressions, impact, open_)
        found.append(gates.same_plan(len(different), different[0] if different else ""))
    invalid = [one for one in expressions if any(note.severity == "error" for note in one.after_notes)]
    found.append(
        gates.counting(
            "valid_expressions",
            gates.EXPRESSIONS,
            "expressions that are not valid",
            len(invalid),
            invalid[0].target if invalid else "",
        )
    )
    unknown = [one.target for one in expressions if not one.known]
    if unknown and (impact is None or impact.not_known is None):  # else its own gate, max_not_known, decides
        words = "expressions that are known only after apply"
        found.append(gates.counting("known_expressions", gates.GATES, words, len(unknown), unknown[0]))
    if gates.HIGH_RISK in fail_on or gates.MEDIUM_RISK in fail_on:
        high = sum(risk.level == HIGH for risk in risks)
        kind = gates.HIGH_RISK if gates.HIGH_RISK in fail_on else gates.MEDIUM_RISK
        found.append(gates.counting("no_high_risk", kind, "high risks", high))
    if gates.MEDIUM_RISK in fail_on:
        found.append(
            gates.counting(
                "no_medium_risk",
                gates.MEDIUM_RISK,
                "medium risks",
                sum(risk.level == MEDIUM for risk in risks),
            )
        )
    if gates.FOREIGN in fail_on:
        found.append(
            gates.counting(
                "no_foreign", gates.FOREIGN, "resources of other providers that change", len(foreign)
            )
        )
    if gates.CHANGES in fail_on:
        found.append(gates.counting("no_changes", gates.CHANGES, "resources that change", len(changing)))
    return tuple(found)


def _different(
    expressions: Sequence[ExpressionChange], impact: Impact, open_: Collection[NotKnown]
) -> list[str]:
    """Attributes whose expression in the impact is another one than in the plan, and what else only one of them has."""
    found = []
    of_plan = {one for one in impact.not_known or () if one.code != NOBODY}  # the org's, and no plan's
    if impact.not_known is not None and of_plan != set(open_):
        found.append("what is not known yet")
    for one in expressions:
        if not one.known or one.after is None:
            continue
        for target in impact.targets:
            app_id = None if one.direction == TO_OKTA else one.app_id
            if (
                target.attribute != one.target
                or target.app_id != app_id
                or one.app_id not in target.expressions
            ):
                continue
            if one.user_type_id and target.user_type_id != one.user_type_id:
                continue
            if target.expressions[one.app_id] != one.after:
                found.append(one.target)
    return found
