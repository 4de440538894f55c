"""What differs between two tenants in attributes, mappings and sources. No I/O here.

Apps are matched by label, user types by name (the default ones with each other), sources by the labels of their apps:
ids differ from org to org and say nothing. What an org without attribute-level mastering cannot show is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from oktaprofile.tenant.model import DIRECTIONS, App, Tenant, UserType, overriding


class Difference(NamedTuple):
    """One thing that is not the same. `where`: from the outside in. `one`, `other`: JSON values; None: not there."""

    where: tuple[str, ...]
    one: Any
    other: Any


def compare(one: Tenant, other: Tenant) -> list[Difference]:
    """Everything that differs, in a stable order; [] where both are alike."""
    sides = [
        _comparable(tenant, sources=all(_shows_sources(each) for each in (one, other)))
        for tenant in (one, other)
    ]
    return list(_differences(sides[0], sides[1], ()))


def _shows_sources(tenant: Tenant) -> bool:
    return any(user_type.sources for user_type in tenant.user_types)


def _comparable(tenant: Tenant, *, sources: bool) -> dict[str, Any]:
    """The tenant without ids: nested objects, whose innermost values are compared whole."""
    types = {one.id: one.selector for one in tenant.user_types}
    result: dict[str, Any] = {}
    for app in tenant.apps:
        if app.mappings:  # the others are sources only
            label = app.label if app.unique_label else f"{app.label} ({app.id})"
            result[f"app {label}"] = _of_app(app, types, sources)
    for one in tenant.user_types:
        result[f"user type {one.selector}"] = _of_type(one, tenant if sources else None)
    return result


def _of_app(app: App, types: Mapping[str, str], sources: bool) -> dict[str, Any]:
    return {
        "attributes": {name: _definition(json, sources) for name, json in app.attributes.items()},
        **{
            f"mapping {direction} {types[type_id]}": {key: _Whole(json) for key, json in row.items()}
            for direction in DIRECTIONS
            for type_id, row in app.mappings[direction].items()
        },
    }


def _definition(json: Mapping[str, Any], sources: bool) -> _Whole:
    return _Whole((key, value) for key, value in json.items() if sources or key != "master")


def _of_type(one: UserType, tenant: Tenant | None) -> dict[str, Any]:
    definitions = {name: _definition(json, False) for name, json in one.attributes.items()}
    if tenant is None:
        return {"attributes": definitions}
    return {
        "attributes": definitions,
        "sources": {name: _source(json, tenant) for name, json in one.sources.items()},
    }


def _source(master: Mapping[str, Any], tenant: Tenant) -> str | list[str]:
    labels = []
    for id_ in overriding(dict(master)):
        app = tenant.app(id_)
        labels.append(app.label if app else id_)
    return labels or str(master.get("type"))


class _Whole(dict[str, Any]):
    """An object that is one value: it is not looked into."""


def _differences(one: Any, other: Any, where: tuple[str, ...]) -> Iterator[Difference]:  # noqa: ANN401 - JSON
    sides = [side for side in (one, other) if side is not None]
    if sides and all(isinstance(side, dict) and not isinstance(side, _Whole) for side in sides):
        for name in sorted({name for side in sides for name in side}):
            yield from _differences((one or {}).get(name), (other or {}).get(name), (*where, name))
    elif one != other:
        yield Difference(where, one, other)
