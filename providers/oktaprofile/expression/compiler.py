"""Turns a tree into closures: each takes the context and gives the value of its node, or raises `Stop`.

The context is a dict: profiles by their names ("appuser", "user", "source", ...), bare names as keys of their
own or of "source", and what functions ask for under "__now__", "__groups__" and "__fn__"
(docs/expression-language.md).

A mapping runs once per person, so the shapes that real mappings have get a closure of their own: an attribute
of a profile, a comparison with null, `x != null ? x : ""`, a text joined to something. They differ from the
general ones in speed only; a test holds both to the same answers.
"""

from __future__ import annotations

from oktaprofile.expression import values
from oktaprofile.expression.errors import Failure, Span, Stop, Unpublished
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
from oktaprofile.expression.signatures import FUNCTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Context = dict[str, Any]
    Run = Callable[[Any], Any]
    Child = Callable[[Node], Run]

_LONGEST_NEST = 8  # operands of a chain that become closures within closures

_ARITHMETIC = {
    "+": values.add,
    "-": values.subtract,
    "*": values.multiply,
    "/": values.divide,
    "%": values.remainder,
    "^": values.power,
}


def compile_node(node: Node, *, inside_projection: bool = False) -> Run:
    """The closure for `node`. `inside_projection`: bare names are attributes of the element at hand."""
    if isinstance(node, Literal):
        return _constant(node.value)
    if isinstance(node, Property):
        return _property(node, inside_projection)
    if isinstance(node, Name):
        return _element_attribute(node) if inside_projection else _bare_name(node)
    if isinstance(node, Call) and inside_projection and FUNCTIONS[node.name].needs_context:
        return _unpublished(f"Okta publishes nothing on {node.name} inside .![...]", node.span)
    compiler = _COMPILERS[type(node)]
    return compiler(node, lambda child: compile_node(child, inside_projection=inside_projection))


def _placed(stop: Stop, span: Span) -> Stop:
    if stop.span is None:
        stop.span = span
    return stop


# references and constants


def _constant(value: object) -> Run:
    return lambda context: value


def _unpublished(reason: str, span: Span) -> Run:
    def run(context: Context) -> object:
        raise Unpublished(reason, span)

    return run


def _property(node: Property, inside_projection: bool) -> Run:
    if isinstance(node.target, Name) and not inside_projection:
        return _attribute(node, node.target)
    target = compile_node(node.target, inside_projection=inside_projection)
    name, safe, span = node.name, node.safe, node.name_span

    def run(context: Context) -> object:
        return _member(target(context), name, safe, span)

    return run


def _attribute(node: Property, root_node: Name) -> Run:
    """`profile.attribute`; an attribute that the profile does not have was never populated: null."""
    root, name = root_node.name, node.name

    def run(context: Context) -> object:
        profile = context.get(root)
        if type(profile) is dict:
            return profile[name] if name in profile else None  # noqa: SIM401 - .get is slower
        return _member(_bare(context, root, root_node.span), name, node.safe, node.name_span)

    return run


def _member(target: object, name: str, safe: bool, span: Span) -> object:
    if isinstance(target, dict):
        return target.get(name)
    if target is None:
        if safe:
            return None
        raise Failure(f"there is no attribute {name} of null", span)
    raise Failure(f"{values.type_name(target)} has no attribute {name}", span)


def _bare_name(node: Name) -> Run:
    name, span = node.name, node.span

    def run(context: Context) -> object:
        return _bare(context, name, span)

    return run


def _bare(context: Context, name: str, span: Span) -> object:
    """A name on its own: a key of the context, else an attribute of the source profile (Okta's samples)."""
    if name in context:
        return context[name]
    source = context.get("source")
    if isinstance(source, dict):
        return source.get(name)
    raise Failure(f"the context has nothing named {name}", span)


def _element_attribute(node: Name) -> Run:
    name, span = node.name, node.span

    def run(element: object) -> object:
        if not isinstance(element, dict):
            raise Failure(f"{values.type_name(element)} has no attribute {name}", span)
        if name not in element:
            raise Unpublished(f"the context does not say what the attribute {name} of this element is", span)
        return element[name]

    return run


