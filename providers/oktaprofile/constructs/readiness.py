"""Whether an org is ready for the sync, as a Terraform check or as a condition that stops an apply."""

from __future__ import annotations

from typing import ClassVar

from oktaprofile.constructs.assertions import Asserted, CheckBlock
from oktaprofile.constructs.framework import Construct
from oktaprofile.constructs.generated import DataSyncReadiness


class SyncReadiness(DataSyncReadiness):
    """Reads the readiness checks: support flags, the app's status and features, the attributes and their values.

    `report` and `condition` are what an assertion needs; `ReadinessCheck` is one that warns and stops nothing.
    """

    HEADING: ClassVar[str] = "The org is not ready for the sync."

    @property
    def condition(self) -> str:
        """An expression that is true when no check is `missing`."""
        return f"${{{self._address()}.ready}}"

    @property
    def lines(self) -> str:
        """Each missing check with what to do, as an expression without `${}`."""
        line = "${c.name}: ${c.detail} ${c.next_step}"
        return f'[for c in {self._address()}.checks : "{line}" if c.status == "missing"]'

    @property
    def report(self) -> str:
        """An expression for the text of an error: each missing check with what to do."""
        return f'{self.HEADING} ${{join(" ", {self.lines})}}'

    def _address(self) -> str:
        return f"data.{self.TERRAFORM_TYPE}.{self.friendly_unique_id}"


class ReadinessCheck(CheckBlock):
    """A `check` block on `SyncReadiness`, or on several together: a failed one is a warning at plan and apply."""

    def __init__(self, scope: Construct, id_: str, readiness: Asserted) -> None:
        super().__init__(scope, id_, readiness, what="readiness check", instead='readiness="precondition"')
