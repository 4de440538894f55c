"""`POST /simulator/load`: puts Okta's own JSON into the state, without Okta's checks.

    {"reset": true,               first empties the org: no user type, no app, no person
     "base_master": "accept",     any switch by its name
     "create_mappings": true,     gives apps and types the mapping rows that are still missing
     "user_types": [...], "apps": [...], "schemas": [...], "mappings": [...], "users": [...],
     "features": [...],
     "app_users": {"<app id>": [...]}, "app_features": {"<app id>": [...]},
     "directory": {"<app id>": [{"external_id", "user_id", "attributes"}]},
     "clients": [{"client_id", "scopes", "keys" (JWKs, or {"pem": ...}), "dpop_bound", "roles", "api_nonce"}],
     "quarantine": [{"schema": "<app id> | default | osc...", "name", "seconds" (3600)}]}
                                  in place of all clean-ups that run

Documents that exist are replaced. An app may carry `"switches": {"profile_mastering": true}`; one with just an id and
switches changes an app that exists. The owner of a schema is read from its `id` and `_links.type`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from oktaprofile.simulator.apps import templates
from oktaprofile.simulator.control import documents
from oktaprofile.simulator.mappings import rules as mapping_rules
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.switches import BASE_MASTER_ANSWERS, Switches

_TABLES = "apps, schemas, quarantine, user_types, mappings, users, app_users, directory, org_features, logs, clients"
Document = Mapping[str, Any]


def load(org: Org, body: Document) -> dict[str, int]:
    """Loads it all or nothing; returns how many documents of each kind. Raises ValueError, saying what is wrong."""
    loaders: dict[str, Callable[[Org, Any], None]] = {
        "user_types": documents.user_type,
        "apps": documents.app,
        "schemas": documents.schema,
        "mappings": documents.mapping,
        "users": documents.user,
        "features": documents.org_feature,
        "clients": documents.client,
    }
    per_app: dict[str, Callable[[Org, str, Any], None]] = {
        "app_features": documents.app_feature,
        "app_users": documents.app_user,
        "directory": documents.directory_entry,
    }
    switches = {field.name for field in fields(Switches)}
    known = {"reset", "create_mappings", "quarantine", *switches, *loaders, *per_app}
    if unknown := sorted(set(body) - known):
        raise ValueError(f"unknown keys {unknown}; known are {sorted(known)}")
    switched = {name: _switch(org, name, body[name]) for name in switches & set(body)}
    counts: dict[str, int] = {}
    with org.database.transaction():
        if body.get("reset"):
            for table in _TABLES.split(", "):
                org.database.write(f"DELETE FROM {table}")  # noqa: S608 - names from the list above
        for kind, loader in loaders.items():
            for document in body.get(kind, ()):
                loader(org, document)
            counts[kind] = len(body.get(kind, ()))
        for kind, loader_of_app in per_app.items():
            for app_id, of_app in body.get(kind, {}).items():
                for document in of_app:
                    loader_of_app(org, app_id, document)
                counts[kind] = counts.get(kind, 0) + len(of_app)
        if "quarantine" in body:
            documents.quarantine(org, body["quarantine"])
        if body.get("create_mappings"):
            for app in org.apps.all():
                mapping_rules.create_for_app(org, app.id, templates.default_mappings(app.sign_on_mode))
    for name, value in switched.items():
        setattr(org.switches, name, value)
    return {kind: count for kind, count in counts.items() if count}


def _switch(org: Org, name: str, value: object) -> object:
    """The value of a switch, checked."""
    current = getattr(org.switches, name)
    if name == "base_master" and value not in BASE_MASTER_ANSWERS:
        raise ValueError(f"base_master is one of {BASE_MASTER_ANSWERS}, not {value!r}")
    if isinstance(current, bool) != isinstance(value, bool):
        raise ValueError(f"{name} is {type(current).__name__}, not {value!r}")
    return float(str(value)) if isinstance(current, float) else value
