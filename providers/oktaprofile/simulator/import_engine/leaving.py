"""Whom a full import deactivates or suspends: people whom it skipped, where its app decides about them.

Published, read 2026-11-30: only the highest of a person's profile sources can deactivate or suspend them (Okta's help,
"Edit app provisioning"); a staged user is deactivated where others are suspended (Okta support, "Users getting
deactivated instead of suspended"); a super administrator is not deactivated by an import (Okta's help, "About profile
sourcing").
"""

from __future__ import annotations

from collections.abc import Iterable

from oktaprofile.simulator.import_engine.events import DEACTIVATED, SUSPENDED, Event, user_left
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.users import User
from oktaprofile.simulator.users.rules import set_status


def leave(org: Org, app: App, skipped: Iterable[User]) -> list[Event]:
    """Deactivates or suspends those of `skipped` whose highest profile source the app is; the events."""
    choice = org.switches.skipped_people
    if choice == "keep":
        return []
    order, events = [one.id for one in org.apps.profile_sources()], []
    for user in skipped:
        assigned = org.app_users.app_ids(user.id)
        highest = next((one for one in order if one in assigned), None)
        if highest != app.id or org.roles.where("user_id = ? AND type = ?", user.id, "SUPER_ADMIN"):
            continue
        status = SUSPENDED if choice == "suspend" and user.status != "STAGED" else DEACTIVATED
        if user.status != status:
            set_status(org, user, status)
            events.append(user_left(user, status, app))
    return events
