"""What a `moved` block takes over from okta/okta: where the thing is, and no more.

Terraform moves without a configured provider, so nothing is looked up here. The read that follows finds everything
else, as after an import: what is there is what destroy leaves. What okta/okta stores: 6.12.0, and its pages.
"""

from __future__ import annotations

from oktaprofile.plugin.resource import Applied
from oktaprofile.provider import arguments
from oktaprofile.provider.app_features import TO_APP, TO_OKTA
from oktaprofile.provider.owned.private_state import MOVED, OWNER, new_token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oktaprofile.plugin.diagnostics import Diagnostics
    from oktaprofile.plugin.moving import MoveRequest

APP_PROPERTY = "okta_app_user_schema_property"
USER_PROPERTY = "okta_user_schema_property"
MAPPING = "okta_profile_mapping"


def app_property(request: MoveRequest) -> Applied:
    """One attribute of an app. Raises DiagnosticError where the source is another type, or stored something else."""
    _check(request, APP_PROPERTY)
    app_id, name = _text(request, "app_id"), _text(request, "index")
    return _first(
        {"id": f"{app_id}/{name}", "app_id": app_id, "name": name, **_property(request)},
    )


def user_property(request: MoveRequest) -> Applied:
    """One attribute of the users of a type. The id of the default type is for the read to find."""
    _check(request, USER_PROPERTY)
    user_type, name = _text(request, "user_type"), _text(request, "index")
    selector = None if user_type == arguments.DEFAULT else user_type
    return _first(
        {"id": f"{user_type}/{name}", "user_type": selector, "name": name, **_property(request)},
    )


def mapping(request: MoveRequest, diagnostics: Diagnostics) -> Applied:
    """The lines that the source's configuration names. Warns of what it did besides, and nobody does from now on."""
    _check(request, MAPPING)
    sides = request.state.get("source_type"), request.state.get("target_type")
    directions = {("appuser", "user"): TO_OKTA, ("user", "appuser"): TO_APP}
    if sides not in directions:
        raise request.refusal(f"It maps {sides[0]} to {sides[1]}, and not between an app and Okta's users.")
    direction, ends = directions[sides], (_text(request, "source_id"), _text(request, "target_id"))
    app_id, user_type_id = ends if direction == TO_OKTA else ends[::-1]
    lines = request.state.get("mappings")
    keys = [one["id"] for one in lines if one.get("id")] if isinstance(lines, list) else []
    if not keys:
        raise request.refusal("It maps no attribute.")
    did = {
        "delete_when_absent": "removed every other line of the mapping, which stays now: it is somebody else's",
        "always_apply": "applied changes to people at once; here apply_to_existing_users does, which is off now",
    }
    for argument, what in did.items():
        if request.state.get(argument) is True:
            diagnostics.warning(
                f"{argument} ends with the move of {request.state['id']}", f"okta/okta {what}."
            )
    return _first(
        {
            "id": _text(request, "id"),
            "app_id": app_id,
            "direction": direction,
            "user_type": user_type_id,
            "user_type_id": user_type_id,
            "properties": {key: {"expression": ""} for key in keys},
        }
    )


def _first(state: dict[str, Any]) -> Applied:
    return Applied(state, {OWNER: new_token(), MOVED: True})


def _property(request: MoveRequest) -> dict[str, Any]:
    if request.state.get("type") == "object":
        raise request.refusal("Attributes of the type object are left to okta/okta.")
    return {"title": request.state.get("title"), "type": request.state.get("type"), **arguments.AFTER_IMPORT}


def _check(request: MoveRequest, type_name: str) -> None:
    """Whatever registry or mirror the source was installed from, it is somebody's okta/okta."""
    if request.type_name != type_name or request.provider.split("/")[1:] != ["okta", "okta"]:
        raise request.refusal()


def _text(request: MoveRequest, key: str) -> str:
    value = request.state.get(key)
    if not isinstance(value, str) or not value:
        raise request.refusal(f"Its stored state (version {request.version}) has no {key}.")
    return value
