"""What a check finds: one `Finding` for each mistake or trap."""

from __future__ import annotations

from oktaprofile.expression.errors import Span, caret

ERROR, WARNING, INFO = "error", "warning", "info"
_ORDER = {ERROR: 0, WARNING: 1, INFO: 2}


_LONGEST_CORRECTED = (
    10_000  # characters: a thousand findings about a megabyte would hold a gigabyte of corrections
)


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
        """The finding with the place it is about, and the corrected expression if there is one."""
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


def in_order(findings: list[Finding]) -> list[Finding]:
    """Errors first, then in the order of the text."""
    return sorted(findings, key=lambda finding: (_ORDER[finding.severity], finding.span, finding.code))
