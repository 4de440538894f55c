"""Terraform's types, as far as schemas here use them.

``STRING``, ``NUMBER``, ``BOOL``, ``List(t)``, ``Set(t)``, ``Map(t)`` and ``Object({name: t})``. They are
immutable and compare by content. A Set's value is a ``list`` without duplicates, in no promised order.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final


class Type:
    """Any type. ``kind`` is Terraform's word for it: "string", "list", "object", …"""

    __slots__ = ()
    kind = ""

    def signature(self) -> str:
        """Terraform's JSON for the type, such as ``["list","string"]``.

        Schema lets no name in that needs escapes.
        """
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Type) and self.signature() == other.signature()

    def __hash__(self) -> int:
        return hash(self.kind)  # the whole of it is compared, if need be

    def __repr__(self) -> str:
        return f"<type {self.signature()}>"


class Primitive(Type):
    """``STRING``, ``NUMBER`` or ``BOOL``."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def signature(self) -> str:
        return f'"{self.kind}"'


class Collection(Type):
    """A list, set or map of one ``element`` type."""

    __slots__ = ("element",)

    def __init__(self, element: Type) -> None:
        if not isinstance(element, Type):
            raise TypeError(f"{type(self).__name__} needs an element type such as STRING, not {element!r}")
        self.element = element

    def signature(self) -> str:
        return f'["{self.kind}",{self.element.signature()}]'


class List(Collection):
    """Elements in order."""

    __slots__ = ()
    kind = "list"


class Set(Collection):
    """Elements without order or duplicates; a ``list`` in Python."""

    __slots__ = ()
    kind = "set"


class Map(Collection):
    """Elements by string key."""

    __slots__ = ()
    kind = "map"


class Object(Type):
    """A fixed set of named attributes, each of its own type."""

    __slots__ = ("attributes",)
    kind = "object"

    def __init__(self, attributes: Mapping[str, Type]) -> None:
        self.attributes = dict(attributes)

    def signature(self) -> str:
        members = (f'"{name}":{type_.signature()}' for name, type_ in sorted(self.attributes.items()))
        return f'["object",{{{",".join(members)}}}]'


STRING: Final = Primitive("string")
NUMBER: Final = Primitive("number")
BOOL: Final = Primitive("bool")
