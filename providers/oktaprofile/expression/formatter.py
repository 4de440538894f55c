"""Prints a tree in one spelling: straight double quotes, AND and OR in capitals, brackets where they are needed.

Printing a parsed expression and parsing it again gives the same tree; a property test holds it to that.
"""

from __future__ import annotations

from oktaprofile.expression import mistakes
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

# How strongly a node holds together, as in the parser's grammar.
_CHOICE, _OR, _AND, _RELATION, _SUM, _PRODUCT, _POWER, _UNARY, _VALUE = range(9)
_CHAINS = {"OR": _OR, "AND": _AND, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "%": _PRODUCT}


def format_expression(source: str) -> str:
    """`source` in the one spelling. Raises ExpressionError."""
    try:
        return printed(parse_tree(source))
    except RecursionError:
        raise mistakes.too_deep(source) from None


def printed(node: Node) -> str:
    """The text of a tree."""
    return _print(node, _CHOICE)


def _print(node: Node, least: int) -> str:
    """The text of `node` where something that holds together at least as strongly as `least` can stand."""
    text, strength = _text(node)
    return f"({text})" if strength < least else text


def _text(node: Node) -> tuple[str, int]:
    if isinstance(node, Literal):
        return _literal(node), _VALUE
    if isinstance(node, Name):
        return node.name, _VALUE
    if isinstance(node, Property):
        return f"{_target(node.target)}{'?.' if node.safe else '.'}{node.name}", _VALUE
    if isinstance(node, Index):
        return f"{_target(node.target)}[{_print(node.index, _CHOICE)}]", _VALUE
    if isinstance(node, Projection):
        return f"{_target(node.target)}.![{_print(node.body, _CHOICE)}]", _VALUE
    if isinstance(node, Call):
        return f"{node.name}({_list(node.arguments)})", _VALUE
    if isinstance(node, ArrayLiteral):
        return f"{{{_list(node.items)}}}", _VALUE
    if isinstance(node, MapLiteral):
        entries = [f"{_quoted(key)}: {_print(value, _CHOICE)}" for key, value in node.entries]
        return f"{{{', '.join(entries)}}}", _VALUE
    return _operation(node)


def _operation(node: Node) -> tuple[str, int]:
    if isinstance(node, Unary):
        inner = _print(node.operand, _UNARY)
        # "--" and "++" are refused by the tokenizer
        blank = " " if inner[:1] == node.operator and node.operator in "+-" else ""
        return f"{node.operator}{blank}{inner}", _UNARY
    if isinstance(node, Binary):
        strength = _POWER if node.operator == "^" else _RELATION
        left, right = _print(node.left, strength + 1), _print(node.right, strength + 1)
        return f"{left} {node.operator} {right}", strength
    if isinstance(node, Chain):
        strength = _CHAINS[node.operators[0]]
        parts = [_print(node.operands[0], strength + 1)]
        for operator, operand in zip(node.operators, node.operands[1:], strict=True):
            parts += [operator, _print(operand, strength + 1)]
        return " ".join(parts), strength
    if isinstance(node, Conditional):
        cases = [f"{_print(test, _OR)} ? {_print(then, _CHOICE)} : " for test, then in node.branches]
        return "".join(cases) + _print(node.otherwise, _CHOICE), _CHOICE
    assert isinstance(node, Elvis)
    *options, last = node.options
    return "".join([f"{_print(option, _OR)} ?: " for option in options]) + _print(last, _CHOICE), _CHOICE


def _target(node: Node) -> str:
    """What a point or an index follows: 7.x would read as a number."""
    text = _print(node, _VALUE)
    return f"({text})" if isinstance(node, Literal) and not isinstance(node.value, str) else text


def _list(nodes: tuple[Node, ...]) -> str:
    return ", ".join([_print(node, _CHOICE) for node in nodes])


def _literal(node: Literal) -> str:
    value = node.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    return repr(value)


def _quoted(text: str) -> str:
    """In double quotes; in single ones where that saves doubling."""
    if '"' in text and "'" not in text:
        return f"'{text}'"
    return '"' + text.replace('"', '""') + '"'
