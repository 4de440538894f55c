"""Policies of apps: the default access policy, and which one an app has."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.apps.rules import app_of
from oktaprofile.simulator.apps.wire import ACCESS_POLICY, PROFILE_ENROLLMENT, policy_id
from oktaprofile.simulator.clock import DEMO_EPOCH_SECONDS, timestamp
from oktaprofile.simulator.errors import not_found, validation_failed
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation

_NAMES = {ACCESS_POLICY: "Any two factors", PROFILE_ENROLLMENT: "Default Policy"}
"""The policy of each type that every org has. Assumed: the names."""


def _policies(request: ApiRequest) -> dict[str, dict[str, Any]]:
    """The default policies by id (documented shape)."""
    at = timestamp(DEMO_EPOCH_SECONDS)
    found = {}
    for kind, name in _NAMES.items():
        own = request.url(f"/api/v1/policies/{policy_id(request.org, kind)}")
        found[policy_id(request.org, kind)] = {
            "id": policy_id(request.org, kind),
            "status": "ACTIVE",
            "name": name,
            "description": f"The default policy of type {kind}",
            "priority": 1,
            "system": True,
            "conditions": None,
            "created": at,
            "lastUpdated": at,
            "_links": {
                "self": {"href": own, "hints": {"allow": ["GET", "PUT"]}},
                "rules": {"href": f"{own}/rules", "hints": {"allow": ["GET", "POST"]}},
            },
            "type": kind,
        }
    return found


def _policy(request: ApiRequest) -> dict[str, Any]:
    wanted = request.parameters["policyId"]
    found = _policies(request).get(wanted)
    if found is None:
        raise not_found(wanted, "Policy")  # Assumed kind
    return found


@operation(
    "listPolicies", "GET /api/v1/policies", "okta.policies.read", note="the default policies of apps only"
)
def list_policies(request: ApiRequest) -> Answer:
    """Those of a `type`, which is needed (documented). Assumed: the text without one."""
    kind = request.query.get("type")
    if not kind:
        raise validation_failed("type", "type: The field cannot be left blank")
    return Answer(body=[one for one in _policies(request).values() if one["type"] == kind])


@operation("getPolicy", "GET /api/v1/policies/{policyId}", "okta.policies.read")
def get_policy(request: ApiRequest) -> Answer:
    """One policy."""
    return Answer(body=_policy(request))


@operation(
    "assignApplicationPolicy",
    "PUT /api/v1/apps/{appId}/policies/{policyId}",
    "okta.apps.manage",
    bucket="apps",
)
def assign_application_policy(request: ApiRequest) -> Answer:
    """204 without a body (recorded); the app's links name the policy."""
    app, policy = app_of(request), _policy(request)
    app.settings = {**app.settings, policy["type"]: policy["id"]}
    request.org.apps.put(app)
    return Answer(204)
