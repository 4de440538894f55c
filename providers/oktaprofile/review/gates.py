"""What stops a pipeline: the gates of an impact, those of the report itself, and the exit code."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

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

_WORDS = {
    "max_blanked": "people whose value is blanked",
    "max_literal_null": "people whose value contains the word null",
    "max_over_length": "people whose value is over the length",
    "max_errors": "people whose expression fails",
    "max_undetermined": "people for whom nothing can be said",
    "max_changed_percent": "people whose value changes, in percent",
    "require_fresh_snapshot": "age of what was read",
}
_AGE = "require_fresh_snapshot"
_MATCH = "impact_of_this_plan"


class Gate(NamedTuple):
    """One limit. `kind` is the word of --fail-on that makes it count; `where`: what was worst, a value not ours."""

    name: str
    kind: str
    words: str
    limit: str
    found: str
    passed: bool
    where: str = ""


def of_impact(impact: Impact) -> list[Gate]:
    """Impact's gates as it evaluated them, with an app downstream by its label instead of its id."""
    names = {f"{one.app_id}.{one.attribute}": f"{one.attribute} in {one.system}" for one in impact.targets}
    found = []
    for gate in impact.gates:
        shown = duration if gate.name == _AGE else number
        found.append(
            Gate(
                gate.name,
                GATES,
                _WORDS.get(gate.name, ""),
                shown(gate.limit),
                shown(gate.found),
                gate.passed,
                names.get(gate.where, names.get(gate.where, gate.where)),
            )
        )
    return found


def counting(name: str, kind: str, words: str, found: int, where: str = "") -> Gate:
    """A gate of the report itself: none allowed."""
    return Gate(name, kind, words, "0", number(found), found == 0, where)


def same_plan(different: int, where: str) -> Gate:
    """Whether the impact was made of this plan; counts with the other gates of impact."""
    return counting(
        _MATCH, GATES, "expressions that differ between the impact file and this plan", different, where
    )


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
