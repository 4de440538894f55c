"""What this room raises. `okta.errors.OktaError` passes through from reading an org."""

from __future__ import annotations

from oktaprofile.plan.errors import DocumentError


class ImpactError(DocumentError):
    """The prediction cannot be made."""


class InvalidExpression(ImpactError):  # noqa: N818 - reads as what it is
    """A changed expression is not valid. `findings` are rendered texts, each with a caret."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("\n\n".join(findings), "Correct the expression, then run this again.")
        self.findings = findings
