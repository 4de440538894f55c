"""What an app's `features` say about mappings and mastering.

`features` reflects what is configured for the app, not what it is capable of, and its order is unstable: it
is read as a set. Facts: Okta's Applications API reference, and recorded traffic of org2org, atspoke and
Active Directory apps. Imports only what costs nothing: `readiness`, resources and data sources all use it.
"""

from __future__ import annotations

from oktaprofile.text.characters import escaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

PROFILE_MASTERING = "PROFILE_MASTERING"
PUSH_PROFILE_UPDATES = "PUSH_PROFILE_UPDATES"

TO_OKTA = "to_okta"
TO_APP = "to_app"
PUSH = "PUSH"
DONT_PUSH = "DONT_PUSH"


def features(app: Mapping[str, Any]) -> frozenset[str]:
    """The app's feature words; empty for an app without a provisioning API (Okta sends `[]` or nothing)."""
    return frozenset(app.get("features") or ())


def is_profile_source(app: Mapping[str, Any]) -> bool:
    """Whether "Allow APP to source Okta users" is ticked, as far as `features` tells."""
    return PROFILE_MASTERING in features(app)


def pushes_updates(app: Mapping[str, Any]) -> bool:
    """Whether "Update User Attributes" towards the app is on, as far as `features` tells."""
    return PUSH_PROFILE_UPDATES in features(app)


def speaks_scim(app: Mapping[str, Any]) -> bool:
    """Whether Okta provisions the app by SCIM."""
    return "SCIM_PROVISIONING" in features(app)


def is_active(app: Mapping[str, Any]) -> bool:
    """Whether Okta runs anything for this app. A missing status counts as active: Okta always sends one."""
    return bool(app.get("status", "ACTIVE") == "ACTIVE")


def named(app: Mapping[str, Any]) -> str:
    """The app as messages name it: `"RingCentral" (0oa1…)`. Its label can neither break a line nor steer a terminal."""
    return f'"{escaped(str(app.get("label")))}" ({app.get("id")})'


def automatic_push_status(app: Mapping[str, Any], direction: str) -> str:
    """The push status that `auto` means: what Okta itself stores for this app in this direction.

    Towards Okta a profile source takes only PUSH and any other app only DONT_PUSH
    (okta/terraform-provider-okta #807 and #1295, and every recorded row). Towards the app a row holds PUSH
    where updates are pushed.
    """
    on = is_profile_source(app) if direction == TO_OKTA else pushes_updates(app)
    return PUSH if on else DONT_PUSH


def push_status_refusal(app: Mapping[str, Any], direction: str, push_status: str) -> str | None:
    """Why Okta would refuse this explicit push status, or None if it would not.

    Assumed (row 10): towards the app both words are accepted whatever the app does. A `POST /mappings/{id}` with
    PUSH for an app without PUSH_PROFILE_UPDATES would settle it.
    """
    if direction != TO_OKTA or push_status == automatic_push_status(app, direction):
        return None
    if push_status == PUSH:
        return (
            f"Okta accepts PUSH towards Okta only for a profile source, and the app {named(app)} is none: "
            'its features lack PROFILE_MASTERING. Use push_status = "auto" (here: DONT_PUSH), or tick '
            '"Allow … to source Okta users" in the app under Provisioning > To Okta first.'
        )
    return (
        f"The app {named(app)} is a profile source (its features hold PROFILE_MASTERING), and for those "
        'Okta accepts only PUSH towards Okta. Use push_status = "auto" (here: PUSH).'
    )
