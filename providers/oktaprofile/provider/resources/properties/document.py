"""A property definition on its way between Terraform and Okta's JSON.

`expand` writes Okta's JSON from the arguments that are set, `flatten` reads them back, `differences`
compares. What Okta does with a definition (recorded traffic): absent attributes are omitted, never null;
`required: false` is never returned; `permissions` is a list of principals of which only SELF occurs; `unique:
true` comes back as one of two words. So a value that was sent and one that was found are compared by meaning,
not by text.
"""

from __future__ import annotations

from oktaprofile.plugin.values import is_wholly_known
from oktaprofile.provider.resources.properties import schema as shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

# Terraform's argument -> its path in Okta's JSON.
JSON_PATHS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "description": ("description",),
    "type": ("type",),
    "array_type": ("items", "type"),
    "array_enum": ("items", "enum"),
    "array_one_of": ("items", "oneOf"),
    "required": ("required",),
    "external_name": ("externalName",),
    "external_namespace": ("externalNamespace",),
    "scope": ("scope",),
    "enum": ("enum",),
    "one_of": ("oneOf",),
    "min_length": ("minLength",),
    "max_length": ("maxLength",),
    "master": ("master", "type"),
    "union": ("union",),
    "master_priority": ("master", "priority"),
    "permissions": ("permissions",),
    "unique": ("unique",),
    "pattern": ("pattern",),
}
CHOICES = ("enum", "one_of", "array_enum", "array_one_of")
UNIQUE_WORDS = ("UNIQUE_VALIDATED", "PENDING_UNIQUENESS")

# What Okta means by leaving an attribute out. The first two are recorded. Assumed (row 9): the others; settle it by
# sending each value to a preview org and reading the schema.
ABSENT_MEANS: dict[str, Any] = {
    "required": False,
    "unique": False,
    "description": "",
    "external_name": "",
    "external_namespace": "",
    "union": "DISABLE",
}


class Difference:
    """One argument whose value in Okta is not the one wanted.

    `sent` and `found` are Okta's JSON, None: absent.
    """

    def __init__(self, argument: str, json_path: tuple[str, ...], sent: object, found: object) -> None:
        self.argument = argument
        self.json_path = json_path
        self.sent = sent
        self.found = found


def element_type(argument: str, definition: Mapping[str, Any]) -> str:
    """The type of the values in `enum`, `one_of` and their array forms: string, number or integer."""
    found = definition.get("array_type") if argument.startswith("array_") else definition.get("type")
    return found if isinstance(found, str) else "string"


def parse_constant(text: str, type_: str) -> str | int | float:
    """A value of an enumeration, which Terraform writes as text, as the JSON value of this type.

    Raises `ValueError` for text that is no such value. Numbers must be JSON numbers in Okta's schema
    (recorded).
    """
    if type_ == "integer":
        digits = text[1:] if text.startswith("-") else text
        if not (digits.isascii() and digits.isdigit()):
            raise ValueError(f"{text!r} is not an integer")
        return int(text)
    if type_ == "number":
        return _number(text)
    return text


def _number(text: str) -> int | float:
    """A JSON number. `ValueError` also where a double would hold another value than is written."""
    digits = text[1:] if text.startswith("-") else text
    if digits.isascii() and digits.isdigit():
        return int(text)
    from decimal import Decimal, InvalidOperation

    try:
        exact = Decimal(text if set(text) <= set("0123456789+-.eE") else "")
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if Decimal(repr(float(text))) != exact:
        raise ValueError(f"{text!r} is not a number that JSON can hold exactly")
    return float(text)


def format_constant(value: object) -> str:
    """The text for one value of an enumeration as found in Okta."""
    return value if isinstance(value, str) else repr(value)


def expand(definition: Mapping[str, Any]) -> dict[str, Any]:
    """Okta's JSON of the arguments that are set (not null) and wholly known; nothing for the others."""
    made: dict[str, Any] = {}
    for argument, json_path in JSON_PATHS.items():
        value = definition.get(argument)
        if value is None or not is_wholly_known(value):
            continue
        if argument in CHOICES and not is_wholly_known(definition.get(_type_argument(argument))):
            continue
        inner = made
        for key in json_path[:-1]:
            inner = inner.setdefault(key, {})
        inner[json_path[-1]] = _encode(argument, value, element_type(argument, definition))
    return made


