"""An app as Okta's JSON (recorded: keys and order)."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.apps import App

ACCESS_POLICY, PROFILE_ENROLLMENT = "ACCESS_POLICY", "PROFILE_ENROLLMENT"
_SIGNS = {"OPENID_CONNECT": "key", "SAML_2_0": ""}
"""Sign-on modes with a signing key; recorded: all OpenID Connect apps of an org have one, each SAML app its own."""


def policy_id(org: Org, kind: str) -> str:
    """The id of the policy of this type that each org has."""
    return org.ids.fixed("rst", kind)


def key_id(org: Org, app: App) -> str:
    """The `kid` of the key that an app signs with (43 characters, recorded)."""
    label = _SIGNS.get(app.sign_on_mode) or app.id
    return "".join(org.ids.fixed("", f"{label} {part}") for part in range(3))[:43]


def user_type_id(org: Org, app: App) -> str:
    """The id of the one type that an app's users have."""
    return org.ids.fixed("oty", app.id)


def application(org: Org, app: App, base_url: str) -> dict[str, Any]:
    """The answer of getApplication. `features` has an order that means nothing, as with Okta, but
    always the same one for one seed.
    """
    document = app.document
    own = f"{base_url}/api/v1/apps/{app.id}"
    change = "deactivate" if app.status == "ACTIVE" else "activate"
    return {
        "id": app.id,
        "orn": document.get("orn") or f"orn:okta:idp:00o{app.id[-17:]}:apps:{app.name}:{app.id}",
        "name": app.name,
        "label": app.label,
        "status": app.status,
        "lastUpdated": timestamp(app.last_updated),
        "created": timestamp(app.created),
        **{key: document[key] for key in ("accessibility", "licensing", "visibility") if key in document},
        "features": sorted(app.features, key=lambda feature: org.ids.noise(app.id + feature)),
        "signOnMode": app.sign_on_mode,
        **({"credentials": _credentials(org, app)} if "credentials" in document else {}),
        **{key: document[key] for key in ("universalLogout", "settings") if key in document},
        "_links": {
            **_saml_links(app, base_url),
            "uploadLogo": {"href": f"{own}/logo", "hints": {"allow": ["POST"]}},
            "appLinks": _app_links(app, base_url),
            **_policy_links(org, app, base_url),
            "groups": {"href": f"{own}/groups"},
            "logo": [
                {"name": "medium", "href": f"{base_url}/assets/img/logos/default.png", "type": "image/png"}
            ],
            **_secret_links(app, own),
            "users": {"href": f"{own}/users"},
            change: {"href": f"{own}/lifecycle/{change}"},
        },
    }


def _credentials(org: Org, app: App) -> dict[str, Any]:
    credentials = dict(app.document["credentials"])
    if app.sign_on_mode in _SIGNS and not credentials.get("signing"):
        credentials["signing"] = {"kid": key_id(org, app)}
    if "oauthClient" in credentials:
        credentials["oauthClient"] = dict(credentials["oauthClient"])
    return credentials


def _saml_links(app: App, base_url: str) -> dict[str, Any]:
    if app.sign_on_mode != "SAML_2_0":
        return {}
    help_page = f"{base_url}/app/{app.name}/{app.id}/setup/help/SAML_2_0/instructions"
    metadata = f"{base_url}/api/v1/apps/{app.id}/sso/saml/metadata"
    return {
        "help": {"href": help_page, "type": "text/html"},
        "metadata": {"href": metadata, "type": "application/xml"},
    }


def _app_links(app: App, base_url: str) -> list[dict[str, str]]:
    names = app.document.get("visibility", {}).get("appLinks", {})
    home = f"{base_url}/home/{app.name}/{app.id}"
    return [{"name": name, "href": f"{home}/{name}", "type": "text/html"} for name in names]


def _policy_links(org: Org, app: App, base_url: str) -> dict[str, Any]:
    """Apps of the Identity Engine name their policies."""
    if org.switches.pipeline != "idx":
        return {}
    links: dict[str, Any] = {
        name: {"href": f"{base_url}/api/v1/policies/{app.settings.get(kind) or policy_id(org, kind)}"}
        for name, kind in (("profileEnrollment", PROFILE_ENROLLMENT), ("accessPolicy", ACCESS_POLICY))
    }
    assign = f"{base_url}/api/v1/apps/{app.id}/policies"
    return {**links, "policies": {"href": assign, "hints": {"allow": ["PUT"]}}}


def _secret_links(app: App, own: str) -> dict[str, Any]:
    if app.sign_on_mode != "OPENID_CONNECT":
        return {}
    return {"clientCredentials": [{"name": "secrets", "href": f"{own}/credentials/secrets"}]}