# operators


def _unary(node: Unary, child: Child) -> Run:
    operand, span = child(node.operand), node.operand.span
    if node.operator == "!":

        def invert(context: Context) -> object:
            value = operand(context)
            if value is True or value is False:
                return not value
            try:
                return not values.truth(value, "'!'")
            except Stop as stop:
                raise _placed(stop, span) from None

        return invert
    operation = values.negate if node.operator == "-" else values.plus

    def sign(context: Context) -> object:
        value = operand(context)
        try:
            return operation(value)
        except Stop as stop:
            raise _placed(stop, span) from None

    return sign


def _binary(node: Binary, child: Child) -> Run:
    operator = node.operator
    if operator in ("==", "!="):
        return _equality(node, child)
    if operator == "matches":
        return _matches(node, child)
    if operator == "^":
        return _arithmetic(child(node.left), child(node.right), values.power, node.span)
    left, right, span, compare = child(node.left), child(node.right), node.span, values.compare

    def run(context: Context) -> object:
        first, second = left(context), right(context)
        try:
            return compare(operator, first, second)
        except Stop as stop:
            raise _placed(stop, span) from None

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
    right = child(right_node)
    equal = values.equal

    def run(context: Context) -> object:
        first, second = left(context), right(context)
        if type(first) is str and type(second) is str:
            return (first == second) is wanted
        return equal(first, second) is wanted

    return run


