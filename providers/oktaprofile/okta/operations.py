"""Okta's operations that this product uses: one table. Facts: Okta's OpenAPI 2026.06.3.

`role` is the least admin role that covers an operation, as the Admin Console names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from oktaprofile.okta import shapes
from oktaprofile.okta.errors import OktaError, UnexpectedAnswer

if TYPE_CHECKING:
    from oktaprofile.okta.shapes import Shape

READER, APP_ADMIN, ORG_ADMIN = (
    "Read-Only Administrator",
    "Application Administrator",
    "Organization Administrator",
)


class Operation:
    """One operation: its id, HTTP method, path with {names}, OAuth scope, admin role, and the shape of its answer (of
    each item, where it answers a list).

    All operations here may be repeated when an answer was lost: the GETs, and the POSTs, which are merges of the same
    values into one document. `repeatable=False` is for one that makes a second thing when it is repeated.
    """

    def __init__(
        self,
        id_: str,
        method: str,
        path: str,
        scope: str,
        role: str,
        shape: Shape,
        *,
        repeatable: bool = True,
    ) -> None:
        self.id = id_
        self.method = method
        self.path = path
        self.scope = scope
        self.role = role
        self.shape = shape
        self.repeatable = repeatable

    def address(self, *ids: str) -> str:
        """The path with these ids, each one segment, quoted. An id that would be none is refused before it is sent."""
        for value in ids:
            if not value or value in (".", "..") or value != value.strip():
                raise OktaError(
                    f"{value!r} cannot be the id of anything in Okta.",
                    next_step="Use the id that Okta shows.",
                )
        return self.path.format(*(quote(value, safe="") for value in ids))

    def check(self, path: str, answer: object) -> None:
        """Raises `UnexpectedAnswer`, naming the path in the JSON, unless the answer has the operation's shape."""
        wrong = "with null in a list" if answer is None else shapes.wrong_at(answer, self.shape, "")
        if wrong:
            raise UnexpectedAnswer(
                f"{self.id}: {self.method} {path} answered JSON {wrong}: not what Okta answers.",
                operation=self.id,
                method=self.method,
                path=path,
            )

    def __repr__(self) -> str:
        return f"Operation({self.id!r})"


_APPS, _SCHEMAS, _MAPPINGS = "/api/v1/apps", "/api/v1/meta/schemas", "/api/v1/mappings"
_READS = ("okta.apps.read", "okta.schemas.read", "okta.profileMappings.read")
_APP_READ, _SCHEMA_READ, _MAPPING_READ = ((scope, READER) for scope in _READS)
_SCHEMA_WRITE = "okta.schemas.manage"

LIST_APPLICATIONS = Operation("listApplications", "GET", _APPS, *_APP_READ, shapes.APPLICATION)
GET_APPLICATION = Operation("getApplication", "GET", _APPS + "/{}", *_APP_READ, shapes.APPLICATION)
LIST_APPLICATION_USERS = Operation(
    "listApplicationUsers", "GET", _APPS + "/{}/users", *_APP_READ, shapes.APPLICATION_USER
)
GET_APPLICATION_USER = Operation(
    "getApplicationUser", "GET", _APPS + "/{}/users/{}", *_APP_READ, shapes.APPLICATION_USER
)
GET_APPLICATION_USER_SCHEMA = Operation(
    "getApplicationUserSchema", "GET", _SCHEMAS + "/apps/{}/default", *_SCHEMA_READ, shapes.SCHEMA
)
UPDATE_APPLICATION_USER_PROFILE = Operation(
    "updateApplicationUserProfile",
    "POST",
    _SCHEMAS + "/apps/{}/default",
    _SCHEMA_WRITE,
    APP_ADMIN,
    shapes.SCHEMA,
)
GET_USER_SCHEMA = Operation("getUserSchema", "GET", _SCHEMAS + "/user/{}", *_SCHEMA_READ, shapes.SCHEMA)
UPDATE_USER_PROFILE = Operation(
    "updateUserProfile", "POST", _SCHEMAS + "/user/{}", _SCHEMA_WRITE, ORG_ADMIN, shapes.SCHEMA
)
LIST_USER_TYPES = Operation(
    "listUserTypes", "GET", "/api/v1/meta/types/user", "okta.userTypes.read", READER, shapes.USER_TYPE
)
LIST_PROFILE_MAPPINGS = Operation("listProfileMappings", "GET", _MAPPINGS, *_MAPPING_READ, shapes.MAPPING_ROW)
GET_PROFILE_MAPPING = Operation("getProfileMapping", "GET", _MAPPINGS + "/{}", *_MAPPING_READ, shapes.MAPPING)
UPDATE_PROFILE_MAPPING = Operation(
    "updateProfileMapping",
    "POST",
    _MAPPINGS + "/{}",
    "okta.profileMappings.manage",
    APP_ADMIN,
    shapes.MAPPING,
)
LIST_APPLICATION_USER_TYPES = Operation(
    "listApplicationUserTypes", "GET", _APPS + "/{}/user/types", *_APP_READ, shapes.APPLICATION_USER_TYPE
)
INTERNAL = "/api/internal/"
"""Paths that only the Admin Console's host serves. No published operation: named by the sources of Okta's own provider
(`always_apply`) and a maintainer of it (okta/terraform-provider-okta #972): API tokens only."""
REAPPLY_MAPPING = Operation(
    "reapplyMapping", "PUT", INTERNAL + "v1/mappings/reapply", "", "Super Administrator", dict
)
LIST_USERS = Operation("listUsers", "GET", "/api/v1/users", "okta.users.read", READER, shapes.USER)
LIST_LOG_EVENTS = Operation(
    "listLogEvents", "GET", "/api/v1/logs", "okta.logs.read", READER, shapes.LOG_EVENT
)
LIST_APPLICATION_GROUP_ASSIGNMENTS = Operation(
    "listApplicationGroupAssignments", "GET", _APPS + "/{}/groups", *_APP_READ, shapes.GROUP_ASSIGNMENT
)
LIST_GROUP_RULES = Operation(
    "listGroupRules", "GET", "/api/v1/groups/rules", "okta.groups.read", READER, shapes.GROUP_RULE
)
_SERVERS, _SERVER_READ = "/api/v1/authorizationServers", ("okta.authorizationServers.read", READER)
LIST_AUTHORIZATION_SERVERS = Operation(
    "listAuthorizationServers", "GET", _SERVERS, *_SERVER_READ, shapes.AUTHORIZATION_SERVER
)
LIST_O_AUTH2_CLAIMS = Operation(
    "listOAuth2Claims", "GET", _SERVERS + "/{}/claims", *_SERVER_READ, shapes.CLAIM
)
LIST_IDENTITY_PROVIDERS = Operation(
    "listIdentityProviders", "GET", "/api/v1/idps", "okta.idps.read", READER, shapes.IDENTITY_PROVIDER
)
TOKEN = Operation("token", "POST", "/oauth2/v1/token", "", "", dict)
