"""A stand-in for okta/okta, which is not installed: the schemas of what it stores, and nothing else.

Terraform wants the provider that a state names for its schema alone: it configures it not, and asks it for nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import ClassVar

from oktaprofile.plugin.resource import Provider, Resource
from oktaprofile.plugin.schema import Attribute, Nested, Schema
from oktaprofile.plugin.types import BOOL, NUMBER, STRING, List, Type


def _stored(*names: str, **typed: Type) -> dict[str, Attribute]:
    types = {**dict.fromkeys(names, STRING), **typed}
    return {name: Attribute(type_, optional=True, computed=True) for name, type_ in types.items()}


def _objects(mode: str, *names: str) -> Attribute:
    return Attribute(nested=Nested(mode, _stored(*names)), optional=True, computed=True)


_PROPERTY = _stored(
    "id", "index", "title", "type", "description", "external_name", "external_namespace", "array_type", "scope",
    "master", "permissions", "unique", "user_type",
    min_length=NUMBER, max_length=NUMBER, required=BOOL, enum=List(STRING), array_enum=List(STRING),
) | {"one_of": _objects("list", "const", "title"), "array_one_of": _objects("list", "const", "title")}  # fmt: skip


class AppUserSchemaProperty(Resource):
    """Version 2 of its schema."""

    schema = Schema({**_PROPERTY, **_stored("app_id", union=BOOL)}, version=2)


class UserSchemaProperty(Resource):
    """Version 1 of its schema."""

    schema = Schema(
        {**_PROPERTY, **_stored("pattern"), "master_override_priority": _objects("list", "type", "value")},
        version=1,
    )


class ProfileMapping(Resource):
    """Version 0 of its schema."""

    schema = Schema(
        {
            **_stored(
                "id", "source_id", "source_name", "source_type", "target_id", "target_name", "target_type",
                always_apply=BOOL, delete_when_absent=BOOL,
            ),
            "mappings": _objects("set", "id", "expression", "push_status"),
        }
    )  # fmt: skip


class OfficialProvider(Provider):
    """`okta/okta`, as far as a state needs it."""

    name = "okta"
    version = "6.12.0"
    source = "registry.terraform.io/okta/okta"
    schema = Schema(_stored("org_name", "base_url", "api_token"))
    resources: ClassVar = {
        "okta_app_user_schema_property": f"{__name__}:AppUserSchemaProperty",
        "okta_user_schema_property": f"{__name__}:UserSchemaProperty",
        "okta_profile_mapping": f"{__name__}:ProfileMapping",
    }


def installed(folder: Path) -> Path:
    """A folder with an executable that serves it."""
    root = Path(__file__).parents[2]
    folder.mkdir()
    launcher = folder / "terraform-provider-okta"
    serve = "from oktaprofile.plugin.serve import serve; serve('tests.acceptance.official_provider:OfficialProvider')"
    launcher.write_text(
        f"#!/bin/sh\nPYTHONPATH='{root / 'providers'}:{root}' exec '{sys.executable}' -c \"{serve}\"\n"
    )
    launcher.chmod(0o755)
    return folder
