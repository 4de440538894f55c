"""Identities on the wire: GetResourceIdentitySchemas, UpgradeResourceIdentity, and what other calls carry of them.

Terraform erases a stored identity where an answer of a read or an apply has none, so each carries one; at plan it
fails where one is not known, so a create has none there. A type without a schema must never answer one.
"""

from __future__ import annotations

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.values import is_wholly_known
from oktaprofile.plugin.wire import dynamic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.plugin.identity import IdentitySchema
    from oktaprofile.plugin.resource import Resource
    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.values import Value
    from oktaprofile.plugin.wire.message import Message


def get_resource_identity_schemas(call: Request) -> Message:
    """All of them; imports none of the types."""
    identities = call.servicer.registry.identities
    return {"identity_schemas": {name: _schema_message(schema) for name, schema in identities.items()}}


def upgrade_resource_identity(call: Request) -> Message:
    """A stored identity with today's parts; what it lacks is null until the read that follows.

    It may be another provider's: OpenTofu hands that over after a move.
    """
    from oktaprofile.plugin.rpc.stored_state import stored_json

    schema = _schema_of(call)
    stored = stored_json(call.request.get("raw_identity", {}), call.type_name)
    known = stored if isinstance(stored, dict) else {}
    upgraded: dict[str, Value] = {}
    for name, attribute in schema.attributes.items():
        try:
            upgraded[name] = dynamic.fit(known.get(name), attribute.type)
        except dynamic.ValueMismatch:
            upgraded[name] = None
    return {"upgraded_identity": _data(schema, upgraded)}


def identity_of(call: Request, resource: Resource, state: dict[str, Value] | None) -> Message | None:
    """The identity of a state as an answer carries it; None where there is none to carry."""
    schema = call.servicer.registry.identities.get(call.type_name)
    if schema is None or state is None:
        return None
    return identity_data(call, resource.identity_of(state))


def identity_data(call: Request, identity: dict[str, Value]) -> Message:
    """An author's identity; parts left out are null. Raises DiagnosticError where the type has none."""
    schema = _schema_of(call)
    return _data(schema, {name: identity.get(name) for name in schema.attributes})


def asked_for(call: Request) -> dict[str, Value] | None:
    """The identity that an import names; None where it names none. Parts left out are null."""
    if "identity" not in call.request:
        return None
    schema = _schema_of(call)
    try:
        identity = dynamic.decode(call.request["identity"].get("identity_data"), schema.type)
    except dynamic.ValueMismatch as mismatch:
        raise DiagnosticError(
            f"This is no identity of {call.type_name}", f"{mismatch.text}.", mismatch.path
        ) from mismatch
    for name, attribute in schema.attributes.items():
        if not isinstance(identity, dict) or not is_wholly_known(identity[name]):
            raise DiagnosticError(f"The identity of {call.type_name} is not known", "Import needs all of it.")
        if attribute.required and identity[name] is None:
            raise DiagnosticError(
                f"The identity of {call.type_name} is incomplete",
                f"{name} is missing: {attribute.description}",
            )
    return dict(identity)


def _schema_of(call: Request) -> IdentitySchema:
    call.servicer.registry.resource(call.type_name)
    schema = call.servicer.registry.identities.get(call.type_name)
    if schema is None:
        raise DiagnosticError(f"{call.type_name} has no identity", "It is imported by id.")
    return schema


def _data(schema: IdentitySchema, identity: dict[str, Value]) -> Message:
    from oktaprofile.plugin.rpc.values import encoded, fitted

    return {"identity_data": encoded(fitted(identity, schema.type), schema.type)}


def _schema_message(schema: IdentitySchema) -> Message:
    return {
        "version": schema.version,
        "identity_attributes": [
            {
                "name": name,
                "type": attribute.type.signature().encode(),
                "required_for_import": attribute.required,
                "optional_for_import": not attribute.required,
                "description": attribute.description,
            }
            for name, attribute in sorted(schema.attributes.items())
        ],
    }
