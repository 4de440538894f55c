"""The whole org as canonical JSON: sorted, without what changes by itself (times, quarantine, logs, tokens).

Two snapshots are equal, byte for byte, exactly when nothing that anybody configured or that people's profiles
hold differs. Each record has a line of its own, so that a difference is easy to see.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.properties import shown
from oktaprofile.simulator.state.schemas import Schema

_TIMES = frozenset(
    {"created", "last_updated", "last_membership_updated", "activated", "status_changed", "last_sync"}
)
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(", ", ": "))

Section = tuple[str, Iterator[tuple[str, dict[str, Any]]]]


def snapshot(org: Org, *, people: bool = True) -> dict[str, Any]:
    """`{app_users, apps, directory, features, mappings, schemas, switches, user_types, users}`, each keyed by id;
    app users by `APP/USER`, directory entries by `APP/EXTERNAL`. Without `people` the three tables with a row per
    person are left out.
    """
    return {name: dict(records) for name, records in _sections(org, people)}


def canonical(org: Org, *, people: bool = True) -> bytes:
    """The bytes of a snapshot."""
    parts = []
    for name, records in _sections(org, people):
        lines = (f"  {_ENCODER.encode(key)}: {_ENCODER.encode(record)}" for key, record in records)
        parts.append(f'"{name}": {{\n' + ",\n".join(lines) + "\n}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _sections(org: Org, people: bool) -> Iterator[Section]:
    """The sections by name, the records of each by key."""
    app_ids = [app.id for app in org.apps.all()]
    if people:
        yield "app_users", _app_users(org, app_ids)
    yield "apps", ((app.id, _steady(app) | {"features": sorted(app.features)}) for app in org.apps.all())
    if people:
        yield "directory", _directory(org, app_ids)
    yield "features", ((feature.id, feature.document) for feature in org.features.all())
    for name, table in (
        ("groups", org.groups),
        ("members", org.members),
        ("app_groups", org.app_groups),
        ("roles", org.roles),
    ):
        keyed = (
            ("/".join(str(getattr(row, part)) for part in table.key), _steady(row)) for row in table.all()
        )
        yield name, iter(sorted(keyed))
    rows = [mapping for app_id in app_ids for mapping in org.mappings.of_app(app_id)]
    yield "mappings", ((row.id, _steady(row)) for row in sorted(rows, key=lambda row: row.id))
    found = [org.schemas.app(app_id) for app_id in app_ids]
    found += [org.schemas.user(user_type.id) for user_type in org.user_types.all()]
    schemas = [schema for schema in (*found, org.schemas.group()) if schema is not None]
    mastering = org.switches.attribute_level_mastering
    schemas.sort(key=lambda schema: schema.key)
    yield "schemas", ((schema.key, _as_answered(schema, mastering)) for schema in schemas)
    yield "switches", iter([("org", asdict(org.switches))])
    yield "user_types", ((user_type.id, _steady(user_type)) for user_type in org.user_types.all())
    if people:
        yield "users", ((user.id, _steady(user)) for user in org.users.all())


def _app_users(org: Org, app_ids: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for app_id in app_ids:
        for batch in org.app_users.batches("app_id = ?", app_id):
            yield from ((f"{app_id}/{one.user_id}", _steady(one)) for one in batch)


def _directory(org: Org, app_ids: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for app_id in app_ids:
        for batch in org.directory.batches("app_id = ?", app_id):
            yield from ((f"{app_id}/{one.external_id}", _steady(one)) for one in batch)


def _as_answered(schema: Schema, attribute_level_mastering: bool) -> dict[str, Any]:
    """A schema with its properties as an answer shows them: a `master` that was never written and one that was
    written back to the same are one.
    """
    record = _steady(schema)
    for section in ("base", "custom"):
        record[section] = {
            name: shown(definition, attribute_level_mastering=attribute_level_mastering)
            for name, definition in record[section].items()
        }
    return record


def _steady(record: object) -> dict[str, Any]:
    return {key: value for key, value in vars(record).items() if key not in _TIMES}
