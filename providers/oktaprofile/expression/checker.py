"""Types an expression against the schemas of both sides, and finds what would go wrong.

A mistake gives one finding: what is unknown after it is not complained of again.
"""

from __future__ import annotations

from oktaprofile.expression import mistakes
from oktaprofile.expression.call_checks import kind_of_call
from oktaprofile.expression.collection_checks import kind_of_collection
from oktaprofile.expression.errors import ExpressionError, Span
from oktaprofile.expression.findings import ERROR, INFO, WARNING, Finding, corrected, in_order
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
from oktaprofile.expression.suggest import nearest
from oktaprofile.expression.sums import kind_of_sum
from oktaprofile.expression.targets import check_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.expression.nodes import Key

TO_OKTA, TO_APP = "to_okta", "to_app"

_VALUES = (ArrayLiteral, Call, Index, Literal, MapLiteral, Name, Projection, Property)  # need no brackets
_MEANT = {
    "AND": "; to join two texts write '+'",
    "OR": "; for a default value write 'a ?: b'",
}
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
    checker = Checker(source, profiles)
    try:
        root = parse_tree(source)
        kind = checker.kind_of(root)
    except ExpressionError as refusal:
        return [_refused(refusal)]
    except RecursionError:
        return [_refused(mistakes.too_deep(source))]
    if profiles.target is not None and target is not None:
        as_it_is = isinstance(root, Name | Property)
        if profiles.source is None and kind.type != "null":
            kind = kind.without_null()  # its schema would tell whether it may be null
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


