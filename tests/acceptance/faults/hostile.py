"""Answers that no Okta gives: bodies, operation by operation, that may bring a careless provider down."""

from __future__ import annotations

from typing import Any

LONG = "x" * 100_000
ESCAPE = "\x1b[2J\x1b[31mRing\x07\r\nCentral\u202e"


def schema(properties: Any, base: Any = None) -> dict[str, Any]:
    """A schema with something in the place of its custom (and base) properties."""
    return {
        "id": "x",
        "definitions": {
            "custom": {"id": "#custom", "type": "object", "properties": properties},
            "base": {"id": "#base", "type": "object", "properties": {} if base is None else base},
        },
    }


SCHEMAS: list[Any] = [
    {},
    {"definitions": "text"},
    {"definitions": []},
    {"definitions": {"custom": 7, "base": 7}},
    {"definitions": {"custom": {"properties": [1]}, "base": {"properties": "x"}}},
    schema({"site": 5}),
    schema({"site": None}),
    schema({"site": {"title": 7, "type": {"a": 1}}}),
    schema({"site": {"title": ["a"], "type": None, "enum": 5, "items": "x", "master": 3}}),
    schema({"site": {"title": "S", "type": "string", "master": {"type": 5, "priority": "x"}}}),
    schema({"site": {"title": "S", "type": "string", "oneOf": [1, "x"], "permissions": "x"}}),
    schema({"site": {"title": "S", "type": "string", "permissions": [5], "scope": [], "minLength": "x"}}),
    schema({}, {"primaryPhone": 5, "nickName": [], "userName": None}),
    schema({}, {"primaryPhone": {"master": {"type": "OVERRIDE", "priority": [1, {"value": 5}]}}}),
    schema({LONG: {"title": LONG, "type": "string"}}),
    schema({ESCAPE: {"title": ESCAPE, "type": "string"}, "": {}}),
]
APPS: list[Any] = [
    [5],
    [{}],
    [{"id": 5, "label": None, "name": [], "status": {}, "features": "x"}],
    [{"id": "APP", "label": ESCAPE, "name": ESCAPE, "status": "ACTIVE", "features": [1, None]}],
    [{"id": "APP", "label": 7, "status": 5, "features": {"a": 1}, "_links": "x"}],
]
MAPPINGS: list[Any] = [
    [5],
    [{}],
    [{"id": 5, "source": "x", "target": []}],
    [{"id": "../../../oauth2/v1/token", "source": {"id": 5}, "target": {"id": None}}],
]
ROWS: list[Any] = [
    {},
    {"id": "x", "source": 5, "target": 5, "properties": 5},
    {"id": "x", "source": {"id": "APP"}, "target": {"id": "x"}, "properties": {"nickName": 5, "title": None}},
    {"id": "x", "source": {}, "target": {}, "properties": {"nickName": {"expression": 5, "pushStatus": []}}},
]
ANSWERS: dict[str, list[Any]] = {
    "getApplicationUserSchema": SCHEMAS,
    "getUserSchema": SCHEMAS,
    "listApplications": APPS,
    "listProfileMappings": MAPPINGS,
    "getProfileMapping": ROWS,
}

CONFIGURATION = """
resource "oktaprofile_app_user_property" "site" {{
  app_id = "{app}"
  name   = "site"
  title  = "Site"
}}
resource "oktaprofile_user_property" "site" {{
  name  = "site"
  title = "Site"
}}
resource "oktaprofile_mapping" "m" {{
  app_id     = "{app}"
  properties = {{ nickName = {{ expression = "appuser.email" }} }}
}}
resource "oktaprofile_master_override" "o" {{
  property = "primaryPhone"
  sources  = ["{app}"]
}}
data "oktaprofile_sync_readiness" "r" {{
  app_id = "{app}"
}}
data "oktaprofile_user_schema" "u" {{
}}
data "oktaprofile_app_user_schema" "a" {{
  app_id = "{app}"
}}
data "oktaprofile_app" "a" {{
  label = "RingCentral"
}}
data "oktaprofile_mapping" "m" {{
  app_id = "{app}"
}}
"""
