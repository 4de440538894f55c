"""Faults: rules that make an operation fail in a chosen way, keyed by operation id.

    {"operation": "updateApplicationUserProfile",   an operation id, method and path of what has none, or "*"
     "match": "directNumber",      optional: text that the path with its query, or the body, contains
     "after": "getUserSchema",     optional: sleeps until that operation was called once more
     "skip": 0, "times": 1,        passes over the first `skip` matches; `times` null: for ever
     "delay_ms": 0,                waits before processing
     "hold_ms": 0,                 waits between processing and the answer
     "action": "answer", ...}

What each action does, and its arguments, is in docs/simulator.md (a test keeps the list complete). Rules
are tried in the order in which they were added; the first that matches and isn't used up applies.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

ACTIONS = frozenset(
    {
        "answer",
        "delay",
        "drop_before",
        "drop_after",
        "reset",
        "truncate",
        "half_json",
        "empty",
        "html",
        "ignore_write",
        "store",
        "rewrite",
        "lose_race",
        "patch_answer",
        "rate_limit",
    }
)
UNPROCESSED = frozenset({"drop_before", "html", "rate_limit"})
# They need `document`, a JSON object.
WITH_DOCUMENT = frozenset({"store", "rewrite", "lose_race", "patch_answer"})
_UNKNOWN = re.compile(r"[A-Z]+ /\S*")
_LONGEST_MS, _MOST = 600_000, 1_000_000
_NUMBERS: Mapping[str, tuple[type, float, float]] = {
    "skip": (int, 0, _MOST),
    "times": (int, 1, _MOST),
    "delay_ms": (float, 0, _LONGEST_MS),
    "hold_ms": (float, 0, _LONGEST_MS),
    "status": (int, 200, 599),
    "reset_seconds": (float, 0, 86_400),
    "remaining": (int, 0, _MOST),
}
_TYPES: Mapping[str, type] = {
    **dict.fromkeys(("operation", "after", "action", "match"), str),
    **dict.fromkeys(("commit", "concurrency"), bool),
    **dict.fromkeys(("headers", "document"), dict),
}
_JSON_NAMES: Mapping[type, str] = {str: "a text", bool: "true or false", dict: "an object"}
_KEYS = frozenset({*_NUMBERS, *_TYPES, "body"})


class FaultRuleError(ValueError):
    """A rule that can't be read; says which part."""


@dataclass
class Fault:
    """One rule and how often it has matched and applied."""

    id: int
    operation: str
    action: str
    match: str = ""
    after: str = ""
    skip: int = 0
    times: int | None = 1
    delay_ms: float = 0
    arguments: dict[str, Any] = field(default_factory=dict)
    matched: int = 0
    applied: int = 0
    asleep: bool = False

    @property
    def completed(self) -> bool:
        """Whether it has applied as often as it should; a rule for ever is completed once it has applied."""
        return self.applied >= (1 if self.times is None else self.times)

    @property
    def exhausted(self) -> bool:
        """Whether it will never apply again."""
        return self.times is not None and self.applied >= self.times

    @property
    def processes(self) -> bool:
        """Whether the operation itself runs."""
        return self.action not in UNPROCESSED and (
            self.action != "answer" or bool(self.arguments.get("commit"))
        )

    def document(self) -> dict[str, Any]:
        """As the control path shows it."""
        return {
            "id": self.id,
            "operation": self.operation,
            "action": self.action,
            "match": self.match,
            "after": self.after,
            "skip": self.skip,
            "times": self.times,
            "delay_ms": self.delay_ms,
            **self.arguments,
            "matched": self.matched,
            "applied": self.applied,
            "completed": self.completed,
        }