class Checker:
    """Walks the tree once."""

    def __init__(self, source: str, profiles: Profiles) -> None:
        self.source = source
        self.profiles = profiles
        self.findings: list[Finding] = []
        self.errors = 0
        self.told: dict[tuple[str, str], Finding] = {}  # what is wrong with names, by code and message
        self.known = Known()
        self.in_condition = 0
        self.in_projection = 0

    def add(self, severity: str, code: str, message: str, span: Span, fix: str = "") -> None:
        self.findings.append(Finding(severity, code, message, span, self.source, fix))
        self.errors += severity == ERROR

    def replaced(self, span: Span, text: str) -> str:
        """The source with `text` at `span`, as `findings.corrected`."""
        return corrected(self.source, span, text)

    def operand_text(self, node: Node) -> str:
        """The source of `node` as an operand of anything: what is not one value gets brackets."""
        text = self.text_of(node)
        return text if isinstance(node, _VALUES) else f"({text})"

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
            return kind_of_call(self, node)
        return kind_of_collection(self, node)

    # attributes

    def _reference(self, node: Name | Property) -> Kind:
        key = key_of(node)
        if key is None:
            assert isinstance(node, Property)
            if node.safe:
                self.undocumented("'?.'", node.name_span)
            kind = self.kind_of(node.target)
            if kind.type not in (UNKNOWN, "object", "null"):
                self._no_attributes(node, kind)
            return Kind(nullable=kind.type == "object")
        if self.in_projection:
            return Kind()
        if isinstance(node, Property) and node.safe:
            self.undocumented("'?.'", node.name_span)
        kind, finding = self.profiles.attribute(key, node, self.source)
        if finding is not None:
            self._add_once(finding)
        return kind.without_null() if key in self.known else kind

    def _no_attributes(self, node: Property, kind: Kind) -> None:
        """`user.email.length`: a text has no attributes, though other languages' texts do."""
        from oktaprofile.expression.signatures import IDENTITY_ENGINE_METHODS

        instead = IDENTITY_ENGINE_METHODS.get(node.name, "")
        hint = f"; write {instead}" if instead else ""
        self.add(ERROR, "no-attribute", f"{kind.named()} has no attribute {node.name}{hint}", node.name_span)

    def _add_once(self, finding: Finding) -> None:
        """One misspelt name is one mistake, however often it stands: its fix corrects every place."""
        former = self.told.setdefault((finding.code, finding.message), finding)
        if former is finding:
            self.findings.append(finding)
            self.errors += finding.severity == ERROR
        elif former.fix and finding.fix:
            start, end = finding.span
            text = finding.fix[start : len(finding.fix) - (len(self.source) - end)]
            moved = len(former.fix) - len(self.source)  # by the places corrected further left
            former.fix = former.fix[: start + moved] + text + former.fix[end + moved :]

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

    def _truth(self, node: Node, place: str, hint: str = "") -> bool:
        """Whether `node` can be the truth of `place`; a finding if not."""
        kind = self.kind_of(node)
        if kind.type not in ("boolean", UNKNOWN):
            self.add(
                ERROR,
                "not-a-condition",
                f"{place} must be true or false, and this is {kind.named()}{hint}",
                node.span,
            )
            return False
        if kind.nullable and kind.type == "boolean":
            text = self.text_of(node)
            self.add(
                WARNING,
                "null-condition",
                f"{text} may be null, and then the evaluation fails and the old value stays",
                node.span,
                self.replaced(node.span, f"({self.operand_text(node)} == true)"),
            )
        return True

    def _logic(self, node: Chain) -> Kind:
        shown: list[Key] = []
        all_true_or_false = True
        for operand in node.operands:
            if all_true_or_false:  # one mistake: what was meant is another operator
                hint = _MEANT[node.operators[0]]
                all_true_or_false = self._truth(operand, f"what {node.operators[0]} joins", hint)
            else:
                self.kind_of(operand)
            fresh = not_null(operand, node.operators[0] == "AND")
            self.known.add(fresh)
            shown += fresh
        self.known.forget(shown)
        return Kind("boolean") if all_true_or_false else Kind()

    def _chain(self, node: Chain) -> Kind:
        if self._is_name_with_hyphen(node):
            return Kind()
        errors = self.errors
        kinds = [self.kind_of(operand) for operand in node.operands]
        for operator in dict.fromkeys(node.operators):
            if operator not in "+-":
                self.undocumented(f"'{operator}'", node.span)
        if any(operator != "+" for operator in node.operators):
            for operand, kind in zip(node.operands, kinds, strict=True):
                self._number(operand, kind)
            if self.errors > errors:  # their types are not known then
                return Kind()
            return Kind("integer" if all(kind.type == "integer" for kind in kinds) else "number")
        return kind_of_sum(node, kinds, joined=self._joined, added=self._number, fails=self._fails)

    def _fails(self, severity: str, code: str, message: str, node: Node) -> None:
        self.add(severity, code, message, node.span)

    def _joined(self, operand: Node, kind: Kind) -> None:
        """An operand of a concatenation: null becomes the word "null"."""
        if kind.type == "null":
            self.add(WARNING, "null-in-concatenation", 'this null becomes the word "null"', operand.span)
        elif kind.nullable:
            text = self.operand_text(operand)
            guarded = f'({text} != null ? {text} : "")' if key_of(operand) else f'({text} ?: "")'
            self.add(
                WARNING,
                "null-in-concatenation",
                f'{self.text_of(operand)} may be null, and then the word "null" is joined to the text',
                operand.span,
                self.replaced(operand.span, guarded),
            )

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
            self.undocumented("'^'", node.span)
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
            return Kind("boolean" if self._truth(node.operand, "what '!' turns round") else UNKNOWN)
        kind = self.kind_of(node.operand)
        self._number(node.operand, kind)
        return Kind(kind.type if kind.is_number else UNKNOWN)

    def _is_name_with_hyphen(self, node: Chain) -> bool:
        """`appuser.mobile-phone` of unknown attributes: one mistake, since a name has no hyphen."""
        if node.operators != ("-",) or self.profiles.source is None:
            return False
        left, right = node.operands
        if not (isinstance(left, Property) and isinstance(right, Name)) or left.span[1] + 1 != right.span[0]:
            return False
        known = self.profiles.source.attributes
        if left.name in known or right.name in known or not isinstance(left.target, Name):
            return False
        name = f"{left.name}-{right.name}"
        similar = nearest(name, known, limit=1)
        hint = f"; did you mean {similar[0]}?" if similar else ""
        span = (left.name_span[0], right.span[1])
        message = f"there is no attribute {name}: a name has no hyphen, and '-' subtracts{hint}"
        self.add(
            ERROR, "unknown-attribute", message, span, self.replaced(span, similar[0]) if similar else ""
        )
        return True

    # spelling

    def undocumented(self, what: str, span: Span) -> None:
        message = f"{what} is part of Spring's language, but not of Okta's documentation of its own"
        self.add(INFO, "undocumented", message, span)

    def words(self) -> None:
        """Operators written as words that Okta does not document."""
        from oktaprofile.expression.tokens import tokenize

        tokens = tokenize(self.source)
        for index, (kind, value, start, end) in enumerate(tokens):
            after_point = index > 0 and tokens[index - 1][0] in (".", "?.")
            if kind == "name" and str(value).lower() in _UNDOCUMENTED_WORDS and not after_point:
                self.undocumented(f"the word {value}", (start, end))


def _differ(left: Kind, right: Kind) -> bool:
    """Whether two values can never be of one type. null compares with everything."""
    if UNKNOWN in (left.type, right.type) or "null" in (left.type, right.type):
        return False
    return left.type != right.type and not (left.is_number and right.is_number)


def _held(operator: str) -> str:
    return "equal" if operator == "==" else "unequal"
