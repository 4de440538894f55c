"""Private state: a JSON object that Terraform keeps beside the state, from plan to apply to read."""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def decode(data: bytes | None) -> dict[str, Any]:
    """The dict in ``data``; empty for none. Raises DiagnosticError when it is no JSON object."""
    if not data:
        return {}
    import json

    try:
        private = json.loads(data)
    except (ValueError, RecursionError):
        private = None
    if not isinstance(private, dict):
        raise DiagnosticError(
            "The private state of the resource cannot be read",
            "Terraform's state holds something for this resource that this provider did not write. Restore "
            "the state from a backup, or remove the resource from it (terraform state rm) and import it.",
        )
    return private


def encode(private: dict[str, Any]) -> bytes:
    """The bytes of ``private``, the same for the same dict.

    Raises DiagnosticError when it is not JSON-able.
    """
    if not private:
        return b""
    import json

    try:
        return json.dumps(private, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise DiagnosticError(
            "The provider made private state that JSON cannot hold",
            "This is a mistake in the provider, not in the configuration: please report it.",
        ) from error
