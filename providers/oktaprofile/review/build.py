"""From a plan and an impact to the `Review` that the writers take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from oktaprofile.review import attributes, gates, mappings, sources
from oktaprofile.review import risks as risks_of
from oktaprofile.review.directory import Directory
from oktaprofile.review.drawing import flow_of
from oktaprofile.review.errors import UnreadablePlan
from oktaprofile.review.gates import Gate
from oktaprofile.review.impact_file import Impact
from oktaprofile.review.model import (
    HIGH,
    LOW,
    MEDIUM,
    ExpressionChange,
    Foreign,
    Restore,
    Review,
    Risk,
    SourceChange,
    Step,
    Told,
)
from oktaprofile.review.open_questions import unverified
from oktaprofile.review.plan_file import FORGET, UPDATE, PlanFile, ResourceChange
from oktaprofile.review.words import Sentence, Value, counted, joined, say

OURS = {kind: room for room in (attributes, mappings, sources) for kind in room.TYPES}
PLAN, DRIFT = "plan", "drift"


def build(
    plan: PlanFile,
    impact: Impact | None = None,
    *,
    fail_on: Collection[str] = gates.DEFAULT,
    drift: bool = False,
) -> Review:
    """The report. `drift`: the plan is refresh-only, and the report is of what changed outside Terraform.

    Raises UnreadablePlan where one of our resources holds values in a form that this version does not know.
    """
    try:
        return _build(plan, impact, fail_on, drift)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise UnreadablePlan(
            "The plan holds a resource of this provider in a form that this version does not know "
            f"({type(error).__name__}: {error}).",
            "Use the oktaprofile that is as new as the provider that made the plan.",
        ) from error


def _build(plan: PlanFile, impact: Impact | None, fail_on: Collection[str], drift: bool) -> Review:
    directory = Directory.of(plan)
    changing = [one for one in (plan.drift if drift else plan.changes) if one.changes and one.mode != "data"]
    told = _Gathered()
    for change in changing:
        if change.type in OURS:
            told.add(change, OURS[change.type].explain(change, directory, outside=drift), drift)
    outside = [] if drift else [one for one in plan.drift if one.changes]
    foreign = tuple(_foreign(change) for change in changing if change.type not in OURS)
    risks = risks_of.ranked(
        [
            *told.risks,
            *risks_of.of_impact(impact),
            *risks_of.of_foreign(foreign, drift),
            *risks_of.of_plan(plan, drift),
        ]
    )
    found_gates = _gates(told, risks, foreign, changing, impact, fail_on)
    review = Review(
        subject=DRIFT if drift else PLAN,
        terraform_version=plan.terraform_version,
        counts=dict(Counter(change.action for change in changing)),
        unchanged=sum(1 for change in plan.changes if not change.changes and change.mode != "data"),
        steps=tuple(told.steps),
        expressions=tuple(told.expressions),
        sources=tuple(told.sources),
        risks=risks,
        restores=() if drift else tuple(_restores(plan.changes, directory)),
        foreign=foreign,
        drift=tuple(_outside(outside, directory)),
        outputs={} if drift else dict(plan.outputs),
        checks=tuple((check.address, check.status, check.messages) for check in plan.checks),
        unverified=(
            *told.unverified,
            *unverified(plan, told.expressions, bool(told.sources), impact, directory, drift),
        ),
        gates=found_gates,
        flow=flow_of(plan, directory, drift),
        impact=impact,
    )
    status, verdict = _verdict(review, fail_on)
    return Review(**{**vars(review), "status": status, "verdict": verdict})


class _Gathered:
    """What the explanations come to, all resources together."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.expressions: list[ExpressionChange] = []
        self.sources: list[SourceChange] = []
        self.risks: list[Risk] = []
        self.unverified: list[Sentence] = []

    def add(self, change: ResourceChange, told: Told, drift: bool) -> None:
        """One resource's part. A change that comes to nothing for an administrator is listed all the same."""
        steps = list(told.steps)
        if not steps:
            steps = [Step("resource", change.action, change.address, _quiet(change))]
        self.steps += steps
        self.expressions += told.expressions
        self.sources += told.sources
        self.risks += told.risks
        self.unverified += told.unverified
        if change.deposed:
            self.risks.append(
                Risk(
                    MEDIUM,
                    "deposed",
                    change.address,
                    say(
                        "A former object of ",
                        Value(change.address),
                        " is deleted, which a failed replacement left behind.",
                    ),
                )
            )
        if change.action == FORGET and not drift:
            self.risks.append(
                Risk(
                    LOW,
                    "forgotten",
                    change.address,
                    say(
                        "Terraform forgets ",
                        Value(change.address),
                        ": what it made stays in Okta, owned by nobody.",
                    ),
                )
            )


