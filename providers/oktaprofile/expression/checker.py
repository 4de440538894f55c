"""Types an expression against the schemas of both sides, and finds what would go wrong.

A mistake gives one finding: what is unknown after it is not complained of again.
"""

from __future__ import annotations

from oktaprofile.expression import mistakes
from oktaprofile.expression.errors import ExpressionError, Span
from oktaprofile.expression.findings import ERROR, INFO, WARNING, Finding, in_order
from oktaprofile.expression.kinds import UNKNOWN, Kind, Schema, either, literal
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
    key_of,
)
from oktaprofile.expression.parser import parse_tree
from oktaprofile.expression.profiles import Profiles
from oktaprofile.expression.reading import Known, not_null
from oktaprofile.expression.signatures import ARRAY, FILTER, FUNCTIONS, GROUPS, INTEGER, TEXT
from oktaprofile.expression.targets import check_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.expression.nodes import Key

TO_OKTA, TO_APP = "to_okta", "to_app"

_NOT_IN_CONDITIONS = ("Convert.", "Iso3166Convert.", "Arrays.", "Time.")
_UNDOCUMENTED_WORDS = frozenset(("not", "eq", "ne", "lt", "le", "gt", "ge", "div", "mod"))


def check(
    source: str,
    *,
    direction: str,
    source_schema: Mapping[str, Any] | None = None,
    target_schema: Mapping[str, Any] | None = None,
    target: str | None = None,
) -> list[Finding]:
    """Everything that is wrong with `source` as the mapping of `target`, errors first.

    `direction` is "to_okta" (an app's profile to Okta's) or "to_app". The schemas are Okta's own documents
    (`definitions.base` and `definitions.custom`), `target` is the attribute that the mapping fills; without
    one of them the rules that need it are skipped. Raises ValueError for another direction; a text that is no
    expression is the one finding.
    """
    if direction not in (TO_OKTA, TO_APP):
        raise ValueError(f"direction is {direction!r}; it is to_okta or to_app")
    profiles = Profiles(
        direction,
        Schema(source_schema) if source_schema is not None else None,
        Schema(target_schema) if target_schema is not None else None,
    )
    checker = _Checker(source, profiles)
    try:
        root = parse_tree(source)
        kind = checker.kind_of(root)
    except ExpressionError as refusal:
        return [_refused(refusal)]
    except RecursionError:
        return [_refused(mistakes.too_deep(source))]
    if profiles.target is not None and target is not None:
        as_it_is = isinstance(root, Name | Property)
        check_target(kind, root.span, source, profiles.target, target, checker.findings, as_it_is=as_it_is)
    checker.words()
    return in_order(checker.findings)


def _refused(refusal: ExpressionError) -> Finding:
    details = [refusal.message]
    if refusal.expected:
        details.append(f"expected: {refusal.expected}")
    if refusal.suggestion:
        details.append(refusal.suggestion)
    code = "syntax" if refusal.dialect == "classic" else refusal.dialect
    return Finding(ERROR, code, "; ".join(details), refusal.span, refusal.source, refusal.fix)


