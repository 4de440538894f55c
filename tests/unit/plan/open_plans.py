"""Plans of each of our resource types, on the small organization, in which any argument may be unknown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from oktaprofile.plan.resources import APP_PROPERTIES, APP_PROPERTY, MAPPING, OVERRIDE, USER_PROPERTY
from tests.unit.impact.small_org import AD, RINGCENTRAL, TYPE, WORKDAY
from tests.unit.review.plans import change, document

_LINE = {"expression": "appuser.directNumber", "push_status": "PUSH", "effective_push_status": "PUSH"}
_DEFINITION = {
    "title": "Extension", "description": "d", "type": "string", "required": False, "scope": "NONE", "enum": ["1", "2"],
    "one_of": [{"const": "1", "title": "One"}, {"const": "2", "title": "Two"}], "array_type": None, "array_enum": None,
    "array_one_of": None, "min_length": 1, "max_length": 9, "union": None,
}  # fmt: skip
_OWNED = {
    "restores": None,
    "adopt_existing": False,
    "name_release_timeout_seconds": 300,
    "on_destroy": "restore",
}

STATES: dict[str, tuple[str, dict[str, Any]]] = {
    "mapping to Okta": (MAPPING, {
        "id": "prm1", "app_id": RINGCENTRAL, "direction": "to_okta", "user_type": "user", "user_type_id": TYPE,
        "properties": {"primaryPhone": _LINE, "title": {**_LINE, "expression": '"x"'}}, "restores": {},
        "on_destroy": "restore",
    }),
    "mapping to an app": (MAPPING, {
        "id": "prm2", "app_id": AD, "direction": "to_app", "user_type": "user", "user_type_id": TYPE,
        "properties": {"telephoneNumber": {**_LINE, "expression": "user.login"}}, "restores": {},
        "on_destroy": "restore",
    }),
    "override": (OVERRIDE, {
        "id": "o", "property": "primaryPhone", "sources": [RINGCENTRAL, WORKDAY], "mode": "manage", "user_type": "user",
        "user_type_id": TYPE, "restores": {"type": "PROFILE_MASTER", "priority": []}, "on_destroy": "restore",
    }),
    "app properties": (APP_PROPERTIES, {
        **_OWNED, "id": RINGCENTRAL, "app_id": RINGCENTRAL, "restores": {},
        "properties": {"extension": {
            **_DEFINITION, "external_name": "e", "external_namespace": "n", "master": None,
        }},
    }),
    "app property": (APP_PROPERTY, {
        **_OWNED, **_DEFINITION, "id": "i", "app_id": AD, "name": "telephoneNumber", "external_name": "e",
        "external_namespace": "n", "master": None,
    }),
    "user property": (USER_PROPERTY, {
        **_OWNED, **_DEFINITION, "id": "i", "name": "primaryPhone", "user_type": "user", "user_type_id": TYPE,
        "permissions": "READ_ONLY", "unique": False, "master": "OVERRIDE", "master_priority": [RINGCENTRAL],
    }),
}  # fmt: skip

Path = tuple[str | int, ...]


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every value in a state, the state itself first."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*path, key))


def with_unknown(state: Any, path: Path) -> tuple[Any, Any]:
    """The state as Terraform writes it with that value unknown: without it, and `after_unknown`."""
    if not path:
        return None, True
    state = deepcopy(state)
    marks: Any = {}
    holder, mark = state, marks
    for at, step in enumerate(path):
        last = at == len(path) - 1
        if isinstance(holder, list):
            mark += [False] * len(holder)
        if last:
            mark[step] = True
            if isinstance(holder, list):
                holder[step] = None
            else:
                del holder[step]
        else:
            mark[step] = [] if isinstance(holder[step], list) else {}
            holder, mark = holder[step], mark[step]
    return state, marks


def plan_text(kind: str, before: Any, after: Any, unknown: Any, **more: Any) -> str:
    """The plan's JSON with this one change."""
    entry = change(
        f"{kind}.x", kind, before, after, change={"after_unknown": unknown, **more.pop("change", {})}
    )
    return json.dumps(document(entry, **more))