def _quiet(change: ResourceChange) -> Sentence:
    names = [
        name
        for name in {**(change.before or {}), **(change.after or {})}
        if (change.before or {}).get(name) != (change.after or {}).get(name)
    ]
    if not names:
        moved = say(" (moved from ", Value(change.moved_from), ")") if change.moved_from else ()
        return say("Nothing changes in Okta", moved)
    return say(
        "Nothing changes in Okta, only in Terraform's state: ", joined([(Value(name),) for name in names])
    )


# other resources


def _foreign(change: ResourceChange) -> Foreign:
    before, after = change.before or {}, change.after or {}
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return Foreign(
        change.address, change.type, change.action, tuple(names) if change.action == UPDATE else ()
    )


# gates


def _gates(
    told: _Gathered,
    risks: Sequence[Risk],
    foreign: Sequence[Foreign],
    changing: Sequence[ResourceChange],
    impact: Impact | None,
    fail_on: Collection[str],
) -> tuple[Gate, ...]:
    found: list[Gate] = []
    if impact is not None:
        found += gates.of_impact(impact)
        different = _different(told, impact)
        found.append(gates.same_plan(len(different), different[0] if different else ""))
    invalid = [one for one in told.expressions if any(note.severity == "error" for note in one.after_notes)]
    found.append(
        gates.counting(
            "valid_expressions",
            gates.EXPRESSIONS,
            "expressions that are not valid",
            len(invalid),
            invalid[0].target if invalid else "",
        )
    )
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


def _different(told: _Gathered, impact: Impact) -> list[str]:
    """Attributes whose expression in the impact is another one than in the plan."""
    found = []
    for one in told.expressions:
        if not one.known or one.after is None:
            continue
        for target in impact.targets:
            place = None if one.direction == mappings.TO_OKTA else one.app_id
            if (
                target.attribute != one.target
                or target.app_id != place
                or one.app_id not in target.expressions
            ):
                continue
            if one.user_type_id and target.user_type_id != one.user_type_id:
                continue
            if target.expressions[one.app_id] != one.after:
                found.append(one.target)
    return found


def _restores(changes: Iterable[ResourceChange], directory: Directory) -> list[Restore]:
    return [
        restore
        for change in changes
        if change.type in OURS and change.mode != "data" and change.action != FORGET
        for restore in OURS[change.type].restores(change, directory)
    ]


def _outside(changes: Iterable[ResourceChange], directory: Directory) -> list[Step]:
    """What changed in Okta without Terraform, which the plan was made against."""
    steps: list[Step] = []
    for change in changes:
        if change.type in OURS:
            steps += OURS[change.type].explain(change, directory, outside=True).steps
        else:
            steps.append(
                Step(
                    "resource",
                    change.action,
                    change.address,
                    say("Another provider's resource changed outside: ", Value(change.address)),
                )
            )
    return steps


# the verdict


def _verdict(review: Review, fail_on: Collection[str]) -> tuple[str, Sentence]:
    failed = [gate for gate in review.gates if not gate.passed]
    counting = [gate for gate in failed if gate.kind in fail_on]
    high = sum(risk.level == HIGH for risk in review.risks)
    thing = "Drift" if review.subject == DRIFT else "Plan"
    if any(gate.kind == gates.EXPRESSIONS for gate in failed):
        return "invalid", (f"{thing} with an expression that is not valid",)
    if review.subject == DRIFT and review.counts and all(gate.kind == gates.CHANGES for gate in failed):
        words = f"{counted(sum(review.counts.values()), 'resource')} changed outside Terraform"
        return "failed" if counting else "attention", (words,)
    if failed:
        note = "" if counting else " (this run does not stop for them)"
        return "failed", (f"{counted(len(failed), 'gate')} failed{note}",)
    if not review.counts:
        return "empty", (
            "Nothing has changed outside Terraform" if review.subject == DRIFT else "Nothing changes",
        )
    if high:
        return "attention", (
            f"No gate failed, but {counted(high, 'high risk needs', 'high risks need')} a look",
        )
    return "clear", ("No gate failed, and no high risk was found",)