class _Checker:
    """Walks the tree once."""

    def __init__(self, source: str, profiles: Profiles) -> None:
        self.source = source
        self.profiles = profiles
        self.findings: list[Finding] = []
        self.known = Known()
        self.in_condition = 0
        self.in_projection = 0

    def add(self, severity: str, code: str, message: str, span: Span, fix: str = "") -> None:
        self.findings.append(Finding(severity, code, message, span, self.source, fix))

    def replaced(self, span: Span, text: str) -> str:
        """The source with `text` at `span`."""
        return self.source[: span[0]] + text + self.source[span[1] :]

    def text_of(self, node: Node) -> str:
        return self.source[node.span[0] : node.span[1]]

    def kind_of(self, node: Node) -> Kind:
        """The kind of `node`; findings on the way."""
        if isinstance(node, Literal):
            return literal(node.value, node.span)
        if isinstance(node, Name | Property):
            return self._reference(node)
        if isinstance(node, Chain):
            return self._logic(node) if node.operators[0] in ("AND", "OR") else self._chain(node)
        if isinstance(node, Conditional):
            return self._conditional(node)
        if isinstance(node, Elvis):
            kinds = [self.kind_of(option) for option in node.options]
            return either([*[kind.without_null() for kind in kinds[:-1] if kind.type != "null"], kinds[-1]])
        if isinstance(node, Binary):
            return self._binary(node)
        if isinstance(node, Unary):
            return self._unary(node)
        if isinstance(node, Call):
            return self._call(node)
        return self._collection(node)

    # attributes

    def _reference(self, node: Name | Property) -> Kind:
        key = key_of(node)
        if key is None:
            assert isinstance(node, Property)
            if node.safe:
                self._undocumented("'?.'", node.name_span)
            self.kind_of(node.target)
            return Kind()
        if self.in_projection:
            return Kind()
        if isinstance(node, Property) and node.safe:
            self._undocumented("'?.'", node.name_span)
        kind, finding = self.profiles.attribute(key, node, self.source)
        if finding is not None:
            self._add_once(finding)
        return kind.without_null() if key in self.known else kind

    def _add_once(self, finding: Finding) -> None:
        """One misspelt name is one mistake, however often it stands: its fix corrects every place."""
        for former in self.findings:
            if (former.code, former.message) == (finding.code, finding.message):
                if former.fix and finding.fix:
                    start, end = finding.span
                    text = finding.fix[start : len(finding.fix) - (len(self.source) - end)]
                    moved = len(former.fix) - len(self.source)  # by the places corrected further left
                    former.fix = former.fix[: start + moved] + text + former.fix[end + moved :]
                return
        self.findings.append(finding)

    # operators

    def _conditional(self, node: Conditional) -> Kind:
        kinds: list[Kind] = []
        shown: list[Key] = []
        for condition, then in node.branches:
            self._condition(condition)
            if_true, if_false = not_null(condition, True), not_null(condition, False)
            self.known.add(if_true)
            kinds.append(self.kind_of(then))
            self.known.forget(if_true)
            self.known.add(if_false)
            shown += if_false
        kinds.append(self.kind_of(node.otherwise))
        self.known.forget(shown)
        return either(kinds)

    def _condition(self, node: Node) -> None:
        self.in_condition += 1
        self._truth(node, "a condition")
        self.in_condition -= 1

    def _truth(self, node: Node, place: str) -> None:
        kind = self.kind_of(node)
        if kind.type not in ("boolean", UNKNOWN):
            self.add(
                ERROR,
                "not-a-condition",
                f"{place} must be true or false, and this is {kind.named()}",
                node.span,
            )
        elif kind.nullable and kind.type == "boolean":
            text = self.text_of(node)
            self.add(
                WARNING,
                "null-condition",
                f"{text} may be null, and then the evaluation fails and the old value stays",
                node.span,
                self.replaced(node.span, f"({text} == true)"),
            )

    def _logic(self, node: Chain) -> Kind:
        shown: list[Key] = []
        for operand in node.operands:
            self._truth(operand, f"what {node.operators[0]} joins")
            fresh = not_null(operand, node.operators[0] == "AND")
            self.known.add(fresh)
            shown += fresh
        self.known.forget(shown)
        return Kind("boolean")

    def _chain(self, node: Chain) -> Kind:
        kinds = [self.kind_of(operand) for operand in node.operands]
        for operator in dict.fromkeys(node.operators):
            if operator not in "+-":
                self._undocumented(f"'{operator}'", node.span)
        if any(operator != "+" for operator in node.operators):
            for operand, kind in zip(node.operands, kinds, strict=True):
                self._number(operand, kind)
            return Kind("integer" if all(kind.type == "integer" for kind in kinds) else "number")
        if any(kind.type == "string" for kind in kinds):
            return self._joined(node, kinds)
        if all(kind.is_number for kind in kinds):
            for operand, kind in zip(node.operands, kinds, strict=True):
                self._number(operand, kind)
            return Kind("integer" if all(kind.type == "integer" for kind in kinds) else "number")
        certain = [kind for kind in kinds if kind.type not in (UNKNOWN, "null")]
        if len(certain) == len(kinds):
            names = " and ".join(dict.fromkeys(kind.named() for kind in certain))
            self.add(ERROR, "no-operator", f"'+' does not work on {names}", node.span)
        return Kind()

    def _joined(self, node: Chain, kinds: list[Kind]) -> Kind:
        """A concatenation: where null becomes the word "null"."""
        for operand, kind in zip(node.operands, kinds, strict=True):
            if kind.type == "null":
                self.add(WARNING, "null-in-concatenation", 'this null becomes the word "null"', operand.span)
            elif kind.nullable:
                text = self.text_of(operand)
                guarded = f'({text} != null ? {text} : "")'
                self.add(
                    WARNING,
                    "null-in-concatenation",
                    f'{text} may be null, and then the word "null" is joined to the text',
                    operand.span,
                    self.replaced(operand.span, guarded),
                )
        lengths = [kind.longest for kind in kinds]
        known = [length for length in lengths if length is not None]
        return Kind("string", longest=sum(known) if len(known) == len(lengths) else None)

    def _number(self, node: Node, kind: Kind) -> None:
        if kind.type not in ("number", "integer", UNKNOWN):
            self.add(
                ERROR, "not-a-number", f"arithmetic needs numbers, and this is {kind.named()}", node.span
            )
        elif kind.nullable:
            self.add(
                WARNING,
                "null-in-arithmetic",
                f"{self.text_of(node)} may be null, and then the evaluation fails and the old value stays",
                node.span,
            )

    def _binary(self, node: Binary) -> Kind:
        left, right = self.kind_of(node.left), self.kind_of(node.right)
        if node.operator == "^":
            self._undocumented("'^'", node.span)
            self._number(node.left, left)
            self._number(node.right, right)
            return Kind("number")
        if node.operator == "matches":
            self.add(WARNING, "deprecated", "Okta calls the operator 'matches' deprecated", node.span)
            if left.nullable:
                self.add(
                    WARNING,
                    "null-in-matches",
                    f"{self.text_of(node.left)} may be null, and then the evaluation fails and the old value stays",
                    node.left.span,
                )
            return Kind("boolean")
        if _differ(left, right):
            both = f"{left.named()} and {right.named()}"
            if node.operator in ("==", "!="):
                never = "never" if node.operator == "==" else "always"
                self.add(WARNING, "compares-types", f"{both} are {never} {_held(node.operator)}", node.span)
            else:
                self.add(ERROR, "compares-types", f"'{node.operator}' cannot compare {both}", node.span)
        return Kind("boolean")

    def _unary(self, node: Unary) -> Kind:
        if node.operator == "!":
            self._truth(node.operand, "what '!' turns round")
            return Kind("boolean")
        kind = self.kind_of(node.operand)
        self._number(node.operand, kind)
        return Kind(kind.type if kind.is_number else UNKNOWN)

    # functions and collections

    def _call(self, node: Call) -> Kind:
        signature = FUNCTIONS[node.name]
        if signature.deprecated:
            self.add(
                WARNING,
                "deprecated",
                f"Okta calls {node.name} deprecated",
                node.name_span,
                self.replaced(node.name_span, signature.deprecated),
            )
        elif not signature.documented:
            self.add(WARNING, "undocumented", f"{node.name} is documented nowhere", node.name_span)
        if self.in_condition and node.name.startswith(_NOT_IN_CONDITIONS):
            self.add(
                WARNING,
                "not-in-conditions",
                f"Okta's page says that Convert, Array and Time functions are not supported in conditions: {node.name}",
                node.name_span,
            )
        for position, argument in enumerate(node.arguments):
            wanted = signature.type_of(position)
            if wanted == FILTER:
                continue
            kind = self.kind_of(argument)
            if signature.documented:
                self._argument(node.name, argument, kind, wanted)
        nullable = signature.returns == "object"
        if signature.returns in (GROUPS, ARRAY):
            return Kind("array", element="string" if signature.returns == GROUPS else UNKNOWN)
        return Kind(signature.returns if signature.returns != "any" else UNKNOWN, nullable=nullable)

    def _argument(self, name: str, node: Node, kind: Kind, wanted: str) -> None:
        fits = {TEXT: ("string",), INTEGER: ("integer",), ARRAY: ("array", "string")}.get(wanted)
        if fits is None or kind.type == UNKNOWN:
            return
        if kind.type == "null" or kind.nullable:
            if name in ("Arrays.isEmpty", "Arrays.size"):
                return
            self.add(
                WARNING,
                "null-argument",
                f"{self.text_of(node)} may be null, and what {name} gives then is published nowhere",
                node.span,
            )
        elif kind.type not in fits:
            expected = {TEXT: "a text", INTEGER: "a whole number", ARRAY: "an array"}[wanted]
            self.add(
                WARNING,
                "argument-type",
                f"{name} takes {expected} here, and this is {kind.named()}; what it gives then is published nowhere",
                node.span,
            )

    def _collection(self, node: Node) -> Kind:
        if isinstance(node, ArrayLiteral):
            elements = {self.kind_of(item).type for item in node.items}
            return Kind("array", element=elements.pop() if len(elements) == 1 else UNKNOWN)
        if isinstance(node, MapLiteral):
            self._undocumented("an object {key: value} outside user.getGroups", node.span)
            for _, value in node.entries:
                self.kind_of(value)
            return Kind("object")
        if isinstance(node, Projection):
            self.kind_of(node.target)
            self.in_projection += 1
            element = self.kind_of(node.body)
            self.in_projection -= 1
            return Kind("array", element=element.type)
        assert isinstance(node, Index)
        kind = self.kind_of(node.target)
        self.kind_of(node.index)
        if kind.nullable:
            self.add(
                WARNING,
                "null-index",
                f"{self.text_of(node.target)} may be null, and then the evaluation fails and the old value stays",
                node.target.span,
            )
        return Kind(kind.element)

    # spelling

    def _undocumented(self, what: str, span: Span) -> None:
        message = f"{what} is part of Spring's language, but not of Okta's documentation of its own"
        self.add(INFO, "undocumented", message, span)

    def words(self) -> None:
        """Operators written as words that Okta does not document."""
        from oktaprofile.expression.tokens import tokenize

        tokens = tokenize(self.source)
        for index, (kind, value, start, end) in enumerate(tokens):
            after_point = index > 0 and tokens[index - 1][0] in (".", "?.")
            if kind == "name" and str(value).lower() in _UNDOCUMENTED_WORDS and not after_point:
                self._undocumented(f"the word {value}", (start, end))


def _differ(left: Kind, right: Kind) -> bool:
    """Whether two values can never be of one type. null compares with everything."""
    if UNKNOWN in (left.type, right.type) or "null" in (left.type, right.type):
        return False
    return left.type != right.type and not (left.is_number and right.is_number)


def _held(operator: str) -> str:
    return "equal" if operator == "==" else "unequal"
