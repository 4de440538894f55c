"""What stops a pipeline: the gates of an impact, those of the report itself, and the exit code."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from oktaprofile.plan.gates import FRESH, WORDS
from oktaprofile.review.impact_file import Impact

CLEAR, TOOL_ERROR, GATE_FAILED, INVALID_EXPRESSION = 0, 1, 2, 3

# What --fail-on takes.
GATES, EXPRESSIONS, HIGH_RISK, MEDIUM_RISK, FOREIGN, CHANGES, NOTHING = (
    "gates",
    "expressions",
    "high-risk",
    "medium-risk",
    "foreign",
    "changes",
    "none",
)
CHOICES = (GATES, EXPRESSIONS, HIGH_RISK, MEDIUM_RISK, FOREIGN, CHANGES, NOTHING)
DEFAULT = (GATES, EXPRESSIONS)

_MATCH = "impact_of_this_plan"


class Gate(NamedTuple):
    """One limit. `kind` is the word of --fail-on that makes it count; `where`: what was worst, a value not ours, and
    `attribute` and `app_id` the same as an impact has them ("" and None for none, or for one of the Okta user)."""

    name: str
    kind: str
    words: str
    limit: str
    found: str
    passed: bool
    where: str = ""
    attribute: str = ""
    app_id: str | None = None


def of_impact(impact: Impact) -> list[Gate]:
    """Impact's gates as it evaluated them, with an app downstream by its label instead of its id."""
    systems = {one.app_id: one.system for one in impact.targets if one.app_id is not None}
    found = []
    for gate in impact.gates:
        shown = duration if gate.name == FRESH else number
        where = gate.attribute
        if gate.app_id is not None:
            where = f"{gate.attribute} in {systems.get(gate.app_id, gate.app_id)}"
        found.append(
            Gate(
                gate.name,
                GATES,
                WORDS.get(gate.name, ""),
                shown(gate.limit),
                shown(gate.found),
                gate.passed,
                where,
                gate.attribute,
                gate.app_id,
            )
        )
    return found


def counting(name: str, kind: str, words: str, found: int, where: str = "") -> Gate:
    """A gate of the report itself: none allowed."""
    return Gate(name, kind, words, "0", number(found), found == 0, where, where)


def same_plan(different: int, where: str) -> Gate:
    """Whether the impact was made of this plan; counts with the other gates of impact."""
    return counting(_MATCH, GATES, "parts of the impact that differ from this plan", different, where)


def exit_code(gates: Iterable[Gate], fail_on: Collection[str]) -> int:
    """3 for an invalid expression, 2 for another failed gate, else 0; only what `fail_on` names counts."""
    failed = {gate.kind for gate in gates if not gate.passed} & set(fail_on)
    if EXPRESSIONS in failed:
        return INVALID_EXPRESSION
    return GATE_FAILED if failed else CLEAR


def number(value: float) -> str:
    """`12,345` or `3.25`."""
    return f"{int(value):,}" if value == int(value) else f"{value:,.3f}".rstrip("0")


def duration(seconds: float) -> str:
    """`45 s`, `90 min`, `36 h`, `12 days`."""
    for unit, size, least in (("days", 86400, 3 * 86400), ("h", 3600, 2 * 3600), ("min", 60, 120)):
        if seconds >= least:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
