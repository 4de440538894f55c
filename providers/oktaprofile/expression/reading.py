"""Which attributes an expression reads, and which of these readings are safe if the attribute is null."""

from __future__ import annotations

from oktaprofile.expression import mistakes
from oktaprofile.expression.errors import Span
from oktaprofile.expression.nodes import (
    Binary,
    Call,
    Chain,
    Conditional,
    Elvis,
    Literal,
    Name,
    Node,
    Projection,
    Property,
    Unary,
    key_of,
)
from oktaprofile.expression.parser import parse_tree
from oktaprofile.expression.signatures import signature_of
from oktaprofile.expression.values import compare, equal, is_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from oktaprofile.expression.nodes import Key


class Reference:
    """One reading of an attribute.

    `root` is the profile as written ("appuser", "user", "source", "app", ...), "" for a bare name, which
    reads the source profile. `null_guarded`: null cannot reach what is computed here, because the reading is
    only compared (`x == null`), has a default (`x ?: "y"`), or is evaluated only where a condition has
    excluded null.
    """

    __slots__ = ("attribute", "null_guarded", "root", "span")

    def __init__(self, root: str, attribute: str, span: Span, null_guarded: bool) -> None:
        self.root = root
        self.attribute = attribute
        self.span = span
        self.null_guarded = null_guarded

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return (
            f"Reference({self.root!r}, {self.attribute!r}, {self.span!r}, null_guarded={self.null_guarded!r})"
        )


def references(source: str) -> list[Reference]:
    """The attributes read by `source`, one for each reading, in the text's order. Raises ExpressionError."""
    try:
        return references_of(parse_tree(source))
    except RecursionError:
        raise mistakes.too_deep(source) from None


def references_of(root: Node) -> list[Reference]:
    """As `references`, for a tree."""
    found: list[Reference] = []
    _walk(root, Known(), False, found)
    found.sort(key=lambda reference: reference.span)
    return found


class Known:
    """The attributes that cannot be null at the present node of a walk over the tree.

    A walk adds what a condition shows before it goes where the condition holds, and forgets it after. Counted, so
    that a table of a thousand cases costs a thousand steps.
    """

    __slots__ = ("_times",)

    def __init__(self) -> None:
        self._times: dict[Key, int] = {}

    def __contains__(self, key: Key) -> bool:
        return self._times.get(key, 0) > 0

    def add(self, keys: Iterable[Key]) -> None:
        """Takes up these."""
        for key in keys:
            self._times[key] = self._times.get(key, 0) + 1

    def forget(self, keys: Iterable[Key]) -> None:
        """Drops what `add` has taken up, once each."""
        for key in keys:
            self._times[key] -= 1


def _walk(node: Node, known: Known, harmless: bool, found: list[Reference]) -> None:
    """`harmless`: a null of this very node does no harm."""
    _WALKS.get(type(node), _children)(node, known, harmless, found)


def _children(node: Node, known: Known, harmless: bool, found: list[Reference]) -> None:
    for child in node.children:
        _walk(child, known, False, found)


def _attribute(node: Name | Property, known: Known, harmless: bool, found: list[Reference]) -> None:
    key = key_of(node)
    if key is None:
        _children(node, known, False, found)
    else:
        found.append(Reference(key[0], key[1], node.span, harmless or key in known))


def _elvis(node: Elvis, known: Known, harmless: bool, found: list[Reference]) -> None:
    *options, last = node.children
    for option in options:
        _walk(option, known, True, found)
    _walk(last, known, harmless, found)


def _chain(node: Chain, known: Known, harmless: bool, found: list[Reference]) -> None:
    if not node.is_logic:
        _children(node, known, False, found)
        return
    shown: list[Key] = []
    for operand in node.children:
        _walk(operand, known, False, found)
        fresh = not_null(operand, node.operators[0] == "AND")
        known.add(fresh)
        shown += fresh
    known.forget(shown)


