"""What a report could not find out, in words."""

from __future__ import annotations

from collections.abc import Sequence

from oktaprofile.review.directory import Directory
from oktaprofile.review.impact_file import Impact
from oktaprofile.review.mappings import TO_OKTA
from oktaprofile.review.model import ExpressionChange
from oktaprofile.review.plan_file import PlanFile
from oktaprofile.review.words import Sentence, Value, counted, say


def unverified(
    plan: PlanFile,
    expressions: Sequence[ExpressionChange],
    sourced: bool,
    impact: Impact | None,
    directory: Directory,
    drift: bool,
) -> list[Sentence]:
    found: list[Sentence] = []
    if drift:
        return found
    mapped = bool(expressions or sourced)
    if impact is None and mapped:
        found.append(
            (
                "Who changes: no impact was given. Run oktaprofile impact plan.json --out impact.json, "
                "and give that file as --impact.",
            )
        )
    if expressions and not (directory.app_schemas and directory.user_schemas):
        found.append(
            (
                "The expressions were checked here without the schemas, which this plan does not hold. The provider "
                "checks them against both schemas when it plans, and a plan with an error there is not made.",
            )
        )
    if impact is not None:
        found += [say("Impact: ", Value(one)) for one in impact.warnings]
        for one in expressions:
            if one.known and not _predicted(one, impact):
                found.append(
                    say("No impact was predicted for ", Value(one.target), " of ", Value(one.app), ".")
                )
        if impact.samples:
            found.append(
                (
                    f"The impact file holds {counted(impact.samples, 'sample')} of people's values. They are personal "
                    "data and are not shown here.",
                )
            )
    if not plan.complete:
        found.append(("Terraform says the plan is not complete: a further plan and apply have to follow.",))
    for part in plan.not_understood:
        found.append(say("The plan has a part that this version does not know: ", Value(part), "."))
    for address in (check.address for check in plan.checks if check.status == "unknown"):
        found.append(say("The condition ", Value(address), " can be decided only at apply."))
    return found


def _predicted(one: ExpressionChange, impact: Impact) -> bool:
    place = None if one.direction == TO_OKTA else one.app_id
    return any(target.attribute == one.target and target.app_id == place for target in impact.targets)
