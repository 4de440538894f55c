"""`on_destroy`: what becomes of what was there before Terraform, when a resource gives it up.

What is found at an import, an adoption or a take-over is put back. Whoever wants it gone says so, and the plan then
says what that costs.
"""

from __future__ import annotations

from oktaprofile.plugin.schema import Attribute
from oktaprofile.plugin.types import STRING
from oktaprofile.plugin.values import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.plugin.diagnostics import Diagnostics

RESTORE = "restore"
DELETE = "delete"


def argument(what: str, deleted: str) -> Attribute:
    """The argument. `what`: what may have been there; `deleted`: what `delete` does with it."""
    return Attribute(
        STRING,
        optional=True,
        one_of=(RESTORE, DELETE),
        description=f"What a destroy does with {what} that was there before Terraform (imported, adopted or taken "
        f"over; see `restores`). `restore` puts back what was found. `delete` {deleted}. Apply the argument before you "
        "destroy: a destroy reads it from the state. What Terraform itself made is always removed. Default: `restore`.",
    )


def deletes(state: Mapping[str, Any]) -> bool:
    """Whether a state, or a plan, gives up without putting back. Null: it puts back."""
    return bool(state["on_destroy"] == DELETE)


def refuse_unknown(planned: Mapping[str, Any], diagnostics: Diagnostics) -> None:
    """An error where the plan cannot say what would be deleted."""
    if planned["on_destroy"] is UNKNOWN:
        diagnostics.error(
            "on_destroy is not known yet",
            "It decides what is deleted, so a plan has to show it. Give it as text, or from a variable.",
            ("on_destroy",),
        )
