"""PlanResourceChange, for create, update and destroy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.plugin import private
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.engine.planning import propose, replaced_paths
from oktaprofile.plugin.resource import PlanRequest
from oktaprofile.plugin.rpc.request import NULL
from oktaprofile.plugin.rpc.values import encoded, fitted
from oktaprofile.plugin.wire.path import attribute_path

if TYPE_CHECKING:
    from oktaprofile.plugin.resource import Plan, Resource
    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.values import Value
    from oktaprofile.plugin.wire.message import Message


def plan_resource_change(call: Request) -> Message:
    """The author's plan for what the engine proposes."""
    resource = call.servicer.registry.resource(call.type_name)
    schema = call.schema = resource.schema
    given = call.private("prior_private")
    prior = None if call.is_null("prior_state") else call.state("prior_state", schema)
    if call.is_null("proposed_new_state"):
        plan = resource.plan(PlanRequest(None, prior, None, given), call.context())
        if plan.planned is not None:
            raise DiagnosticError(
                f"The provider planned no destruction of {call.type_name}",
                "A destroy must be planned as None. This is a mistake in the provider: please report it.",
            )
        return {"planned_state": NULL, "planned_private": _private(plan, given), **_identity(call)}

    config = call.config(schema, known=False)
    call.servicer.registry.provider.examine(config, call.context())
    if call.diagnostics.has_errors:
        return {}
    proposed = propose(schema.attributes, config, prior)
    request = PlanRequest(
        config,
        prior,
        proposed,
        given,
        first_private=call.private("planned_private") if call.request.get("planned_private") else None,
        keeps_private=call.request.get("client_capabilities", {}).get("store_planned_private", False),
    )
    plan = resource.plan(request, call.context())
    if call.diagnostics.has_errors:
        return {}
    if plan.planned is None:
        raise DiagnosticError(
            f"The provider planned nothing for {call.type_name}",
            "Only a destroy is planned as None. This is a mistake in the provider: please report it.",
        )
    # Of a new object nothing is compared, and encoding it checks the same.
    planned = plan.planned if prior is None else fitted(plan.planned, schema.type)
    return {
        "planned_state": encoded(planned, schema.type),
        "planned_private": _private(plan, given),
        "requires_replace": _replacements(resource, plan, prior, planned),
        **_identity(call),
    }


def _identity(call: Request) -> Message:
    """What is stored, of an object that exists. OpenTofu fails where that of a new one is not known yet."""
    return {"planned_identity": call.request.get("prior_identity")}


def _private(plan: Plan, given: dict[str, Value]) -> bytes:
    return private.encode(given if plan.private is None else plan.private)


def _replacements(
    resource: Resource, plan: Plan, prior: dict[str, Value] | None, planned: dict[str, Value]
) -> list[Message]:
    if prior is None:
        return []
    paths = {*replaced_paths(resource.schema.attributes, prior, planned), *map(tuple, plan.requires_replace)}
    steps = (attribute_path(path, resource.schema.type) for path in sorted(paths, key=str))
    return [path for path in steps if path is not None]
