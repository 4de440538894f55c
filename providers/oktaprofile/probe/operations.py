"""The operations that only a probe does. They stand here and not in `okta/operations.py`, so that nothing else can."""

from __future__ import annotations

from oktaprofile.okta import shapes
from oktaprofile.okta.operations import APP_ADMIN, ORG_ADMIN, READER, Operation

_APPS, _USERS, _TYPES = "/api/v1/apps", "/api/v1/users", "/api/v1/meta/types/user"
_APP_WRITE, _USER_WRITE, _TYPE_WRITE = "okta.apps.manage", "okta.users.manage", "okta.userTypes.manage"

ORGANIZATION = Operation(
    "getWellknownOrgMetadata", "GET", "/.well-known/okta-organization", "", "", {"pipeline": str}
)
CREATE_APPLICATION = Operation(
    "createApplication", "POST", _APPS, _APP_WRITE, APP_ADMIN, shapes.APPLICATION, repeatable=False
)
DEACTIVATE_APPLICATION = Operation(
    "deactivateApplication", "POST", _APPS + "/{}/lifecycle/deactivate", _APP_WRITE, APP_ADMIN, dict
)
DELETE_APPLICATION = Operation("deleteApplication", "DELETE", _APPS + "/{}", _APP_WRITE, APP_ADMIN, dict)
ASSIGN_USER = Operation(
    "assignUserToApplication",
    "POST",
    _APPS + "/{}/users",
    _APP_WRITE,
    APP_ADMIN,
    shapes.APPLICATION_USER,
    repeatable=False,
)
CREATE_USER_TYPE = Operation(
    "createUserType", "POST", _TYPES, _TYPE_WRITE, ORG_ADMIN, shapes.USER_TYPE, repeatable=False
)
DELETE_USER_TYPE = Operation("deleteUserType", "DELETE", _TYPES + "/{}", _TYPE_WRITE, ORG_ADMIN, dict)
CREATE_USER = Operation("createUser", "POST", _USERS, _USER_WRITE, ORG_ADMIN, shapes.USER, repeatable=False)
GET_USER = Operation("getUser", "GET", _USERS + "/{}", "okta.users.read", READER, shapes.USER)
DELETE_USER = Operation("deleteUser", "DELETE", _USERS + "/{}", _USER_WRITE, ORG_ADMIN, dict)
LIST_ROLES = Operation(
    "listAssignedRolesForUser", "GET", _USERS + "/{}/roles", "okta.roles.read", READER, {"type": str}
)
