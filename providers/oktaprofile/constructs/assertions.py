"""What Terraform asserts: as a `check` block, which warns, or as a precondition, which stops."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

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


class Listing(Asserted, Protocol):
    """Something to assert that says line by line what is wrong: `lines` is an expression for the list of them, without
    `${}`."""

    HEADING: ClassVar[str]

    @property
    def lines(self) -> str: ...


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


class Together:
    """Several of one kind as one: what more than one of them says is said once."""

    def __init__(self, several: Sequence[Listing]) -> None:
        self._several = several

    @property
    def condition(self) -> str:
        """An expression that is true when every one holds."""
        return f"${{{' && '.join(_bare(one.condition) for one in self._several)}}}"

    @property
    def report(self) -> str:
        """An expression for the text of an error."""
        lines = f"distinct(concat({', '.join(one.lines for one in self._several)}))"
        return f'{self._several[0].HEADING} ${{join(" ", {lines})}}'


def blocking(
    scope: Construct, *asserted: Asserted, prevent_destroy: bool = False
) -> cdktf.TerraformResourceLifecycle | None:
    """Return the lifecycle of a resource in `scope` that must not be written while one of these does not hold, and
    that no plan may destroy if `prevent_destroy`; None for neither."""
    if not asserted and not prevent_destroy:
        return None
    cdk = framework_of(scope)
    conditions = [cdk.Precondition(condition=one.condition, error_message=one.report) for one in asserted]
    lifecycle: cdktf.TerraformResourceLifecycle = cdk.TerraformResourceLifecycle(
        precondition=conditions or None, prevent_destroy=prevent_destroy or None
    )
    return lifecycle


def _bare(expression: str) -> str:
    return expression.removeprefix("${").removesuffix("}")
