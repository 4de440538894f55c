"""What a check finds: one `Finding` for each mistake or trap, collected in a `Report`."""

from __future__ import annotations

from oktaprofile.expression.errors import ExpressionError, Span, caret
from oktaprofile.expression.nodes import (
    ArrayLiteral,
    Call,
    Index,
    Literal,
    MapLiteral,
    Name,
    Node,
    Projection,
    Property,
)

ERROR, WARNING, INFO = "error", "warning", "info"
_ORDER = {ERROR: 0, WARNING: 1, INFO: 2}

REFUSALS = (
    "syntax",
    "identity-engine",
    "unknown-attribute",
    "unknown-profile",
    "whole-profile",
    "wrong-profile",
    "not-a-condition",
    "not-a-number",
    "no-operator",
    "no-attribute",
    "compares-types",
    "unknown-target",
    "target-type",
    "target-choice",
    "target-length",
    "target-format",
)
"""The codes of findings that can be errors: what `check(..., allow=...)` turns into warnings."""

# Characters: a thousand findings about a megabyte would hold a gigabyte of corrections
_LONGEST_CORRECTED = 10_000
_ONE_VALUE = (ArrayLiteral, Call, Index, Literal, MapLiteral, Name, Projection, Property)  # need no brackets


def corrected(source: str, span: Span, text: str) -> str:
    """`source` with `text` at `span`; "" where the expression is too long to be worth it."""
    if len(source) > _LONGEST_CORRECTED:
        return ""
    return source[: span[0]] + text + source[span[1] :]


class Finding:
    """`severity` is "error" (Okta refuses the expression, or its evaluation always fails), "warning" (it goes wrong for
    some people, or nothing published says how it goes) or "info" (it is accepted, but documented nowhere).

    `code` names the rule, `span` is in characters of `source`, `fix` is a corrected text of the whole
    expression or "".
    """

    __slots__ = ("code", "fix", "message", "severity", "source", "span")

    def __init__(
        self, severity: str, code: str, message: str, span: Span, source: str, fix: str = ""
    ) -> None:
        self.severity = severity
        self.code = code
        self.message = message
        self.span = span
        self.source = source
        self.fix = fix

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finding) and self.as_json() == other.as_json()

    def __hash__(self) -> int:
        return hash((self.code, self.message, self.span))

    def __repr__(self) -> str:
        return f"Finding({self.severity}, {self.code}, {self.span}, {self.message!r})"

    def render(self) -> str:
        """The finding with the part of the source it is about, and the corrected expression if there is one."""
        fix = f"\nfix: {self.fix}" if self.fix else ""
        return f"{self.severity}: {self.message} [{self.code}]\n{caret(self.source, self.span)}{fix}"

    def as_json(self) -> dict[str, str | int]:
        """Its fields as plain JSON values."""
        return {
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "start": self.span[0],
            "end": self.span[1],
            "fix": self.fix,
        }


class Report:
    """The findings about one expression."""

    __slots__ = ("errors", "findings", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.errors = 0

    def add(self, severity: str, code: str, message: str, span: Span, fix: str = "") -> None:
        self.keep(Finding(severity, code, message, span, self.source, fix))

    def keep(self, finding: Finding) -> None:
        self.findings.append(finding)
        self.errors += finding.severity == ERROR

    def fails_on_null(self, code: str, node: Node, fix: str = "") -> None:
        """A null of `node` makes the evaluation fail."""
        message = f"{self.text_of(node)} may be null, and then the evaluation fails and the old value stays"
        self.add(WARNING, code, message, node.span, fix)

    def undocumented(self, what: str, span: Span) -> None:
        message = f"{what} is part of Spring's language, but not of Okta's documentation of its own"
        self.add(INFO, "undocumented", message, span)

    def replaced(self, span: Span, text: str) -> str:
        """The source with `text` at `span`, as `corrected`."""
        return corrected(self.source, span, text)

    def text_of(self, node: Node) -> str:
        return self.source[node.span[0] : node.span[1]]

    def between(self, left: Node, right: Node) -> str:
        """What the source has between two nodes, without blanks around it."""
        return self.source[left.span[1] : right.span[0]].strip()

    def operand_text(self, node: Node) -> str:
        """The source of `node` as an operand of anything: what is not one value gets brackets."""
        text = self.text_of(node)
        return text if isinstance(node, _ONE_VALUE) else f"({text})"

    def in_order(self) -> list[Finding]:
        """Errors first, then in the order of the text."""
        return sorted(self.findings, key=lambda one: (_ORDER[one.severity], one.span, one.code))


def refused(refusal: ExpressionError) -> Report:
    """The one finding of a text that is no expression."""
    details = [refusal.message]
    if refusal.expected:
        details.append(f"expected: {refusal.expected}")
    if refusal.suggestion:
        details.append(refusal.suggestion)
    code = "syntax" if refusal.dialect == "classic" else refusal.dialect
    report = Report(refusal.source)
    report.add(ERROR, code, "; ".join(details), refusal.span, refusal.fix)
    return report
