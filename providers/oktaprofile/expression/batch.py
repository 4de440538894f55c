"""`oktaprofile expression eval --batch`: many expressions, each over a context of its own.

A JSON list of {"id", "expression", "context", "dialect"?} becomes a list of {"id", "value" | "error" |
"undetermined"} in the same order. A value may be null: the key tells the three outcomes apart. An item that is not
right is an error of its own and costs no other item its answer.
"""

from __future__ import annotations

import json

from oktaprofile.expression import (
    Compiled,
    EvaluationError,
    ExpressionError,
    Outcome,
    Undetermined,
    compile_expression,
)
from oktaprofile.expression.documents import Flaw, Unreadable, flaw_in, named, read_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Answer = dict[str, Any]

_DIALECTS = ("classic", "spel", "identity-engine")


def answers(path: str) -> list[Answer]:
    """The answers to the batch in a file, or "-". Raises Unreadable for what is no JSON list."""
    items, flaws = read_json(path)
    if not isinstance(items, list):
        raise Unreadable(f"{named(path)} is not a JSON list of objects with id, expression and context")
    batch = _Batch()
    return [batch.answer(number, item, flawed=bool(flaws)) for number, item in enumerate(items, 1)]


class _Batch:
    """What the items of one batch share: the ids given, and the expressions compiled."""

    def __init__(self) -> None:
        self.given: dict[str, int] = {}
        self.compiled: dict[str, Compiled | ExpressionError] = {}

    def answer(self, number: int, item: object, *, flawed: bool) -> Answer:
        """{"id", "value"}, {"id", "error"} or {"id", "undetermined"} for the item at `number`, counted from 1."""
        flaw = flaw_in(item) if flawed else None
        fields = item.known if isinstance(item, Flaw) else item
        if not isinstance(fields, dict):
            return {"id": None, "error": f"item {number} is not an object with id, expression and context"}
        id_ = fields.get("id")
        if flaw is not None:
            return {"id": None if flaw_in(id_) else id_, "error": flaw.text}
        if id_ is None:
            return {"id": None, "error": f"item {number} has no id"}
        if not isinstance(id_, str | int | float):
            return {"id": None, "error": f"the id of item {number} is neither a text nor a number"}
        first = self.given.setdefault(json.dumps(id_), number)
        if first != number:
            return {"id": id_, "error": f"item {number} has the id of item {first}"}
        return {"id": id_, **self._evaluated(fields)}

    def _evaluated(self, item: dict[str, Any]) -> Answer:
        expression, context = item.get("expression"), item.get("context", {})
        dialect = item.get("dialect", "classic")
        if not isinstance(expression, str):
            return {
                "error": "the item has no expression"
                if expression is None
                else "the expression is not a text"
            }
        if not isinstance(context, dict):
            return {"error": "the item's context is not an object"}
        if dialect not in (*_DIALECTS, None):
            return {"error": f"the dialect {json.dumps(dialect)} is not one of {', '.join(_DIALECTS)}"}
        known = self._compiled(expression)
        if isinstance(known, ExpressionError):
            return {"error": known.message}
        if dialect == "identity-engine":
            return {"error": "the item is in the Identity Engine dialect, which profile mappings do not use"}
        return _told(known.evaluate(context))

    def _compiled(self, expression: str) -> Compiled | ExpressionError:
        if expression not in self.compiled:
            try:
                self.compiled[expression] = compile_expression(expression)
            except ExpressionError as refusal:
                self.compiled[expression] = refusal
        return self.compiled[expression]


def _told(outcome: Outcome) -> Answer:
    if isinstance(outcome, EvaluationError):
        return {"error": outcome.message}
    if isinstance(outcome, Undetermined):
        return {"undetermined": outcome.reason}
    return {"value": outcome.value}
