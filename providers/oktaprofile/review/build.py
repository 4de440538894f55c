"""From a plan and an impact to the `Review` that the writers take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace

from oktaprofile.plan import not_known
from oktaprofile.plan.errors import UnreadablePlan
from oktaprofile.plan.reader import PlanFile, ResourceChange
from oktaprofile.plan.resources import TO_APP
from oktaprofile.plan.understood import FORGET, IMPORT, MOVE, UPDATE
from oktaprofile.review import attributes, gates, mappings, sources
from oktaprofile.review import risks as risks_of
from oktaprofile.review.directory import Directory
from oktaprofile.review.drawing import flow_of
from oktaprofile.review.gates_of_plan import gates_of
from oktaprofile.review.impact_file import Impact
from oktaprofile.review.model import (
    LOW,
    MEDIUM,
    Explanation,
    ExpressionChange,
    Foreign,
    Restore,
    Review,
    Risk,
    SourceChange,
    Step,
)
from oktaprofile.review.open_questions import unverified
from oktaprofile.review.verdict import verdict
from oktaprofile.review.words import Sentence, Value, joined, say

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
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError) as error:
        raise UnreadablePlan(
            "The plan holds a resource of this provider in a form that this version does not know "
            f"({type(error).__name__}: {error}).",
            "Use the oktaprofile that is as new as the provider that made the plan.",
        ) from error


def _build(plan: PlanFile, impact: Impact | None, fail_on: Collection[str], drift: bool) -> Review:
    directory = Directory.of(plan, impact)
    changing = [one for one in (plan.drift if drift else plan.changes) if one.changes and one.mode != "data"]
    changing.sort(key=_in_order_of_flow)
    gathered = _Gathered()
    for change in changing:
        if change.type in OURS:
            gathered.add(change, OURS[change.type].explain(change, directory, outside=drift), drift)
    outside = [] if drift else [one for one in plan.drift if one.changes]
    foreign = tuple(_foreign(change) for change in changing if change.type not in OURS)
    risks = risks_of.ranked(
        [
            *([] if drift else risks_of.of_configuration(plan)),
            *gathered.risks,
            *risks_of.of_impact(impact),
            *risks_of.of_foreign(foreign, drift),
            *risks_of.of_plan(plan, drift),
            *([] if drift else risks_of.of_new_attributes(plan, directory)),
        ]
    )
    found = gates_of(gathered.expressions, risks, foreign, changing, impact, not_known.of_plan(plan), fail_on)
    review = Review(
        subject=DRIFT if drift else PLAN,
        terraform_version=plan.terraform_version,
        counts=dict(Counter(change.action for change in changing)),
        unchanged=sum(1 for change in plan.changes if not change.changes and change.mode != "data"),
        steps=tuple(gathered.steps),
        expressions=tuple(gathered.expressions),
        sources=tuple(gathered.sources),
        risks=risks,
        restores=() if drift else tuple(_restores(plan.changes, directory)),
        foreign=foreign,
        drift=tuple(_outside(outside, directory)),
        outputs=dict(plan.outputs),
        checks=tuple((check.address, check.status, check.messages) for check in plan.checks),
        unverified=(
            *gathered.unverified,
            *unverified(plan, gathered.expressions, bool(gathered.sources), impact, directory, drift),
        ),
        gates=found,
        flow=flow_of(plan, directory, drift),
        impact=impact,
    )
    status, words = verdict(review, plan, fail_on, drift=drift)
    return replace(review, status=status, verdict=words)


def _in_order_of_flow(change: ResourceChange) -> int:
    """As values travel: attributes, mappings to Okta, sources, mappings to apps."""
    if change.type in mappings.TYPES:
        state = change.after or change.before or {}
        return 3 if state.get("direction") == TO_APP else 1
    return 0 if change.type in attributes.TYPES else 2


class _Gathered:
    """The explanations of all resources together."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.expressions: list[ExpressionChange] = []
        self.sources: list[SourceChange] = []
        self.risks: list[Risk] = []
        self.unverified: list[Sentence] = []

    def add(self, change: ResourceChange, one: Explanation, drift: bool) -> None:
        """One resource's part. A change that does nothing in Okta is listed too."""
        steps = [*_taken_in(change), *one.steps]
        if not steps:
            steps = [Step("resource", change.action, change.address, _quiet(change))]
        self.steps += steps
        self.expressions += one.expressions
        self.sources += one.sources
        self.risks += [*risks_of.of_hidden(change), *one.risks]
        self.unverified += one.unverified
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
        return ("Nothing changes in Okta",)
    return say(
        "Nothing changes in Okta, only in Terraform's state: ", joined([(Value(name),) for name in names])
    )


def _taken_in(change: ResourceChange) -> list[Step]:
    """What `import` and `moved` blocks do, beside what changes: nothing in Okta."""
    steps = []
    if change.imported:
        words = say(
            Value(change.address), " exists in Okta already; from now on Terraform manages it, as imported"
        )
        steps.append(Step("resource", IMPORT, change.address, words))
    if change.moved_from:
        words = say(
            "Terraform calls ", Value(change.moved_from), " another name; nothing changes in Okta by that"
        )
        steps.append(Step("resource", MOVE, change.address, words))
    return steps


# other resources


def _foreign(change: ResourceChange) -> Foreign:
    before, after = change.before or {}, change.after or {}
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return Foreign(
        change.address, change.type, change.action, tuple(names) if change.action == UPDATE else ()
    )


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
