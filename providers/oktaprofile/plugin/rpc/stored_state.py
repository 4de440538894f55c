"""UpgradeResourceState and MoveResourceState: state as it was stored, JSON of some schema version."""

from __future__ import annotations

from oktaprofile.plugin import private
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.rpc.values import encoded, fitted
from oktaprofile.plugin.wire import dynamic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.values import Value
    from oktaprofile.plugin.wire.message import Message


def upgrade_resource_state(call: Request) -> Message:
    """Called for each resource of the state, of today's version too.

    Attributes since dropped go, new ones are null.
    """
    resource = call.servicer.registry.resource(call.type_name)
    schema = call.schema = resource.schema
    version = call.request.get("version", 0)
    if version > schema.version:
        raise DiagnosticError(
            "The state was written by a newer version of the provider",
            f"It holds {call.type_name} in schema version {version}; this provider knows versions up to "
            f"{schema.version}. Use the newer provider version.",
        )
    state = stored_json(call.request.get("raw_state", {}), call.type_name)
    if version < schema.version and state is not None:
        state = resource.upgrade(version, state, call.context())
    return {"upgraded_state": encoded(_today(call, state), schema.type)}


def move_resource_state(call: Request) -> Message:
    """A first state from another type's, whose private state and identity mean nothing here."""
    from oktaprofile.plugin.moving import MoveRequest

    target, source = call.request.get("target_type_name", ""), call.request.get("source_type_name", "")
    resource = call.servicer.registry.resource(target)
    state = stored_json(call.request.get("source_state", {}), source)
    version = call.request.get("source_schema_version", 0)
    request = MoveRequest(call.request.get("source_provider_address", ""), source, version, state, target)
    if not isinstance(state, dict):
        raise request.refusal("Its stored state is no object.")
    moved = resource.move(request, call.context())
    if call.diagnostics.has_errors:
        return {}
    call.schema = resource.schema
    return {
        "target_state": encoded(_today(call, moved.state), resource.schema.type),
        "target_private": private.encode(moved.private or {}),
    }


def stored_json(raw: Message, type_name: str) -> Value:
    """What was stored of a state or an identity. Raises DiagnosticError."""
    if raw.get("flatmap"):
        raise DiagnosticError(
            f"The state of {type_name} is in the format of Terraform 0.11",
            "Apply it once with Terraform 0.12 first.",
        )
    try:
        return dynamic.parse_json(raw.get("json") or b"null")
    except dynamic.ValueMismatch as mismatch:
        raise DiagnosticError(
            f"The stored state of {type_name} cannot be read", f"{mismatch.text}."
        ) from mismatch


def _today(call: Request, state: Value) -> Value:
    assert call.schema is not None
    return fitted(state, call.schema.type, lenient=True)
