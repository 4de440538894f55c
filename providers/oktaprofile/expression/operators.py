"""Closures for the operators: signs, comparisons, arithmetic, joining, logic, conditions, defaults.

Each function takes its node and `child`, which gives the closure of an operand.
"""

from __future__ import annotations

from functools import partial

from oktaprofile.expression import arithmetic, values
from oktaprofile.expression.errors import Span, Stop
from oktaprofile.expression.nodes import Binary, Chain, Conditional, Elvis, Literal, Node, Unary, key_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Context = dict[str, Any]
    Run = Callable[[Any], Any]
    Child = Callable[[Node], Run]

_LONGEST_NEST = 8  # operands of a chain that become closures within closures

_SIGNS = {
    "!": lambda value: not values.truth(value, "'!'"),
    "-": arithmetic.negate,
    "+": arithmetic.plus,
}
_ARITHMETIC = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "%": arithmetic.remainder,
    "^": arithmetic.power,
}


def unary(node: Unary, child: Child) -> Run:
    """`!x`, `-x`, `+x`"""
    operand, operation, span = child(node.operand), _SIGNS[node.operator], node.operand.span

    def run(context: Context) -> object:
        value = operand(context)
        try:
            return operation(value)
        except Stop as stop:
            raise stop.at(span) from None

    return run


def binary(node: Binary, child: Child) -> Run:
    """A comparison, matches, or `^`."""
    operator = node.operator
    if operator in ("==", "!="):
        return _equality(node, child)
    operation: Callable[[Any, Any], Any] = _ARITHMETIC.get(operator) or partial(values.compare, operator)
    if operator == "matches":
        from oktaprofile.expression import regex

        operation = regex.matches
    return _both(child(node.left), child(node.right), operation, node.span)


def _both(left: Run, right: Run, operation: Callable[[Any, Any], Any], span: Span) -> Run:
    def run(context: Context) -> object:
        first, second = left(context), right(context)
        try:
            return operation(first, second)
        except Stop as stop:
            raise stop.at(span) from None

    return run


def _equality(node: Binary, child: Child) -> Run:
    wanted = node.operator == "=="
    left_node, right_node = node.left, node.right
    if _is_null(left_node):
        left_node, right_node = right_node, left_node
    left = child(left_node)
    if _is_null(right_node):
        if wanted:
            return lambda context: left(context) is None
        return lambda context: left(context) is not None
    right, equal = child(right_node), values.equal

    def run(context: Context) -> object:
        first, second = left(context), right(context)
        if type(first) is str and type(second) is str:
            return (first == second) is wanted
        return equal(first, second) is wanted

    return run


def _is_null(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None


def chain(node: Chain, child: Child) -> Run:
    """Operands joined from the left."""
    if node.is_logic:
        return _logic(node, child)
    start, operands, operators = node.span[0], node.children, node.operators
    run = child(operands[0])
    if len(operands) > _LONGEST_NEST:
        return _loop(node, run, [child(operand) for operand in operands[1:]])
    position = 1
    while position < len(operands):
        operand, operator = operands[position], operators[position - 1]
        span = (start, node.ends[position - 1])
        middle = operand.value if isinstance(operand, Literal) else None
        if operator == "+" and isinstance(middle, str) and operators[position : position + 1] == ("+",):
            position += 1
            outer = (start, node.ends[position - 1])
            run = _join_around(run, middle, child(operands[position]), span, outer)
        elif operator == "+":
            run = _join(run, child(operand), span)
        else:
            run = _both(run, child(operand), _ARITHMETIC[operator], span)
        position += 1
    return run


def _join(left: Run, right: Run, span: Span) -> Run:
    """`left + right`, quick where both are texts."""
    add = arithmetic.add

    def run(context: Context) -> object:
        first, second = left(context), right(context)
        if type(first) is str and type(second) is str:
            return first + second
        try:
            return add(first, second)
        except Stop as stop:
            raise stop.at(span) from None

    return run


def _join_around(left: Run, middle: str, right: Run, inner: Span, span: Span) -> Run:
    """`left + "middle" + right`, quick where all are texts. `inner` is the span of the first two."""
    add = arithmetic.add

    def run(context: Context) -> object:
        first = left(context)
        if type(first) is str:
            last = right(context)
            if type(last) is str:
                return f"{first}{middle}{last}"
            first += middle
        else:
            try:
                first = add(first, middle)
            except Stop as stop:
                raise stop.at(inner) from None
            last = right(context)
        try:
            return add(first, last)
        except Stop as stop:
            raise stop.at(span) from None

    return run


def _loop(node: Chain, first: Run, others: list[Run]) -> Run:
    """A long chain: closures within closures would use up the stack."""
    start = node.span[0]
    steps = [
        (_ARITHMETIC[operator], run, (start, end))
        for operator, run, end in zip(node.operators, others, node.ends, strict=True)
    ]

    def run(context: Context) -> object:
        value = first(context)
        for operation, right, span in steps:
            second = right(context)
            try:
                value = operation(value, second)
            except Stop as stop:
                raise stop.at(span) from None
        return value

    return run


def _logic(node: Chain, child: Child) -> Run:
    """AND and OR stop at the first operand that decides."""
    operator = node.operators[0]
    deciding = operator == "OR"
    operands = [(child(operand), operand.span) for operand in node.children]

    def run(context: Context) -> object:
        for operand, span in operands:
            if _truth(operand(context), operator, span) is deciding:
                return deciding
        return not deciding

    return run


def _truth(value: object, role: str, span: Span) -> bool:
    if value is True or value is False:
        return value
    try:
        return values.truth(value, role)
    except Stop as stop:
        raise stop.at(span) from None


def conditional(node: Conditional, child: Child) -> Run:
    """The first branch whose condition is true, else the last part."""
    if len(node.branches) == 1:
        (condition_node, then_node), otherwise_node = node.branches[0], node.otherwise
        if _is_same_attribute(_compared_with_null("!=", condition_node), then_node):
            return _unless_null(child(then_node), child(otherwise_node))
        if _is_same_attribute(_compared_with_null("==", condition_node), otherwise_node):
            return _unless_null(child(otherwise_node), child(then_node))
    branches = [(child(condition), child(then), condition.span) for condition, then in node.branches]
    otherwise = child(node.otherwise)

    def run(context: Context) -> object:
        for condition, then, span in branches:
            if _truth(condition(context), "the condition", span):
                return then(context)
        return otherwise(context)

    return run


def _compared_with_null(operator: str, node: Node) -> Node | None:
    """What `node` compares with null by `operator`; None if it is another condition."""
    if isinstance(node, Binary) and node.operator == operator:
        if _is_null(node.right):
            return node.left
        if _is_null(node.left):
            return node.right
    return None


def _is_same_attribute(one: Node | None, other: Node) -> bool:
    """Whether both read one attribute, which gives the same twice."""
    return one is not None and key_of(one) is not None and key_of(one) == key_of(other)


def _unless_null(attribute: Run, otherwise: Run) -> Run:
    """`x != null ? x : otherwise`"""

    def run(context: Context) -> object:
        value = attribute(context)
        return otherwise(context) if value is None else value

    return run


def elvis(node: Elvis, child: Child) -> Run:
    """The first option that is neither null nor an empty text, else the last."""
    *options, last = [child(option) for option in node.children]

    def run(context: Context) -> object:
        for option in options:
            value = option(context)
            if value is not None and value != "":
                return value
        return last(context)

    return run
