"""Checks arrays, objects, projections and indices."""

from __future__ import annotations

from oktaprofile.expression.findings import WARNING
from oktaprofile.expression.kinds import UNKNOWN, Kind
from oktaprofile.expression.nodes import ArrayLiteral, Index, Literal, MapLiteral, Name, Node, Projection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.expression.checker import Checker


def kind_of_collection(checker: Checker, node: Node) -> Kind:
    """The kind of an array, an object, a projection or an index; findings on the way."""
    if isinstance(node, ArrayLiteral):
        elements = {checker.kind_of(item).type for item in node.items}
        return Kind("array", element=elements.pop() if len(elements) == 1 else UNKNOWN)
    if isinstance(node, MapLiteral):
        checker.undocumented("an object {key: value} outside user.getGroups", node.span)
        for _, value in node.entries:
            checker.kind_of(value)
        return Kind("object")
    if isinstance(node, Projection):
        checker.kind_of(node.target)
        checker.in_projection += 1
        element = checker.kind_of(node.body)
        checker.in_projection -= 1
        return Kind("array", element=element.type)
    assert isinstance(node, Index)
    if (
        isinstance(node.target, Name)
        and isinstance(node.index, Literal)
        and isinstance(node.index.value, str)
    ):
        return _attribute_in_brackets(checker, node, f"{node.target.name}.{node.index.value}")
    kind = checker.kind_of(node.target)
    checker.kind_of(node.index)
    if kind.type not in ("array", UNKNOWN):
        checker.add(
            WARNING,
            "argument-type",
            f"an index is for arrays, and this is {kind.named()}; what it gives then is published nowhere",
            node.span,
        )
        return Kind()
    if kind.nullable:
        checker.add(
            WARNING,
            "null-index",
            f"{checker.text_of(node.target)} may be null, and then the evaluation fails and the old value stays",
            node.target.span,
        )
    return Kind(kind.element)


def _attribute_in_brackets(checker: Checker, node: Index, written: str) -> Kind:
    """`user["email"]`, as other languages have it."""
    checker.add(
        WARNING,
        "argument-type",
        f"an index is for arrays, and what it gives of a profile is published nowhere: write {written}",
        node.span,
        checker.replaced(node.span, written)
        if written.isascii() and written.rpartition(".")[2].isidentifier()
        else "",
    )
    return Kind()
