"""Which documents of an org a recorded answer shows, keyed so that later exchanges find them.

A key is a tuple: ("schema", app id or `osc…`), ("app", id), ("user_type", id), ("mapping", id), ("user", id),
("app_user", app id, user id), ("feature", id), ("app_feature", app id, name). A document is Okta's own JSON.
"""

from __future__ import annotations

from typing import Any

from tests.replay.operations import Operation
from tests.replay.recording import Exchange, Json

Key = tuple[str, ...]
Document = dict[str, Any]

DEFAULT_SCHEMA = "default"

_SINGLE = {
    "getUserType": "user_type",
    "createUserType": "user_type",
    "updateUserType": "user_type",
    "replaceUserType": "user_type",
    "getProfileMapping": "mapping",
    "updateProfileMapping": "mapping",
    "getApplication": "app",
    "createApplication": "app",
    "replaceApplication": "app",
    "getUser": "user",
    "createUser": "user",
    "updateUser": "user",
    "replaceUser": "user",
    "getFeature": "feature",
    "updateFeatureLifecycle": "feature",
}
_LISTS = {
    "listUserTypes": "user_type",
    "listProfileMappings": "mapping",
    "listApplications": "app",
    "listUsers": "user",
    "listFeatures": "feature",
}
_APP_USER = {"getApplicationUser", "assignUserToApplication", "updateApplicationUser"}
_SCHEMA = {
    "getApplicationUserSchema",
    "updateApplicationUserProfile",
    "getUserSchema",
    "updateUserProfile",
}
_APP_FEATURE = {"getFeatureForApplication", "updateFeatureForApplication"}


def documents_in(operation: Operation, status: int, answer: Json) -> dict[Key, Document]:
    """The documents that a successful answer shows whole; {} for errors and for answers without a body.

    A row of the mapping list lacks `properties`, and is returned as it is: a key already known keeps them
    (see History).
    """
    if not 200 <= status < 300 or not isinstance(answer, (dict, list)):
        return {}
    rows = [row for row in (answer if isinstance(answer, list) else [answer]) if isinstance(row, dict)]
    kind = (_LISTS if isinstance(answer, list) else _SINGLE).get(operation.name)
    if kind:
        return {(kind, str(row["id"])): row for row in rows if "id" in row}
    if operation.name in _SCHEMA and "definitions" in rows[0]:
        return {schema_key(operation, rows[0]): rows[0]}
    if operation.name in _APP_USER or operation.name == "listApplicationUsers":
        return {("app_user", operation.ids["app"], str(row["id"])): row for row in rows}
    if operation.name in _APP_FEATURE or operation.name == "listFeaturesForApplication":
        return {("app_feature", operation.ids["app"], str(row["name"])): row for row in rows}
    return {}


def schema_key(operation: Operation, document: Document | None) -> Key:
    """The key of the schema an operation works on. A user schema tells its own `osc…` id in `_links.self`.

    Without a document a user schema asked for as `default` gets the key ("schema", "default").
    """
    if "app" in operation.ids:
        return ("schema", operation.ids["app"])
    link = ((document or {}).get("_links") or {}).get("self") or {}
    return ("schema", str(link.get("href", operation.ids["schema"])).rpartition("/")[2])


def key_of(operation: Operation) -> Key | None:
    """The document that the path names, None when it names none (lists, creations)."""
    ids = operation.ids
    if operation.name in _APP_FEATURE:
        return ("app_feature", ids["app"], ids["feature"])
    if operation.name in _APP_USER | {"unassignUserFromApplication"} and "user" in ids:
        return ("app_user", ids["app"], ids["user"])
    if "schema" in ids or operation.name in _SCHEMA:
        return schema_key(operation, None)
    for name, kind in (("type", "user_type"), ("mapping", "mapping"), ("orgfeature", "feature")):
        if name in ids:
            return (kind, ids[name])
    if "app" in ids:
        return ("app", ids["app"])
    return ("user", ids["user"]) if "user" in ids else None


def removed_by(exchange: Exchange, operation: Operation) -> Key | None:
    """The document that a successful DELETE took away. A user is deactivated by the first DELETE, deleted by
    the second."""
    if exchange.method != "DELETE" or not 200 <= exchange.status < 300:
        return None
    return key_of(operation)


def type_of_schema(document: Document) -> str | None:
    """The `oty…` id that a user schema belongs to, None for an app schema."""
    link = ((document.get("_links") or {}).get("type") or {}).get("href")
    return str(link).rpartition("/")[2] if link else None
