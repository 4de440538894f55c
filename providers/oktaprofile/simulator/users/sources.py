"""Which system an attribute of an Okta user comes from (documented: "Define the attribute profile source").

* A user has at most one profile source: of the active profile-source apps the user is assigned to, the one
  with the highest priority.
* `master` of the attribute: PROFILE_MASTER follows the profile source, OKTA is edited in Okta, OVERRIDE
  names apps in order and the first one to which the user is assigned wins.
* With attribute-level mastering off every attribute is PROFILE_MASTER.

Assumed: an app that OVERRIDE names is its source also where it is no active profile source (row 38 of
docs/unverified.md).
Assumed: OVERRIDE whose apps the user has none of falls back to the profile source. A user outside
RingCentral in a real org with an override on primaryPhone would settle it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.schemas import Property

OKTA = None
"""The source of an attribute that is edited in Okta."""
NOBODY = ""
"""The source of an attribute that nothing changes any more."""


def source_of(
    definition: Property,
    assigned_app_ids: Collection[str],
    profile_source_ids: Sequence[str],
    *,
    attribute_level: bool,
    frozen: bool = False,
) -> str | None:
    """The id of the app that is the source of one attribute for one user, or OKTA (None).

    `frozen`: an override none of whose apps the user has leaves them NOBODY (see `Switches.override_outside`).

    `assigned_app_ids`: the apps the user is assigned to; `profile_source_ids`: the org's profile sources in
    order.
    """
    master: dict[str, Any] = definition.get("master", {}) if attribute_level else {}
    if master.get("type") == "OKTA":
        return OKTA
    if master.get("type") == "OVERRIDE":
        for candidate in master.get("priority", ()):
            if candidate["value"] in assigned_app_ids:
                return str(candidate["value"])
        if frozen:
            return NOBODY
    return next((app_id for app_id in profile_source_ids if app_id in assigned_app_ids), OKTA)


def sources_of_user(org: Org, user_id: str, type_id: str) -> dict[str, str | None]:
    """The source of every attribute of one user, by variable name: an app id, or None for Okta."""
    schema = org.schemas.user(type_id)
    assigned = org.app_users.app_ids(user_id)
    order = [app.id for app in org.apps.profile_sources()]
    level = org.switches.attribute_level_mastering
    frozen = org.switches.override_outside == "frozen"
    return {
        name: source_of(definition, assigned, order, attribute_level=level, frozen=frozen)
        for name, definition in (schema.properties() if schema else {}).items()
    }
