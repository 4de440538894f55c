"""Limits on what a change may do to people: names, words, and one limit beside what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from oktaprofile.plan.outcomes import (
    BLANKED,
    ERROR,
    LITERAL_NULL,
    OVER_LENGTH,
    REFUSALS,
    REFUSED,
    SKIPPED,
    UNDETERMINED,
    Outcome,
)

OUTCOMES: Mapping[str, frozenset[Outcome]] = {
    "max_blanked": frozenset({BLANKED}),
    "max_literal_null": frozenset({LITERAL_NULL}),
    "max_refused": REFUSALS,
    "max_over_length": frozenset({OVER_LENGTH}),
    "max_errors": frozenset({ERROR, REFUSED, SKIPPED}),
    "max_undetermined": frozenset({UNDETERMINED}),
}
"""The gates that count people, by the outcomes that they count. What a value does not fit counted as an error before
REFUSED was an outcome of its own, so max_errors still counts it."""
PERCENT, FRESH, NOT_KNOWN = "max_changed_percent", "require_fresh_snapshot", "max_not_known"

WORDS: Mapping[str, str] = {
    "max_blanked": "people whose value is blanked",
    "max_literal_null": "people whose value contains the word null",
    "max_refused": "people whose whole update is refused",
    "max_over_length": "people whose value is over the length",
    "max_errors": "people whose expression fails or whose update is refused",
    "max_undetermined": "people for whom nothing can be said",
    PERCENT: "people whose value changes, in percent",
    FRESH: "age of what was read",
    NOT_KNOWN: "things that are not known yet",
}


class Gate(NamedTuple):
    """One limit beside what was found. `attribute` and `app_id`: the target that was worst, "" where nothing was found
    and None for one of the Okta user."""

    name: str
    limit: float
    found: float
    passed: bool
    attribute: str = ""
    app_id: str | None = None

    @property
    def where(self) -> str:
        """The target as one text: `NAME`, or `APP_ID.NAME` downstream."""
        return self.attribute if self.app_id is None else f"{self.app_id}.{self.attribute}"


def to_json(gate: Gate) -> dict[str, Any]:
    """A gate in an impact document."""
    return {
        "name": gate.name,
        "limit": gate.limit,
        "found": gate.found,
        "passed": gate.passed,
        "where": gate.where,
        "attribute": gate.attribute,
        "app_id": gate.app_id,
    }


def from_json(item: Mapping[str, Any]) -> Gate:
    """The inverse of `to_json`. Raises KeyError, TypeError or ValueError for something else.

    A gate that passes above its limit was changed by somebody. One of version 0.1.0 has `where` alone, as attribute.
    """
    limit, found, passed = item["limit"], item["found"], item["passed"]
    for number in (limit, found):
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise TypeError("a limit is not a number")
    rounding = 1 if item["name"] == FRESH else 0.001  # version 0.1.0 judged before it rounded
    if not isinstance(passed, bool) or (passed and not found <= limit + rounding):
        raise ValueError("a gate contradicts its numbers")
    attribute, app_id = str(item.get("attribute", item["where"])), item.get("app_id")
    return Gate(str(item["name"]), limit, found, passed, attribute, None if app_id is None else str(app_id))
