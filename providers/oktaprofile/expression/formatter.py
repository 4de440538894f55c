"""Prints a tree in one spelling: straight double quotes, AND and OR in capitals, brackets where they are needed.

Printing a parsed expression and parsing it again gives the same tree; a property test holds it to that.
"""

from __future__ import annotations

from oktaprofile.expression import mistakes
from oktaprofile.expression.grammar import LEVELS, OR, POWER
from oktaprofile.expression.nodes import (
    ArrayLiteral,
    Binary,
    Call,
    Chain,
    Conditional,
    Elvis,
    Index,
    Literal,
    MapLiteral,
    Name,
    Node,
    Projection,
    Property,
    Unary,
)
from oktaprofile.expression.parser import parse_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# How strongly what is no operator holds together, beside the levels of the parser
_CHOICE, _UNARY, _VALUE = OR - 1, POWER + 1, POWER + 2


def format_expression(source: str) -> str:
    """`source` in the one spelling. Raises ExpressionError."""
    try:
        return printed(parse_tree(source))
    except RecursionError:
        raise mistakes.too_deep(source) from None


def printed(node: Node, least: int = _CHOICE) -> str:
    """The text of a tree where something that holds together at least as strongly as `least` can be."""
    text, strength = _PRINTERS[type(node)](node)
    return f"({text})" if strength < least else text


def _unary(node: Unary) -> tuple[str, int]:
    inner = printed(node.operand, _UNARY)
    # "--" and "++" are refused by the tokenizer
    blank = " " if inner[:1] == node.operator and node.operator in "+-" else ""
    return f"{node.operator}{blank}{inner}", _UNARY


def _binary(node: Binary) -> tuple[str, int]:
    level = LEVELS[node.operator]
    return f"{printed(node.left, level + 1)} {node.operator} {printed(node.right, level + 1)}", level


def _chain(node: Chain) -> tuple[str, int]:
    level = LEVELS[node.operators[0]]
    first, *others = [printed(operand, level + 1) for operand in node.children]
    joined = [f" {operator} {text}" for operator, text in zip(node.operators, others, strict=True)]
    return first + "".join(joined), level


def _conditional(node: Conditional) -> tuple[str, int]:
    cases = [f"{printed(test, OR)} ? {printed(then)} : " for test, then in node.branches]
    return "".join(cases) + printed(node.otherwise), _CHOICE


def _elvis(node: Elvis) -> tuple[str, int]:
    *options, last = node.children
    return "".join([f"{printed(option, OR)} ?: " for option in options]) + printed(last), _CHOICE


def _map(node: MapLiteral) -> tuple[str, int]:
    entries = zip(node.keys, node.children, strict=True)
    return f"{{{', '.join([f'{_quoted(key)}: {printed(value)}' for key, value in entries])}}}", _VALUE


def _target(node: Node) -> str:
    """What a point or an index follows: 7.x would read as a number."""
    text = printed(node, _VALUE)
    return f"({text})" if isinstance(node, Literal) and not isinstance(node.value, str) else text


def _list(nodes: tuple[Node, ...]) -> str:
    return ", ".join([printed(node) for node in nodes])


def _literal(value: object) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return "null" if value is None else repr(value).lower() if isinstance(value, bool) else repr(value)


def _quoted(text: str) -> str:
    """In double quotes; in single ones where that saves doubling."""
    if '"' in text and "'" not in text:
        return f"'{text}'"
    return '"' + text.replace('"', '""') + '"'


_PRINTERS: dict[type[Node], Callable[[Any], tuple[str, int]]] = {
    Literal: lambda node: (_literal(node.value), _VALUE),
    Name: lambda node: (node.name, _VALUE),
    Property: lambda node: (f"{_target(node.target)}{'?.' if node.safe else '.'}{node.name}", _VALUE),
    Index: lambda node: (f"{_target(node.target)}[{printed(node.index)}]", _VALUE),
    Projection: lambda node: (f"{_target(node.target)}.![{printed(node.body)}]", _VALUE),
    Call: lambda node: (f"{node.name}({_list(node.children)})", _VALUE),
    ArrayLiteral: lambda node: (f"{{{_list(node.children)}}}", _VALUE),
    MapLiteral: _map,
    Unary: _unary,
    Binary: _binary,
    Chain: _chain,
    Conditional: _conditional,
    Elvis: _elvis,
}
