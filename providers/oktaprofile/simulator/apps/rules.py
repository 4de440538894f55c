"""The life of an app: with it come a schema and mappings, and with it they go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from oktaprofile.simulator.apps import templates
from oktaprofile.simulator.errors import delete_app_forbidden, not_found, validation_failed
from oktaprofile.simulator.http.operations import ApiRequest
from oktaprofile.simulator.identifiers import APP
from oktaprofile.simulator.mappings import rules as mapping_rules
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.apps import PROFILE_MASTERING, App
from oktaprofile.simulator.state.mappings import Direction
from oktaprofile.simulator.state.schemas import Property, Schema

_KEY_NAMES = {"OPENID_CONNECT": "oidc_client", "BOOKMARK": "bookmark", "BASIC_AUTH": "template_basic_auth"}
_MODES = {name: mode for mode, name in _KEY_NAMES.items()}
"""The templates of which each has one sign-on mode, which need not be sent."""


def app_of(request: ApiRequest) -> App:
    """The app that a path names. Raises 404 E0000007 (recorded)."""
    app_id = request.parameters["appId"]
    app = request.org.apps.app(app_id)
    if app is None:
        raise not_found(app_id, "AppInstance")
    return app


def create(org: Org, given: Mapping[str, Any], *, active: bool = True) -> App:
    """Makes an app from the body of createApplication. Raises 400 without a label or sign-on mode."""
    label = given.get("label")
    sign_on_mode = given.get("signOnMode") or _MODES.get(str(given.get("name")))
    if not label:
        raise validation_failed("label", "label: The field cannot be left blank")
    if not sign_on_mode:
        raise validation_failed("signOnMode", "signOnMode: The field cannot be left blank")
    app_id = org.ids.fresh(APP)
    name = given.get("name") or _KEY_NAMES.get(sign_on_mode) or _generated_name(str(label), app_id)
    now = org.clock()
    app = App(
        app_id,
        str(name),
        str(label),
        status="ACTIVE" if active else "INACTIVE",
        sign_on_mode=str(sign_on_mode),
        document=templates.document(str(name), sign_on_mode, given),
        created=now,
        last_updated=now,
    )
    if sign_on_mode == "OPENID_CONNECT":
        client = app.document["credentials"].setdefault("oauthClient", {})
        client["client_id"] = client.get("client_id") or app_id
    # Recorded: the schema of an app of the OpenID Connect template has a name of its own.
    schema_name = f"{name}_{app_id[-7:].lower()}" if name == "oidc_client" else str(name)
    add(
        org,
        app,
        templates.base_schema(sign_on_mode),
        {},
        templates.default_mappings(sign_on_mode),
        schema_name,
    )
    return app


def add(
    org: Org,
    app: App,
    base: dict[str, Property],
    custom: dict[str, Property],
    mappings: Mapping[Direction, Mapping[str, str]],
    schema_name: str | None = None,
) -> None:
    """Adds an app with its schema and mappings, whatever its kind. One of Okta's own apps gets no schema."""
    with org.database.transaction():
        org.apps.put(app)
        if not app.built_in:
            org.schemas.put(
                Schema(
                    "app",
                    app.id,
                    schema_name or app.name,
                    f"{app.label} User",
                    base=base,
                    custom=custom,
                    created=app.created,
                    last_updated=app.last_updated,
                )
            )
        mapping_rules.create_for_app(org, app.id, mappings)
        target = {"id": app.id, "type": "AppInstance", "alternateId": app.label, "displayName": app.name}
        org.logs.append(
            "directory.app_user_profile.bootstrap", "Bootstrap app user profile", targets=[target]
        )


def replace(org: Org, app: App, given: Mapping[str, Any]) -> App:
    """A full replace; `features` are configuration and don't change (documented)."""
    label = given.get("label")
    if not label:
        raise validation_failed("label", "label: The field cannot be left blank")
    app.label, app.last_updated = str(label), org.clock()
    client_id = (app.document.get("credentials", {}).get("oauthClient") or {}).get("client_id")
    app.document = templates.document(app.name, app.sign_on_mode, given)
    if client_id:
        app.document["credentials"].setdefault("oauthClient", {})["client_id"] = client_id
    with org.database.transaction():
        org.apps.put(app)
        schema = org.schemas.app(app.id)
        if schema is not None:
            schema.title = f"{app.label} User"
            org.schemas.put(schema)
    return app


def set_status(org: Org, app: App, status: str) -> None:
    """Activates or deactivates; repeating it changes nothing."""
    app.status, app.last_updated = status, org.clock()
    org.apps.put(app)


def set_features(org: Org, app: App, features: frozenset[str]) -> None:
    """Switches provisioning features; mappings to Okta follow profile mastering."""
    mastering = app.profile_mastering
    app.features, app.last_updated = features, org.clock()
    with org.database.transaction():
        org.apps.put(app)
        if mastering != (PROFILE_MASTERING in features):
            mapping_rules.follow_profile_mastering(org, app)


def delete(org: Org, app: App) -> None:
    """Removes an inactive app with its schema, mappings and users. Raises 403 E0000056 for an active one (recorded).

    Assumed: priorities of attribute sources that name the app keep it; no source tells.
    """
    if app.status == "ACTIVE":
        raise delete_app_forbidden()
    remove(org, app)


def remove(org: Org, app: App) -> None:
    """Removes an app in whatever status."""
    with org.database.transaction():
        schema = org.schemas.app(app.id)
        if schema is not None:
            org.schemas.drop(schema)
        for table in (org.mappings, org.app_users, org.directory, org.app_groups):
            table.delete("app_id = ?", app.id)
        org.apps.remove(app.id)


def _generated_name(label: str, app_id: str) -> str:
    """The key name of an app without a catalogue entry, `<org>_<label>_<n>` (recorded)."""
    return f"simulated_{re.sub('[^a-z0-9]', '', label.lower())}_{app_id[4:9].lstrip('0') or 1}"
