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

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import partial
from typing import Any

from oktaprofile.simulator.apps import templates
from oktaprofile.simulator.control import documents
from oktaprofile.simulator.mappings import rules as mapping_rules
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.switches import CHOICES, LARGEST, Switches, amount

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
            org.empty()
        for kind, loader in loaders.items():
            counts[kind] = _each(kind, body.get(kind, []), partial(loader, org))
        for kind, loader_of_app in per_app.items():
            by_app = body.get(kind, {})
            if not isinstance(by_app, Mapping):
                raise ValueError(f"{kind} is an object: app id to list of documents")
            counts[kind] = sum(
                _each(f"{kind}.{app_id}", of_app, partial(loader_of_app, org, app_id))
                for app_id, of_app in by_app.items()
            )
        if "quarantine" in body:
            org.schemas.cleanups.delete("1")
            _each("quarantine", body["quarantine"], partial(documents.quarantine, org))
        if body.get("create_mappings"):
            for app in org.apps.all():
                mapping_rules.create_for_app(org, app.id, templates.default_mappings(app.sign_on_mode))
    for name, value in switched.items():
        setattr(org.switches, name, value)
    return {kind: count for kind, count in counts.items() if count}


def _each(kind: str, given: object, loader: Callable[[Document], None]) -> int:
    """Loads each document of a list; returns how many. Raises ValueError that names the one that can't be read."""
    if not isinstance(given, list):
        raise ValueError(f"{kind} is a list of documents")
    for number, document in enumerate(given):
        if not isinstance(document, Mapping):
            raise ValueError(f"{kind}[{number}] is no object")
        try:
            loader(document)
        except (AttributeError, LookupError, OverflowError, TypeError, sqlite3.Error) as error:
            raise ValueError(f"{kind}[{number}] cannot be read: {type(error).__name__}: {error}") from None
    return len(given)


def _switch(org: Org, name: str, value: object) -> object:
    """The value of a switch, checked."""
    if name in LARGEST:
        return amount(name, value)
    current = getattr(org.switches, name)
    if name in CHOICES and value not in CHOICES[name]:
        raise ValueError(f"{name} is one of {CHOICES[name]}, not {value!r}")
    if isinstance(current, bool) != isinstance(value, bool):
        raise ValueError(f"{name} is {type(current).__name__}, not {value!r}")
    return value
