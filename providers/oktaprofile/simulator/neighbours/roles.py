"""The admin roles of a person."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.errors import ApiError, not_found, validation_failed
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.identifiers import ADMIN_ID
from oktaprofile.simulator.state.groups import Role
from oktaprofile.simulator.users.handlers import user_of, user_or_admin

_LABELS = {
    "SUPER_ADMIN": "Super Administrator",
    "ORG_ADMIN": "Organizational Administrator",
    "APP_ADMIN": "Application Administrator",
    "USER_ADMIN": "Group Administrator",
    "HELP_DESK_ADMIN": "Help Desk Administrator",
    "READ_ONLY_ADMIN": "Read-only Administrator",
    "MOBILE_ADMIN": "Mobile Administrator",
    "API_ACCESS_MANAGEMENT_ADMIN": "API Access Management Administrator",
    "REPORT_ADMIN": "Report Administrator",
    "GROUP_MEMBERSHIP_ADMIN": "Group Membership Administrator",
}
"""The standard roles and their labels (documented)."""


def _role(request: ApiRequest) -> Role:
    role_id, user = request.parameters["roleAssignmentId"], user_of(request)
    role = request.org.roles.get(role_id)
    if role is None or role.user_id != user.id:
        raise not_found(role_id, "RoleAssignment")  # Assumed kind
    return role


def _shown(role: Role, base_url: str) -> dict[str, Any]:
    """The answer of getUserAssignedRole (documented)."""
    return {
        "id": role.id,
        "label": _LABELS[role.type],
        "type": role.type,
        "status": "ACTIVE",
        "created": timestamp(role.created),
        "lastUpdated": timestamp(role.last_updated),
        "assignmentType": "USER",
        "_links": {"assignee": {"href": f"{base_url}/api/v1/users/{role.user_id}"}},
    }


@operation("listAssignedRolesForUser", "GET /api/v1/users/{userId}/roles", "okta.roles.read", bucket="user")
def list_assigned_roles_for_user(request: ApiRequest) -> Answer:
    """A person's roles by ascending id; the admin's one."""
    user, ids = user_or_admin(request), request.org.ids
    roles = list(request.org.roles.where("user_id = ?", user.id))
    if user.id == ADMIN_ID:
        roles.append(Role(ids.fixed("ra1", "admin"), user.id, "SUPER_ADMIN", user.created, user.created))
    return Answer(body=[_shown(one, request.base_url) for one in roles])


@operation(
    "assignRoleToUser",
    "POST /api/v1/users/{userId}/roles",
    "okta.roles.manage",
    bucket="user",
    note="standard roles; they give no rights here",
)
def assign_role_to_user(request: ApiRequest) -> Answer:
    """201 with the role; 409 E0000090 for one that the person has (documented)."""
    user, org, kind = user_of(request), request.org, request.document().get("type")
    if not isinstance(kind, str) or kind not in _LABELS:
        raise validation_failed("type", "type: The field is invalid")  # Assumed text
    if org.roles.first("user_id = ? AND type = ?", user.id, kind) is not None:
        raise ApiError(409, "E0000090", "The role specified is already assigned to the user.")
    role = Role(org.ids.fresh("ra1"), user.id, kind, org.clock(), org.clock())
    org.roles.put(role)
    return Answer(201, _shown(role, request.base_url))


@operation(
    "getUserAssignedRole",
    "GET /api/v1/users/{userId}/roles/{roleAssignmentId}",
    "okta.roles.read",
    bucket="user",
)
def get_user_assigned_role(request: ApiRequest) -> Answer:
    """One role."""
    return Answer(body=_shown(_role(request), request.base_url))


@operation(
    "unassignRoleFromUser",
    "DELETE /api/v1/users/{userId}/roles/{roleAssignmentId}",
    "okta.roles.manage",
    bucket="user",
)
def unassign_role_from_user(request: ApiRequest) -> Answer:
    """204."""
    request.org.roles.remove(_role(request).id)
    return Answer(204)
