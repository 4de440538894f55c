"""Assigning users to apps and changing what the app knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oktaprofile.expression import ExpressionError, Value, compile_expression
from oktaprofile.simulator.errors import already_assigned, attribute_is_pushed, not_found, validation_failed
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.values import misfit
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.apps import App
from oktaprofile.simulator.state.logs import ADMINISTRATOR
from oktaprofile.simulator.state.users import User


def assign(org: Org, app: App, given: Mapping[str, Any]) -> AppUser:
    """Assigns a user by the body of assignUserToApplication; the mapping to the app fills the profile (recorded), but
    for the values of the body: a later mapping does not change them (Okta's help, "Manage app assignments").

    Raises 404 for an unknown user, 409 E0000062 for one who is assigned already, 400 for an attribute
    outside the schema.
    """
    user = org.users.get(str(given.get("id") or ""))
    if user is None:
        raise not_found(str(given.get("id")), "User")
    if org.app_users.get(app.id, user.id) is not None:
        raise already_assigned()
    sent = _known_attributes(org, app, given.get("profile"))
    now = org.clock()
    profile = mapped_profile(org, app, user)
    profile.update({name: value for name, value in sent.items() if value is not None})
    user_name = (given.get("credentials") or {}).get("userName") or user.login
    app_user = AppUser(
        app.id,
        user.id,
        profile,
        user_name=user_name,
        scope=str(given.get("scope") or "USER"),
        sync_state="SYNCHRONIZED" if app.features else "DISABLED",
        created=now,
        last_updated=now,
    )
    org.app_users.put(app_user)
    if sent:
        org.typed.note(app.id, user.id, sent)
    return app_user


def change(org: Org, app: App, app_user: AppUser, given: Mapping[str, Any]) -> AppUser:
    """Changes the sent attributes; null clears. Raises 403 E0000075 for a mapped attribute while profile push is on."""
    sent = _known_attributes(org, app, given.get("profile"))
    user = org.users.get(app_user.user_id)
    mapping = org.mappings.find(app.id, user.type_id, "to_app") if user else None
    if app.push_profile_updates and mapping is not None:
        for name, value in sent.items():
            if name in mapping.properties and value != app_user.profile.get(name):
                raise attribute_is_pushed(name)
    merged = {**app_user.profile, **sent}
    profile = {name: value for name, value in merged.items() if value is not None}
    if profile != app_user.profile and user is not None:
        about = [(app.id, "AppInstance", app.label), (user.id, "User", user.login)]
        org.logs.append(
            "application.user_membership.update",
            "User's application properties updated",
            targets=[
                {"id": id_, "type": kind, "alternateId": name, "displayName": name}
                for id_, kind, name in about
            ],
            actor=ADMINISTRATOR,
        )
    app_user.profile = profile
    app_user.user_name = (given.get("credentials") or {}).get("userName") or app_user.user_name
    app_user.last_updated = org.clock()
    org.app_users.put(app_user)
    if sent:
        org.typed.note(app.id, app_user.user_id, sent)
    return app_user


def mapped_profile(org: Org, app: App, user: User) -> dict[str, Any]:
    """What the mapping to the app makes of an Okta user's profile.

    An expression that fails, or whose outcome the language leaves open, gives no value (documented event:
    `application.appuser.mapping.invalid.expression`).
    """
    mapping = org.mappings.find(app.id, user.type_id, "to_app")
    profile: dict[str, Any] = {}
    failed = False
    context = {"user": user.profile, "source": user.profile}
    for target, value in (mapping.properties if mapping else {}).items():
        try:
            outcome = compile_expression(value["expression"]).evaluate(context)
        except ExpressionError:
            failed = True
            continue
        if not isinstance(outcome, Value):
            failed = True
        elif outcome.value is not None and target != "userName":
            profile[target] = outcome.value
    if failed:
        target_of_event = {
            "id": app.id,
            "type": "AppInstance",
            "alternateId": app.label,
            "displayName": app.name,
        }
        org.logs.append(
            "application.appuser.mapping.invalid.expression",
            "Invalid mapping expression",
            targets=[target_of_event],
            outcome="FAILURE",
        )
    return profile


def _known_attributes(org: Org, app: App, profile: object) -> dict[str, Any]:
    """The sent profile, checked against the app's schema."""
    if profile is None:
        return {}
    if not isinstance(profile, Mapping):
        raise validation_failed("profile", "profile: must be an object")
    schema = org.schemas.app(app.id)
    for name in profile:
        if schema is not None and schema.property(name) is None:
            raise validation_failed(name, f"Property name '{name}' is not defined in profile")
        definition = (schema.property(name) or {}) if schema else {}
        if profile[name] is not None and (reason := misfit(profile[name], definition)) is not None:
            raise validation_failed(name, f"{name}: {reason}")  # Assumed text
    return {name: value for name, value in profile.items() if name != "userName"}
