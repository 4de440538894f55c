"""The org as the JSON document of the page."""

from __future__ import annotations

from typing import Any

from oktaprofile.page.findings import findings
from oktaprofile.page.flow import flow_of
from oktaprofile.page.model import App, Mapping, Organization, UserType
from oktaprofile.page.steps import steps

INHERIT_PROFILE, INHERIT_OKTA, OVERRIDE = (
    "Inherit from profile source",
    "Inherit from Okta",
    "Override profile source",
)
_SOURCES = {"PROFILE_MASTER": INHERIT_PROFILE, "OKTA": INHERIT_OKTA, "OVERRIDE": OVERRIDE}


def document(org: Organization) -> dict[str, Any]:
    """`{url, embedded, app, ranked, apps, profiles, mappings, flow, steps}`: profiles of apps and user types, by id.

    An app's `profile` says whether it has one here. `source` of an attribute is in the words of the Admin Console, with
    `priority`, the labels of the apps of an override; both absent in an app's profile, and in an org without
    attribute-level sources.
    """
    flow = flow_of(org)
    labels = {app.id: app.label for app in org.apps}
    profiles = [_app_profile(app) for app in org.apps if app.attributes is not None]
    profiles += [_type_profile(one, labels) for one in org.user_types]
    return {
        "url": org.url,
        "embedded": org.embedded,
        "app": org.app_id,
        "ranked": org.ranked,
        "apps": [_app(app) for app in org.apps],
        "profiles": {one["id"]: one for one in profiles},
        "mappings": [_mapping(one) for one in org.mappings],
        "flow": {
            "app": flow.app_id,
            "numbers": flow.numbers,
            "target": flow.target,
            "downstream": [{"app": app_id, "attribute": name} for app_id, name in flow.downstream],
        },
        "steps": steps(org, flow),
    }


def _app(app: App) -> dict[str, Any]:
    return {
        "id": app.id,
        "name": app.name,
        "label": app.label,
        "status": app.status,
        "sources": app.sources,
        "pushes": app.pushes,
        "imports": "IMPORT_PROFILE_UPDATES" in app.features,
        "rank": app.rank,
        "profile": app.attributes is not None,
    }


def _app_profile(app: App) -> dict[str, Any]:
    return {
        "id": app.id,
        "title": f"{app.label} User",
        "kind": "app",
        "attributes": [
            _attribute(name, custom, definition)
            for name, (custom, definition) in (app.attributes or {}).items()
        ],
    }


def _type_profile(one: UserType, labels: dict[str, str]) -> dict[str, Any]:
    attributes = []
    for name, (custom, definition) in one.attributes.items():
        shown = _attribute(name, custom, definition)
        master = definition.get("master")
        if master:
            shown["source"] = _SOURCES.get(str(master.get("type")), str(master.get("type")))
            ids = [str(each.get("value")) for each in master.get("priority") or ()]
            shown["priority"] = [labels.get(id_, id_) for id_ in ids]
        attributes.append(shown)
    title = "Okta User (default)" if one.default else f"Okta User ({one.name})"
    return {"id": one.id, "title": title, "kind": "user", "default": one.default, "attributes": attributes}


def _attribute(name: str, custom: bool, definition: dict[str, Any]) -> dict[str, Any]:
    kind = definition.get("type") or "–"
    if kind == "array":
        kind = f"array of {(definition.get('items') or {}).get('type') or '–'}"
    return {
        "name": name,
        "title": definition.get("title") or name,
        "custom": custom,
        "type": kind,
        "external": definition.get("externalName"),
    }


def _mapping(mapping: Mapping) -> dict[str, Any]:
    lines = []
    for target, line in mapping.lines.items():
        expression = line.get("expression") or ""
        lines.append(
            {
                "target": target,
                "expression": expression,
                "updates": line.get("pushStatus") == "PUSH",
                "findings": findings(expression, mapping.direction),
            }
        )
    return {"app": mapping.app_id, "type": mapping.type_id, "direction": mapping.direction, "lines": lines}
