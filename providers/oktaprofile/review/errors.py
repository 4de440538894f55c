"""What this room raises."""

from __future__ import annotations

from typing import NamedTuple

from oktaprofile.plan.errors import DocumentError
from oktaprofile.text.redact import redact


class ReviewError(DocumentError):
    """The report cannot be made, or not be posted. What a site answered may repeat the token: it is hidden."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(redact(message), redact(next_step))


class UnreadableImpact(ReviewError):  # noqa: N818 - reads as what it is
    """The file is no prediction, or contradicts itself. Nobody may take the plan for one without people."""


class Unreadable(NamedTuple):
    """How every format says that there is nothing to report on."""

    title: str
    what: str
    so: str


NO_PLAN = Unreadable("Plan review", "The plan could not be read", "Nothing was reviewed. Do not apply.")
NO_IMPACT = NO_PLAN._replace(what="The impact could not be read")
NO_DRIFT = Unreadable(
    "Drift",
    "What changed outside Terraform could not be found out",
    "Nothing was looked at: this does not say that nothing changed.",
)
