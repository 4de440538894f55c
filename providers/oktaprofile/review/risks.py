"""What may go wrong beyond one of our resources: other providers', the plan as a whole, and the people of an impact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oktaprofile.plan.configuration import ADDRESS, DATA, FILE, MODULE, PROVIDER, PROVISIONER, Reach
from oktaprofile.plan.markers import SENSITIVE, paths_of
from oktaprofile.plan.reader import PlanFile, ResourceChange
from oktaprofile.plan.understood import DELETE, REPLACE
from oktaprofile.review.directory import Directory
from oktaprofile.review.impact_file import Impact
from oktaprofile.review.model import HIGH, LEVELS, LOW, MEDIUM, Foreign, Risk
from oktaprofile.review.words import Sentence, Value, counted, joined, say


def of_foreign(foreign: Sequence[Foreign], drift: bool) -> list[Risk]:
    if drift:
        return []
    destroyed = [one for one in foreign if one.action in (DELETE, REPLACE)]
    risks = [
        Risk(
            HIGH,
            "foreign-destroyed",
            one.address,
            say(
                "A resource of another provider is ",
                "deleted" if one.action == DELETE else "deleted and made again",
                ": ",
                Value(one.address),
                ". This report does not know what hangs on it.",
            ),
        )
        for one in destroyed
    ]
    others = len(foreign) - len(destroyed)
    if others:
        risks.append(
            Risk(
                LOW,
                "foreign-changed",
                "",
                say(
                    f"{counted(others, 'resource of other providers changes', 'resources of other providers change')}"
                    ", listed below and not explained."
                ),
            )
        )
    return risks


def of_hidden(change: ResourceChange) -> list[Risk]:
    """What `sensitive()` hides of one of our resources: none of their arguments is a secret, and the report cannot say
    what becomes of it.
    """
    values = (change.before or {}, change.after or {})
    names = dict.fromkeys(".".join(path) for value in values for path in paths_of(SENSITIVE, value))
    if not names:
        return []
    left = len(names) - _MOST_NAMED
    return [
        Risk(
            HIGH,
            "hidden",
            change.address,
            say(
                "Terraform hides ",
                joined([(Value(name or "everything"),) for name in list(names)[:_MOST_NAMED]]),
                f" and {left:,} more" if left > 0 else "",
                " of ",
                Value(change.address),
                " as sensitive, so this report cannot say what becomes of it. No argument of it is a secret: give "
                "it as nonsensitive(…).",
            ),
        )
    ]


_ADDING = ("oktaprofile_app_user_properties", "oktaprofile_app_user_property")


def of_new_attributes(plan: PlanFile, directory: Directory) -> list[Risk]:
    """Apps whose profile gets new attributes, where Okta pushes profiles to the app or the plan does not tell.

    A push sends the whole profile, and a new attribute is empty until an import fills it (Okta's support article on
    partial profile push, read 2026-11-30).
    """
    features = {
        str(values.get("id")): values.get("features")
        for kind, values in plan.documents
        if kind == "oktaprofile_app" and isinstance(values.get("features"), list)
    }
    risks = []
    for change in plan.changes:
        names = _added_names(change) if change.type in _ADDING and change.changes else []
        app_id = (change.after or {}).get("app_id")
        pushes = features.get(str(app_id))
        if not names or (pushes is not None and "PUSH_PROFILE_UPDATES" not in pushes):
            continue
        who = " gets pushed profiles" if pushes is not None else " gets pushed profiles, if its app does"
        risks.append(
            Risk(
                LOW if pushes is None else MEDIUM,
                "new-attribute-pushed-empty",
                change.address,
                say(
                    *directory.app(app_id),
                    who,
                    ", whole ones, and ",
                    joined([(Value(name),) for name in names]),
                    " will be empty in them until an import: any change of a person may overwrite the app's value. "
                    "Switch Update User Attributes off before, run a full import after, then switch it on.",
                ),
            )
        )
    return risks


def _added_names(change: ResourceChange) -> list[str]:
    """The attributes that the plan adds and does not take over from the org."""
    before, after = change.before or {}, change.after or {}
    if change.type == _ADDING[1]:
        return [] if before or after.get("restores") else [str(after.get("name"))]
    found, kept = after.get("properties"), after.get("restores")
    if not isinstance(found, dict):
        return []
    taken_over = kept if isinstance(kept, dict) else {}
    return [name for name in found if name not in (before.get("properties") or {}) and name not in taken_over]


_REACHES = {
    PROVISIONER: "A provisioner runs code where Terraform runs, or on another machine: ",
    DATA: "A data source runs code, or reads files or the network: ",
    FILE: "A resource writes a file where Terraform runs: ",
    MODULE: "A module is loaded from outside of this repository: ",
    ADDRESS: "The provider's credentials go to an address of the configuration that is none of Okta's: ",
    PROVIDER: "A provider comes from an unexpected publisher, and runs with this pipeline's credentials: ",
}
NOT_UNDERSTOOD = "not-understood"
_MOST_NAMED = 5


def of_configuration(plan: PlanFile) -> list[Risk]:
    """What the configuration can do beside the changes, each by name; and what nobody understood."""
    risks = [_reach(one) for one in plan.reaches]
    if plan.not_understood:
        left = len(plan.not_understood) - _MOST_NAMED
        named = joined([(Value(part),) for part in plan.not_understood[:_MOST_NAMED]])
        more = f" and {left:,} more" if left > 0 else ""
        risks.append(
            Risk(
                HIGH,
                NOT_UNDERSTOOD,
                "",
                say("This version does not understand the plan's ", named, more, "."),
            )
        )
    return risks


def _reach(one: Reach) -> Risk:
    return Risk(HIGH, f"reaches-out-{one.kind}", one.address, say(_REACHES[one.kind], Value(one.what), "."))


def of_plan(plan: PlanFile, drift: bool) -> list[Risk]:
    risks = []
    if not drift and plan.deferred:
        risks.append(
            Risk(
                MEDIUM,
                "deferred",
                "",
                say(
                    f"Terraform puts off {counted(len(plan.deferred), 'change')}: another plan and apply have to "
                    "follow, and what they do is not in this report."
                ),
            )
        )
    for check in plan.checks:
        if check.status in ("fail", "error"):
            risks.append(
                Risk(
                    MEDIUM,
                    "check-failed",
                    check.address,
                    say(
                        "The condition ",
                        Value(check.address),
                        " does not hold",
                        ": " if check.messages else "",
                        joined([(Value(message),) for message in check.messages], "; "),
                    ),
                )
            )
    return risks


_PREDICTED = {
    "literal_null": (HIGH, "get a value that contains the word null"),
    "blanked": (HIGH, "lose the value they have"),
    "over_length": (HIGH, "would get a value over the length, which refuses their whole update"),
    "error": (MEDIUM, "keep the old value, because the expression fails for them"),
    "refused": (HIGH, "get nothing, because a value that does not fit refuses their whole update"),
    "skipped": (
        HIGH,
        "are skipped for a required value that is missing; the next full import may deactivate them",
    ),
    "undetermined": (MEDIUM, "get a value that nobody can tell beforehand"),
}


def of_impact(impact: Impact | None) -> list[Risk]:
    return [
        Risk(
            level,
            f"people-{outcome.replace('_', '-')}",
            "",
            say(
                f"{counted(target.outcomes[outcome], 'person', 'people')} {words}: ",
                Value(target.attribute),
                " in ",
                _system(target.system),
            ),
        )
        for target in (impact.targets if impact else ())
        for outcome, (level, words) in _PREDICTED.items()
        if target.outcomes.get(outcome)
    ]


def _system(system: str) -> Sentence:
    return ("Okta",) if system == "okta" else (Value(system),)


def ranked(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    return tuple(sorted(risks, key=lambda risk: LEVELS.index(risk.level)))
