"""Turns a tree into closures: each takes the context and gives the value of its node, or raises `Stop`.

The context is a dict: profiles by their names ("appuser", "user", "source", ...), bare names as keys of their
own or of "source", and what functions ask for under "__now__", "__groups__" and "__fn__"
(docs/expression-language.md).

A mapping runs once per person, so the shapes that real mappings have get a closure of their own: an attribute
of a profile, a comparison with null, `x != null ? x : ""`, `x + "text" + y`. They differ from the general ones in
speed only; a test holds both to the same answers.
"""

from __future__ import annotations

from oktaprofile.expression import operators, values
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
from oktaprofile.expression.signatures import signature_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oktaprofile.expression.operators import Child, Context, Run


def compile_node(node: Node) -> Run:
    """The closure for `node`."""
    return _COMPILERS[type(node)](node, compile_node)


def _compile_inside(node: Node) -> Run:
    """The closure for a node inside `.![...]`, where bare names are attributes of the element at hand."""
    compiler = _COMPILERS_INSIDE.get(type(node)) or _COMPILERS[type(node)]
    return compiler(node, _compile_inside)


# references and constants


_OF_THE_SIDES = ("appuser", "user", "source")  # a context about a person has these
_TOLD = (
    "__now__",
    "__groups__",
    "__fn__",
)  # in the context for functions, not by their names for expressions
BESIDE_THE_PROFILE = frozenset(("externalId",))  # Okta's own articles read it as an attribute
_JAVA_MEMBERS = frozenset(("class", "bytes", "empty", "blank", "naN", "infinite"))  # which Spring may reach


def _literal(node: Literal, child: Child) -> Run:
    value = node.value
    return lambda context: value


def _property(node: Property, child: Child) -> Run:
    """`target.name` of any target."""
    target, name, safe, span = child(node.target), node.name, node.safe, node.name_span

    def run(context: Context) -> object:
        return _member(target(context), name, safe, span)

    return run


def _attribute(node: Property, child: Child) -> Run:
    """`profile.attribute`; an attribute that the profile does not have was never populated: null."""
    if not isinstance(node.target, Name):
        return _property(node, child)
    root, name, span = node.target.name, node.name, node.target.span
    if name in BESIDE_THE_PROFILE:
        return _beside_the_profile(node)
    if root in _TOLD:
        return _nothing_named(root, span)

    def run(context: Context) -> object:
        if root in context:
            profile = context[root]
            if type(profile) is dict:
                return profile[name] if name in profile else None  # noqa: SIM401 - .get is slower
        else:
            _refuse_absent_profile(context, root, span)
        return _member(_bare(context, root, span), name, node.safe, node.name_span)

    return run


def _beside_the_profile(node: Property) -> Run:
    """What Okta does not show among the attributes: known if the context has it, and not null if it has not."""
    target, name, span = compile_node(node.target), node.name, node.name_span

    def run(context: Context) -> object:
        profile = target(context)
        if isinstance(profile, dict) and name not in profile:
            raise Unpublished(f"Okta holds {name} beside the profile, and what it is is not known here", span)
        return _member(profile, name, node.safe, span)

    return run


def _refuse_absent_profile(context: Context, root: str, span: Span) -> None:
    """Raises Stop if the context lacks this profile, unless an attribute of the source may have its name."""
    if root in _OF_THE_SIDES:
        raise Failure(f"the context has nothing named {root}", span)
    source = context.get("source")
    if root.lower() != "appuser" and not (isinstance(source, dict) and root in source):
        raise Unpublished(f"what {root} is is not known here; it may be the profile in another app", span)


def _member(target: object, name: str, safe: bool, span: Span) -> object:
    if isinstance(target, dict):
        return target.get(name)
    if target is None:
        if safe:
            return None
        raise Failure(f"there is no attribute {name} of null", span)
    if name in _JAVA_MEMBERS:
        raise Unpublished(f"Okta publishes nothing on .{name} of {values.type_name(target)}", span)
    raise Failure(f"{values.type_name(target)} has no attribute {name}", span)


