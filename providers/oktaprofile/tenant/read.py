"""Reads an org: the apps asked for, the user types, their schemas and mappings. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from oktaprofile.okta.errors import MappingNotFound, NotFound
from oktaprofile.okta.org import Org
from oktaprofile.okta.schema import properties_of
from oktaprofile.provider import lookup
from oktaprofile.provider.app_features import automatic_push_status
from oktaprofile.tenant.model import DIRECTIONS, App, Tenant, UserType, overriding

ALL = "all"
APP_ID_PREFIX = "0oa"
Progress = Callable[[str], None]


def read(
    org: Org,
    url: str,
    apps: Sequence[str],
    user_types: Sequence[str] | None,
    progress: Progress = lambda _: None,
) -> Tenant:
    """What the org has. `apps`: labels or ids. `user_types`: names or ids, or `all`; None: the default type.

    Raises OktaError, and DiagnosticError for an app or a user type that is not there.
    """
    progress("user types")
    types = [_user_type(org, *chosen) for chosen in _chosen_types(org, user_types)]
    found: dict[str, App] = {}
    for text in apps:
        json = find_app(org, text)
        progress(str(json["label"]))
        found[json["id"]] = _app(org, json, types)
    for one in types:
        for source in (id_ for master in one.sources.values() for id_ in overriding(master)):
            if source not in found:
                try:
                    json = org.application(source)
                except NotFound:  # a deleted app that an override still names
                    continue
                found[source] = App(json["id"], json["label"], _unique(org, json["label"]))
    return Tenant(url, list(found.values()), types)


def find_app(org: Org, wanted: str) -> dict[str, Any]:
    """The one app with this id or label. Raises DiagnosticError where there is none, or more than one."""
    if wanted.startswith(APP_ID_PREFIX):
        try:
            return org.application(wanted)
        except NotFound:  # a label may begin like an id
            pass
    return lookup.application_by_label(org, wanted, ())


def _chosen_types(org: Org, chosen: Sequence[str] | None) -> list[tuple[str, str | None]]:
    """(id, name; None for the default type) of each user type, once."""
    if chosen is None:
        return [(org.user_type().id, None)]
    listed = org.user_types() if ALL in chosen else [lookup.user_type(org, text) for text in chosen]
    return list(dict.fromkeys((one.id, None if one.default else one.name or one.id) for one in listed))


def _user_type(org: Org, id_: str, name: str | None) -> UserType:
    schema = org.user_schema(name).read()
    attributes = {**_properties(schema, "base"), **_properties(schema, "custom")}
    sources = {key: dict(json["master"]) for key, json in sorted(attributes.items()) if json.get("master")}
    return UserType(id_, name, _properties(schema, "custom"), sorted(_properties(schema, "base")), sources)


def _app(org: Org, json: Mapping[str, Any], types: Sequence[UserType]) -> App:
    schema = org.application_schema(json["id"]).read()
    mappings: dict[str, dict[str, Any]] = {direction: {} for direction in DIRECTIONS}
    for direction in DIRECTIONS:
        for one in types:
            try:
                row = org.mapping(json["id"], direction, one.name).read()
            except MappingNotFound:
                continue
            mappings[direction][one.id] = dict(sorted((row.get("properties") or {}).items()))
    return App(
        json["id"],
        json["label"],
        _unique(org, json["label"]),
        _properties(schema, "custom"),
        sorted(_properties(schema, "base")),
        mappings,
        {direction: automatic_push_status(json, direction) for direction in DIRECTIONS},
    )


def _unique(org: Org, label: str) -> bool:
    return len(org.find_applications(label=label)) == 1


def _properties(schema: Mapping[str, Any], section: str) -> dict[str, Any]:
    return dict(sorted(properties_of(schema, section).items()))
