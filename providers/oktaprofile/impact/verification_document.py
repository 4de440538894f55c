"""The JSON document of a verification: docs/verify.md describes it field by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oktaprofile.impact.answers import answers, question_of
from oktaprofile.impact.causes import Causes
from oktaprofile.impact.prediction_file import Prediction
from oktaprofile.impact.system_log import READ
from oktaprofile.impact.verification import EMPTIED, STAYED, Verified
from oktaprofile.plan.afterwards import (
    AS_PREDICTED,
    CHANGED,
    EDITED,
    GONE,
    NOT_APPLIED,
    NOT_YET,
    OTHERWISE,
    PARTLY,
    SAME,
)

FORMAT, VERSION = "oktaprofile-verification", 1
MAX_DIFFERENT, MAX_GONE = "max_different", "max_gone"
_COUNTS = (AS_PREDICTED, NOT_YET, OTHERWISE, GONE)


def document(
    prediction: Prediction,
    found: Sequence[Verified],
    causes: Causes,
    *,
    limits: dict[str, int],
    read_at: str,
    users: int,
    samples: int = 0,
) -> dict[str, Any]:
    """Without samples it holds no id and no value of anybody. `limits`: of MAX_DIFFERENT and MAX_GONE. `users`: how
    many were read."""
    something_open = prediction.open or any(one.open for one in found)
    known = any(one.compared > one.waiting for one in found) or not something_open
    gates = [
        _gate(MAX_DIFFERENT, limits, max((one.different for one in found), default=0) if known else None),
        _gate(MAX_GONE, limits, max((one.gone for one in found), default=0)),
    ]
    answered = answers(found, causes)
    return {
        "format": FORMAT,
        "version": VERSION,
        "verdict": _verdict(found, causes, known, all(gate["passed"] for gate in gates)),
        "data": {
            "org": prediction.org,
            "predicted_at": prediction.taken_at,
            "read_at": read_at,
            "users": users,
            "log": causes.log.document(causes.since),
        },
        "gates": gates,
        "answers": answered,
        "targets": [_target(one, state, samples) for one, state in zip(found, causes.states, strict=True)],
    }


def _gate(name: str, limits: dict[str, int], found: int | None) -> dict[str, Any]:
    """A gate that has nothing to judge fails: `found` is null."""
    passed = found is not None and found <= limits[name]
    return {"name": name, "limit": limits[name], "found": found, "passed": passed}


def _verdict(found: Sequence[Verified], causes: Causes, known: bool, passed: bool) -> str:
    if (passed or not known) and not {NOT_APPLIED, PARTLY}.isdisjoint(causes.states):
        return "not_applied"
    if not known:
        return "not_known"
    if passed:  # which proves nothing of a refusal that no import can have made yet
        unproved = causes.log.state == READ and any(
            one.kept and one.target.app_id is None and not one.reached and not causes.imported(index)
            for index, one in enumerate(found)
        )
        return "waiting" if unproved else "as_predicted"
    why = {cause for one in found for cause in one.why if cause[0] != GONE}
    if why and all(result == NOT_YET for result, _ in why):
        if not {NOT_APPLIED, PARTLY, EDITED}.isdisjoint(causes.states):
            return "not_applied"
        if {cause for _, cause in why} <= {"no_import", "importing", "not_imported", "okta_differs"}:
            return "waiting"
    return "differs"


def _target(one: Verified, state: str, samples: int) -> dict[str, Any]:
    target = one.target
    kept = target.unaffected is not None
    result: dict[str, Any] = {
        "system": target.system,
        "app_id": target.app_id,
        "user_type": {"id": target.type_id, "name": target.type_name},
        "attribute": target.attribute,
        "applied": state,
        **{name: one.counts[name] for name in _COUNTS},
        "waiting": one.waiting,
        "unaffected": {name: one.unaffected[name] for name in (SAME, CHANGED, GONE)} if kept else None,
        "new": one.new if kept else None,
        "why": [
            {"result": name, "why": cause, "people": people}
            for (name, cause), people in sorted(one.why.items(), key=lambda item: (-item[1], item[0]))
        ],
        "open": [
            {
                "reason": reason,
                "question": question_of(reason),
                **{name: counts[name] for name in (STAYED, CHANGED, EMPTIED)},
            }
            for reason, counts in sorted(one.open.items())
        ],
    }
    if samples:
        result["samples"] = [each._asdict() for each in one.differing]
    return result
