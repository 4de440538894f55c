"""What the checker knows of a value without evaluating: its type, whether it may be null, how long it can be."""

from __future__ import annotations

from oktaprofile.expression.errors import Span
from oktaprofile.expression.fits import allowed_values
from oktaprofile.text.characters import utf16_length

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

UNKNOWN = "unknown"
_TYPES = frozenset(("string", "boolean", "number", "integer", "array", "object"))
_NAMES = {
    "string": "a text",
    "boolean": "true or false",
    "number": "a number",
    "integer": "a whole number",
    "array": "an array",
    "object": "an object",
    "null": "null",
}


class Kind:
    """`type` is a type of Okta's schemas, "null" or "unknown". `element` is the type of an array's elements, or
    "unknown". `longest` is the greatest length a text can have (UTF-16 units), None if that is not known.
    `literals` are the constants that the value can be, each with its span; they need not be all.
    """

    __slots__ = ("element", "literals", "longest", "nullable", "type")

    def __init__(
        self,
        type_: str = UNKNOWN,
        *,
        nullable: bool = False,
        element: str = UNKNOWN,
        longest: int | None = None,
        literals: tuple[tuple[object, Span], ...] = (),
    ) -> None:
        self.type = type_
        self.nullable = nullable
        self.element = element
        self.longest = longest
        self.literals = literals

    def __repr__(self) -> str:
        return f"Kind({self.type}, nullable={self.nullable}, longest={self.longest})"

    def without_null(self) -> Kind:
        """The same where null is excluded."""
        return Kind(self.type, element=self.element, longest=self.longest, literals=self.literals)

    @property
    def is_number(self) -> bool:
        return self.type in ("number", "integer")

    def named(self) -> str:
        """What a person calls it."""
        if self.type == "array" and self.element in _NAMES:
            return f"an array of {self.element}s"
        return _NAMES.get(self.type, "a value")


def literal(value: object, span: Span) -> Kind:
    """The kind of a constant."""
    if value is None:
        return Kind("null", nullable=True, longest=0)
    if isinstance(value, bool):
        return Kind("boolean", literals=((value, span),))
    if isinstance(value, int):
        return Kind("integer", literals=((value, span),))
    if isinstance(value, float):
        return Kind("number", literals=((value, span),))
    text = str(value)
    return Kind("string", longest=utf16_length(text), literals=((text, span),))


def either(kinds: list[Kind]) -> Kind:
    """A value that is one of these."""
    types = {kind.type for kind in kinds if kind.type != "null"}
    if types == {"number", "integer"}:
        types = {"number"}
    type_ = types.pop() if len(types) == 1 else UNKNOWN if types else "null"
    longest = [kind.longest for kind in kinds]
    known = [length for length in longest if length is not None]
    elements = {kind.element for kind in kinds if kind.type == "array"}
    return Kind(
        type_,
        nullable=any(kind.nullable for kind in kinds),
        element=elements.pop() if len(elements) == 1 else UNKNOWN,
        longest=max(known) if known and len(known) == len(longest) else None,
        literals=tuple(one for kind in kinds for one in kind.literals),
    )


class Schema:
    """The attributes of a profile, from Okta's own schema document (app user schema or user schema)."""

    __slots__ = ("attributes", "name", "properties")

    def __init__(self, document: Mapping[str, Any]) -> None:
        definitions = document.get("definitions")
        self.name = str(document.get("name") or "")
        self.properties: dict[str, Mapping[str, Any]] = {}
        required: set[str] = set()
        for part in definitions.values() if isinstance(definitions, dict) else ():
            if not isinstance(part, dict):
                continue
            required.update(name for name in part.get("required") or () if isinstance(name, str))
            properties = part.get("properties")
            for name, definition in (properties if isinstance(properties, dict) else {}).items():
                if isinstance(definition, dict):
                    self.properties[name] = definition
        self.attributes = {
            name: _attribute(definition, name in required) for name, definition in self.properties.items()
        }


def _attribute(definition: Mapping[str, Any], required: bool) -> Kind:
    type_ = definition.get("type")
    items = definition.get("items")
    element = items.get("type") if isinstance(items, dict) else None
    longest = definition.get("maxLength")
    choices = allowed_values(definition)
    if choices and all(isinstance(choice, str) for choice in choices):
        longest = max(utf16_length(str(choice)) for choice in choices)
    return Kind(
        str(type_) if type_ in _TYPES else UNKNOWN,
        nullable=not (required or definition.get("required") is True),
        element=str(element) if element in _TYPES else UNKNOWN,
        longest=longest if isinstance(longest, int) else None,
    )
