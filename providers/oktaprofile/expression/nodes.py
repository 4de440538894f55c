"""The syntax tree. Every node knows its span in the source, its children and its height.

Operators of one level that associate to the left are one `Chain`, `a ? b : c ? d : e` is one `Conditional`, and
`a ?: b ?: c` one `Elvis`: a mapping table of 300 branches is flat, not 300 levels deep. Two trees are equal if they
differ in spans only.
"""

from __future__ import annotations

from oktaprofile.expression.errors import Span

Constant = str | int | float | bool | None
Key = tuple[str, str]  # (profile, attribute); the profile of a bare name is ""


class Node:
    """`fields` are what two equal trees have in common; `height` bounds every walk over the tree.

    `children` are the nodes directly below, in the order of the source. The most frequent kinds set these themselves,
    which is quicker.
    """

    __slots__ = ("children", "height", "span")
    fields: tuple[str, ...] = ()
    span: Span
    children: tuple[Node, ...]
    height: int

    def __init__(self, span: Span, children: tuple[Node, ...] = ()) -> None:
        self.span = span
        self.children = children
        height = 0
        for child in children:
            if child.height > height:
                height = child.height
        self.height = height + 1

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
        self.children = ()
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
        self.children = ()
        self.height = 1


class Property(Node):
    """`target.name`, or `target?.name` where `safe`."""

    __slots__ = ("name", "name_span", "safe", "target")
    fields = ("target", "name", "safe")

    def __init__(self, target: Node, name: str, safe: bool, span: Span, name_span: Span) -> None:
        self.target = target
        self.name = name
        self.safe = safe
        self.name_span = name_span
        self.span = span
        self.children = (target,)
        self.height = target.height + 1


class Index(Node):
    """`target[index]`"""

    __slots__ = ("index", "target")
    fields = ("target", "index")

    def __init__(self, target: Node, index: Node, span: Span) -> None:
        super().__init__(span, (target, index))
        self.target = target
        self.index = index


class Projection(Node):
    """`target.![body]`: body for each element, whose attributes are the bare names in body."""

    __slots__ = ("body", "target")
    fields = ("target", "body")

    def __init__(self, target: Node, body: Node, span: Span) -> None:
        super().__init__(span, (target, body))
        self.target = target
        self.body = body


class Call(Node):
    """`String.len(x)`, `isMemberOfGroup("x")`, `user.getGroups(...)`; `name` is the whole dotted name."""

    __slots__ = ("name", "name_span")
    fields = ("name", "children")

    def __init__(self, name: str, arguments: tuple[Node, ...], span: Span, name_span: Span) -> None:
        super().__init__(span, arguments)
        self.name = name
        self.name_span = name_span


class Unary(Node):
    """`!x`, `-x`, `+x`. `NOT x` is `!x`."""

    __slots__ = ("operand", "operator")
    fields = ("operator", "operand")

    def __init__(self, operator: str, operand: Node, span: Span) -> None:
        super().__init__(span, (operand,))
        self.operator = operator
        self.operand = operand


class Binary(Node):
    """A comparison or `^`: the operators that do not chain."""

    __slots__ = ("left", "operator", "right")
    fields = ("operator", "left", "right")

    def __init__(self, operator: str, left: Node, right: Node, span: Span) -> None:
        super().__init__(span, (left, right))
        self.operator = operator
        self.left = left
        self.right = right


class Chain(Node):
    """Operands (the children) joined from the left by operators of one level: `a + b - c`, `a AND b AND c`.

    `ends` is where each operand after the first ends in the source, with the brackets around it.
    """

    __slots__ = ("ends", "operators")
    fields = ("children", "operators")

    def __init__(
        self, operands: tuple[Node, ...], operators: tuple[str, ...], span: Span, ends: tuple[int, ...] = ()
    ) -> None:
        super().__init__(span, operands)
        self.operators = operators
        self.ends = ends or tuple([operand.span[1] for operand in operands[1:]])

    @property
    def is_logic(self) -> bool:
        return self.operators[0] in ("AND", "OR")


class Conditional(Node):
    """`condition ? then : condition ? then : otherwise`; one (condition, then) pair a branch."""

    __slots__ = ("branches", "otherwise")
    fields = ("branches", "otherwise")

    def __init__(self, branches: tuple[tuple[Node, Node], ...], otherwise: Node, span: Span) -> None:
        super().__init__(span, (*[part for branch in branches for part in branch], otherwise))
        self.branches = branches
        self.otherwise = otherwise


class Elvis(Node):
    """`a ?: b ?: c`: the first of the children that is neither null nor an empty string, else the last."""

    __slots__ = ()
    fields = ("children",)

    def __init__(self, options: tuple[Node, ...], span: Span) -> None:
        super().__init__(span, options)


class ArrayLiteral(Node):
    """`{1, 2, 3}`"""

    __slots__ = ()
    fields = ("children",)

    def __init__(self, items: tuple[Node, ...], span: Span) -> None:
        super().__init__(span, items)


class MapLiteral(Node):
    """`{'group.type': {'OKTA_GROUP'}}`; a bare name as key is its own text."""

    __slots__ = ("keys",)
    fields = ("keys", "children")

    def __init__(self, entries: tuple[tuple[str, Node], ...], span: Span) -> None:
        super().__init__(span, tuple([value for _, value in entries]))
        self.keys = tuple([key for key, _ in entries])


def key_of(node: Node) -> Key | None:
    """(root, attribute) of a node that reads one attribute, else None."""
    if isinstance(node, Name):
        return ("", node.name)
    if isinstance(node, Property) and isinstance(node.target, Name):
        return (node.target.name, node.name)
    return None
