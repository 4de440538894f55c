"""The console's "Apply updates now": a mapping, applied to the people who exist already. Internal to Okta.

Without it a changed mapping reaches a person with the next change of what it reads (documented). Facts: the sources of
Okta's own Terraform provider (`always_apply`) and its issue 972: the path, that it takes API tokens only, and that the
app's side is named by the id of the app's user type. Assumed (row 29): the answer's status alone says whether Okta
took it, and one call applies the whole mapping to everybody. A preview org with a person whose app user is behind would
settle it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta.errors import NotFound, OktaError

if TYPE_CHECKING:
    from oktaprofile.okta.client import OktaClient

BY_HAND = (
    "Do it in the Admin Console: Directory > Profile Editor, the app's Mappings, the direction, Save Mappings, Apply "
    "updates now."
)


def reapply(client: OktaClient, app_id: str, direction: str, user_type_id: str) -> None:
    """Asks Okta to apply the mapping to everybody. `direction`: to_okta or to_app. Raises OktaError."""
    types = client.list_application_user_types(app_id)
    if len(types) != 1:
        raise OktaError(
            f"The app {app_id} has {len(types)} types of users, and which one the mapping is of is not known.",
            next_step=BY_HAND,
        )
    ends = (types[0]["id"], user_type_id)
    try:
        client.reapply_mapping(*(ends if direction == "to_okta" else reversed(ends)))
    except NotFound as error:
        error.message += (
            " This org does not offer the internal operation that applies a mapping to everybody."
        )
        raise
