"""Types an expression against the schemas of both sides, and finds what would go wrong.

A mistake gives one finding: what is unknown because of it gives no finding of its own.
"""

from __future__ import annotations

from oktaprofile.expression import mistakes, operations
from oktaprofile.expression.errors import ExpressionError
from oktaprofile.expression.findings import ERROR, WARNING, Finding, Report, refused
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
from oktaprofile.expression.signatures import FILTER, IDENTITY_ENGINE_METHODS, signature_of
from oktaprofile.expression.targets import check_target
from oktaprofile.expression.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

    from oktaprofile.expression.nodes import Key

TO_OKTA, TO_APP = "to_okta", "to_app"

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
    allow: Collection[str] = (),
) -> list[Finding]:
    """Everything that is wrong with `source` as the mapping of `target`, errors first.

    `direction` is "to_okta" (an app's profile to Okta's) or "to_app". The schemas are Okta's own documents
    (`definitions.base` and `definitions.custom`), `target` is the attribute that the mapping fills; without one of them
    the rules that need it are skipped. `allow` are codes of findings that are warnings at most: what somebody knows
    better than this checker. Raises ValueError for another direction; a text that is no expression is the one finding.
    """
    if direction not in (TO_OKTA, TO_APP):
        raise ValueError(f"direction is {direction!r}; it is to_okta or to_app")
    profiles = Profiles(
        direction,
        Schema(source_schema) if source_schema is not None else None,
        Schema(target_schema) if target_schema is not None else None,
    )
    report = Report(source)
    try:
        _check(report, profiles, target)
    except ExpressionError as refusal:
        report = refused(refusal)
    except RecursionError:
        report = refused(mistakes.too_deep(source))
    for finding in report.findings:
        if finding.severity == ERROR and finding.code in allow:
            finding.severity = WARNING
    return report.in_order()


def type_of(source: str, *, direction: str, source_schema: Schema) -> str:
    """The type of what `source` gives (`Kind.type`); UNKNOWN where nobody knows, and where it is no expression."""
    try:
        profiles = Profiles(direction, source_schema, None)
        return _Checker(Report(source), profiles).kind_of(parse_tree(source)).type
    except (ExpressionError, RecursionError):
        return UNKNOWN


def _check(report: Report, profiles: Profiles, target: str | None) -> None:
    root = parse_tree(report.source)
    kind = _Checker(report, profiles).kind_of(root)
    if profiles.target is not None and target is not None:
        if profiles.source is None and kind.type != "null":
            kind = kind.without_null()  # its schema would say whether it may be null
        check_target(report, kind, root, profiles.target, target)
    tokens = tokenize(report.source)
    for index, (what, value, start, end) in enumerate(tokens):
        after_point = index > 0 and tokens[index - 1][0] in (".", "?.")
        if what == "name" and str(value).lower() in _UNDOCUMENTED_WORDS and not after_point:
            report.undocumented(f"the word {value}", (start, end))


