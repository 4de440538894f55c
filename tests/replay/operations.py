"""Names the API operation that an exchange calls, by Okta's operation ids, and groups the ones that must agree."""

from __future__ import annotations

import re
from typing import NamedTuple

SCHEMAS, USER_TYPES, MAPPINGS, APP_FEATURES = "schemas", "user types", "mappings", "app features"
NAMED_GROUPS = (SCHEMAS, USER_TYPES, MAPPINGS, APP_FEATURES)  # 97 % of these must agree with the recordings


class Operation(NamedTuple):
    """An operation id, its group (or "" for set-up traffic around the subject) and the ids found in the path."""

    name: str
    group: str
    ids: dict[str, str]


_TABLE = [
    ("GET", "/api/v1/meta/schemas/apps/{app}/default", "getApplicationUserSchema", SCHEMAS),
    ("POST", "/api/v1/meta/schemas/apps/{app}/default", "updateApplicationUserProfile", SCHEMAS),
    ("GET", "/api/v1/meta/schemas/user/{schema}", "getUserSchema", SCHEMAS),
    ("POST", "/api/v1/meta/schemas/user/{schema}", "updateUserProfile", SCHEMAS),
    ("GET", "/api/v1/meta/types/user", "listUserTypes", USER_TYPES),
    ("POST", "/api/v1/meta/types/user", "createUserType", USER_TYPES),
    ("GET", "/api/v1/meta/types/user/{type}", "getUserType", USER_TYPES),
    ("POST", "/api/v1/meta/types/user/{type}", "updateUserType", USER_TYPES),
    ("PUT", "/api/v1/meta/types/user/{type}", "replaceUserType", USER_TYPES),
    ("DELETE", "/api/v1/meta/types/user/{type}", "deleteUserType", USER_TYPES),
    ("GET", "/api/v1/mappings", "listProfileMappings", MAPPINGS),
    ("GET", "/api/v1/mappings/{mapping}", "getProfileMapping", MAPPINGS),
    ("POST", "/api/v1/mappings/{mapping}", "updateProfileMapping", MAPPINGS),
    ("GET", "/api/v1/apps/{app}/features", "listFeaturesForApplication", APP_FEATURES),
    ("GET", "/api/v1/apps/{app}/features/{feature}", "getFeatureForApplication", APP_FEATURES),
    ("PUT", "/api/v1/apps/{app}/features/{feature}", "updateFeatureForApplication", APP_FEATURES),
    ("GET", "/api/v1/apps", "listApplications", ""),
    ("POST", "/api/v1/apps", "createApplication", ""),
    ("GET", "/api/v1/apps/{app}", "getApplication", ""),
    ("PUT", "/api/v1/apps/{app}", "replaceApplication", ""),
    ("DELETE", "/api/v1/apps/{app}", "deleteApplication", ""),
    ("POST", "/api/v1/apps/{app}/lifecycle/activate", "activateApplication", ""),
    ("POST", "/api/v1/apps/{app}/lifecycle/deactivate", "deactivateApplication", ""),
    ("GET", "/api/v1/apps/{app}/users", "listApplicationUsers", ""),
    ("POST", "/api/v1/apps/{app}/users", "assignUserToApplication", ""),
    ("GET", "/api/v1/apps/{app}/users/{user}", "getApplicationUser", ""),
    ("POST", "/api/v1/apps/{app}/users/{user}", "updateApplicationUser", ""),
    ("DELETE", "/api/v1/apps/{app}/users/{user}", "unassignUserFromApplication", ""),
    ("GET", "/api/v1/users", "listUsers", ""),
    ("POST", "/api/v1/users", "createUser", ""),
    ("GET", "/api/v1/users/{user}", "getUser", ""),
    ("POST", "/api/v1/users/{user}", "updateUser", ""),
    ("PUT", "/api/v1/users/{user}", "replaceUser", ""),
    ("DELETE", "/api/v1/users/{user}", "deleteUser", ""),
    ("GET", "/api/v1/features", "listFeatures", ""),
    ("GET", "/api/v1/features/{orgfeature}", "getFeature", ""),
    ("POST", "/api/v1/features/{orgfeature}/{lifecycle}", "updateFeatureLifecycle", ""),
    ("GET", "/api/v1/logs", "listLogEvents", ""),
    ("POST", "/oauth2/v1/token", "token", ""),
]
_PATTERNS = [
    (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template) + "$"), name, group)
    for method, template, name, group in _TABLE
]
_GIVEN_ID = re.compile(r"(?<=/)(?:[0-9a-zA-Z]{20}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=/|$)")


def operation_of(method: str, route: str) -> Operation:
    """The operation of `method` and `route` (a path without query).

    Set-up traffic that the table does not name gets a name made of method and path with the ids left out, for
    instance `GET /api/v1/idps/{id}`, and no group.
    """
    for candidate, pattern, name, group in _PATTERNS:
        found = pattern.match(route) if candidate == method else None
        if found:
            return Operation(name, group, found.groupdict())
    return Operation(f"{method} {_GIVEN_ID.sub('{id}', route)}", "", {})
