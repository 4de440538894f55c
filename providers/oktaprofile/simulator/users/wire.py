"""A user as Okta's JSON (recorded: keys and order; `mobilePhone` and `secondEmail` are there even when
null)."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.identifiers import USER_SCHEMA
from oktaprofile.simulator.users.records import User

_ALWAYS_SHOWN = ("firstName", "lastName", "mobilePhone", "secondEmail", "login", "email")


def user(one: User, base_url: str) -> dict[str, Any]:
    """The answer of getUser."""
    own = f"{base_url}/api/v1/users/{one.id}"
    realm = {"realmId": one.extra["realmId"]} if "realmId" in one.extra else {}
    profile = {name: one.profile.get(name) for name in _ALWAYS_SHOWN}
    profile.update({name: value for name, value in one.profile.items() if value is not None})
    lifecycle = "activate" if one.status in ("STAGED", "DEPROVISIONED") else "deactivate"
    return {
        "id": one.id,
        "status": one.status,
        "created": timestamp(one.created),
        "activated": _moment(one.activated),
        "statusChanged": _moment(one.status_changed),
        "lastLogin": None,
        "lastUpdated": timestamp(one.last_updated),
        "passwordChanged": None,
        **realm,
        "type": {"id": one.type_id},
        "profile": profile,
        "credentials": one.extra.get("credentials") or {"provider": {"type": "OKTA", "name": "OKTA"}},
        "_links": {
            "schema": {"href": f"{base_url}/api/v1/meta/schemas/user/{USER_SCHEMA}{one.type_id[3:]}"},
            "self": {"href": own},
            "type": {"href": f"{base_url}/api/v1/meta/types/user/{one.type_id}"},
            lifecycle: {"href": f"{own}/lifecycle/{lifecycle}", "method": "POST"},
        },
    }


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else timestamp(seconds)
