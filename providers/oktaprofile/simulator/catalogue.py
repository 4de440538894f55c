"""What is simulated, and the operations next to it that are not: they answer a 501 that names them."""

from __future__ import annotations

from oktaprofile.simulator.app_users import handlers as app_users
from oktaprofile.simulator.apps import handlers as apps
from oktaprofile.simulator.errors import not_simulated
from oktaprofile.simulator.features import handlers as features
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Operation, operations_of
from oktaprofile.simulator.idps import handlers as idps
from oktaprofile.simulator.logs import handlers as logs
from oktaprofile.simulator.mappings import handlers as mappings
from oktaprofile.simulator.oauth import handlers as oauth
from oktaprofile.simulator.schemas import handlers as schemas
from oktaprofile.simulator.user_types import handlers as user_types
from oktaprofile.simulator.users import handlers as users

SIMULATED = operations_of(schemas, user_types, mappings, apps, app_users, users, features, logs, idps, oauth)

_NOT_SIMULATED = """
GET /api/v1/apps/{appId}/groups listApplicationGroupAssignments
PUT /api/v1/apps/{appId}/groups/{groupId} assignGroupToApplication
DELETE /api/v1/apps/{appId}/groups/{groupId} unassignApplicationFromGroup
GET /api/v1/apps/{appId}/connections/default getDefaultProvisioningConnectionForApplication
POST /api/v1/apps/{appId}/connections/default updateDefaultProvisioningConnectionForApplication
GET /api/v1/apps/{appId}/credentials/keys listApplicationKeys
GET /api/v1/apps/{appId}/sso/saml/metadata previewSAMLmetadataForApplication
PUT /api/v1/apps/{appId}/policies/{policyId} assignApplicationPolicy
POST /api/v1/meta/schemas/group/default updateGroupSchema
GET /api/v1/meta/schemas/logStream listLogStreamSchemas
GET /api/v1/users/{userId}/groups listUserGroups
GET /api/v1/users/{userId}/roles listAssignedRolesForUser
GET /api/v1/users/{userId}/appLinks listAppLinks
POST /api/v1/users/{userId}/lifecycle/suspend suspendUser
POST /api/v1/users/{userId}/lifecycle/unsuspend unsuspendUser
POST /api/v1/users/{userId}/lifecycle/reactivate reactivateUser
POST /api/v1/users/{userId}/lifecycle/reset_password resetPassword
GET /api/v1/features/{featureId}/dependencies listFeatureDependencies
GET /api/v1/features/{featureId}/dependents listFeatureDependents
GET /api/v1/groups listGroups
POST /api/v1/groups addGroup
GET /api/v1/groups/{groupId} getGroup
GET /api/v1/org getOrgSettings
GET /api/v1/policies listPolicies
GET /api/v1/idps/credentials/keys listIdentityProviderKeys
POST /api/v1/idps/credentials/keys createIdentityProviderKey
GET /api/v1/idps/credentials/keys/{kid} getIdentityProviderKey
DELETE /api/v1/idps/credentials/keys/{kid} deleteIdentityProviderKey
PUT /api/internal/v1/mappings/reapply reapplyMapping
GET /api/v1/apps/{appId}/user/types listApplicationUserTypes
"""


def _named(name: str, method: str, path: str) -> Operation:
    def refuse(request: ApiRequest) -> Answer:
        raise not_simulated(name, method, request.path)

    return Operation(name, method, path, refuse, paces_itself=True)


NOT_SIMULATED = [
    _named(name, method, path)
    for method, path, name in (line.split() for line in _NOT_SIMULATED.strip().splitlines())
]
"""Operations of Okta's whose ids are known; everything else is named by method and path."""


def coverage_table() -> str:
    """The Markdown table of docs/simulator.md."""
    lines = ["| Operation | Request | Scope | Remarks |", "|---|---|---|---|"]
    lines += [
        f"| `{one.id}` | `{one.method} {one.template}` | {f'`{one.scope}`' if one.scope else '-'} | {one.note} |"
        for one in SIMULATED
    ]
    return "\n".join(lines)
