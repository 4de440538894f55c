"""What an author's code returned, on its way to Terraform: fitted to the schema and encoded."""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.engine.checking import BUG, written
from oktaprofile.plugin.wire import dynamic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.plugin.types import Type
    from oktaprofile.plugin.values import Value
    from oktaprofile.plugin.wire.message import Message


def encoded(value: Value, type_: Type) -> Message:
    """The DynamicValue of what an author returned. Raises DiagnosticError where it does not fit the type."""
    try:
        return dynamic.encode(value, type_)
    except dynamic.ValueMismatch as mismatch:
        raise misfit(mismatch) from mismatch


def fitted(value: Value, type_: Type, *, lenient: bool = False) -> Value:
    """``value`` in the form that every room relies on.

    Raises DiagnosticError where it does not fit the type.
    """
    try:
        return dynamic.fit(value, type_, lenient=lenient)
    except dynamic.ValueMismatch as mismatch:
        raise misfit(mismatch) from mismatch


def misfit(mismatch: dynamic.ValueMismatch) -> DiagnosticError:
    """The error for an author's value that its own schema does not allow."""
    return DiagnosticError(
        "The provider made a value that does not fit its schema",
        f"{written(mismatch.path)}: {mismatch.text}. {BUG}",
        mismatch.path,
    )
