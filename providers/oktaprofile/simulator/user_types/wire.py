"""A user type as Okta's JSON (recorded)."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.state.user_types import UserType


def user_type(one: UserType, base_url: str) -> dict[str, Any]:
    """The answer of getUserType."""
    return {
        "id": one.id,
        "displayName": one.display_name,
        "name": one.name,
        "description": one.description,
        "createdBy": one.created_by,
        "lastUpdatedBy": one.last_updated_by,
        "created": timestamp(one.created),
        "lastUpdated": timestamp(one.last_updated),
        "default": one.default,
        "_links": {
            "schema": _link("schema", f"{base_url}/api/v1/meta/schemas/user/{one.schema_id}"),
            "self": _link("self", f"{base_url}/api/v1/meta/types/user/{one.id}"),
        },
    }


def _link(relation: str, href: str) -> dict[str, str]:
    return {"rel": relation, "href": href, "method": "GET"}
