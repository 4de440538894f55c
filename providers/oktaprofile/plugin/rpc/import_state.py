"""ImportResourceState: a first state from an id or an identity. Terraform reads the resource next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.plugin import private
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.engine.equality import unknown_as_null
from oktaprofile.plugin.rpc.identity import asked_for, identity_of
from oktaprofile.plugin.rpc.values import encoded, fitted

if TYPE_CHECKING:
    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.wire.message import Message


def import_resource_state(call: Request) -> Message:
    """One resource. Attributes that the author leaves out, or unknown, are null until the read."""
    resource = call.servicer.registry.resource(call.type_name)
    schema = call.schema = resource.schema
    id_, identity = call.request.get("id", ""), asked_for(call)
    if id_:
        imported = resource.import_state(id_, call.context())
    elif identity is not None:
        imported = resource.import_identity(identity, call.context())
    else:
        raise DiagnosticError(
            f"{call.type_name} is imported by id",
            "Give one: terraform import ADDRESS ID, or id in the import block.",
        )
    if call.diagnostics.has_errors:
        return {}
    if imported.state is None:
        raise DiagnosticError(
            f"There is no {call.type_name} to import", f"Nothing was found for {id_ or identity!r}."
        )
    state = fitted(unknown_as_null(imported.state), schema.type, lenient=True)
    return {
        "imported_resources": [
            {
                "type_name": call.type_name,
                "state": encoded(state, schema.type),
                "private": private.encode(imported.private or {}),
                "identity": identity_of(call, resource, state),
            }
        ]
    }
