"""The JSON shapes that writes are made of, and how several writes become one body.

Wire facts (recorded traffic): a schema POST merges on two levels, properties and the attributes inside one;
null removes a property. A mapping POST merges whole target fields; null removes one. Read-only keys may be
left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta.change import shown
from oktaprofile.okta.errors import Conflict
from oktaprofile.okta.schema import properties_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    Path = tuple[str, ...]

_CAN_BE_ABSENT = (
    *("description", "externalName", "externalNamespace", "format", "enum", "oneOf"),
    *("minLength", "maxLength", "minimum", "maximum", "pattern"),
)
#: In a schema two changes may touch different attributes of one property:
#: definitions.custom.properties.NAME.ATTRIBUTE
SCHEMA_LEAF_DEPTH = 5
#: In a mapping one change owns a whole target field, expression and push status: properties.TARGET
MAPPING_LEAF_DEPTH = 2


def custom_properties(properties: Mapping[str, Mapping[str, Any] | None]) -> dict[str, Any]:
    """Body that adds or updates (attributes) or removes (None) custom properties of an app or user schema."""
    return section_properties("custom", properties)


def section_properties(section: str, properties: Mapping[str, Mapping[str, Any] | None]) -> dict[str, Any]:
    """The same for `section` "custom" or "base". Base properties cannot be added or removed."""
    return {"definitions": {section: {"id": f"#{section}", "type": "object", "properties": dict(properties)}}}


def completed(body: dict[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    """The body with what a schema's custom properties have besides, of what a property can be without: whether Okta
    drops what a write leaves out is published nowhere (docs/unverified.md, row 9). Sources stay with their owners."""
    changed = properties_of(body, "custom")
    now = properties_of(current, "custom")
    kept = {
        name: {**{one: now[name][one] for one in _CAN_BE_ABSENT if one in now[name]}, **sent}
        for name, sent in changed.items()
        if sent is not None and name in now
    }
    if not kept:
        return body
    section = {**body["definitions"]["custom"], "properties": {**changed, **kept}}
    return {**body, "definitions": {**body["definitions"], "custom": section}}


def mapping_properties(properties: Mapping[str, Mapping[str, Any] | None]) -> dict[str, Any]:
    """Body that sets ({"expression", "pushStatus"}) or removes (None) target fields of a profile mapping."""
    return {"properties": dict(properties)}


def merge(body: dict[str, Any], fragment: Mapping[str, Any], leaf_depth: int) -> None:
    """Merge a fragment into the body being built, wholly or (on `Conflict`) not at all.

    Objects are merged key by key down to `leaf_depth` keys; what is there is one value that two changes
    may only share when they agree on it. Key order: first come, first written.
    """
    additions = list(_leaves(fragment, leaf_depth))
    for path, value in additions:
        depth, there = _at(body, path)
        if depth and not (depth == len(path) and equal(there, value)):
            raise Conflict(
                f"Two changes want different values for {'.'.join(path[:depth])}: "
                f"{shown(there)} and {shown(value if depth == len(path) else _inside(fragment, path[:depth]))}.",
                next_step="Let one resource own it.",
            )
    for path, value in additions:
        parent = body
        for key in path[:-1]:
            parent = parent.setdefault(key, {})
        parent[path[-1]] = value


def equal(left: object, right: object) -> bool:
    """Equality of two JSON values, where true is not 1 and 1 is not 1.0's fault."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    return (type(left) is type(right) and left == right) or _both_numbers(left, right)


def _both_numbers(left: object, right: object) -> bool:
    return isinstance(left, (int, float)) and isinstance(right, (int, float)) and left == right


def _leaves(value: Mapping[str, Any], depth: int, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, inner in value.items():
        if isinstance(inner, dict) and len(path) + 1 < depth:
            yield from _leaves(inner, depth, (*path, key))
        else:
            yield (*path, key), inner


def _at(body: Mapping[str, Any], path: Path) -> tuple[int, Any]:
    """How many keys of `path` lead to a value in the body, and that value; 0 when it says nothing about it.

    Fewer keys than the path has: the body holds a value on the way (it removes the property, and the fragment
    wants an attribute of it). Such a value differs from anything inside it.
    """
    here: Any = body
    for depth, key in enumerate(path):
        if not isinstance(here, dict):
            return depth, here
        if key not in here:
            return 0, None
        here = here[key]
    return len(path), here


def _inside(fragment: Mapping[str, Any], path: Path) -> object:
    here: Any = fragment
    for key in path:
        here = here[key]
    return here
