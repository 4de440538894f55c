"""The syntax tree. Every node knows its span in the source and its height.

Operators of one level that associate to the left are one `Chain`, `a ? b : c ? d : e` is one `Conditional`,
and `a ?: b ?: c` one `Elvis`: a mapping table of 300 branches is flat, not 300 levels deep. Two trees are
equal if they differ in spans only.
"""

from __future__ import annotations

from oktaprofile.expression.errors import Span

Constant = str | int | float | bool | None
Key = tuple[str, str]  # (profile, attribute); the profile of a bare name is ""


class Node:
    """`fields` are what two equal trees have in common; `height` bounds every walk over the tree."""

    __slots__ = ("height", "span")
    fields: tuple[str, ...] = ()
    span: Span
    height: int

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return False
        return all(getattr(self, field) == getattr(other, field) for field in self.fields)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        inner = ", ".join(repr(getattr(self, field)) for field in self.fields)
        return f"{type(self).__name__}({inner})"


class Literal(Node):
    """`"text"`, `7`, `1.5`, `true`, `null`. A float was written with a point or an exponent."""

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, value: Constant, span: Span) -> None:
        self.value = value
        self.span = span
        self.height = 1

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Literal) and type(self.value) is type(other.value) and self.value == other.value
        )

    __hash__ = None


class Name(Node):
    """A bare name: a profile (`appuser`), or an attribute of the source profile (`firstName`)."""

    __slots__ = ("name",)
    fields = ("name",)

    def __init__(self, name: str, span: Span) -> None:
        self.name = name
        self.span = span
        self.height = 1


class Property(Node):
    """`target.name`, or `target?.name` where `safe`."""

    __slots__ = ("name", "name_span", "safe", "target")
    fields = ("target", "name", "safe")

    def __init__(self, target: Node, name: str, safe: bool, span: Span, name_span: Span) -> None:
        self.target = target
        self.name = name
        self.safe = safe
        self.span = span
        self.name_span = name_span
        self.height = target.height + 1


class Index(Node):
    """`target[index]`"""

    __slots__ = ("index", "target")
    fields = ("target", "index")

    def __init__(self, target: Node, index: Node, span: Span) -> None:
        self.target = target
        self.index = index
        self.span = span
        self.height = max(target.height, index.height) + 1


class Projection(Node):
    """`target.![body]`: body for each element, whose attributes are the bare names in body."""

    __slots__ = ("body", "target")
    fields = ("target", "body")

    def __init__(self, target: Node, body: Node, span: Span) -> None:
        self.target = target
        self.body = body
        self.span = span
        self.height = max(target.height, body.height) + 1


class Call(Node):
    """`String.len(x)`, `isMemberOfGroup("x")`, `user.getGroups(...)`; `name` is the whole dotted name."""

    __slots__ = ("arguments", "name", "name_span")
    fields = ("name", "arguments")

    def __init__(self, name: str, arguments: tuple[Node, ...], span: Span, name_span: Span) -> None:
        self.name = name
        self.arguments = arguments
        self.span = span
        self.name_span = name_span
        self.height = _tallest(arguments) + 1


class Unary(Node):
    """`!x`, `-x`, `+x`. `NOT x` is `!x`."""

    __slots__ = ("operand", "operator")
    fields = ("operator", "operand")

    def __init__(self, operator: str, operand: Node, span: Span) -> None:
        self.operator = operator
        self.operand = operand
        self.span = span
        self.height = operand.height + 1


class Binary(Node):
    """A comparison or `^`: the operators that do not chain."""

    __slots__ = ("left", "operator", "right")
    fields = ("operator", "left", "right")

    def __init__(self, operator: str, left: Node, right: Node, span: Span) -> None:
        self.operator = operator
        self.left = left
        self.right = right
        self.span = span
        self.height = max(left.height, right.height) + 1


class Chain(Node):
    """Operands joined from the left by operators of one level: `a + b - c`, `a AND b AND c`.

    `ends` is where each operand after the first ends in the source, with the brackets around it.
    """

    __slots__ = ("ends", "operands", "operators")
    fields = ("operands", "operators")

    def __init__(
        self, operands: tuple[Node, ...], operators: tuple[str, ...], span: Span, ends: tuple[int, ...] = ()
    ) -> None:
        self.operands = operands
        self.operators = operators
        self.span = span
        self.ends = ends or tuple([operand.span[1] for operand in operands[1:]])
        self.height = _tallest(operands) + 1


class Conditional(Node):
    """`condition ? then : condition ? then : otherwise`; one (condition, then) pair a branch."""

    __slots__ = ("branches", "otherwise")
    fields = ("branches", "otherwise")

    def __init__(self, branches: tuple[tuple[Node, Node], ...], otherwise: Node, span: Span) -> None:
        self.branches = branches
        self.otherwise = otherwise
        self.span = span
        tallest = otherwise.height
        for condition, then in branches:
            tallest = max(tallest, condition.height, then.height)
        self.height = tallest + 1


class Elvis(Node):
    """`a ?: b ?: c`: the first that is neither null nor an empty string, else the last."""

    __slots__ = ("options",)
    fields = ("options",)

    def __init__(self, options: tuple[Node, ...], span: Span) -> None:
        self.options = options
        self.span = span
        self.height = _tallest(options) + 1


class ArrayLiteral(Node):
    """`{1, 2, 3}`"""

    __slots__ = ("items",)
    fields = ("items",)

    def __init__(self, items: tuple[Node, ...], span: Span) -> None:
        self.items = items
        self.span = span
        self.height = _tallest(items) + 1


class MapLiteral(Node):
    """`{'group.type': {'OKTA_GROUP'}}`; a bare name as key is its own text."""

    __slots__ = ("entries",)
    fields = ("entries",)

    def __init__(self, entries: tuple[tuple[str, Node], ...], span: Span) -> None:
        self.entries = entries
        self.span = span
        self.height = _tallest(tuple(value for _, value in entries)) + 1


def _tallest(nodes: tuple[Node, ...]) -> int:
    tallest = 0
    for node in nodes:
        if node.height > tallest:
            tallest = node.height
    return tallest


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below `node`, in the order of the source."""
    if isinstance(node, Property):
        return (node.target,)
    if isinstance(node, Index):
        return (node.target, node.index)
    if isinstance(node, Projection):
        return (node.target, node.body)
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Unary):
        return (node.operand,)
    if isinstance(node, Binary):
        return (node.left, node.right)
    if isinstance(node, Chain):
        return node.operands
    if isinstance(node, Conditional):
        pairs = [part for branch in node.branches for part in branch]
        return (*pairs, node.otherwise)
    if isinstance(node, Elvis):
        return node.options
    if isinstance(node, ArrayLiteral):
        return node.items
    if isinstance(node, MapLiteral):
        return tuple(value for _, value in node.entries)
    return ()


def key_of(node: Node) -> Key | None:
    """(root, attribute) of a node that reads one attribute, else None."""
    if isinstance(node, Name):
        return ("", node.name)
    if isinstance(node, Property) and isinstance(node.target, Name):
        return (node.target.name, node.name)
    return None
