"""An app user as Okta's JSON (recorded: keys and order; `profile` has every schema property, null when empty)."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.schemas import Schema


def app_user(one: AppUser, schema: Schema | None, base_url: str) -> dict[str, Any]:
    """The answer of getApplicationUser. `lastSync` is there with provisioning only (recorded)."""
    names = [name for name in (schema.properties() if schema else one.profile) if name != "userName"]
    synchronized = {} if one.last_sync is None else {"lastSync": timestamp(one.last_sync)}
    return {
        "id": one.user_id,
        "externalId": one.external_id,
        "created": timestamp(one.created),
        "lastUpdated": timestamp(one.last_updated),
        "scope": one.scope,
        "status": one.status,
        "statusChanged": timestamp(one.created),
        "passwordChanged": None,
        "syncState": one.sync_state,
        **synchronized,
        "credentials": {"userName": one.user_name},
        "profile": {name: one.profile.get(name) for name in names},
        "_links": {
            "app": {"href": f"{base_url}/api/v1/apps/{one.app_id}"},
            "user": {"href": f"{base_url}/api/v1/users/{one.user_id}"},
        },
    }
