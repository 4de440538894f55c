"""What is simulated, and the operations next to it that are not: they answer a 501 that names them."""

from __future__ import annotations

from oktaprofile.simulator.app_users import routes as app_users
from oktaprofile.simulator.apps import routes as apps
from oktaprofile.simulator.features import routes as features
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Operation, OperationTable
from oktaprofile.simulator.idps import routes as idps
from oktaprofile.simulator.logs import routes as logs
from oktaprofile.simulator.mappings import routes as mappings
from oktaprofile.simulator.oauth import routes as oauth
from oktaprofile.simulator.schemas import routes as schemas
from oktaprofile.simulator.user_types import routes as user_types
from oktaprofile.simulator.users import routes as users

SIMULATED: tuple[Operation, ...] = (
    *schemas.OPERATIONS,
    *user_types.OPERATIONS,
    *mappings.OPERATIONS,
    *apps.OPERATIONS,
    *app_users.OPERATIONS,
    *users.OPERATIONS,
    *features.OPERATIONS,
    *logs.OPERATIONS,
    *idps.OPERATIONS,
    *oauth.OPERATIONS,
)


def _none(request: ApiRequest) -> Answer:
    raise NotImplementedError


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

NOT_SIMULATED = OperationTable(
    Operation(name, method, path, _none, None)
    for method, path, name in (line.split() for line in _NOT_SIMULATED.strip().splitlines())
)
"""Neighbours whose ids are known, so that the 501 can name them; everything else is named by method and
path.
"""


def coverage_table() -> str:
    """The Markdown table of docs/simulator.md."""
    lines = ["| Operation | Request | Scope | Remarks |", "|---|---|---|---|"]
    lines += [
        f"| `{one.id}` | `{one.method} {one.template}` | {f'`{one.scope}`' if one.scope else '-'} | {one.note} |"
        for one in SIMULATED
    ]
    return "\n".join(lines)