def _binary(node: Binary, known: Known, harmless: bool, found: list[Reference]) -> None:
    for operand in node.children:
        _walk(operand, known, node.operator not in ("^", "matches"), found)


def _call(node: Call, known: Known, harmless: bool, found: list[Reference]) -> None:
    for argument in node.children:
        _walk(argument, known, signature_of(node.name).takes_null, found)


def _projection(node: Projection, known: Known, harmless: bool, found: list[Reference]) -> None:
    _walk(node.target, known, False, found)  # the names in its body are attributes of the elements


def _conditional(node: Conditional, known: Known, harmless: bool, found: list[Reference]) -> None:
    shown: list[Key] = []
    for condition, then in node.branches:
        _walk(condition, known, False, found)
        if_true, if_false = not_null(condition, True), not_null(condition, False)
        known.add(if_true)
        _walk(then, known, harmless, found)
        known.forget(if_true)
        known.add(if_false)
        shown += if_false
    _walk(node.otherwise, known, harmless, found)
    known.forget(shown)


_WALKS: dict[type[Node], Callable[[Any, Known, bool, list[Reference]], None]] = {
    Name: _attribute,
    Property: _attribute,
    Elvis: _elvis,
    Chain: _chain,
    Binary: _binary,
    Call: _call,
    Projection: _projection,
    Conditional: _conditional,
}


def not_null(condition: Node, outcome: bool) -> frozenset[Key]:
    """The attributes that cannot be null once `condition` has given `outcome`."""
    if isinstance(condition, Unary) and condition.operator == "!":
        return not_null(condition.operand, not outcome)
    if isinstance(condition, Chain) and condition.is_logic:
        parts = [not_null(operand, outcome) for operand in condition.children]
        if (condition.operators[0] == "AND") is outcome:  # all of them have that outcome
            return frozenset().union(*parts)
        return frozenset(parts[0]).intersection(*parts[1:])
    if isinstance(condition, Binary):
        return _compared(condition, outcome) | _measured(condition, outcome)
    if isinstance(condition, Call) and condition.name == "Arrays.isEmpty" and not outcome:
        return _key_set(condition.children[0])
    return _key_set(condition) if outcome else frozenset()


def _key_set(node: Node) -> frozenset[Key]:
    key = key_of(node)
    return frozenset((key,)) if key else frozenset()


def _measured(node: Binary, outcome: bool) -> frozenset[Key]:
    """`String.len(x) > 0`, `Arrays.size(x) != 0`: 0 of null. Where 0 does not give `outcome`, x is not null."""
    left, right, operator = node.left, node.right, node.operator
    if not (isinstance(left, Call) and left.name in ("String.len", "Arrays.size")):
        return frozenset()
    if not (isinstance(right, Literal) and is_number(right.value)) or operator in ("^", "matches"):
        return frozenset()
    of_null = (
        (equal(0, right.value) is (operator == "=="))
        if operator in ("==", "!=")
        else compare(operator, 0, right.value)
    )
    return frozenset() if of_null is outcome else _key_set(left.children[0])


def _compared(node: Binary, outcome: bool) -> frozenset[Key]:
    """`x == "a"`, `x != null`, `x > 3`: where they hold, x is not null. `x matches y` fails on a null x."""
    operator, left, right = node.operator, node.left, node.right
    if isinstance(left, Literal) and not isinstance(right, Literal):
        left, right = right, left
        operator = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator)
    key = key_of(left)
    if key is None:
        return frozenset()
    if operator == "matches":
        return frozenset((key,)) if left is node.left else frozenset()
    if not isinstance(right, Literal):
        return frozenset()
    if right.value is None:
        excluded = (operator == "!=") is outcome if operator in ("==", "!=") else False
    elif operator in ("==", "!="):
        excluded = (operator == "==") is outcome
    else:  # null is below everything
        excluded = (operator in (">", ">=")) is outcome
    return frozenset((key,)) if excluded else frozenset()
