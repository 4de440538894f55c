"""Whether an answer has the shape that everything behind it relies on, checked once, where it comes in.

An answer of another shape is none of Okta's (a proxy's, a mistaken address, a changed API). It must not come out as a
defect of the provider, and still less as "the property is gone": that would plan to create it again.

What is checked is what this product reads. Keys that it does not know pass; null passes for a key that is not marked
`Must`, as Okta shows many an unset value so. What must be there was there in each of 1,602 recorded exchanges: every
schema has both halves with their properties, be they `{}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal

    Direction = Literal["to_okta", "to_app"]
    """Of a mapping, as the provider's arguments name it."""
    Shape = object
    """A type; a tuple of types; {key: shape} for an object; [shape] for a list; `Each` for an object with any keys;
    `Must` round a shape for what must be there and not be null."""


class Each:
    """An object whose keys are names and whose values all have one shape."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape


class Must:
    """A key that must be there, and not be null. Left out it would read as "there is none"."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape


NUMBER = (int, float)
_SOURCE = {"type": str, "value": Must(str)}
PROPERTY = {
    "title": str,
    "description": str,
    "type": str,
    "scope": str,
    "enum": list,
    "oneOf": [{"title": str}],
    "items": {"type": str, "enum": list, "oneOf": [{"title": str}]},
    "master": {"type": str, "priority": [_SOURCE]},
    "permissions": [{"principal": str, "action": str}],
    "minLength": NUMBER,
    "maxLength": NUMBER,
    "externalName": str,
    "externalNamespace": str,
    "pattern": str,
    "mutability": str,
    "union": str,
}
_PROPERTIES = Must({"properties": Must(Each(PROPERTY)), "required": [str]})
SCHEMA = {
    "definitions": Must({"base": _PROPERTIES, "custom": _PROPERTIES}),
    "_links": dict,
}
_SIDE = Must({"id": Must(str), "name": str, "type": str})
MAPPING_ROW = {"id": Must(str), "source": _SIDE, "target": _SIDE}
MAPPING = {**MAPPING_ROW, "properties": Must(Each({"expression": str, "pushStatus": str}))}
APPLICATION = {
    "id": Must(str),
    "label": str,
    "name": str,
    "status": str,
    "signOnMode": str,
    "features": [str],
    "credentials": {"userNameTemplate": {"template": str}},
    "settings": {
        "signOn": {"attributeStatements": [{"name": str, "values": [str]}], "subjectNameIdTemplate": str}
    },
    "_links": dict,
}
APPLICATION_USER_TYPE = {"id": Must(str)}
USER_TYPE = {"id": Must(str), "name": Must(str), "displayName": str, "default": bool, "_links": dict}
_CREDENTIALS = {"userName": str}
APPLICATION_USER = {
    "id": Must(str),
    "externalId": str,
    "scope": str,
    "status": str,
    "syncState": str,
    "lastSync": str,
    "profile": dict,
    "credentials": _CREDENTIALS,
}
USER = {"id": Must(str), "status": Must(str), "type": {"id": str}, "profile": dict, "credentials": dict}
GROUP_ASSIGNMENT = {"id": Must(str), "profile": dict}
GROUP_RULE = {"name": str, "status": str, "conditions": {"expression": {"value": str, "type": str}}}
AUTHORIZATION_SERVER = {"id": Must(str), "name": str, "status": str}
CLAIM = {"name": str, "status": str, "valueType": str, "value": str}
IDENTITY_PROVIDER = {
    "id": Must(str),
    "name": str,
    "status": str,
    "policy": {"provisioning": {"action": str, "profileMaster": bool}},
}
LOG_EVENT = {
    "eventType": Must(str),
    "published": Must(str),
    "actor": {"type": str},
    "outcome": {"result": str, "reason": str},
    "target": [{"id": str, "type": str}],
    "debugContext": {"debugData": dict},
}


def quick_test(shape: Shape) -> Callable[[Any], bool]:
    """A test for many answers of one shape, ten times as quick as `check`. True: the answer has the shape; False:
    `check` has to look."""
    if isinstance(shape, Each):
        each = quick_test(shape.shape)
        return lambda value: type(value) is dict and all(map(each, value.values()))
    if isinstance(shape, list):
        item_of = quick_test(shape[0])
        return lambda value: type(value) is list and all(map(item_of, value))
    if not isinstance(shape, dict):
        kinds = shape if isinstance(shape, tuple) else (shape,)
        return lambda value: type(value) in kinds
    texts, required, others = [], [], []
    for key, marked in shape.items():
        inner = marked.shape if isinstance(marked, Must) else marked
        if isinstance(marked, Must):
            required.append(key)
        if inner is str:
            texts.append(key)
        else:
            others.append((key, quick_test(inner)))

    def test(value: Any) -> bool:  # noqa: ANN401 - decoded JSON
        if type(value) is not dict:
            return False
        get = value.get
        for key in texts:
            text = get(key)
            if type(text) is not str and text is not None:
                return False
        for key in required:
            if get(key) is None:
                return False
        for key, fits in others:
            item = get(key)
            if item is not None and not fits(item):
                return False
        return True

    return test


def wrong_at(value: object, shape: Any, path: str) -> str:  # noqa: ANN401 - see `Shape`
    """What is wrong, in words; "" when nothing is."""
    if value is None:
        return ""
    kind = dict if isinstance(shape, (dict, Each)) else list if isinstance(shape, list) else shape
    # In JSON, true is no number.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        return f"with {_kind_of(value)} at {path[:200] or 'its top'}"
    if isinstance(value, dict) and isinstance(shape, Each):
        for key, item in value.items():
            if item is None:
                return f"with null at {path}.{key}"[:250]
            if found := wrong_at(item, shape.shape, f"{path}.{key}" if path else key):
                return found
    elif isinstance(value, dict) and isinstance(shape, dict):
        for key, marked in shape.items():
            if isinstance(marked, Must) and value.get(key) is None:
                return f"without `{path}.{key}`" if path else f"without `{key}`"
            inner = marked.shape if isinstance(marked, Must) else marked
            if key in value and (found := wrong_at(value[key], inner, f"{path}.{key}" if path else key)):
                return found
    elif isinstance(value, list) and isinstance(shape, list):
        for index, item in enumerate(value):
            if item is None:
                return f"with null at {path}[{index}]"
            if found := wrong_at(item, shape[0], f"{path}[{index}]"):
                return found
    return ""


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else "a string" if isinstance(value, str) else "a number"
