"""What becomes of a value that a mapping gives to an attribute.

Facts: a text that had a value and is cleared is "", one that was never populated is null (documented:
expression language overview); an attribute whose expression fails keeps its value (documented).
Assumed: a value that the attribute's definition refuses (too long, not allowed, required and empty) leaves
the old one in place. A mapping of an over-long text in a real org would settle it.
Undetermined: what Okta stores when the type differs (a number for a text attribute).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oktaprofile.people.organization import Definition
from oktaprofile.plan.outcomes import (
    BLANKED,
    CHANGED,
    ERROR,
    LITERAL_NULL,
    OVER_LENGTH,
    POPULATED,
    UNCHANGED,
    UNDETERMINED,
    Outcome,
)
from oktaprofile.text.characters import utf16_length

_UNLIMITED = 1 << 30


@dataclass(slots=True)
class Effect:
    """The outcome, the value afterwards (the very object that is there now where it is kept or not known), and why.

    `reason` is "" where the outcome says it all. It never holds a value.
    """

    outcome: Outcome
    value: Any
    reason: str = ""


@dataclass(slots=True)
class Result:
    """The effect on one target of one person. `current`: the value now. `waits`: the effect comes with the next
    push to the app, not with this import. `anyway`: the change would come without the plan, too."""

    target: int
    effect: Effect
    current: Any
    waits: bool = False
    anyway: bool = False


class ValueCheck:
    """One attribute's definition, made ready to judge many values. This runs for every person."""

    __slots__ = ("_definition", "_kind", "_required", "_surely")

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._kind = definition.get("type", "string")
        self._required = bool(definition.get("required"))
        # Texts up to this length fit, however Java counts them; -1: each has to be looked at.
        plain = self._kind == "string" and not ({"enum", "minLength", "pattern"} & set(definition))
        self._surely = (definition.get("maxLength") or _UNLIMITED) // 2 if plain else -1

    def effect(self, value: object, current: object, literal_null: bool) -> Effect:
        """The effect of giving `value` to an attribute that holds `current` (None: never populated).

        `literal_null`: the value contains the word null where a null was joined to a text.
        """
        kind = self._kind
        if value is None or value == "":
            if self._required:
                return Effect(ERROR, current, "it is required and would be empty")
            if value == "" and kind != "string":
                return Effect(UNDETERMINED, current, _other_type(kind))
            if current is None or current == "":
                return Effect(UNCHANGED, current if value is None else "")
            return Effect(BLANKED, "" if kind == "string" else None)
        if value == current and type(value) is type(current):
            return Effect(LITERAL_NULL if literal_null else UNCHANGED, current)
        if type(value) is not str or len(value) > self._surely:
            if not _is_a(kind, value):
                return Effect(UNDETERMINED, current, _other_type(kind))
            refusal = _refusal(value, self._definition)
            if refusal is not None:
                return Effect(refusal[0], current, refusal[1])
        if literal_null:
            return Effect(LITERAL_NULL, value)
        if current is None or current == "":
            return Effect(POPULATED, value)
        return Effect(BLANKED if value == [] else CHANGED, value)


def _other_type(kind: str) -> str:
    return f"the expression gives another type than the attribute's, {kind}: what Okta stores is published nowhere"


def _is_a(kind: str, value: object) -> bool:
    if isinstance(value, bool) or kind == "boolean":
        return isinstance(value, bool) and kind == "boolean"
    if kind == "integer":
        return isinstance(value, int)
    if kind == "number":
        return isinstance(value, (int, float))
    return isinstance(value, list if kind == "array" else str)


def _has_pattern(value: str, pattern: str | None) -> bool:
    """Whether a text surely matches the pattern of its attribute."""
    if not pattern:
        return True
    from oktaprofile.expression.errors import Failure, Unpublished
    from oktaprofile.expression.regex import matches

    try:
        return matches(value, pattern)
    except (Failure, Unpublished):
        return False


def _refusal(value: object, definition: Definition) -> tuple[Outcome, str] | None:
    if isinstance(value, list):
        items = definition.get("items") or {}
        element, choices = items.get("type", "string"), items.get("enum")
        if not all(_is_a(element, one) for one in value):
            return (
                UNDETERMINED,
                f"an element is no {element}: what Okta stores then is published nowhere",
            )
        if choices and any(one not in choices for one in value):
            return ERROR, "an element is none of the values allowed"
        return None
    if isinstance(value, str):
        length = utf16_length(value)
        longest, shortest = definition.get("maxLength"), definition.get("minLength")
        if longest and length > longest:
            return OVER_LENGTH, f"it is longer than {longest}"
        if shortest and length < shortest:
            return ERROR, f"it is shorter than {shortest}"
        if not _has_pattern(value, definition.get("pattern")):
            return (
                UNDETERMINED,
                "it may not match the attribute's pattern: what Okta does then is published nowhere",
            )
    choices = definition.get("enum")
    if choices and value not in choices:
        return ERROR, "it is none of the values allowed"
    return None
