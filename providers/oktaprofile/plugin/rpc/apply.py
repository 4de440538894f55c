"""ApplyResourceChange. Whatever goes wrong, the answer's state is what exists: nothing made is ever lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.plugin import private
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.engine.checking import check_applied
from oktaprofile.plugin.engine.equality import unknown_as_null
from oktaprofile.plugin.resource import Applied, ApplyFailed, ApplyRequest
from oktaprofile.plugin.rpc.identity import identity_of
from oktaprofile.plugin.rpc.request import NULL
from oktaprofile.plugin.rpc.values import encoded, fitted
from oktaprofile.plugin.wire import dynamic

if TYPE_CHECKING:
    from oktaprofile.plugin.resource import Resource
    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.schema import Schema
    from oktaprofile.plugin.values import Value
    from oktaprofile.plugin.wire.message import Message

    State = dict[str, Value] | None


def apply_resource_change(call: Request) -> Message:
    """Create, update or delete."""
    try:
        return _apply(call)
    except Exception as error:  # noqa: BLE001 - an answer without a state would drop the resource from Terraform's
        call.report(error)
        return {
            "new_state": call.request.get("prior_state", NULL),
            "private": call.request.get("planned_private", b""),
            "new_identity": call.request.get("planned_identity"),
        }


def _apply(call: Request) -> Message:
    resource = call.servicer.registry.resource(call.type_name)
    schema = call.schema = resource.schema
    prior = None if call.is_null("prior_state") else call.state("prior_state", schema)
    planned = None if call.is_null("planned_state") else call.planned(schema)
    given = call.private("planned_private")
    try:
        applied = _carry_out(call, resource, prior, planned, given)
    except ApplyFailed as failed:
        call.report(failed)
        applied = Applied(failed.state, failed.private)
    except Exception as error:  # noqa: BLE001 - the state must survive whatever the author's code raises
        call.report(error)
        applied = Applied(prior)
    state = _stored(call, resource, prior, planned, applied.state)
    if state == NULL:
        return {"new_state": NULL, "private": b""}
    return {
        "new_state": state,
        "private": _private(call, applied, given),
        "new_identity": _identity(call, resource, state),
    }


def _identity(call: Request, resource: Resource, state: Message) -> Message | None:
    """That of what exists now. Whatever is wrong with it, the state is stored."""
    if call.type_name not in call.servicer.registry.identities:
        return None
    try:
        return identity_of(call, resource, dynamic.decode(state, resource.schema.type))
    except Exception as error:  # noqa: BLE001 - see the module
        call.report(error)
        return call.request.get("planned_identity")


def _carry_out(
    call: Request, resource: Resource, prior: State, planned: State, given: dict[str, Value]
) -> Applied:
    if planned is None:
        if prior is not None:
            resource.delete(ApplyRequest(prior, None, None, given), call.context())
        return Applied(prior if call.diagnostics.has_errors else None)
    config = call.config(resource.schema, known=True)
    request = ApplyRequest(prior, planned, config, given)
    return (resource.create if prior is None else resource.update)(request, call.context())


def _stored(call: Request, resource: Resource, prior: State, planned: State, state: State) -> Message:
    """``state`` encoded to be stored; where it cannot be, the nearest that can, with an error."""
    schema = resource.schema
    if state is None:
        if planned is None or call.diagnostics.has_errors:
            return NULL
        call.diagnostics.error(
            f"The provider returned no state for {call.type_name}",
            "It said that the change was made. This is a mistake in the provider: please report it.",
        )
        return encoded(prior, schema.type)
    try:
        stored = fitted(state, schema.type)
        if planned is not None and not call.diagnostics.has_errors:
            check_applied(schema, planned, stored, call.diagnostics)
        return encoded(unknown_as_null(stored), schema.type)
    except DiagnosticError as misfit:
        call.report(misfit)
        return encoded(_salvaged(schema, state, (prior if planned is None else planned) or {}), schema.type)


def _salvaged(schema: Schema, state: Value, fallback: dict[str, Value]) -> dict[str, Value]:
    """Each attribute of ``state`` that can be stored, above all the id.

    For the others that of ``fallback``.
    """
    salvaged: dict[str, Value] = {}
    for name, attribute in schema.attributes.items():
        salvaged[name] = fallback.get(name)
        if isinstance(state, dict) and name in state:
            try:
                encoded(state[name], attribute.type)
                salvaged[name] = fitted(state[name], attribute.type)
            except DiagnosticError:
                continue  # the misfit is reported already
    kept: dict[str, Value] = unknown_as_null(salvaged)
    return kept


def _private(call: Request, applied: Applied, given: dict[str, Value]) -> bytes:
    try:
        return private.encode(given if applied.private is None else applied.private)
    except DiagnosticError as error:
        call.report(error)
        return private.encode(given)