def flatten(
    found: Mapping[str, Any],
    kind: str,
    arguments: Iterable[str] | None = None,
    like: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A definition from Okta's JSON, with every argument of this kind as a key.

    `arguments`: those to read, the others are null; None: all. `like`: a definition whose spelling is kept
    where it means the same ("1.0" and 1).
    """
    wanted = set(shape.names(kind) if arguments is None else arguments)
    made: dict[str, Any] = {}
    for argument in shape.names(kind):
        value = _decode(argument, _at(found, JSON_PATHS[argument])) if argument in wanted else None
        if argument == "unique" and kind == shape.APP and not value:
            value = None  # an app schema has no rule on it at all
        kept = like.get(argument) if like is not None else None
        if like is not None and kept is not None and value != kept and not differences(like, found, argument):
            value = kept
        made[argument] = value
    return made


def differences(
    wanted: Mapping[str, Any], found: Mapping[str, Any], argument: str | None = None
) -> list[Difference]:
    """Where Okta's JSON is not as the arguments that are set want it; unknown ones are passed over."""
    sent = expand(wanted)
    result = []
    for name, json_path in JSON_PATHS.items():
        if argument is not None and name != argument:
            continue
        value, there = _at(sent, json_path), _at(found, json_path)
        if value is not None and _meaning(name, value) != _meaning(name, there):
            result.append(Difference(name, json_path, value, there))
    return result


def value_at(found: Mapping[str, Any], argument: str) -> Any:  # noqa: ANN401 - any JSON value
    """What Okta's JSON of a property has for an argument, as Okta writes it; None: absent."""
    return _at(found, JSON_PATHS[argument])


def constants(choices: list[Any]) -> list[Any]:
    """The values of an `enum` or a `oneOf` of Okta's JSON, in order."""
    return [item.get("const") if isinstance(item, dict) else item for item in choices]


def same_value(attribute: str, one: object, other: object) -> bool:
    """Whether two values of an attribute (its JSON name) of a property mean the same. None: absent."""
    if attribute == "unique":  # Okta validates after the write and then changes its word
        return bool(_meaning(attribute, one)) is bool(_meaning(attribute, other))
    return one == other


def cleared(attribute: str) -> Any:  # noqa: ANN401 - any JSON value
    """What to send so that Okta drops an attribute (its JSON name) that a definition did not have before.

    Assumed (row 9): null clears an attribute; recorded for `pattern` only. `required: false` is recorded. Settle it
    by sending `"description": null` for a custom property of a preview org.
    """
    return False if attribute in ("required", "unique") else None


def _type_argument(argument: str) -> str:
    return "array_type" if argument.startswith("array_") else "type"


def _at(document: Mapping[str, Any], json_path: tuple[str, ...]) -> Any:  # noqa: ANN401 - any JSON value
    value: Any = document
    for key in json_path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _encode(argument: str, value: Any, type_: str) -> Any:  # noqa: ANN401 - any JSON value
    if argument in ("enum", "array_enum"):
        return [parse_constant(item, type_) for item in value]
    if argument in ("one_of", "array_one_of"):
        return [{"const": parse_constant(item["const"], type_), "title": item["title"]} for item in value]
    if argument == "master_priority":
        return [{"type": "APP", "value": app_id} for app_id in value]
    if argument == "permissions":
        return [{"principal": "SELF", "action": value}]
    return value


def _decode(argument: str, found: Any) -> Any:  # noqa: ANN401 - any JSON value
    if argument in ("required", "unique"):
        return _meaning(argument, found)
    if found is None:
        return None
    if argument in CHOICES:
        values = found if argument.endswith("enum") else constants(found)
        if any(isinstance(value, (dict, list)) for value in values):
            return None  # no argument describes objects
    if argument in ("enum", "array_enum"):
        return [format_constant(item) for item in found]
    if argument in ("one_of", "array_one_of"):
        return [{"const": format_constant(item.get("const")), "title": item.get("title")} for item in found]
    if argument == "master_priority":
        return [str(item.get("value")) for item in found]
    if argument == "permissions":
        actions = [item.get("action") for item in found if item.get("principal") == "SELF"]
        return actions[0] if actions else None
    return found


def _meaning(argument: str, value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A value of Okta's JSON in the form in which two of them can be compared."""
    if value is None:
        return ABSENT_MEANS.get(argument)
    if argument == "unique":
        return value is True or value in UNIQUE_WORDS
    if argument == "permissions":
        return _decode(argument, value)
    if argument == "master_priority":
        return [(item.get("type"), item.get("value")) for item in value]
    return value
