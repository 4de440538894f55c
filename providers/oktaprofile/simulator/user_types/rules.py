"""Creating and deleting user types: a type brings a schema of its own, and mappings with every app."""

from __future__ import annotations

from oktaprofile.simulator.errors import validation_failed
from oktaprofile.simulator.identifiers import USER_TYPE
from oktaprofile.simulator.mappings.rules import create_for_type
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.schemas.base import user_base
from oktaprofile.simulator.state.schemas import Schema
from oktaprofile.simulator.state.user_types import UserType


def create(
    org: Org, *, name: str, display_name: str, description: str | None, by: str, type_id: str | None = None
) -> UserType:
    """Makes a type with its schema and mappings. Raises 400 for a name that is taken or empty.

    `by` is the id of the admin; `type_id` fixes the id (for /simulator/load), None takes a fresh one.
    """
    if not name or not display_name:
        raise validation_failed("name" if not name else "displayName", "The field cannot be left blank")
    if any(one.name.casefold() == name.casefold() for one in org.user_types.all()):
        # Documented (release notes 2019.10.2): a name in use gets an error of its own. Assumed text.
        raise validation_failed("name", f"name: A user type with the name '{name}' already exists.")
    now = org.clock()
    with org.database.transaction():
        user_type = UserType(
            type_id or org.ids.fresh(USER_TYPE),
            name,
            display_name,
            description,
            created_by=by,
            last_updated_by=by,
            created=now,
            last_updated=now,
        )
        org.user_types.put(user_type)
        org.schemas.put(
            Schema(
                "user", user_type.id, name, name, description, base=user_base(), created=now, last_updated=now
            )
        )
        create_for_type(org, user_type.id)
        target = {"id": user_type.id, "type": "UserType", "alternateId": name, "displayName": display_name}
        org.logs.append(
            "directory.non_default_user_profile.create", "Create non-default user profile", targets=[target]
        )
    return user_type


def delete(org: Org, user_type: UserType) -> None:
    """Removes a type with its schema and mappings. Raises 400 for the default type and for one that has users."""
    if user_type.default:
        raise validation_failed("userType", "The default user type cannot be deleted.")  # Assumed text
    if org.users.count("type_id = ?", user_type.id):
        raise validation_failed("userType", "The user type is in use and cannot be deleted.")  # Assumed text
    with org.database.transaction():
        schema = org.schemas.user(user_type.id)
        if schema is not None:
            org.schemas.drop(schema)
        org.mappings.delete("type_id = ?", user_type.id)
        org.user_types.remove(user_type.id)