class _Checker:
    """Walks the tree once."""

    def __init__(self, report: Report, profiles: Profiles) -> None:
        self.report = report
        self.profiles = profiles
        self.by_message: dict[tuple[str, str], Finding] = {}  # what is wrong with names, by code and message
        self.known = Known()
        self.in_condition = 0
        self.in_projection = 0

    def kind_of(self, node: Node) -> Kind:
        """The kind of `node`; findings on the way."""
        return _KINDS[type(node)](self, node)

    def kinds_of(self, node: Node) -> list[Kind]:
        return [self.kind_of(child) for child in node.children]

    # attributes

    def _reference(self, node: Name | Property) -> Kind:
        key = key_of(node)
        if isinstance(node, Property) and node.safe:
            self.report.undocumented("'?.'", node.name_span)
        if key is None:
            assert isinstance(node, Property)
            kind = self.kind_of(node.target)
            if kind.type not in (UNKNOWN, "object", "null"):
                self._no_attributes(node, kind)
            return Kind(nullable=kind.type == "object")
        if self.in_projection:
            return Kind()
        kind, finding = self.profiles.attribute(key, node, self.report.source)
        if finding is not None:
            self._add_once(finding)
        return kind.without_null() if key in self.known else kind

    def _no_attributes(self, node: Property, kind: Kind) -> None:
        """`user.email.length`: a text has no attributes, though other languages' texts do."""
        instead = IDENTITY_ENGINE_METHODS.get(node.name, "")
        hint = f"; write {instead}" if instead else ""
        message = f"{kind.named()} has no attribute {node.name}{hint}"
        self.report.add(ERROR, "no-attribute", message, node.name_span)

    def _add_once(self, finding: Finding) -> None:
        """One misspelt name is one mistake, however often it is written: its fix corrects each."""
        former = self.by_message.setdefault((finding.code, finding.message), finding)
        if former is finding:
            self.report.keep(finding)
        elif former.fix and finding.fix:
            start, end = finding.span
            text = finding.fix[start : len(finding.fix) - (len(self.report.source) - end)]
            moved = len(former.fix) - len(self.report.source)  # by the places corrected further left
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

    def _truth(self, node: Node, role: str, hint: str = "") -> bool:
        """Whether `node` can be the truth of `role`; a finding if not."""
        kind = self.kind_of(node)
        if kind.type not in ("boolean", UNKNOWN):
            message = f"{role} must be true or false, and this is {kind.named()}{hint}"
            self.report.add(ERROR, "not-a-condition", message, node.span)
            return False
        if kind.nullable and kind.type == "boolean":
            fix = self.report.replaced(node.span, f"({self.report.operand_text(node)} == true)")
            self.report.fails_on_null("null-condition", node, fix)
        return True

    def _chain(self, node: Chain) -> Kind:
        if node.is_logic:
            return self._logic(node)
        hyphen = self.profiles.name_with_hyphen(node, self.report.source)
        if hyphen is not None:
            self.report.keep(hyphen)
            return Kind()
        errors = self.report.errors
        return operations.chain(self.report, node, self.kinds_of(node), errors)

    def _logic(self, node: Chain) -> Kind:
        shown: list[Key] = []
        all_true_or_false = True
        for operand in node.children:
            if all_true_or_false:  # one mistake: what was meant is another operator
                hint = _MEANT[node.operators[0]]
                all_true_or_false = self._truth(operand, f"what {node.operators[0]} joins", hint)
            else:
                self.kind_of(operand)
            fresh = not_null(operand, node.operators[0] == "AND")
            self.known.add(fresh)
            shown += fresh
        self.known.forget(shown)
        operations.logic(self.report, node)
        return Kind("boolean") if all_true_or_false else Kind()

    def _binary(self, node: Binary) -> Kind:
        return operations.binary(self.report, node, self.kind_of(node.left), self.kind_of(node.right))

    def _elvis(self, node: Elvis) -> Kind:
        *options, last = self.kinds_of(node)
        return either([*[kind.without_null() for kind in options if kind.type != "null"], last])

    def _unary(self, node: Unary) -> Kind:
        if node.operator == "!":
            return Kind("boolean" if self._truth(node.operand, "what '!' turns round") else UNKNOWN)
        kind = self.kind_of(node.operand)
        operations.number(self.report, node.operand, kind)
        return Kind(kind.type if kind.is_number else UNKNOWN)

    # arrays, objects, functions

    def _call(self, node: Call) -> Kind:
        wanted = signature_of(node.name).type_of
        kinds = [
            Kind() if wanted(position) == FILTER else self.kind_of(argument)
            for position, argument in enumerate(node.children)
        ]
        return operations.call(self.report, node, kinds, in_condition=self.in_condition > 0)

    def _array(self, node: ArrayLiteral) -> Kind:
        elements = {kind.type for kind in self.kinds_of(node)}
        return Kind("array", element=elements.pop() if len(elements) == 1 else UNKNOWN)

    def _map(self, node: MapLiteral) -> Kind:
        self.report.undocumented("an object {key: value} outside user.getGroups", node.span)
        self.kinds_of(node)
        return Kind("object")

    def _projection(self, node: Projection) -> Kind:
        self.kind_of(node.target)
        self.in_projection += 1
        element = self.kind_of(node.body)
        self.in_projection -= 1
        return Kind("array", element=element.type)

    def _index(self, node: Index) -> Kind:
        if operations.attribute_in_brackets(self.report, node):
            return Kind()
        kind, _ = self.kinds_of(node)
        return operations.index(self.report, node, kind)


_KINDS: dict[type[Node], Callable[[Any, Any], Kind]] = {
    Literal: lambda checker, node: literal(node.value, node.span),
    Name: _Checker._reference,
    Property: _Checker._reference,
    Index: _Checker._index,
    Projection: _Checker._projection,
    Call: _Checker._call,
    Unary: _Checker._unary,
    Binary: _Checker._binary,
    Chain: _Checker._chain,
    Conditional: _Checker._conditional,
    Elvis: _Checker._elvis,
    ArrayLiteral: _Checker._array,
    MapLiteral: _Checker._map,
}
