"""What is wrong with an operation whose operands are of these kinds, and the kind of its result.

Each function takes the report, the node and the kinds of its operands; the walk over the tree is in `checker`.
"""

from __future__ import annotations

from oktaprofile.expression.findings import ERROR, INFO, WARNING, Report
from oktaprofile.expression.kinds import UNKNOWN, Kind
from oktaprofile.expression.nodes import Binary, Call, Chain, Index, Literal, Name, Node, key_of
from oktaprofile.expression.signatures import (
    ARRAY,
    FILTER,
    GROUPS,
    INTEGER,
    TEXT,
    TEXTS,
    Signature,
    signature_of,
)
from oktaprofile.expression.values import equal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_EXTENSION_MARKS = ("x", "ext", "extn")
_LONGEST_MARK = 6
_NO_TRIGGER = (
    (("isMemberOf", "getFilteredGroups", "user.getGroups"), "group membership"),
    (("getManager", "getAssistant"), "that person or their profile"),
    (("findDirectoryUser", "findWorkdayUser", "user.getLinkedObject"), "that profile"),
)
"""How functions of what changes without a profile update begin (Okta's help, "About attribute mappings"; Okta support,
"Active Directory manager attribute updates do not sync to Okta"; both read 2026-11-30)."""
_NOT_IN_CONDITIONS = ("Convert.", "Iso3166Convert.", "Arrays.", "Time.")
_FITTING = {
    TEXT: ("a text", ("string",)),
    TEXTS: ("a text", ("string", "array")),
    INTEGER: ("a whole number", ("integer",)),
    ARRAY: ("an array", ("array", "string")),
}


def chain(report: Report, node: Chain, kinds: list[Kind], errors: int) -> Kind:
    """`a + b - c`; `errors` were there before its operands were looked at."""
    for operator in dict.fromkeys(node.operators):
        if operator not in "+-":
            report.undocumented(f"'{operator}'", node.span)
    if set(node.operators) == {"+"}:
        return _sum(report, node, kinds)
    for operand, kind in zip(node.children, kinds, strict=True):
        number(report, operand, kind)
    if report.errors > errors:  # their types are not known then
        return Kind()
    return Kind("integer" if all(kind.type == "integer" for kind in kinds) else "number")


def _sum(report: Report, node: Chain, kinds: list[Kind]) -> Kind:
    """From the left, as it is evaluated: adding up to the first text, joining from there on."""
    total = kinds[0]
    settled = 0  # operands of which it is known whether they are joined or added
    for position, kind in enumerate(kinds[1:], 1):
        join = "string" in (total.type, kind.type)
        if join:
            lengths = (total.longest, kind.longest)
            total = Kind("string", longest=None if None in lengths else sum(filter(None, lengths)))
        elif total.is_number and kind.is_number:
            total = Kind("integer" if total.type == kind.type == "integer" else "number")
        elif UNKNOWN in (total.type, kind.type):
            total = Kind()
            continue
        else:
            names = " and ".join(dict.fromkeys((total.named(), kind.named())))
            report.add(ERROR, "no-operator", f"'+' does not work on {names}", node.span)
            return Kind()
        for index_ in range(settled, position + 1):
            if join:
                before = node.children[index_ - 1] if index_ else None
                _joined(report, node.children[index_], kinds[index_], before)
            else:
                number(report, node.children[index_], kinds[index_])
        settled = position + 1
    return total


def _joined(report: Report, operand: Node, kind: Kind, before: Node | None) -> None:
    """An operand of a concatenation, after `before`: null becomes the word "null"."""
    if kind.type == "null":
        report.add(WARNING, "null-in-concatenation", 'this null becomes the word "null"', operand.span)
    elif kind.nullable:
        text = report.operand_text(operand)
        span, guarded = (
            operand.span,
            f'({text} != null ? {text} : "")' if key_of(operand) else f'({text} ?: "")',
        )
        is_mark = isinstance(before, Literal) and _is_mark(before.value)
        if before and is_mark and key_of(operand) and report.between(before, operand) == "+":
            # Without the value its mark goes, too: nobody wants a lone "#".
            mark = report.text_of(before)
            span, guarded = (
                (before.span[0], span[1]),
                f'({text} != null AND {text} != "" ? {mark} + {text} : "")',
            )
        report.add(
            WARNING,
            "null-in-concatenation",
            f'{report.text_of(operand)} may be null, and then the word "null" is joined to the text',
            operand.span,
            report.replaced(span, guarded),
        )


