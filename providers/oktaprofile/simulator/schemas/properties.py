"""One property of a schema: which attributes Okta keeps of what is written, and the form in which it shows them.

Recorded: the key order; `required: false`, null and empty attributes are never shown; an app schema never
shows `permissions` or `mutability`; a user schema always shows `mutability`, `scope` and `permissions` of a
custom property; `union` stays on arrays of app schemas only; `master` is shown on all properties of an org
or on none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oktaprofile.simulator.database import encoded
from oktaprofile.simulator.state.schemas import Kind, Property

KEY_ORDER = (
    "title",
    "description",
    "type",
    "required",
    "unique",
    "externalName",
    "externalNamespace",
    "format",
    "mutability",
    "scope",
    "enum",
    "oneOf",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "pattern",
    "items",
    "permissions",
    "master",
    "union",
)

TYPES = ("string", "boolean", "number", "integer", "array")

DEFAULT_MASTER = {"type": "PROFILE_MASTER"}
DEFAULT_PERMISSIONS = [{"principal": "SELF", "action": "READ_ONLY"}]

OPTIONAL = frozenset(
    {
        "description",
        "externalName",
        "externalNamespace",
        "format",
        "enum",
        "oneOf",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "pattern",
    }
)
"""What a property can be without."""

_NEVER_KEPT: Mapping[str, frozenset[str]] = {
    "app": frozenset({"permissions", "mutability", "pattern"}),
    "user": frozenset(
        {"union"}
    ),  # Assumed: external names are kept, as Okta's model of an attribute lists them
    "group": frozenset({"union", "externalName", "externalNamespace"}),
}


def created(kind: Kind, given: Mapping[str, Any]) -> Property:
    """The canonical form of a new custom property.

    Assumed: the defaults of what was not sent (`scope` NONE, permission READ_ONLY); every recorded creation
    sends both.
    """
    definition: Property = {"scope": "NONE"}
    if kind != "app":
        definition |= {"mutability": "READ_WRITE", "permissions": DEFAULT_PERMISSIONS}
    return merged(kind, definition, given)


def merged(kind: Kind, current: Property, given: Mapping[str, Any]) -> Property:
    """`current` with the attributes of `given` taken over: what isn't mentioned stays, null removes (recorded).

    Which attributes may be changed at all is up to `rules.py`; unknown ones are dropped here.
    """
    definition = dict(current)
    for name, value in given.items():
        if name not in KEY_ORDER or name in _NEVER_KEPT[kind]:
            continue
        if value is None or (name == "required" and value is False):
            definition.pop(name, None)
        else:
            definition[name] = _canonical(name, value)
    if "unique" in definition and definition["unique"] not in ("UNIQUE_VALIDATED", "PENDING_UNIQUENESS"):
        del definition["unique"]
    if definition.get("type") != "array":
        definition.pop("union", None)
    return ordered(definition)


def has_choices(definition: Mapping[str, Any]) -> bool:
    """Whether the values that a definition allows make sense: each once, of the property's type, and the same ones in
    the same order in `enum` and `oneOf` (Okta's schema reference; a boolean has none: Okta's help, "Add custom
    attributes"; both read 2026-11-30)."""
    titled = definition.get("oneOf")
    if not all(isinstance(one, Mapping) for one in titled or ()):
        return False
    consts = None if titled is None else [one.get("const") for one in titled]
    choices = definition.get("enum") or consts
    kind = definition.get("type")
    if not choices or kind == "object":
        return True
    if kind in ("boolean", "array") or consts not in (None, choices):
        return False
    wanted = {"string": (str,), "integer": (int,)}.get(str(kind), (int, float))
    texts = [encoded(one) for one in choices]
    return all(type(one) in wanted for one in choices) and len(set(texts)) == len(texts)


def ordered(definition: Mapping[str, Any]) -> Property:
    """The same attributes in Okta's order."""
    return {name: definition[name] for name in KEY_ORDER if name in definition}


def shown(definition: Property, *, attribute_level_mastering: bool) -> Property:
    """The property as an answer shows it: `master` on every property of an org, or on none (recorded)."""
    if not attribute_level_mastering:
        return {name: value for name, value in definition.items() if name != "master"}
    if "master" in definition:
        return definition
    return ordered({**definition, "master": DEFAULT_MASTER})


def _canonical(name: str, value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """An attribute's value with its own keys in Okta's order (recorded), unknown keys left out."""
    if name == "items" and isinstance(value, dict):
        items = {key: value[key] for key in ("type", "enum", "oneOf") if value.get(key) is not None}
        if "oneOf" in items:
            items["oneOf"] = [_picked(one, "const", "title") for one in items["oneOf"]]
        if items.get("type") == "object":
            items["additionalProperties"] = True
        return items
    if name == "oneOf" and isinstance(value, list):
        return [_picked(one, "const", "title") for one in value]
    if name == "permissions" and isinstance(value, list):
        return [_picked(one, "principal", "action") for one in value]
    if name == "master" and isinstance(value, dict):
        master = _picked(value, "type", "priority")
        if "priority" in master:
            master["priority"] = [_picked(one, "type", "value") for one in master["priority"] or ()]
        return master
    if name == "unique" and value is True:
        return "UNIQUE_VALIDATED"
    return value


def _picked(value: Any, *keys: str) -> Any:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict):
        return value
    return {key: value[key] for key in keys if key in value}