class Faults:
    """The rules of a running org; kept in memory only."""

    def __init__(self, operation_ids: Collection[str]) -> None:
        self._operation_ids = frozenset(operation_ids)
        self._rules: list[Fault] = []
        self._last_id = 0

    def add(self, rule: Mapping[str, Any]) -> Fault:
        """Adds a rule. Raises FaultRuleError if it makes no sense: a rule that can never apply would hide a mistake."""
        if not isinstance(rule, Mapping):
            raise FaultRuleError(f"a rule is an object, not {rule!r}")
        if unknown := sorted(set(rule) - _KEYS):
            raise FaultRuleError(f"unknown keys {unknown}; known are {sorted(_KEYS)}")
        _check_values(rule)
        operation = rule.get("operation")
        if operation is None or not (self._knows(operation) or operation == "*"):
            raise FaultRuleError(f"unknown operation {operation!r}; GET /simulator/operations lists them")
        after = rule.get("after") or ""
        if after and not self._knows(after):
            raise FaultRuleError(f"unknown operation {after!r} in `after`")
        action = rule.get("action") or (
            "answer" if "status" in rule else "delay" if "delay_ms" in rule else None
        )
        if action is None or action not in ACTIONS:
            raise FaultRuleError(f"unknown action {action!r}; known are {sorted(ACTIONS)}")
        if action in WITH_DOCUMENT and rule.get("document") is None:
            raise FaultRuleError(f"action {action} needs `document`, a JSON object")
        self._last_id += 1
        taken = ("operation", "action", "match", "after", "skip", "times", "delay_ms")
        fault = Fault(
            self._last_id,
            operation,
            action,
            match=rule.get("match") or "",
            after=after,
            asleep=bool(after),
            skip=rule.get("skip") or 0,
            times=rule.get("times", 1),
            delay_ms=rule.get("delay_ms") or 0,
            arguments={key: value for key, value in rule.items() if key not in taken},
        )
        self._rules.append(fault)
        return fault

    def _knows(self, operation: str) -> bool:
        """An operation id, or method and path (`GET /api/v1/zones`) of what is no operation here."""
        return operation in self._operation_ids or _UNKNOWN.fullmatch(operation) is not None

    def remove(self, fault: Fault) -> None:
        """Removes one rule."""
        self._rules.remove(fault)

    def clear(self) -> None:
        """Removes all rules."""
        self._rules.clear()

    def documents(self) -> list[dict[str, Any]]:
        """All rules with their counts, in the order in which they were added."""
        return [fault.document() for fault in self._rules]

    def take(self, operation_id: str, target: str, body: bytes) -> Fault | None:
        """The rule that applies to this request, counted as applied; None if none does. `target` is path and query."""
        awake = [fault for fault in self._rules if not fault.asleep]
        for fault in self._rules:
            if fault.after == operation_id:
                fault.asleep = False
        for fault in awake:
            if fault.exhausted or fault.operation not in ("*", operation_id):
                continue
            if fault.match and fault.match not in target and fault.match.encode() not in body:
                continue
            fault.matched += 1
            if fault.matched > fault.skip:
                fault.applied += 1
                return fault
        return None


def _check_values(rule: Mapping[str, Any]) -> None:
    """Raises FaultRuleError for a value of the wrong type or out of range; null is a value left out."""
    for key, (kind, smallest, largest) in _NUMBERS.items():
        value = rule.get(key)
        if value is not None and not (type(value) in (int, kind) and smallest <= value <= largest):
            number = "an integer" if kind is int else "a number"
            raise FaultRuleError(f"{key} is {number} from {smallest} to {largest}, not {value!r}")
    for key, kind in _TYPES.items():
        if rule.get(key) is not None and not isinstance(rule[key], kind):
            raise FaultRuleError(f"{key} is {_JSON_NAMES[kind]}, not {rule[key]!r}")
    for name, value in (rule.get("headers") or {}).items():
        if not isinstance(value, (str, int)) or not f"{name}{value}".isprintable() or not name:
            raise FaultRuleError(f"the header {name!r}: {value!r} cannot be sent")


def merge_patched(value: Any, patch: Any) -> Any:  # noqa: ANN401 - any JSON value
    """`value` changed by a JSON merge patch (RFC 7396): objects merge, null removes, all else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(value) if isinstance(value, Mapping) else {}
    for key, change in patch.items():
        if change is None:
            result.pop(key, None)
        else:
            result[key] = merge_patched(result.get(key), change)
    return result
