"""A property definition as Terraform sees it: which attributes there are, for app and for user properties.

The two kinds differ because Okta's schemas do (recorded traffic): an app schema never returns `permissions`, and
knows no OVERRIDE master, since attribute sources apply to Okta users only; it refuses `pattern`. Okta's model has
one list of attributes for both. Assumed (row 19): a user schema stores an external name and the `pattern` of a custom
property, and an app schema may store `unique`; what Okta drops fails the apply at the argument. Settle it by sending
each to a preview org and reading the schema.

Every argument but `title` and `type` is optional *and* computed, which carries one rule: an argument that is
left out is not managed. It is never sent and never a diff. After an import the state shows what Okta holds
for it all the same, and a plan keeps showing that; in a resource that Terraform made it is null.

What is allowed beyond types is in rules.py, the way to Okta's JSON and back in document.py.
"""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute, Nested
from oktaprofile.plugin.types import BOOL, NUMBER, STRING, List
from oktaprofile.plugin.validators import Each, NotEmpty, Pattern, Range, Unique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.plugin.types import Type
    from oktaprofile.plugin.validators import Validator

CHARACTERS = Range(0, whole=True)

APP = "app"
USER = "user"

TYPES = ("string", "boolean", "number", "integer", "array")
ARRAY_TYPES = ("string", "number", "integer", "object")
"""`object` is recorded, and documented nowhere: for attributes that exist. What their elements have stays as it is."""

# In the order in which Okta writes them.
COMMON_NAMES = (
    "title",
    "description",
    "type",
    "array_type",
    "array_enum",
    "array_one_of",
    "required",
    "unique",
    "external_name",
    "external_namespace",
    "scope",
    "enum",
    "one_of",
    "min_length",
    "max_length",
    "master",
    "union",
)
APP_ONLY_NAMES = ("union",)
USER_NAMES = ("pattern", "master_priority", "permissions")


def names(kind: str) -> tuple[str, ...]:
    """The arguments of a definition of this kind (APP or USER)."""
    if kind == APP:
        return COMMON_NAMES
    return tuple(name for name in COMMON_NAMES if name not in APP_ONLY_NAMES) + USER_NAMES


def empty(kind: str) -> dict[str, object]:
    """A definition in which nothing is set."""
    return dict.fromkeys(names(kind))


def shortest(config: Mapping[str, Any]) -> dict[str, Any]:
    """A definition as found (with other arguments or without), less what Okta means anyway, and less a source that an
    override may own.
    """
    short = {name: None if value is False else value for name, value in config.items()}
    if short["master"] != "OKTA":
        short.update({name: None for name in ("master", "master_priority") if name in short})
    return short


def configured(config: Mapping[str, Any], proposed: Mapping[str, Any]) -> dict[str, Any]:
    """A definition as the configuration has it, with the default of `type`; null for what it leaves out.

    `proposed` (with the defaults, and prior values for what is computed) comes from the engine.
    """
    return {**config, "type": proposed["type"]}


def attributes(kind: str) -> dict[str, Attribute]:
    """The schema of a definition of this kind (APP or USER)."""
    made = {
        "title": Attribute(
            STRING,
            required=True,
            validators=(NotEmpty("Okta needs a title for each property: the name people see."),),
            description="Name that people see.",
        ),
        "description": _optional(STRING, "What the property is for."),
        "type": Attribute(
            STRING,
            optional=True,
            default="string",
            one_of=TYPES,
            description=f"One of {_listed(TYPES)}. Default: `string`. Okta cannot change it afterwards.",
        ),
        "array_type": _optional(
            STRING,
            f"Type of the elements of an array: {_listed(ARRAY_TYPES)}. Required if, and only if, `type` is "
            "`array`. Okta cannot change it afterwards.",
            ARRAY_TYPES,
        ),
        "array_enum": _optional(
            List(STRING), "Values that an element may have, in order. Numbers are written as text."
        ),
        "array_one_of": _choices("Values that an element may have, with the title that people see."),
        "required": _optional(BOOL, "Whether every profile must have a value."),
        "unique": _optional(BOOL, _unique(kind)),
        "external_name": _optional(STRING, "Name of the attribute in the app that the value comes from."),
        "external_namespace": _optional(STRING, "Namespace of `external_name`."),
        "scope": _scope(kind),
        "enum": _optional(
            List(STRING),
            "Values allowed, in order, for a string, number or integer. Numbers are written as text.",
        ),
        "one_of": _choices(
            "Values allowed, with the title that people see. If `enum` is set too: the same values."
        ),
        "min_length": _optional(NUMBER, "Least number of characters of a string.", validators=(CHARACTERS,)),
        "max_length": _optional(
            NUMBER, "Greatest number of characters of a string.", validators=(CHARACTERS,)
        ),
        "master": _master(kind),
        "union": _optional(
            STRING,
            "For an array: `ENABLE` combines the values of several groups, `DISABLE` takes those of the group "
            "with the highest priority.",
            ("ENABLE", "DISABLE"),
        ),
    }
    if kind == USER:
        made["master_priority"] = _optional(
            List(STRING),
            "App ids, in order of precedence. Required if, and only if, `master` is `OVERRIDE`.",
            validators=(Each(NotEmpty("Give the id of an app.")), Unique()),
        )
        made["permissions"] = _optional(
            STRING,
            "What the users themselves may do: `HIDE`, `READ_ONLY` or `READ_WRITE`.",
            ("HIDE", "READ_ONLY", "READ_WRITE"),
        )
        made["pattern"] = _optional(
            STRING,
            "Regular expression that a string must match: `.+`, or a set of characters such as `[a-z0-9]+`.",
            validators=(Pattern(r"\.\+|\[.+\]\+", "`.+`, or `[…]+` with the characters that are allowed"),),
        )
    return {name: made[name] for name in names(kind)}


def _optional(
    type_: Type, description: str, one_of: tuple[str, ...] = (), validators: tuple[Validator, ...] = ()
) -> Attribute:
    return Attribute(
        type_,
        optional=True,
        computed=True,
        one_of=one_of,
        validators=validators,
        description=description,
    )


def _choices(description: str) -> Attribute:
    return Attribute(
        nested=Nested(
            "list",
            {
                "const": Attribute(
                    STRING, required=True, description="The value. Numbers are written as text."
                ),
                "title": Attribute(STRING, required=True, description="What people see."),
            },
        ),
        optional=True,
        computed=True,
        description=description,
    )


def _unique(kind: str) -> str:
    text = "Whether no two people may have the same value."
    if kind == APP:
        return f"{text} No app is known to keep it: if Okta drops it, the apply fails and says so."
    return f"{text} Okta allows five unique properties per user type."


def _scope(kind: str) -> Attribute:
    text = "`NONE`, or `SELF`: the value belongs to one person and isn't set through groups."
    if kind == APP:
        text += " Okta cannot change it afterwards."
    return _optional(STRING, text, ("NONE", "SELF"))


def _master(kind: str) -> Attribute:
    if kind == APP:
        return _optional(
            STRING,
            "Where the value comes from: `PROFILE_MASTER` or `OKTA`. Needs attribute-level sourcing in the "
            "org.",
            ("PROFILE_MASTER", "OKTA"),
        )
    return _optional(
        STRING,
        "Where the value comes from: `PROFILE_MASTER` (the user's profile source), `OKTA`, or `OVERRIDE` (the "
        "apps of `master_priority`). Needs attribute-level sourcing in the org.",
        ("PROFILE_MASTER", "OKTA", "OVERRIDE"),
    )


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"`{value}`" for value in values)
