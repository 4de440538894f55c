"""Whether a value fits the attribute it is meant for, by the attribute's definition."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.schemas.formats import has_form
from oktaprofile.simulator.state.schemas import Property
from oktaprofile.text.characters import utf16_length

EMPTY = "it is required and would be empty"


def misfit(value: object, definition: Property) -> str | None:
    """Why `value` cannot be stored, None when it fits. The text never holds the value: it may be personal.

    None and "" fit any attribute that is not required: they clear it. Lengths count UTF-16 units, as Java does; a
    choice is met exactly, a trailing blank differs (Okta support, "Mapping to a string list type (enum) attribute",
    read 2026-11-30).
    Assumed: a number is not turned into a text or back. A mapping of a number to a text attribute in a real
    org would settle it.
    """
    if value is None or value == "":
        return EMPTY if definition.get("required") else None
    kind = definition.get("type", "string")
    if not _is_a(kind, value):
        return f"it is no {kind}"
    if isinstance(value, str):
        return _text_misfit(value, definition)
    if isinstance(value, list):
        return _array_misfit(value, definition.get("items") or {})
    return _number_misfit(value, definition) or _choice_misfit(value, definition)


def _is_a(kind: str, value: object) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if kind == "integer":
        return isinstance(value, int)
    if kind == "number":
        return isinstance(value, (int, float))
    return isinstance(value, list if kind == "array" else str)


def _text_misfit(text: str, definition: Property) -> str | None:
    length = utf16_length(text)
    longest, shortest = definition.get("maxLength"), definition.get("minLength")
    if longest and length > longest:  # a stored 0 (sent by clients that have no "absent") limits nothing
        return f"it is longer than {longest}"
    if shortest and length < shortest:
        return f"it is shorter than {shortest}"
    if not has_form(text, definition):
        return f"it has not the form {definition.get('loginPattern') or definition.get('format')}"
    return _choice_misfit(text, definition)


def _number_misfit(value: object, definition: Property) -> str | None:
    """Integers are Java's long (Okta's help, "Add custom attributes", read 2026-11-30)."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return "it is no whole number of 64 bits"
    least, most = definition.get("minimum"), definition.get("maximum")
    if isinstance(value, (int, float)) and (
        (least is not None and value < least) or (most is not None and value > most)
    ):
        return "it is out of the range"
    return None


def _choice_misfit(value: object, definition: Property) -> str | None:
    choices = definition.get("enum") or [one.get("const") for one in definition.get("oneOf") or ()]
    same = any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in choices)
    return "it is none of the values allowed" if choices and not same else None


def _array_misfit(values: list[Any], items: Property) -> str | None:
    kind = items.get("type", "string")
    if not all(_is_a(kind, value) for value in values):
        return f"an element is no {kind}"
    for value in values:  # an empty text is an element, and no absence of one
        reason = _choice_misfit(value, items) if value == "" else misfit(value, items)
        if reason:
            return f"an element does not fit: {reason}"
    return None


def unchanged(profile: dict[str, Any], name: str, value: object) -> bool:
    """Whether a profile holds exactly this value already: true for most attributes of most imports."""
    held = profile.get(name)
    return held is not None and held == value and type(held) is type(value)


def stored(profile: dict[str, Any], name: str, value: object, definition: Property) -> bool:
    """Puts `value` into a profile (which holds only what has a value); whether that changed anything.

    A text that had a value and is cleared becomes "", not null; one that was never populated stays null
    (documented: expression language overview). Assumed for other types: a cleared one is null again.
    """
    if value is not None:
        changed = not unchanged(profile, name, value)
        profile[name] = value
        return changed
    if name not in profile or profile[name] == "":
        return False
    if definition.get("type", "string") == "string":
        profile[name] = ""
    else:
        del profile[name]
    return True
