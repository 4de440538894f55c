"""One document of each kind, as `POST /simulator/load` takes it, put into the state without Okta's checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oktaprofile.simulator.apps import provisioning, rules, templates
from oktaprofile.simulator.clock import seconds_of
from oktaprofile.simulator.identifiers import APP, USER_SCHEMA, USER_TYPE
from oktaprofile.simulator.idps.handlers import idp_base
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.base import user_base
from oktaprofile.simulator.schemas.properties import ordered
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.apps import PROFILE_MASTERING, PUSH_PROFILE_UPDATES, App
from oktaprofile.simulator.state.clients import Client
from oktaprofile.simulator.state.directory import Entry
from oktaprofile.simulator.state.features import Feature
from oktaprofile.simulator.state.mappings import Direction
from oktaprofile.simulator.state.mappings import Mapping as ProfileMapping
from oktaprofile.simulator.state.schemas import Schema
from oktaprofile.simulator.state.user_types import UserType
from oktaprofile.simulator.state.users import User
from oktaprofile.simulator.switches import amount

_APP_SWITCHES = {
    "profile_mastering": PROFILE_MASTERING,
    "push_profile_updates": PUSH_PROFILE_UPDATES,
    "push_new_users": "PUSH_NEW_USERS",
    "push_user_deactivation": "PUSH_USER_DEACTIVATION",
    "import_new_users": "IMPORT_NEW_USERS",
    "import_profile_updates": "IMPORT_PROFILE_UPDATES",
    "import_user_schema": "IMPORT_USER_SCHEMA",
}
_QUARANTINE_SECONDS = 3600.0
Document = Mapping[str, Any]


def _time(org: Org, text: str | None) -> float:
    return org.clock() if text is None else seconds_of(text)


def user_type(org: Org, document: Document) -> None:
    """A user type, with a schema if it has none. Raises ValueError for a second default type."""
    created = _time(org, document.get("created"))
    user_type = UserType(
        document["id"],
        document["name"],
        document.get("displayName") or document["name"],
        document.get("description"),
        default=bool(document.get("default")),
        created_by=document.get("createdBy") or "",
        last_updated_by=document.get("lastUpdatedBy") or "",
        created=created,
        last_updated=_time(org, document.get("lastUpdated") or document.get("created")),
    )
    if user_type.default:
        for other in org.user_types.all():
            if other.default and other.id != user_type.id:
                raise ValueError(f"the org has the default user type {other.id} already; load with reset")
    org.user_types.put(user_type)
    if org.schemas.user(user_type.id) is None:
        title = user_type.display_name if user_type.default else user_type.name
        org.schemas.put(
            Schema(
                "user",
                user_type.id,
                user_type.name,
                title,
                user_type.description,
                base=user_base(),
                created=created,
                last_updated=created,
            )
        )


def app(org: Org, document: Document) -> None:
    """An app with a schema if it has none, or a change of features of one that exists."""
    app_id = document.get("id") or org.ids.fresh(APP)
    existing = org.apps.get(app_id)
    features = frozenset(document.get("features", existing.features if existing else ()))
    for name, value in document.get("switches", {}).items():
        if name not in _APP_SWITCHES:
            raise ValueError(f"unknown switch {name} of app {app_id}; known are {sorted(_APP_SWITCHES)}")
        features = features | {_APP_SWITCHES[name]} if value else features - {_APP_SWITCHES[name]}
    if existing is not None and not document.keys() - {"id", "switches", "features"}:
        rules.set_features(org, existing, features)
        return
    name, label = document["name"], document.get("label") or document["name"]
    ours = {
        "id",
        "name",
        "label",
        "status",
        "features",
        "signOnMode",
        "created",
        "lastUpdated",
        "_links",
    }
    is_idp = name.endswith("_idp")
    app = App(
        app_id,
        name,
        label,
        status=document.get("status", "ACTIVE"),
        features=features,
        sign_on_mode=document.get("signOnMode", "SAML_2_0"),
        built_in=bool(document.get("built_in")),
        kind="idp" if is_idp else "app",
        profile_source_rank=existing.profile_source_rank if existing else None,
        settings=existing.settings if existing else {},
        document={
            key: value for key, value in document.items() if key not in ours | {"switches", "built_in"}
        },
        created=_time(org, document.get("created")),
        last_updated=_time(org, document.get("lastUpdated") or document.get("created")),
    )
    org.apps.put(app)
    if org.schemas.app(app_id) is None and not app.built_in:
        base = idp_base() if is_idp else templates.base_schema(app.sign_on_mode)
        org.schemas.put(
            Schema(
                "app", app_id, name, f"{label} User", base=base, created=app.created, last_updated=app.created
            )
        )


def schema(org: Org, document: Document) -> None:
    """A whole schema. Raises ValueError if its app or user type isn't there."""
    kind, _, owner = document["id"].partition("/meta/schemas/")[2].partition("/")
    owner_id = owner.partition("/")[0]
    if kind == "user":
        linked = ((document.get("_links") or {}).get("type") or {}).get("href", "").rpartition("/")[2]
        owner_id = linked or (
            org.user_types.default().id
            if owner_id == "default"
            else USER_TYPE + owner_id.removeprefix(USER_SCHEMA)
        )
        if org.user_types.get(owner_id) is None:
            raise ValueError(f"schema {document['id']}: load its user type {owner_id} before")
    elif kind == "apps":
        kind = "app"
        if org.apps.get(owner_id) is None:
            raise ValueError(f"schema {document['id']}: load its app {owner_id} before")
    else:
        raise ValueError(f"schema id {document['id']!r} is neither an app's nor a user type's")
    sections = document.get("definitions") or {}
    properties = {
        section: {
            name: ordered(definition)
            for name, definition in ((sections.get(section) or {}).get("properties") or {}).items()
        }
        for section in ("base", "custom")
    }
    org.schemas.put(
        Schema(
            "app" if kind == "app" else "user",
            owner_id,
            document["name"],
            document["title"],
            document.get("description"),
            base=properties["base"],
            custom=properties["custom"],
            created=_time(org, document.get("created")),
            last_updated=_time(org, document.get("lastUpdated")),
        )
    )


