"""An app as Okta's JSON (recorded: keys and order)."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.apps import App


def application(org: Org, app: App, base_url: str) -> dict[str, Any]:
    """The answer of getApplication. `features` stands in an order that means nothing, as with Okta, but
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
        **{key: document[key] for key in ("credentials", "universalLogout", "settings") if key in document},
        "_links": {
            "uploadLogo": {"href": f"{own}/logo", "hints": {"allow": ["POST"]}},
            "appLinks": [],
            "groups": {"href": f"{own}/groups"},
            "logo": [],
            "users": {"href": f"{own}/users"},
            change: {"href": f"{own}/lifecycle/{change}"},
        },
    }
