"""The whole org as canonical JSON: sorted, without what changes by itself (times, quarantine, logs, counts,
tokens).

Two snapshots are equal, byte for byte, exactly when nothing that anybody configured or that people's
profiles hold differs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.properties import shown
from oktaprofile.simulator.schemas.records import Schema

_TIMES = frozenset({"created", "last_updated", "activated", "status_changed", "last_sync"})


def snapshot(org: Org, *, users: bool = True) -> dict[str, Any]:
    """`{apps, app_users, directory, features, mappings, schemas, switches, user_types, users}`, each keyed
    by id.

    Without `users` the three tables with a row per person are left out.
    """
    apps = {app.id: _steady(asdict(app)) | {"features": sorted(app.features)} for app in org.apps.all()}
    schemas = [org.schemas.user(user_type.id) for user_type in org.user_types.all()]
    schemas += [org.schemas.app(app_id) for app_id in apps]
    schemas.append(org.schemas.group())
    document: dict[str, Any] = {
        "apps": apps,
        "features": {feature["id"]: feature for feature in org.features.all()},
        "mappings": {
            mapping.id: asdict(mapping) for app_id in apps for mapping in org.mappings.of_app(app_id)
        },
        "schemas": {
            schema.key: _as_answered(schema, org.switches.attribute_level_mastering)
            for schema in schemas
            if schema is not None
        },
        "switches": asdict(org.switches),
        "user_types": {user_type.id: _steady(asdict(user_type)) for user_type in org.user_types.all()},
    }
    if users:
        document["users"] = {user.id: _steady(asdict(user)) for batch in org.users.all() for user in batch}
        document["app_users"] = {
            app_id: {
                one.user_id: _steady(asdict(one)) for batch in org.app_users.all(app_id) for one in batch
            }
            for app_id in apps
        }
        document["directory"] = {
            app_id: {one.external_id: asdict(one) for batch in org.directory.all(app_id) for one in batch}
            for app_id in apps
        }
    return document


def canonical(document: dict[str, Any]) -> bytes:
    """The bytes of a snapshot."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, indent=1).encode() + b"\n"


def _as_answered(schema: Schema, attribute_level_mastering: bool) -> dict[str, Any]:
    """A schema with its properties as an answer shows them: a `master` that was never written and one that was
    written back to the same are one.
    """
    record = _steady(asdict(schema))
    for section in ("base", "custom"):
        record[section] = {
            name: shown(definition, attribute_level_mastering=attribute_level_mastering)
            for name, definition in record[section].items()
        }
    return record


def _steady(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in _TIMES}