def _nothing_named(name: str, span: Span) -> Run:
    def run(context: Context) -> object:
        raise Failure(f"the context has nothing named {name}", span)

    return run


def _bare_name(node: Name, child: Child) -> Run:
    name, span = node.name, node.span
    if name in _TOLD:
        return _nothing_named(name, span)

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
    if name.lower() == "appuser" and "appuser" in context:
        raise Unpublished(
            "names are case-sensitive, but Okta's Help pages write appUser for appuser too", span
        )
    raise Failure(f"the context has nothing named {name}", span)


def _element_attribute(node: Name, child: Child) -> Run:
    name, span = node.name, node.span

    def run(element: object) -> object:
        if not isinstance(element, dict):
            raise Failure(f"{values.type_name(element)} has no attribute {name}", span)
        if name not in element:
            raise Unpublished(f"the context does not say what the attribute {name} of this element is", span)
        return element[name]

    return run


# arrays, objects, functions


def _index(node: Index, child: Child) -> Run:
    target, index, span = child(node.target), child(node.index), node.span

    def run(context: Context) -> object:
        items, key = target(context), index(context)
        try:
            return _item(items, key)
        except Stop as stop:
            raise stop.at(span) from None

    return run


def _item(items: object, key: object) -> object:
    if items is None:
        raise Failure("null has no elements")
    if isinstance(items, list) and isinstance(key, int) and not isinstance(key, bool):
        if 0 <= key < len(items):
            return items[key]
        raise Failure(f"the array has {len(items)} element{'' if len(items) == 1 else 's'} and none at {key}")
    raise Unpublished(
        f"Okta publishes nothing on an index that is {values.type_name(key)} into {values.type_name(items)}"
    )


def _projection(node: Projection, child: Child) -> Run:
    target, body, span = child(node.target), _compile_inside(node.body), node.span

    def run(context: Context) -> object:
        items = target(context)
        if isinstance(items, list):
            return [body(item) for item in items]
        if items is None:
            raise Failure("null has no elements", span)
        raise Unpublished(f"Okta publishes nothing on .![...] over {values.type_name(items)}", span)

    return run


def _array(node: ArrayLiteral, child: Child) -> Run:
    items = [child(item) for item in node.children]
    if not items:
        empty = values.NoElements()
        return lambda context: empty
    return lambda context: [item(context) for item in items]


def _map(node: MapLiteral, child: Child) -> Run:
    entries = [(key, child(value)) for key, value in zip(node.keys, node.children, strict=True)]
    return lambda context: {key: value(context) for key, value in entries}


def _call(node: Call, child: Child) -> Run:
    from oktaprofile.expression import functions

    function = functions.load(node.name)
    arguments = [child(argument) for argument in node.children]
    span = node.span

    def run(context: Context) -> object:
        given = [argument(context) for argument in arguments]
        try:
            return function(context, given)
        except Stop as stop:
            raise stop.at(span) from None

    return run


def _call_inside(node: Call, child: Child) -> Run:
    if not signature_of(node.name).needs_context:
        return _call(node, child)
    reason, span = f"Okta publishes nothing on {node.name} inside .![...]", node.span

    def run(context: Context) -> object:
        raise Unpublished(reason, span)

    return run


_COMPILERS: dict[type[Node], Callable[[Any, Child], Run]] = {
    Literal: _literal,
    Name: _bare_name,
    Property: _attribute,
    Unary: operators.unary,
    Binary: operators.binary,
    Chain: operators.chain,
    Conditional: operators.conditional,
    Elvis: operators.elvis,
    Index: _index,
    Projection: _projection,
    ArrayLiteral: _array,
    MapLiteral: _map,
    Call: _call,
}
_COMPILERS_INSIDE: dict[type[Node], Callable[[Any, Child], Run]] = {
    Name: _element_attribute,
    Property: _property,
    Call: _call_inside,
}
