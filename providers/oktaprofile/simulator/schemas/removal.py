"""Deleting a property: what still uses it, and what goes with it."""

from __future__ import annotations

from oktaprofile.simulator.mappings.expressions import source_attributes
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.state.schemas import Schema


def use_in_mappings(org: Org, schema: Schema, name: str) -> str | None:
    """The first mapped attribute that the property fills or is filled through (`user.primaryPhone`,
    `oidc_client.name`).
    """
    if schema.kind == "group":
        return None
    mappings = (
        org.mappings.of_app(schema.owner_id)
        if schema.kind == "app"
        else org.mappings.of_type(schema.owner_id)
    )
    for mapping in mappings:
        app = org.apps.get(mapping.app_id)
        is_target = (mapping.direction == "to_app") == (schema.kind == "app")
        root = "user" if mapping.direction == "to_okta" else (app.name if app else mapping.app_id)
        for target, value in mapping.properties.items():
            if (
                target == name
                if is_target
                else name in source_attributes(value["expression"], mapping.direction)
            ):
                return f"{root}.{target}"
    return None


def remove_values(org: Org, schema: Schema, name: str) -> None:
    """Deletes the property's values from all profiles: what Okta's background clean-up does."""
    path = f'$."{name}"'
    removal = "SET profile = json_remove(profile, ?) WHERE json_type(profile, ?) IS NOT NULL AND"
    if schema.kind == "app":
        org.database.write(f"UPDATE app_users {removal} app_id = ?", path, path, schema.owner_id)
    elif schema.kind == "user":
        org.database.write(f"UPDATE users {removal} type_id = ?", path, path, schema.owner_id)
