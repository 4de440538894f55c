"""What this room raises. `okta.errors.OktaError` passes through from reading an org."""

from __future__ import annotations


class ImpactError(Exception):
    """The prediction cannot be made: what was tried, on what, why, and `next_step`. Holds no personal data."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class InvalidExpression(ImpactError):  # noqa: N818 - reads as what it is
    """A changed expression is not valid. `findings` are rendered texts, each with a caret."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n\n".join(findings), "Correct the expression, then run this again.")
        self.findings = findings
