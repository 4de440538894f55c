"""The JSON objects of this API as Okta names them, for the type checker: nothing imports this at run time.

The dicts at run time are exactly what Okta sent: same key order, and keys that are not named here are kept.
Keys of `total=False` objects may be absent. Sources: Okta's OpenAPI 2026.06.3 and recorded traffic.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

Direction = Literal["to_okta", "to_app"]  # of a mapping, as the provider's arguments name it
Links = dict[str, Any]  # one link object, or for some relations a list of them


class Application(TypedDict, total=False):
    """GET /api/v1/apps/{id}. `features` shows what is switched on, in no stable order; [] for apps without an API."""

    id: str
    name: str  # the app's key in the catalogue; many apps may share it
    label: str
    status: str  # ACTIVE | INACTIVE
    signOnMode: str
    features: list[str]
    created: str
    lastUpdated: str
    _links: Links


class ApplicationFeature(TypedDict, total=False):
    """GET /api/v1/apps/{id}/features, one item. There is no field for profile mastering in either feature."""

    name: str  # USER_PROVISIONING | INBOUND_PROVISIONING
    status: str  # ENABLED | DISABLED
    description: str
    capabilities: dict[str, Any]
    _links: Links


class AppUser(TypedDict, total=False):
    """GET /api/v1/apps/{id}/users, one item. `profile` has every property of the app's schema, null when empty."""

    id: str
    externalId: str | None
    scope: str
    status: str
    syncState: str
    lastSync: str
    profile: dict[str, Any]
    credentials: dict[str, Any]
    _links: Links


class MasterPriority(TypedDict):
    type: str  # APP
    value: str  # the app's id


class Master(TypedDict, total=False):
    """Where an attribute's value comes from. `priority` (order = precedence) only with OVERRIDE."""

    type: Literal["PROFILE_MASTER", "OKTA", "OVERRIDE"]
    priority: list[MasterPriority]


class SchemaProperty(TypedDict, total=False):
    """One property of a schema. Absent attributes are omitted, never null; `required: false` is never returned."""

    title: str
    description: str
    type: str
    required: bool
    unique: str
    externalName: str
    externalNamespace: str
    format: str
    mutability: str
    scope: str
    enum: list[Any]
    oneOf: list[dict[str, Any]]
    minLength: int
    maxLength: int
    pattern: str
    items: dict[str, Any]
    permissions: list[dict[str, str]]
    master: Master
    union: str


class SchemaDefinition(TypedDict, total=False):
    """`required` lists the required properties' names; absent in `custom` while there is no custom property."""

    id: str
    type: str
    properties: dict[str, SchemaProperty]
    required: list[str]


class SchemaDefinitions(TypedDict, total=False):
    custom: SchemaDefinition
    base: SchemaDefinition


class UserSchema(TypedDict, total=False):
    """GET /api/v1/meta/schemas/user/{id} (with `_links.self`, `_links.type`) or .../apps/{id}/default (without)."""

    id: str
    name: str
    title: str
    description: str
    lastUpdated: str
    created: str
    definitions: SchemaDefinitions
    type: str
    properties: dict[str, Any]
    _links: Links


class UserTypeObject(TypedDict, total=False):
    """GET /api/v1/meta/types/user, one item. Its schema's id is the last segment of `_links.schema.href`."""

    id: str
    displayName: str
    name: str
    description: str
    default: bool
    created: str
    lastUpdated: str
    _links: Links


class MappingSide(TypedDict, total=False):
    """`id` is the app's id (type appuser) or the user *type*'s id (type user), never the schema's."""

    id: str
    name: str
    type: Literal["appuser", "user"]
    _links: Links


class MappingProperty(TypedDict, total=False):
    expression: str | None
    pushStatus: Literal["PUSH", "DONT_PUSH"]


class ProfileMapping(TypedDict, total=False):
    """`properties` is keyed by target field; {} without mappings; absent in list items."""

    id: str
    source: MappingSide
    target: MappingSide
    properties: dict[str, MappingProperty]
    _links: Links


class User(TypedDict, total=False):
    id: str
    status: str
    type: dict[str, str]
    profile: dict[str, Any]
    credentials: dict[str, Any]
    _links: Links


class Feature(TypedDict, total=False):
    """GET /api/v1/features, one item. Only self-service features are listed; no support flag ever was."""

    id: str
    type: str
    name: str
    description: str
    status: str
    stage: dict[str, str]
    _links: Links


class LogEvent(TypedDict, total=False):
    uuid: str
    published: str
    eventType: str
    displayMessage: str
    severity: str
    outcome: dict[str, Any]
    target: list[dict[str, Any]] | None
    debugContext: dict[str, Any]