def mapping(org: Org, document: Document) -> None:
    """A mapping. Raises ValueError if one of its sides isn't there."""
    source, target = document["source"], document["target"]
    direction: Direction = "to_okta" if source["type"] == "appuser" else "to_app"
    app, user_type = (source, target) if direction == "to_okta" else (target, source)
    if org.apps.get(app["id"]) is None or org.user_types.get(user_type["id"]) is None:
        raise ValueError(f"mapping {document['id']}: load {app['id']} and {user_type['id']} before")
    existing = org.mappings.get(document["id"])
    properties = document.get("properties", existing.properties if existing else {})
    org.mappings.put(ProfileMapping(document["id"], app["id"], user_type["id"], direction, dict(properties)))


def user(org: Org, document: Document) -> None:
    """A user."""
    created = _time(org, document.get("created"))
    type_id = (document.get("type") or {}).get("id") or org.user_types.default().id
    extra = {key: document[key] for key in ("realmId", "credentials") if document.get(key)}
    moments = {
        key: seconds_of(document[key]) if document.get(key) else None
        for key in ("activated", "statusChanged")
    }
    org.users.put(
        User(
            document["id"],
            type_id,
            {name: value for name, value in document["profile"].items() if value is not None},
            status=document.get("status", "ACTIVE"),
            created=created,
            activated=moments["activated"],
            status_changed=moments["statusChanged"],
            last_updated=_time(org, document.get("lastUpdated") or document.get("created")),
            extra=extra,
        )
    )


def app_user(org: Org, app_id: str, document: Document) -> None:
    """A user of an app."""
    last_sync = document.get("lastSync")
    org.app_users.put(
        AppUser(
            app_id,
            document["id"],
            {name: value for name, value in (document.get("profile") or {}).items() if value is not None},
            user_name=(document.get("credentials") or {}).get("userName"),
            external_id=document.get("externalId"),
            scope=document.get("scope", "USER"),
            status=document.get("status", "ACTIVE"),
            sync_state=document.get("syncState", "DISABLED"),
            last_sync=seconds_of(last_sync) if last_sync else None,
            created=_time(org, document.get("created")),
            last_updated=_time(org, document.get("lastUpdated") or document.get("created")),
        )
    )


def app_feature(org: Org, app_id: str, document: Document) -> None:
    """An app's provisioning feature; the app's `features` follow."""
    app = org.apps.get(app_id)
    if app is None:
        raise ValueError(f"feature {document['name']}: load its app {app_id} before")
    app.settings = {**app.settings, "provisioning": True}
    provisioning.update(org, app, document["name"], document["capabilities"])


def directory_entry(org: Org, app_id: str, document: Document) -> None:
    """A person in an app's own directory."""
    org.directory.put(
        Entry(app_id, document["external_id"], document.get("user_id"), dict(document.get("attributes", {})))
    )


def org_feature(org: Org, document: Document) -> None:
    """An org feature."""
    links = document.get("_links") or {}
    kept = {key: value for key, value in document.items() if key != "_links"}
    kept |= {name: links[name]["href"] for name in ("helpDoc", "devDoc") if name in links}
    org.features.put(Feature(document["id"], kept))


def client(org: Org, document: Document) -> None:
    """A service app."""
    keys = document.get("keys") or []
    org.clients.put(
        Client(
            document["client_id"],
            list(document.get("scopes", ())),
            [dict(key) for key in keys],
            bool(document.get("dpop_bound")),
            list(document.get("roles", ("SUPER_ADMIN",))),
            bool(document.get("api_nonce")),
        )
    )


def quarantine(org: Org, document: Document) -> None:
    """A clean-up that runs. Raises ValueError if its schema isn't there."""
    name, owner = document["name"], document["schema"]
    seconds = amount("quarantine_seconds", document.get("seconds", _QUARANTINE_SECONDS))
    user_type = None if owner.startswith(APP) else org.user_types.by_schema_id(owner)
    schema = org.schemas.app(owner) if user_type is None else org.schemas.user(user_type.id)
    if schema is None:
        raise ValueError(f"quarantine of {name}: there is no schema {owner}")
    org.schemas.quarantine(schema, name, org.clock() + seconds)