def _is_mark(value: object) -> bool:
    """Whether a constant only separates what is on its two sides: "#", ", ", ";ext=", " x"."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_MARK or value.isalnum():
        return False
    return value.strip(" .;=").lower() in _EXTENSION_MARKS or not any(map(str.isalnum, value))


def number(report: Report, node: Node, kind: Kind) -> None:
    """An operand of arithmetic."""
    if kind.type not in ("number", "integer", UNKNOWN):
        message = f"arithmetic needs numbers, and this is {kind.named()}"
        report.add(ERROR, "not-a-number", message, node.span)
    elif kind.nullable:
        report.fails_on_null("null-in-arithmetic", node)


def binary(report: Report, node: Binary, left: Kind, right: Kind) -> Kind:
    """A comparison, matches, or `^`."""
    if node.operator == "^":
        report.undocumented("'^'", node.span)
        number(report, node.left, left)
        number(report, node.right, right)
        return Kind("number")
    if node.operator == "matches":
        report.add(WARNING, "deprecated", "Okta calls the operator 'matches' deprecated", node.span)
        if left.nullable:
            report.fails_on_null("null-in-matches", node.left)
    elif _differ(left, right):
        both = f"{left.named()} and {right.named()}"
        if node.operator in ("==", "!="):
            relation = "never equal" if node.operator == "==" else "always unequal"
            report.add(WARNING, "compares-types", f"{both} are {relation}", node.span)
        else:
            report.add(ERROR, "compares-types", f"'{node.operator}' cannot compare {both}", node.span)
    return Kind("boolean")


def _differ(left: Kind, right: Kind) -> bool:
    """Whether two values can never be of one type. null compares with everything."""
    if {UNKNOWN, "null"} & {left.type, right.type}:
        return False
    return left.type != right.type and not (left.is_number and right.is_number)


def logic(report: Report, node: Chain) -> None:
    """Two comparisons of one attribute, of which one always holds (OR), or never both do (AND).

    `x != null OR x != ""` is true for everybody: a condition on which Okta's own page had it so until 2022.
    """
    joined = node.operators[0]
    always = joined == "OR"
    found: dict[object, list[tuple[bool, object, Node]]] = {}
    for operand in node.children:
        compared = _compared_with_constant(operand)
        if compared is None:
            continue
        key, is_equal, value = compared
        for was_equal, other, former in found.setdefault(key, []):
            same = equal(value, other)
            if (
                (is_equal != was_equal)
                if same
                else (is_equal or was_equal) is not always and is_equal == was_equal
            ):
                _constant(report, node, former, operand, meant="" if same else "AND" if always else "OR")
                return
        found[key].append((is_equal, value, operand))


def _constant(report: Report, node: Chain, former: Node, operand: Node, *, meant: str) -> None:
    joined = node.operators[0]
    outcome = "true" if joined == "OR" else "false"
    text = f"{report.text_of(former)} {joined} {report.text_of(operand)}"
    fix = ""
    if meant and len(node.children) == 2:
        both = [
            report.operand_text(one) if isinstance(one, Chain) else report.text_of(one)
            for one in node.children
        ]
        fix = report.replaced(node.span, f"{both[0]} {meant} {both[1]}")
    hint = f"; {meant} is probably meant" if meant else ""
    report.add(WARNING, "constant-condition", f"{text} is always {outcome}{hint}", node.span, fix)


def _compared_with_constant(node: Node) -> tuple[object, bool, object] | None:
    """(attribute, whether by `==`, constant) of `x == "a"` and `x != "a"`."""
    if not isinstance(node, Binary) or node.operator not in ("==", "!="):
        return None
    attribute, constant = node.left, node.right
    if isinstance(attribute, Literal):
        attribute, constant = constant, attribute
    key = key_of(attribute)
    if key is None or not isinstance(constant, Literal):
        return None
    return key, node.operator == "==", constant.value


def call(report: Report, node: Call, kinds: Sequence[Kind], *, in_condition: bool) -> Kind:
    """A function: deprecated, undocumented, and arguments of which Okta publishes nothing."""
    signature = signature_of(node.name)
    if signature.deprecated:
        fix = report.replaced(node.name_span, signature.deprecated)
        report.add(WARNING, "deprecated", f"Okta calls {node.name} deprecated", node.name_span, fix)
    elif not signature.documented:
        report.add(WARNING, "undocumented", f"{node.name} is documented nowhere", node.name_span)
    for names, what in _NO_TRIGGER:
        if node.name.startswith(names) and not report.errors:
            message = (
                f"a later change of {what} evaluates no mapping again, only the person's next update does"
            )
            report.add(INFO, "no-trigger", message, node.name_span)
    if in_condition and node.name.startswith(_NOT_IN_CONDITIONS):
        report.add(
            WARNING,
            "not-in-conditions",
            f"Okta's page says that Convert, Array and Time functions are not supported in conditions: {node.name}",
            node.name_span,
        )
    for position, (argument, kind) in enumerate(zip(node.children, kinds, strict=True)):
        if signature.documented:
            _argument(report, signature, argument, kind, signature.type_of(position))
    if signature.name == "String.replace" and kinds[0].type == "array":
        return Kind("array", element="string")
    if signature.returns in (GROUPS, ARRAY):
        return Kind("array", element="string" if signature.returns == GROUPS else UNKNOWN)
    return Kind(
        signature.returns if signature.returns != "any" else UNKNOWN, nullable=signature.returns == "object"
    )


def _argument(report: Report, signature: Signature, node: Node, kind: Kind, wanted: str) -> None:
    name = signature.name
    expected, fits = _FITTING.get(wanted, ("", ()))
    if wanted == FILTER:
        return
    if kind.type == "null" or (kind.nullable and kind.type != UNKNOWN):
        if signature.takes_null:
            return
        then, fix = f"what {name} gives then is published nowhere", ""
        if name == "Arrays.flatten":
            then = "then the evaluation fails and the old value stays"
            text = report.text_of(node)
            fix = report.replaced(node.span, f"{text} != null ? {text} : {{}}") if key_of(node) else ""
        report.add(
            WARNING, "null-argument", f"{report.text_of(node)} may be null, and {then}", node.span, fix
        )
    elif fits and kind.type not in (UNKNOWN, *fits):
        report.add(
            WARNING,
            "argument-type",
            f"{name} takes {expected} here, and this is {kind.named()}; what it gives then is published nowhere",
            node.span,
        )


def attribute_in_brackets(report: Report, node: Index) -> bool:
    """Whether it is `user["email"]`, as other languages have it; a finding then."""
    target, index = node.target, node.index
    if not (isinstance(target, Name) and isinstance(index, Literal) and isinstance(index.value, str)):
        return False
    written = f"{target.name}.{index.value}"
    is_name = written.isascii() and index.value.isidentifier()
    report.add(
        WARNING,
        "argument-type",
        f"an index is for arrays, and what it gives of a profile is published nowhere: write {written}",
        node.span,
        report.replaced(node.span, written) if is_name else "",
    )
    return True


def index(report: Report, node: Index, kind: Kind) -> Kind:
    """`array[0]`"""
    if kind.type not in ("array", UNKNOWN):
        report.add(
            WARNING,
            "argument-type",
            f"an index is for arrays, and this is {kind.named()}; what it gives then is published nowhere",
            node.span,
        )
        return Kind()
    if kind.nullable:
        report.fails_on_null("null-index", node.target)
    return Kind(kind.element)
