"""The JSON document of an impact: docs/impact.md describes it field by field."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from oktaprofile.impact import unaffected
from oktaprofile.impact.counted import Sample, unpacked
from oktaprofile.impact.readers import Readers
from oktaprofile.impact.tally import TargetTally
from oktaprofile.impact.whole import Refused
from oktaprofile.people.organization import PUSH, Line, Organization
from oktaprofile.people.surroundings import GROUP_VALUE, IDENTITY_PROVIDER, Surroundings
from oktaprofile.plan import gates, warnings
from oktaprofile.plan.gates import Gate
from oktaprofile.plan.markers import shown
from oktaprofile.plan.not_known import NotKnown
from oktaprofile.plan.warnings import Warned

FORMAT, VERSION = "oktaprofile-impact", 1
CLEAR, FAILED, UNSURE = "clear", "gate_failed", "not_known"
MOST_SHAPES_SHOWN = 50
NOBODY = Refused()


class Read(NamedTuple):
    """Where the people came from: "org" or "snapshot", when reading began (UTC text), and how old that is."""

    source: str
    org_url: str
    taken_at: str
    age_seconds: float
    people: int


class Report(NamedTuple):
    """Everything a reader needs. `tallies` in the order of the targets."""

    read: Read
    before: Organization
    after: Organization
    tallies: Sequence[TargetTally]
    gates: Sequence[Gate]
    warnings: Sequence[Warned]
    not_known: Sequence[NotKnown] = ()
    refused: Refused = NOBODY
    surroundings: Surroundings = Surroundings()

    @property
    def clear(self) -> bool:
        """Whether every gate is passed."""
        return all(gate.passed for gate in self.gates)

    @property
    def verdict(self) -> str:
        """`clear` is said only where the plan leaves nothing open, and Okta publishes nothing against it."""
        unsure = self.not_known or any(one.code in warnings.OPEN for one in self.warnings)
        return FAILED if not self.clear else UNSURE if unsure else CLEAR


def json_text(report: Report, document: dict[str, Any]) -> Iterator[str]:
    """A report's document as JSON, in pieces, with the `people` that were asked for: a million of them are hundreds of
    megabytes."""
    mark = secrets.token_hex(16)
    kept = [tally.foreseen for tally in report.tallies]
    targets = [
        {**item, "people": [mark]} if parts else item
        for item, parts in zip(document["targets"], kept, strict=True)
    ]
    marked = json.dumps({**document, "targets": targets}, indent=2, ensure_ascii=False)
    first, *others = marked.split(f'"{mark}"')
    yield first
    for parts, following in zip(filter(None, kept), others, strict=True):
        yield from unpacked(parts)
        yield following
    yield "\n"


def document(report: Report) -> dict[str, Any]:
    """The JSON document without `people`. Without samples it holds no name, login, phone number or user id."""
    readers = Readers(report.after, report.surroundings)
    return {
        "format": FORMAT,
        "version": VERSION,
        "verdict": report.verdict,
        "data": {
            "source": report.read.source,
            "org": report.read.org_url,
            "taken_at": report.read.taken_at,
            "age_seconds": round(report.read.age_seconds),
            "users": report.read.people,
        },
        "gates": [gates.to_json(gate) for gate in report.gates],
        "not_known": [one._asdict() for one in report.not_known],
        "warnings": [str(one) for one in report.warnings],
        "typed_warnings": [warnings.to_json(one) for one in report.warnings],
        "readers_not_known": [
            {"kind": kind, "why": why}
            for kind, why in report.surroundings.unread
            if kind not in (IDENTITY_PROVIDER, GROUP_VALUE)
        ],
        "refused": _refused(report),
        "targets": [_target(report, tally, readers) for tally in report.tallies],
    }


def _refused(report: Report) -> dict[str, Any]:
    refused = report.refused
    return {
        "people": refused.people,
        "set_free": refused.freed,
        "may_be_deactivated": refused.leaving,
        "causes": [
            {
                "direction": direction,
                "app_id": app_id,
                "app": report.after.label(app_id),
                "reason": reason,
                "users": users,
                "attributes": mapped(report.after, app_id, direction),
            }
            for (direction, app_id, reason), users in sorted(
                refused.causes.items(), key=lambda item: (-item[1], item[0])
            )
        ],
    }


def mapped(organization: Organization, app_id: str, direction: str) -> list[str]:
    """Every attribute that an app's mappings of a direction fill on update, of whatever user type: what one refused
    value keeps from being stored."""
    return sorted(
        {
            target
            for key, lines in organization.mappings.items()
            if (key.app_id, key.direction) == (app_id, direction)
            for target, line in lines.items()
            if line.push_status == PUSH
        }
    )


def _target(report: Report, tally: TargetTally, readers: Readers) -> dict[str, Any]:
    target = tally.target
    before, after = report.before, report.after
    in_okta = target.app_id is None
    key = target.type_id if target.app_id is None else target.app_id
    old = (before.user_schemas if in_okta else before.app_schemas).get(key, {}).get(target.attribute, {})
    new = (after.user_schemas if in_okta else after.app_schemas).get(key, {}).get(target.attribute, {})
    shapes = [
        {"before": was, "after": becomes, "outcome": outcome.value, "users": users}
        for (was, becomes, outcome), users in sorted(
            tally.shapes.items(), key=lambda item: (-item[1], item[0])
        )
    ]
    shown = shapes[:MOST_SHAPES_SHOWN]
    result: dict[str, Any] = {
        "system": "okta" if target.app_id is None else after.label(target.app_id),
        "app_id": target.app_id,
        "user_type": {"id": target.type_id, "name": after.types.get(target.type_id, "")},
        "attribute": target.attribute,
        "max_length": new.get("maxLength") or None,
        "expressions": [
            {"app_id": app_id, "app": after.label(app_id), "before": _line(pair[0]), "after": _line(pair[1])}
            for app_id, pair in target.expressions.items()
        ],
        "source": {"before": _master(before, old), "after": _master(after, new)} if in_okta else None,
        "users": tally.users,
        "outcomes": tally.counts(),
        "changed": tally.changed,
        "changed_percent": round(tally.changed_percent, 3),
        "also_without_the_plan": tally.anyway,
        "waits_for_push": tally.waits,
        "arrives": {
            "full_import": tally.changed - tally.late - tally.at_once,
            "own_change": tally.late,
            "at_once": tally.at_once,
        },
        "reasons": [
            {"outcome": outcome.value, "reason": reason, "users": users}
            for (outcome, reason), users in sorted(
                tally.reasons.items(), key=lambda item: (-item[1], item[0])
            )
        ],
        "shapes": shown,
        "shapes_left_out": tally.shapes_left_out
        + sum(int(one["users"]) for one in shapes[MOST_SHAPES_SHOWN:]),
        "phones": tally.phone_counts(),
        "readers": readers.of(target),
    }
    if tally.unaffected is not None:
        result["unaffected"] = unaffected.to_json(tally.unaffected)
    if tally.samples:
        result["samples"] = [_sample(one) for one in tally.samples]
    return result


def _line(line: Line | None) -> dict[str, Any] | None:
    return None if line is None else {**line._asdict(), "expression": shown(line.expression)}


def _master(organization: Organization, definition: Any) -> dict[str, Any]:  # noqa: ANN401
    master = definition.get("master") or {}
    return {
        "type": master.get("type", "PROFILE_MASTER"),
        "apps": [organization.label(str(one["value"])) for one in master.get("priority") or ()],
    }


def _sample(sample: Sample) -> dict[str, Any]:
    return {**sample._asdict(), "outcome": sample.outcome.value}
