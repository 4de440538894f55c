"""A user as Okta's JSON (recorded: keys and order; `mobilePhone` and `secondEmail` are there even when null)."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.identifiers import USER_SCHEMA
from oktaprofile.simulator.state.users import User

_ALWAYS_SHOWN = ("firstName", "lastName", "mobilePhone", "secondEmail", "login", "email")


_LIFECYCLE = {
    "PROVISIONED": (
        ("suspend", "suspend"),
        ("resetPassword", "reset_password"),
        ("reactivate", "reactivate"),
        ("resetFactors", "reset_factors"),
        ("deactivate", "deactivate"),
    ),
    "STAGED": (("activate", "activate"),),
    "DEPROVISIONED": (("activate", "activate"), ("delete", "")),
}
_LIFECYCLE_OF_OTHERS = (
    ("suspend", "suspend"),
    ("resetPassword", "reset_password"),
    ("deactivate", "deactivate"),
)
"""Link name and last part of its path, by status. Recorded for PROVISIONED only."""


def user(one: User, base_url: str, *, in_list: bool = False) -> dict[str, Any]:
    """The answer of getUser; items of a list have the link `self` only (recorded)."""
    own = f"{base_url}/api/v1/users/{one.id}"
    realm = {"realmId": one.extra["realmId"]} if "realmId" in one.extra else {}
    profile = {name: one.profile.get(name) for name in _ALWAYS_SHOWN}
    profile.update({name: value for name, value in one.profile.items() if value is not None})
    links: dict[str, Any] = {"self": {"href": own}}
    if not in_list:
        links["schema"] = {"href": f"{base_url}/api/v1/meta/schemas/user/{USER_SCHEMA}{one.type_id[3:]}"}
        links["type"] = {"href": f"{base_url}/api/v1/meta/types/user/{one.type_id}"}
        for name, part in _LIFECYCLE.get(one.status, _LIFECYCLE_OF_OTHERS):
            links[name] = {
                "href": f"{own}/lifecycle/{part}" if part else own,
                "method": "POST" if part else "DELETE",
            }
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
        "_links": links,
    }


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else timestamp(seconds)
