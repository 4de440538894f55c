"""The provisioning features of an app, USER_PROVISIONING and INBOUND_PROVISIONING (recorded: shapes, errors)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from oktaprofile.simulator.apps import rules
from oktaprofile.simulator.errors import not_found, validation_failed
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.apps import App

DESCRIPTIONS = {
    "USER_PROVISIONING": "User provisioning settings from Okta to a downstream application",
    "INBOUND_PROVISIONING": (
        "In-bound provisioning settings for provisioning users from an application to Okta"
    ),
}

_INBOUND: dict[str, Any] = {
    "importSettings": {
        "username": {"userNameFormat": "EMAIL"},
        "schedule": {"status": "DISABLED", "fullImport": None, "incrementalImport": None},
    },
    "importRules": {
        "userCreateAndMatch": {
            "exactMatchCriteria": "USERNAME",
            "allowPartialMatch": True,
            "autoConfirmPartialMatch": False,
            "autoConfirmExactMatch": False,
            "autoConfirmNewUsers": False,
            "autoActivateNewUsers": False,
        }
    },
}


def require_provisioning(app: App, name: str | None = None) -> None:
    """Raises 400 for an app without provisioning, 404 for a feature that doesn't exist (both recorded)."""
    if name is not None and name not in DESCRIPTIONS:
        raise not_found(name, "PublicAppFeatureSetName")
    if not app.features and not app.settings.get("provisioning"):
        raise validation_failed("feature", "Provisioning is not supported.")


def capabilities(app: App, name: str) -> dict[str, Any]:
    """What the feature is set to; what was never written follows from the app's `features`."""
    default = copy.deepcopy(_INBOUND) if name == "INBOUND_PROVISIONING" else _outbound(app.features)
    settings: dict[str, Any] = _overlaid(default, app.settings.get(name, {}))
    if name == "USER_PROVISIONING":
        settings = _overlaid(settings, _switches(app.features))
    return settings


def update(org: Org, app: App, name: str, given: Mapping[str, Any]) -> App:
    """Takes over the sent part of `capabilities`, without a wrapper (recorded); the app's `features` follow."""
    before = capabilities(app, name)
    after = _overlaid(before, given)
    app.settings = {**app.settings, name: after}
    features = set(app.features)
    if name == "USER_PROVISIONING":
        for feature, path in _SWITCHED.items():
            section, key = path
            (features.add if after[section][key]["status"] == "ENABLED" else features.discard)(feature)
    with org.database.transaction():
        rules.set_features(org, app, frozenset(features))
    return app


_SWITCHED = {
    "PUSH_NEW_USERS": ("create", "lifecycleCreate"),
    "PUSH_PROFILE_UPDATES": ("update", "profile"),
    "PUSH_USER_DEACTIVATION": ("update", "lifecycleDeactivate"),
    "PUSH_PASSWORD_UPDATES": ("update", "password"),
}


def _switches(features: frozenset[str]) -> dict[str, Any]:
    switches: dict[str, Any] = {"create": {}, "update": {}}
    for feature, (section, key) in _SWITCHED.items():
        switches[section][key] = {"status": "ENABLED" if feature in features else "DISABLED"}
    return switches


def _outbound(features: frozenset[str]) -> dict[str, Any]:
    settings = _switches(features)
    settings["update"]["password"] |= {"seed": "RANDOM", "change": "KEEP_EXISTING"}
    return settings


def _overlaid(settings: Any, given: Any) -> Any:  # noqa: ANN401 - any JSON value
    """`settings` with what `given` says; null is a value, but takes no section away (Assumed)."""
    if isinstance(settings, dict) and not isinstance(given, Mapping):
        return settings
    if isinstance(settings, dict) and isinstance(given, Mapping):
        return {**settings, **{key: _overlaid(settings.get(key), value) for key, value in given.items()}}
    return given


def shown(app: App, name: str, base_url: str) -> dict[str, Any]:
    """The answer of getFeatureForApplication."""
    href = f"{base_url}/api/v1/apps/{app.id}/features/{name}"
    return {
        "name": name,
        "status": "ENABLED",
        "description": DESCRIPTIONS[name],
        "capabilities": capabilities(app, name),
        "_links": {"self": {"href": href, "hints": {"allow": ["GET", "PUT"]}}},
    }
