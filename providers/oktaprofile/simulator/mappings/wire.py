"""A mapping as Okta's JSON (recorded)."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.mappings import Mapping


def mapping(org: Org, one: Mapping, base_url: str, *, with_properties: bool) -> dict[str, Any]:
    """The answer of getProfileMapping; items of the list have no `properties` (recorded)."""
    app, user_type = org.apps.get(one.app_id), org.user_types.get(one.type_id)
    app_side = {
        "id": one.app_id,
        "name": app.name if app else "",
        "type": "appuser",
        "_links": {
            "self": {"href": f"{base_url}/api/v1/apps/{one.app_id}"},
            "schema": {"href": f"{base_url}/api/v1/meta/schemas/apps/{one.app_id}/default"},
        },
    }
    schema_id = user_type.schema_id if user_type else "default"
    user_side = {
        "id": one.type_id,
        "name": user_type.name if user_type else "",
        "type": "user",
        "_links": {
            "self": {"href": f"{base_url}/api/v1/meta/types/user/{one.type_id}"},
            "schema": {"href": f"{base_url}/api/v1/meta/schemas/user/{schema_id}"},
        },
    }
    source, target = (app_side, user_side) if one.direction == "to_okta" else (user_side, app_side)
    return {
        "id": one.id,
        "source": source,
        "target": target,
        **({"properties": one.properties} if with_properties else {}),
        "_links": {"self": {"href": f"{base_url}/api/v1/mappings/{one.id}"}},
    }
