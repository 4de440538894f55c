"""What a report could not find out, in words."""

from __future__ import annotations

from collections.abc import Sequence

from oktaprofile.plan import not_known
from oktaprofile.plan.reader import PlanFile
from oktaprofile.plan.resources import TO_OKTA
from oktaprofile.plan.understood import READ
from oktaprofile.plan.warnings import Warned
from oktaprofile.review.directory import Directory
from oktaprofile.review.impact_file import Impact
from oktaprofile.review.model import ExpressionChange
from oktaprofile.review.words import Sentence, Value, counted, say

_DEFERRED = {
    "instance_count_unknown": "how many there will be is not known yet",
    "resource_config_unknown": "its configuration is not known yet",
    "provider_config_unknown": "the configuration of its provider is not known yet",
    "deferred_prereq": "what it needs is put off",
    "absent_prereq": "what it needs does not exist yet",
}


def unverified(
    plan: PlanFile,
    expressions: Sequence[ExpressionChange],
    sourced: bool,
    impact: Impact | None,
    directory: Directory,
    drift: bool,
) -> list[Sentence]:
    found = _of_the_plan(plan, drift)
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
                "The expressions were not checked here against both schemas, since this plan does not hold both. The "
                "provider checks them against both when it plans, and a plan with an error there is not made.",
            )
        )
    if impact is not None:
        found += [say("Impact: ", *_warning(one)) for one in impact.warnings]
        if impact.untyped_warnings:
            found.append(
                (
                    f"The impact file holds {counted(impact.untyped_warnings, 'warning')} as text alone, as an older "
                    "oktaprofile wrote them. They may name people and are not shown here.",
                )
            )
        for one in expressions:
            if one.known and not predicted(one, impact):
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
    return found


def _of_the_plan(plan: PlanFile, drift: bool) -> list[Sentence]:
    """What no plan of this kind can tell, or this version does not read."""
    found: list[Sentence] = []
    if not plan.complete and not drift:
        found.append(("Terraform says the plan is not complete: a further plan and apply have to follow.",))
    for one in plan.deferred:
        because = _DEFERRED.get(one.reason, "")
        found.append(
            say(
                "Terraform puts off what it will do with ",
                Value(one.address),
                f"{because and ': '}{because}.",
            )
        )
    if not drift:
        for value in not_known.values_of(plan):
            found.append(
                say(
                    Value(value.argument or "Everything"),
                    " of ",
                    Value(value.address),
                    f" is {value.words()}.",
                )
            )
    for part in plan.not_understood:
        found.append(say("The plan has a part that this version does not know: ", Value(part), "."))
    for address in (check.address for check in plan.checks if check.status == "unknown"):
        found.append(say("The condition ", Value(address), " can be decided only at apply."))
    for change in plan.changes:
        if change.mode == "data" and change.action == READ:
            words = say(
                "The data source ", Value(change.address), " is read only at apply: it is not known yet."
            )
            found.append(words)
    return found


def _warning(one: Warned) -> Sentence:
    """A warning without the people it names."""
    return tuple(Value(text) if is_value else text for text, is_value in one.parts(personal=False))


def predicted(one: ExpressionChange, impact: Impact) -> bool:
    """Whether the impact has the people of a mapped attribute."""
    app_id = None if one.direction == TO_OKTA else one.app_id
    return any(target.attribute == one.target and target.app_id == app_id for target in impact.targets)
