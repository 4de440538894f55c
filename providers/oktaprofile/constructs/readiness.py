"""Whether an org is ready for the sync, as a Terraform check or as a condition that stops an apply."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from oktaprofile.constructs.framework import Construct, cdktf
from oktaprofile.constructs.generated import DataSyncReadiness


class SyncReadiness(DataSyncReadiness):
    """Reads the readiness checks: support flags, the app's status and features, the attributes and their values.

    `report` and `condition` are what an assertion needs; `ReadinessCheck` is one that warns and stops nothing.
    """

    @property
    def condition(self) -> str:
        """An expression that is true when no check is `missing`."""
        return f"${{{self._address()}.ready}}"

    @property
    def report(self) -> str:
        """An expression for the text of an error: each missing check with what to do."""
        line = "${c.name}: ${c.detail} ${c.next_step}"
        missing = f'[for c in {self._address()}.checks : "{line}" if c.status == "missing"]'
        return f'The org is not ready for the sync. ${{join(" ", {missing})}}'

    def _address(self) -> str:
        return f"data.{self.TERRAFORM_TYPE}.{self.friendly_unique_id}"


class ReadinessCheck(cdktf.TerraformElement):
    """A `check` block on `SyncReadiness`: a failed one is a warning at plan and apply.

    cdktf's HCL writer knows no `check` blocks, so with `synth --hcl` there is none, and a warning says so.
    """

    def __init__(self, scope: Construct, id_: str, readiness: SyncReadiness) -> None:
        super().__init__(scope, id_, "check")
        self._readiness = readiness
        if os.environ.get("SYNTH_HCL_OUTPUT") == "true":
            cdktf.Annotations.of(self).add_warning(
                "The readiness check is left out: cdktf writes no check blocks as HCL. Synthesize JSON to have it, or "
                'choose readiness="precondition".'
            )

    def to_terraform(self) -> Mapping[str, Any]:
        """Called by the framework."""
        assertion = {"condition": self._readiness.condition, "error_message": self._readiness.report}
        return {"check": {self.friendly_unique_id: {"assert": [assertion]}}}


def blocking(readiness: SyncReadiness) -> cdktf.TerraformResourceLifecycle:
    """Return the lifecycle of a resource that must not be written while the org is not ready."""
    condition = cdktf.Precondition(condition=readiness.condition, error_message=readiness.report)
    preconditions: Sequence[cdktf.Precondition] = [condition]
    return cdktf.TerraformResourceLifecycle(precondition=preconditions)
