"""What becomes of a value that a mapping gives to an attribute.

Facts: a text that had a value and is cleared is "", one that was never populated is null (documented: expression
language overview); an attribute whose expression fails keeps its value (documented). A value that the attribute's
definition refuses refuses the person's whole update, see whole.py. Undetermined: what Okta stores when the type differs
(a number for a text).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oktaprofile.expression.fits import OPEN, TOO_LONG, misfit, unlimited
from oktaprofile.people.organization import Definition
from oktaprofile.plan.outcomes import (
    BLANKED,
    CHANGED,
    LITERAL_NULL,
    OVER_LENGTH,
    POPULATED,
    REFUSED,
    SKIPPED,
    UNCHANGED,
    UNDETERMINED,
    Outcome,
)

_UNLIMITED = 1 << 30
REQUIRED = "it is required and would be empty"
UNFIT = "its present value does not fit any more"
NONE = "it becomes required, and there is no value"
CLEARING = "its app takes no empty text, and how Okta sends it one is published nowhere"


@dataclass(slots=True)
class Effect:
    """The outcome, the value afterwards (the very object that is there now where it is kept or not known), and why.

    `reason` is "" where the outcome says it all. It never holds a value.
    """

    outcome: Outcome
    value: Any
    reason: str = ""


class Doubtful(Effect):
    """Undetermined, and so is whether the person's whole update is refused for it."""

    __slots__ = ()


class Following(Effect):
    """Refused because the update before it is: of what Okta does not store nothing is pushed."""

    __slots__ = ()


@dataclass(slots=True)
class Result:
    """The effect on one target of one person. `current`: the value now. `waits`: the effect comes with the next push to
    the app, not with this import. `anyway`: the change would come without the plan, too. `at_once`: it comes with the
    change itself, and would have waited."""

    target: int
    effect: Effect
    current: Any
    waits: bool = False
    anyway: bool = False
    at_once: bool = False


def gone(target: int, current: Any) -> Result:  # noqa: ANN401 - any value
    """The result where the attribute is deleted, which takes everybody's values with it, at once."""
    if current in (None, "", []):
        return Result(target, Effect(UNCHANGED, current), current)
    return Result(target, Effect(BLANKED, None), current, at_once=True)


class ValueCheck:
    """One attribute's definition, made ready to judge many values. This runs for every person."""

    __slots__ = ("_definition", "_kind", "_required", "surely")

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._kind = definition.get("type", "string")
        self._required = bool(definition.get("required"))
        # Texts up to this length fit, however Java counts them; -1: each has to be looked at.
        plain = self._kind == "string" and unlimited(definition)
        self.surely = (definition.get("maxLength") or _UNLIMITED) // 2 if plain else -1

    def effect(self, value: object, current: object, literal_null: bool) -> Effect:
        """The effect of giving `value` to an attribute that holds `current` (None: never populated).

        `literal_null`: the value contains the word null where a null was joined to a text.
        """
        kind = self._kind
        if value is None or value == "":
            return self._cleared(value, current)
        if value == current and type(value) is type(current):
            return Effect(LITERAL_NULL if literal_null else UNCHANGED, current)
        if type(value) is not str or len(value) > self.surely:
            if not _is_a(kind, value):
                return Doubtful(UNDETERMINED, current, _other_type(kind))
            refusal = self._refusal(value, current)
            if refusal is not None:
                return refusal
        if literal_null:
            return Effect(LITERAL_NULL, value)
        if current is None or current == "":
            return Effect(POPULATED, value)
        return Effect(BLANKED if value == [] else CHANGED, value)

    def stays(self, current: object) -> Effect | None:
        """What a value that is there already does to every later update; None where it fits (or there is none).

        Published for updates through the API alone: they validate the whole profile (Okta support, "Updates to a user's
        profile via POST user API always validates login").
        """
        if current is None or current == "":
            return Doubtful(UNDETERMINED, current, NONE) if self._required else None
        if not _is_a(self._kind, current):
            return None
        if self._refusal(current, current) is None:
            return None
        return Doubtful(UNDETERMINED, current, UNFIT)

    def _cleared(self, value: object, current: object) -> Effect:
        kind = self._kind
        if self._required:
            return Effect(SKIPPED, current, REQUIRED)
        if value == "" and kind != "string":
            return Doubtful(UNDETERMINED, current, _other_type(kind))
        if current is None or current == "":
            return Effect(UNCHANGED, current if value is None else "")
        if self._definition.get("clearing") == OPEN:
            return Doubtful(UNDETERMINED, current, CLEARING)
        return Effect(BLANKED, "" if kind == "string" else None)

    def _refusal(self, value: object, current: object) -> Effect | None:
        if isinstance(value, list):
            element = (self._definition.get("items") or {}).get("type", "string")
            if not all(_is_a(element, one) for one in value):
                reason = f"an element is no {element}: what Okta stores then is published nowhere"
                return Doubtful(UNDETERMINED, current, reason)
        found = misfit(value, self._definition)
        if found is None:
            return None
        how, reason = found
        if how == OPEN:
            return Doubtful(UNDETERMINED, current, reason)
        return Effect(OVER_LENGTH if how == TOO_LONG else REFUSED, current, reason)


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
