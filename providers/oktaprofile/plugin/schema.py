"""What a resource, data source or provider is configured with.

    Schema({
        "id": Attribute(STRING, computed=True),
        "name": Attribute(STRING, required=True, requires_replace=True),
        "rows": Attribute(nested=Nested("map", {"text": Attribute(STRING, required=True)}), optional=True),
    })

A mistake in a schema is the author's: it raises ``ValueError`` when the class is defined, so no user meets
it.
"""

from __future__ import annotations

from oktaprofile.plugin.types import Collection, List, Map, Object, Set, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from oktaprofile.plugin.validators import Validator
    from oktaprofile.plugin.values import Value

COLLECTIONS: dict[str, type[Collection]] = {"list": List, "set": Set, "map": Map}


class Attribute:
    """One argument or computed value.

    ``type`` or ``nested``, not both. ``required``, or any of ``optional`` and ``computed``. ``default``
    (never null) is what an argument left out gets, at plan; Terraform then shows the attribute as optional
    and computed. ``requires_replace``: a changed value replaces the resource. ``one_of``: the values
    allowed, for each element of a collection. ``validators``: what else a value must be (validators.py).
    ``description`` is Markdown.
    """

    def __init__(
        self,
        type: Type | None = None,
        *,
        nested: Nested | None = None,
        required: bool = False,
        optional: bool = False,
        computed: bool = False,
        sensitive: bool = False,
        default: Value = None,
        requires_replace: bool = False,
        one_of: Sequence[Value] = (),
        validators: Sequence[Validator] = (),
        description: str = "",
    ) -> None:
        if (type is None) == (nested is None):
            raise ValueError("an attribute has a type or is nested: give exactly one of the two")
        if required == (optional or computed):
            raise ValueError("an attribute is required, or else optional, computed or both")
        if default is not None and not optional:
            raise ValueError("only an optional attribute can have a default")
        self.type: Type = nested.type if nested is not None else type  # type: ignore[assignment]
        self.nested = nested
        self.required = required
        self.optional = optional
        self.computed = computed or default is not None
        self.sensitive = sensitive
        self.default = default
        self.requires_replace = requires_replace
        self.one_of = tuple(one_of)
        self.validators = tuple(validators)
        self.description = description


class Nested:
    """An object with attributes of its own, or a list, set or map of such objects.

    ``mode`` is "single", "list", "set" or "map".
    """

    type: Type

    def __init__(self, mode: str, attributes: Mapping[str, Attribute]) -> None:
        if mode != "single" and mode not in COLLECTIONS:
            raise ValueError(f"nesting mode {mode!r} is none of single, {', '.join(COLLECTIONS)}")
        self.mode = mode
        self.attributes = checked(attributes)
        element = object_type(self.attributes)
        self.type = element if mode == "single" else COLLECTIONS[mode](element)


class Schema:
    """The attributes, and the ``version`` of the state that they describe (raise it with an ``upgrade``).

    ``required``, ``sensitive`` and ``restricted`` are those that are so, or have such an attribute somewhere below.
    """

    def __init__(
        self,
        attributes: Mapping[str, Attribute],
        *,
        version: int = 0,
        description: str = "",
    ) -> None:
        self.attributes = checked(attributes)
        self.required = holding(self.attributes, lambda attribute: attribute.required)
        self.sensitive = holding(self.attributes, lambda attribute: attribute.sensitive)
        self.restricted = holding(
            self.attributes, lambda attribute: bool(attribute.one_of or attribute.validators)
        )
        self.version = version
        self.description = description
        self.type = object_type(self.attributes)


def holding(attributes: Mapping[str, Attribute], wanted: Callable[[Attribute], bool]) -> dict[str, Attribute]:
    """The attributes that are wanted, or have a wanted one somewhere below: each call looks at these only."""
    return {
        name: attribute
        for name, attribute in attributes.items()
        if wanted(attribute)
        or (attribute.nested is not None and holding(attribute.nested.attributes, wanted))
    }


def computed(type: Type, description: str) -> Attribute:
    """An attribute that the provider alone sets."""
    return Attribute(type, computed=True, description=description)


def object_type(attributes: Mapping[str, Attribute]) -> Object:
    """The type of the objects that have these attributes."""
    return Object({name: attribute.type for name, attribute in attributes.items()})


def checked(attributes: Mapping[str, Attribute]) -> dict[str, Attribute]:
    """The same attributes; ``ValueError`` for a name that Terraform would refuse."""
    for name in attributes:
        if not (name.isascii() and name.isidentifier() and name == name.lower()) or name.startswith("_"):
            raise ValueError(f"attribute name {name!r}: lower-case letters, digits and underscores only")
    return dict(attributes)
