"""A schema as Okta's JSON (recorded: keys and their order, the form of `id`, when `required` is there)."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.identifiers import USER_SCHEMA
from oktaprofile.simulator.schemas.properties import shown
from oktaprofile.simulator.state.schemas import Property, Schema
from oktaprofile.simulator.state.user_types import UserType


def app_schema(schema: Schema, base_url: str, *, attribute_level_mastering: bool) -> dict[str, Any]:
    """The answer of getApplicationUserSchema: no `_links`, no `description`."""
    return {
        "id": f"{base_url}/meta/schemas/apps/{schema.owner_id}/default",
        **_body(schema, attribute_level_mastering),
    }


def user_schema(
    schema: Schema, user_type: UserType, asked_for: str, base_url: str, *, attribute_level_mastering: bool
) -> dict[str, Any]:
    """The answer of getUserSchema. `asked_for` is the request's schema id, `default` or `osc…`: `id` repeats it."""
    own = USER_SCHEMA + user_type.id[len(USER_SCHEMA) :]
    return {
        "id": f"{base_url}/meta/schemas/user/{asked_for}",
        **_body(schema, attribute_level_mastering),
        "_links": {
            "self": _link("self", f"{base_url}/api/v1/meta/schemas/user/{own}"),
            "type": _link("type", f"{base_url}/api/v1/meta/types/user/{user_type.id}"),
        },
    }


def group_schema(schema: Schema, base_url: str, *, attribute_level_mastering: bool) -> dict[str, Any]:
    """The answer of getGroupSchema (documented; not in the recordings at hand)."""
    return {
        "id": f"{base_url}/meta/schemas/group/default",
        **_body(schema, attribute_level_mastering),
        "_links": {"self": _link("self", f"{base_url}/api/v1/meta/schemas/group/default")},
    }


def _link(relation: str, href: str) -> dict[str, str]:
    return {"rel": relation, "href": href, "method": "GET"}


def _body(schema: Schema, attribute_level_mastering: bool) -> dict[str, Any]:
    described = {} if schema.kind == "app" else {"description": schema.description}
    return {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "name": schema.name,
        "title": schema.title,
        **described,
        "lastUpdated": timestamp(schema.last_updated),
        "created": timestamp(schema.created),
        "definitions": {
            "custom": _section("custom", schema.custom, attribute_level_mastering),
            "base": _section("base", schema.base, attribute_level_mastering),
        },
        "type": "object",
        "properties": {
            "profile": {"allOf": [{"$ref": "#/definitions/custom"}, {"$ref": "#/definitions/base"}]}
        },
    }


def _section(name: str, properties: dict[str, Property], attribute_level_mastering: bool) -> dict[str, Any]:
    section: dict[str, Any] = {
        "id": f"#{name}",
        "type": "object",
        "properties": {
            key: shown(definition, attribute_level_mastering=attribute_level_mastering)
            for key, definition in properties.items()
        },
    }
    if properties or name == "base":
        section["required"] = [key for key, definition in properties.items() if definition.get("required")]
    return section