def _is_null(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None


def _matches(node: Binary, child: Child) -> Run:
    """The whole text, case-sensitive, by the part of Java's patterns that `regex` runs in linear time."""
    from oktaprofile.expression import regex

    return _arithmetic(child(node.left), child(node.right), regex.matches, node.span)


def _arithmetic(left: Run, right: Run, operation: Callable[[Any, Any], Any], span: Span) -> Run:
    def run(context: Context) -> object:
        first, second = left(context), right(context)
        try:
            return operation(first, second)
        except Stop as stop:
            raise _placed(stop, span) from None

    return run


def _join(left: Run, right: Run, span: Span) -> Run:
    """`+`, quick where both sides are texts."""
    add = values.add

    def run(context: Context) -> object:
        first, second = left(context), right(context)
        if type(first) is str and type(second) is str:
            return first + second
        try:
            return add(first, second)
        except Stop as stop:
            raise _placed(stop, span) from None

    return run


def _join_constant(left: Run, second: str, span: Span) -> Run:
    """`+ "text"`"""
    add = values.add

    def run(context: Context) -> object:
        first = left(context)
        if type(first) is str:
            return first + second
        try:
            return add(first, second)
        except Stop as stop:
            raise _placed(stop, span) from None

    return run


def _chain(node: Chain, child: Child) -> Run:
    if node.operators[0] in ("AND", "OR"):
        return _logic(node, child)
    start = node.operands[0].span[0]
    first = child(node.operands[0])
    if len(node.operands) > _LONGEST_NEST:
        return _loop(node, first, [child(operand) for operand in node.operands[1:]])
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        span = (start, operand.span[1])
        if operator != "+":
            first = _arithmetic(first, child(operand), _ARITHMETIC[operator], span)
        elif isinstance(operand, Literal) and isinstance(operand.value, str):
            first = _join_constant(first, operand.value, span)
        else:
            first = _join(first, child(operand), span)
    return first


def _loop(node: Chain, first: Run, others: list[Run]) -> Run:
    """A long chain: closures within closures would use up the stack."""
    start = node.operands[0].span[0]
    steps = [
        (_ARITHMETIC[operator], run, (start, operand.span[1]))
        for operator, run, operand in zip(node.operators, others, node.operands[1:], strict=True)
    ]

    def run(context: Context) -> object:
        value = first(context)
        for operation, right, span in steps:
            second = right(context)
            try:
                value = operation(value, second)
            except Stop as stop:
                raise _placed(stop, span) from None
        return value

    return run


def _logic(node: Chain, child: Child) -> Run:
    """AND and OR stop at the first operand that decides."""
    operator = node.operators[0]
    deciding = operator == "OR"
    operands = [(child(operand), operand.span) for operand in node.operands]

    def run(context: Context) -> object:
        for operand, span in operands:
            value = operand(context)
            if value is not True and value is not False:
                try:
                    value = values.truth(value, operator)
                except Stop as stop:
                    raise _placed(stop, span) from None
            if value is deciding:
                return deciding
        return not deciding

    return run


def _conditional(node: Conditional, child: Child) -> Run:
    branches = [(child(condition), child(then), condition.span) for condition, then in node.branches]
    otherwise = child(node.otherwise)
    if len(branches) == 1:
        condition, then, span = branches[0]

        def choose(context: Context) -> object:
            decided = condition(context)
            if decided is True:
                return then(context)
            if decided is False or not _decided(decided, span):
                return otherwise(context)
            return then(context)

        return choose

    def run(context: Context) -> object:
        for condition, then, span in branches:
            decided = condition(context)
            if decided is True or (decided is not False and _decided(decided, span)):
                return then(context)
        return otherwise(context)

    return run


def _decided(value: object, span: Span) -> bool:
    try:
        return values.truth(value, "the condition")
    except Stop as stop:
        raise _placed(stop, span) from None


def _elvis(node: Elvis, child: Child) -> Run:
    *options, last = [child(option) for option in node.options]

    def run(context: Context) -> object:
        for option in options:
            value = option(context)
            if value is not None and value != "":
                return value
        return last(context)

    return run


# arrays, objects, functions


def _index(node: Index, child: Child) -> Run:
    target, index, span = child(node.target), child(node.index), node.span

    def run(context: Context) -> object:
        items, key = target(context), index(context)
        try:
            return _item(items, key)
        except Stop as stop:
            raise _placed(stop, span) from None

    return run


def _item(items: object, key: object) -> object:
    if items is None:
        raise Failure("null has no elements")
    if isinstance(items, list) and isinstance(key, int) and not isinstance(key, bool):
        if 0 <= key < len(items):
            return items[key]
        raise Failure(f"the array has {len(items)} element{'' if len(items) == 1 else 's'} and none at {key}")
    if isinstance(items, dict) and isinstance(key, str):
        return items.get(key)
    raise Unpublished(
        f"Okta publishes nothing on an index that is {values.type_name(key)} into {values.type_name(items)}"
    )


def _projection(node: Projection, child: Child) -> Run:
    target, span = child(node.target), node.span
    body = compile_node(node.body, inside_projection=True)

    def run(context: Context) -> object:
        items = target(context)
        if isinstance(items, list):
            return [body(item) for item in items]
        if items is None:
            raise Failure("null has no elements", span)
        raise Unpublished(f"Okta publishes nothing on .![...] over {values.type_name(items)}", span)

    return run


def _array(node: ArrayLiteral, child: Child) -> Run:
    items = [child(item) for item in node.items]
    return lambda context: [item(context) for item in items]


def _map(node: MapLiteral, child: Child) -> Run:
    entries = [(key, child(value)) for key, value in node.entries]
    return lambda context: {key: value(context) for key, value in entries}


def _call(node: Call, child: Child) -> Run:
    from oktaprofile.expression import functions

    function = functions.load(node.name)
    arguments = [child(argument) for argument in node.arguments]
    span = node.span

    def run(context: Context) -> object:
        given = [argument(context) for argument in arguments]
        try:
            return function(context, given)
        except Stop as stop:
            raise _placed(stop, span) from None

    return run


_COMPILERS: dict[type[Node], Callable[[Any, Child], Run]] = {
    Unary: _unary,
    Binary: _binary,
    Chain: _chain,
    Conditional: _conditional,
    Elvis: _elvis,
    Index: _index,
    Projection: _projection,
    ArrayLiteral: _array,
    MapLiteral: _map,
    Call: _call,
}
