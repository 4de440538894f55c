"""What MoveResourceState gives an author: a resource of another type, perhaps of another provider, as it was stored."""

from __future__ import annotations

from typing import Any

from oktaprofile.plugin.diagnostics import DiagnosticError


class MoveRequest:
    """``provider`` is the source's full address ("registry.terraform.io/okta/okta"), ``version`` that of its schema.

    ``state`` is what the source's provider stored, as JSON has it, and is none of this provider's making.
    """

    def __init__(
        self, provider: str, type_name: str, version: int, state: dict[str, Any], target: str
    ) -> None:
        self.provider = provider
        self.type_name = type_name
        self.version = version
        self.state = state
        self.target = target

    def refusal(self, why: str = "") -> DiagnosticError:
        """The error for a source that the type cannot take over; ``why``: a sentence."""
        return DiagnosticError(
            f"{self.type_name} cannot be moved to {self.target}",
            f"{why or f'{self.target} takes over nothing of this type from {self.provider}.'} Nothing was changed. "
            f"Remove {self.type_name} from the state (a removed block with destroy = false) and import {self.target}.",
        )
