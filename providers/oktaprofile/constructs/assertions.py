"""What Terraform asserts: as a `check` block, which warns, or as a precondition, which stops."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from oktaprofile.constructs.framework import Construct, framework_of
from oktaprofile.constructs.lazy import Lazy

if TYPE_CHECKING:
    from cdktf import TerraformElement as _Element

    from oktaprofile.constructs.framework import cdktf
else:
    _Element = Lazy("TerraformElement", (), {"FRAMEWORK_CLASS": "TerraformElement"})


class Asserted(Protocol):
    """Something to assert: an expression that is true when all is well, and one for the text of the error."""

    @property
    def condition(self) -> str: ...

    @property
    def report(self) -> str: ...


class CheckBlock(_Element):
    """A `check` block: a failed one is a warning at plan and apply.

    cdktf's HCL writer knows no `check` blocks, so with `synth --hcl` there is none, and a warning says so.
    """

    def __init__(self, scope: Construct, id_: str, asserted: Asserted, *, what: str, instead: str) -> None:
        """`what`: the check as a person calls it; `instead`: the setting that asserts the same by a precondition."""
        super().__init__(scope, id_, "check")
        self._asserted = asserted
        if os.environ.get("SYNTH_HCL_OUTPUT") == "true":
            framework_of(self).Annotations.of(self).add_warning(
                f"The {what} is left out: cdktf writes no check blocks as HCL. Synthesize JSON to have it, or choose "
                f"{instead}."
            )

    def to_terraform(self) -> Mapping[str, Any]:
        """Called by the framework."""
        assertion = {"condition": self._asserted.condition, "error_message": self._asserted.report}
        return {"check": {self.friendly_unique_id: {"assert": [assertion]}}}


def blocking(scope: Construct, *asserted: Asserted) -> cdktf.TerraformResourceLifecycle:
    """Return the lifecycle of a resource in `scope` that must not be written while one of these does not hold."""
    cdk = framework_of(scope)
    conditions = [cdk.Precondition(condition=one.condition, error_message=one.report) for one in asserted]
    lifecycle: cdktf.TerraformResourceLifecycle = cdk.TerraformResourceLifecycle(precondition=conditions)
    return lifecycle
