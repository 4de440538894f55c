"""Checks a call of a function: deprecated, undocumented, and arguments of which Okta publishes nothing."""

from __future__ import annotations

from oktaprofile.expression.findings import WARNING
from oktaprofile.expression.kinds import UNKNOWN, Kind
from oktaprofile.expression.nodes import Call, Node
from oktaprofile.expression.signatures import ARRAY, FILTER, FUNCTIONS, GROUPS, INTEGER, TEXT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.expression.checker import Checker

_NOT_IN_CONDITIONS = ("Convert.", "Iso3166Convert.", "Arrays.", "Time.")
_FITTING = {TEXT: ("string",), INTEGER: ("integer",), ARRAY: ("array", "string")}
_TAKES_NULL = ("Arrays.isEmpty", "Arrays.size")


def kind_of_call(checker: Checker, node: Call) -> Kind:
    """The kind of what a function gives; findings about it and its arguments."""
    signature = FUNCTIONS[node.name]
    if signature.deprecated:
        checker.add(
            WARNING,
            "deprecated",
            f"Okta calls {node.name} deprecated",
            node.name_span,
            checker.replaced(node.name_span, signature.deprecated),
        )
    elif not signature.documented:
        checker.add(WARNING, "undocumented", f"{node.name} is documented nowhere", node.name_span)
    if checker.in_condition and node.name.startswith(_NOT_IN_CONDITIONS):
        checker.add(
            WARNING,
            "not-in-conditions",
            f"Okta's page says that Convert, Array and Time functions are not supported in conditions: {node.name}",
            node.name_span,
        )
    for position, argument in enumerate(node.arguments):
        wanted = signature.type_of(position)
        if wanted == FILTER:
            continue
        kind = checker.kind_of(argument)
        if signature.documented:
            _argument(checker, node.name, argument, kind, wanted)
    nullable = signature.returns == "object"
    if signature.returns in (GROUPS, ARRAY):
        return Kind("array", element="string" if signature.returns == GROUPS else UNKNOWN)
    return Kind(signature.returns if signature.returns != "any" else UNKNOWN, nullable=nullable)


def _argument(checker: Checker, name: str, node: Node, kind: Kind, wanted: str) -> None:
    fits = _FITTING.get(wanted)
    if kind.type == "null" or (kind.nullable and kind.type != UNKNOWN):
        if name in _TAKES_NULL:
            return
        then = f"what {name} gives then is published nowhere"
        if name == "Arrays.flatten":
            then = "then the evaluation fails and the old value stays"
        checker.add(WARNING, "null-argument", f"{checker.text_of(node)} may be null, and {then}", node.span)
    elif fits is not None and kind.type not in (UNKNOWN, *fits):
        expected = {TEXT: "a text", INTEGER: "a whole number", ARRAY: "an array"}[wanted]
        checker.add(
            WARNING,
            "argument-type",
            f"{name} takes {expected} here, and this is {kind.named()}; what it gives then is published nowhere",
            node.span,
        )
