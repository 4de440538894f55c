"""ReadResource: what exists now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.plugin import private
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.engine.checking import BUG, written
from oktaprofile.plugin.engine.equality import unknown_paths
from oktaprofile.plugin.resource import ReadRequest
from oktaprofile.plugin.rpc.identity import identity_of
from oktaprofile.plugin.rpc.request import NULL
from oktaprofile.plugin.rpc.values import encoded, fitted

if TYPE_CHECKING:
    from oktaprofile.plugin.resource import Applied
    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.schema import Schema
    from oktaprofile.plugin.values import Value
    from oktaprofile.plugin.wire.message import Message


def read_resource(call: Request) -> Message:
    """A failed read leaves the state as it was."""
    resource = call.servicer.registry.resource(call.type_name)
    schema = call.schema = resource.schema
    unchanged = {
        "new_state": call.request.get("current_state", NULL),
        "private": call.request.get("private", b""),
        "new_identity": call.request.get("current_identity"),
    }
    if call.is_null("current_state"):
        return unchanged
    try:
        given = call.private("private")
        found = resource.read(ReadRequest(call.state("current_state", schema), given), call.context())
        if call.diagnostics.has_errors:
            return unchanged
        if found is None:
            return {"new_state": NULL}
        return {**_found(found, given, schema), "new_identity": identity_of(call, resource, found.state)}
    except Exception as error:  # noqa: BLE001 - the state must survive whatever the author's code raises
        call.report(error)
        return unchanged


def _found(found: Applied, given: dict[str, object], schema: Schema) -> Message:
    state = encoded_state(found, schema)
    return {"new_state": state, "private": private.encode(given if found.private is None else found.private)}


def refuse_unknown(state: Value) -> None:
    """Raise DiagnosticError where what was read is UNKNOWN: that is for plans only."""
    for path in unknown_paths(state):
        raise DiagnosticError(
            "The provider read an unknown value", f"{written(path)} must be known. {BUG}", path
        )


def encoded_state(found: Applied, schema: Schema) -> Message:
    """A state from an author. Raises DiagnosticError where it does not fit the schema."""
    state = fitted(found.state, schema.type)
    refuse_unknown(state)
    return encoded(state, schema.type)
