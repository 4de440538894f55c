"""What a new app instance begins with: its base schema, its mappings and the rest of its JSON, by kind of app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oktaprofile.simulator.schemas.base import oidc_base, plain_base
from oktaprofile.simulator.state.mappings import Direction
from oktaprofile.simulator.state.schemas import Property

_OIDC_TO_APP: Mapping[str, str] = {
    "name": 'user.firstName + " " + user.lastName',
    "nickname": "user.nickName",
    "given_name": "user.firstName",
    "middle_name": "user.middleName",
    "family_name": "user.lastName",
    "email": "user.email",
    "profile": "user.profileUrl",
    "zoneinfo": 'user.timezone == null ? "America/Los_Angeles" : user.timezone',
    "locale": 'user.locale == null ? "en_US" : user.locale',
    "phone_number": "user.primaryPhone",
    "street_address": "user.streetAddress",
    "locality": "user.city",
    "region": "user.state",
    "postal_code": "user.zipCode",
    "country": "user.countryCode",
}
"""Recorded are the values that a fresh assignment gets from them. Assumed: the expressions themselves (a
user report, #949, shows some of them).
"""


def base_schema(sign_on_mode: str) -> dict[str, Property]:
    """The base properties of a new app (recorded for OpenID Connect and SAML)."""
    return oidc_base() if sign_on_mode == "OPENID_CONNECT" else plain_base()


def default_mappings(sign_on_mode: str) -> Mapping[Direction, Mapping[str, str]]:
    """The expressions of a new app's mappings, by direction."""
    return {"to_app": _OIDC_TO_APP} if sign_on_mode == "OPENID_CONNECT" else {}


def document(name: str, sign_on_mode: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON that an app has besides its identity and features: what was sent over what Okta fills in (recorded)."""
    visibility = given.get("visibility") or {}
    hide = visibility.get("hide") or {}
    sent_settings = given.get("settings") or {}
    notes = sent_settings.get("notes") or {}
    settings: dict[str, Any] = {
        "app": sent_settings.get("app") or {},
        "notifications": {"vpn": {"network": {"connection": "DISABLED"}, "message": None, "helpUrl": None}},
        "manualProvisioning": False,
        "implicitAssignment": bool(sent_settings.get("implicitAssignment")),
        "emOptInStatus": "NONE",
        "notes": {"admin": notes.get("admin"), "enduser": notes.get("enduser")},
    }
    if sign_on_mode == "OPENID_CONNECT":
        settings["oauthClient"] = {
            "client_uri": None,
            "logo_uri": None,
            **(sent_settings.get("oauthClient") or {}),
        }
    elif "signOn" in sent_settings:
        settings["signOn"] = sent_settings["signOn"]
    credentials = {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}, "signing": {}}
    return {
        "accessibility": {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None},
        "visibility": {
            "autoLaunch": False,
            "autoSubmitToolbar": bool(visibility.get("autoSubmitToolbar")),
            "hide": {"iOS": bool(hide.get("iOS")), "web": bool(hide.get("web"))},
            "appLinks": {f"{name}_link": True},
        },
        "credentials": credentials | (given.get("credentials") or {}),
        "universalLogout": None,
        "settings": settings,
    }
