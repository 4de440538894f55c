"""Creating and changing users: what a profile may hold, and which system must be asked to change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oktaprofile.simulator.database import encoded
from oktaprofile.simulator.errors import ApiError, profile_mastered_elsewhere, validation_failed
from oktaprofile.simulator.identifiers import USER
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.formats import LOGIN, has_form, login
from oktaprofile.simulator.schemas.values import misfit
from oktaprofile.simulator.state.logs import ADMINISTRATOR
from oktaprofile.simulator.state.schemas import Schema
from oktaprofile.simulator.state.users import Profile, User
from oktaprofile.simulator.users.sources import OKTA, sources_of_user


def create(org: Org, given: Mapping[str, Any], *, activate: bool) -> User:
    """Makes a user from the body of createUser. Raises 400 for what the schema of its type refuses, or a login in use.

    Recorded: without a password the new user is PROVISIONED; with one ACTIVE, not activated STAGED (both
    documented).
    """
    type_id = str((given.get("type") or {}).get("id") or org.user_types.default().id)
    schema = org.schemas.user(type_id)
    if schema is None:
        raise validation_failed("type", f"type: User type {type_id} does not exist.")  # Assumed text
    profile = _checked(org, schema, given.get("profile"), {}, None)
    credentials = given.get("credentials") or {}
    has_password = bool((credentials.get("password") or {}).get("value"))
    now = org.clock()
    user = User(
        org.ids.fresh(USER),
        type_id,
        profile,
        status=("ACTIVE" if has_password else "PROVISIONED") if activate else "STAGED",
        created=now,
        activated=now if activate else None,
        status_changed=now if activate else None,
        last_updated=now,
        extra={"realmId": given["realmId"]} if given.get("realmId") else {},
    )
    org.users.put(user)
    return user


def change(org: Org, user: User, given: Mapping[str, Any], *, partial: bool) -> User:
    """Changes a profile: the sent attributes only, or (not `partial`) all of it.

    Raises 400 for what the schema refuses, 403 E0000023 for a changed attribute whose source is an app
    (documented; which attributes is decided by `sources.py`).
    """
    schema = org.schemas.user(user.type_id)
    assert schema is not None
    sent = given.get("profile")
    if sent is not None and not isinstance(sent, Mapping):
        raise validation_failed("profile", "profile: must be an object")
    before = user.profile
    profile = _checked(org, schema, {**(before if partial else {}), **(sent or {})}, before, user.id)
    changed = {name for name in {*before, *profile} if before.get(name) != profile.get(name)}
    if changed:
        sources = sources_of_user(org, user.id, user.type_id)
        if any(sources.get(name) is not OKTA for name in changed):
            raise profile_mastered_elsewhere()
        user.profile, user.last_updated = profile, org.clock()
        with org.database.transaction():
            org.users.put(user)
            target = {"id": user.id, "type": "User", "alternateId": user.login, "displayName": user.login}
            org.logs.append(
                "user.account.update_profile",
                "Update user profile for Okta",
                targets=[target],
                debug={"changedAttributes": ",".join(sorted(changed))},
                actor=ADMINISTRATOR,
            )
    return user


def set_type(org: Org, user: User, type_id: str) -> User:
    """Moves a user to another type (documented on replaceUser; recorded)."""
    if org.schemas.user(type_id) is None:
        raise validation_failed("type", f"type: User type {type_id} does not exist.")  # Assumed text
    user.type_id, user.last_updated = type_id, org.clock()
    org.users.put(user)
    return user


def set_status(org: Org, user: User, status: str) -> None:
    """Activates, deactivates and so on."""
    now = org.clock()
    user.status, user.status_changed, user.last_updated = status, now, now
    if status == "ACTIVE":
        user.activated = user.activated or now
    org.users.put(user)


def delete(org: Org, user: User) -> None:
    """The first call deactivates, the next one deletes (documented)."""
    if user.status != "DEPROVISIONED":
        set_status(org, user, "DEPROVISIONED")
        return
    with org.database.transaction():
        for table in (org.app_users, org.members, org.roles):
            table.delete("user_id = ?", user.id)
        org.users.remove(user.id)


def _checked(org: Org, schema: Schema, sent: object, before: Profile, user_id: str | None) -> Profile:
    """The profile to store: known attributes with a value. Texts: the first recorded, the others documented."""
    if not isinstance(sent, Mapping):
        raise validation_failed("profile", "profile: The field cannot be left blank")
    properties = schema.properties()
    for name, value in sent.items():
        if name not in properties and value is not None and name not in before:
            raise validation_failed(name, f"Property name '{name}' is not defined in profile")
    profile = {name: value for name, value in sent.items() if value is not None and name in properties}
    for name, definition in properties.items():
        if name == LOGIN:
            definition = login(definition)
        value = profile.get(name)
        if definition.get("required") and value in (None, ""):
            raise validation_failed(name, f"{name}: The field cannot be left blank")
        if isinstance(value, str) and len(value) > definition.get("maxLength", len(value)):
            limit = definition["maxLength"]
            raise validation_failed(name, f"{name}: String is too long ({len(value)} chars), maximum {limit}")
        if isinstance(value, str) and value and not has_form(value, definition):
            raise validation_failed(name, f"{name}: Does not match required pattern")
        if (reason := misfit(value, definition)) is not None:
            raise validation_failed(name, f"{name}: {reason}")  # Assumed text
        if value is not None and definition.get("unique") and _taken(org, schema, name, value, user_id):
            raise _exists(name)
    if not isinstance(profile["login"], str):
        raise validation_failed("login", "login: must be a text")
    other = org.users.taken_by(profile["login"])
    if other not in (None, user_id):
        raise _exists("login")
    return profile


def _taken(org: Org, schema: Schema, name: str, value: object, user_id: str | None) -> bool:
    """Whether another user has the value of a unique attribute. One namespace over all types that declare it unique
    (documented).
    """
    types = [one.id for one in org.user_types.all()]
    schemas = {one: org.schemas.user(one) for one in types}
    unique = [one for one, found in schemas.items() if found and (found.property(name) or {}).get("unique")]
    same = "json_extract(profile, ?) = ? AND id IS NOT ? AND type_id IN (SELECT value FROM json_each(?))"
    return org.users.first(same, f'$."{name}"', value, user_id, encoded(unique)) is not None


def _exists(name: str) -> ApiError:
    return validation_failed(
        name, f"{name}: An object with this field already exists in the current organization"
    )
