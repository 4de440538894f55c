"""A tenant in which an administrator had set everything by hand, and the configuration that takes it over."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.acceptance.harness import SimulatedOrg, Workspace

NUMBERS = "oktaprofile_app_user_properties.numbers"
SITE = "oktaprofile_app_user_property.site"
BADGE = "oktaprofile_user_property.badge"
PHONE = "oktaprofile_mapping.phone"
SOURCE = "oktaprofile_master_override.phone"
DIRECT = {"title": "Direct number", "type": "string", "scope": "NONE"}


def tenant(org: SimulatedOrg) -> str:
    """Sets two numbers, a site, a badge, two mappings and an override by hand; returns the id of RingCentral."""
    app_id = org.app_id("RingCentral")
    titles = {"extensionNumber": "Extension", "site": "Site"}
    texts = {name: {"title": title, "type": "string", "scope": "NONE"} for name, title in titles.items()}
    org.set_app_properties(app_id, {"directNumber": DIRECT, **texts})
    org.set_user_properties({"badgeColor": {"title": "Badge colour", "type": "string", "scope": "NONE"}})
    map_by_hand(org, app_id, {"primaryPhone": "appuser.directNumber", "title": "appuser.extensionNumber"})
    schema = org.call("GET", "/api/v1/meta/schemas/user/default")
    phone = schema["definitions"]["base"]["properties"]["primaryPhone"]
    master = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": app_id}]}
    base = {"id": "#base", "type": "object", "properties": {"primaryPhone": {**phone, "master": master}}}
    org.call("POST", "/api/v1/meta/schemas/user/default", {"definitions": {"base": base}})
    return app_id


def map_by_hand(org: SimulatedOrg, app_id: str, expressions: dict[str, str | None]) -> None:
    """An administrator's edit of the mapping towards Okta; None removes a line."""
    lines = {key: text and {"expression": text, "pushStatus": "PUSH"} for key, text in expressions.items()}
    org.call("POST", f"/api/v1/mappings/{org.mapping(app_id)['id']}", {"properties": lines})


def configuration(
    app_id: str,
    *,
    expression: str = "appuser.directNumber",
    title: str = "Direct number",
    on_destroy: str = "",
    references: bool = True,
) -> str:
    """The tenant as a configuration. `on_destroy`: in every resource; `references`: or the bare id everywhere."""
    choice = f'on_destroy = "{on_destroy}"' if on_destroy else ""
    app = f'"{app_id}"'
    return f"""
resource "oktaprofile_app_user_properties" "numbers" {{
  app_id = {app}
  {choice}
  properties = {{
    directNumber    = {{ title = "{title}" }}
    extensionNumber = {{ title = "Extension" }}
  }}
}}
resource "oktaprofile_app_user_property" "site" {{
  app_id = {app}
  name   = "site"
  title  = "Site"
  {choice}
}}
resource "oktaprofile_user_property" "badge" {{
  name  = "badgeColor"
  title = "Badge colour"
  {choice}
}}
resource "oktaprofile_mapping" "phone" {{
  app_id = {f"{NUMBERS}.app_id" if references else app}
  {choice}
  properties = {{
    primaryPhone = {{ expression = {json.dumps(expression)} }}
    title        = {{ expression = "appuser.extensionNumber" }}
  }}
}}
resource "oktaprofile_master_override" "phone" {{
  property = "primaryPhone"
  sources  = [{f"{PHONE}.app_id" if references else app}]
  {choice}
}}
"""


def import_ids(app_id: str) -> dict[str, str]:
    """address -> import id."""
    return {
        NUMBERS: f"{app_id}/directNumber,extensionNumber",
        SITE: f"{app_id}/site",
        BADGE: "default/badgeColor",
        PHONE: f"{app_id}/to_okta/default/primaryPhone,title",
        SOURCE: "default/primaryPhone",
    }


def import_all(workspace: Workspace, app_id: str) -> None:
    """Imports the whole tenant into the configuration that is written."""
    for address, identifier in import_ids(app_id).items():
        workspace.import_(address, identifier).expect_success()


def writes(org: SimulatedOrg) -> list[str]:
    """The requests since the last reset that were not reads, by the journal of the org."""
    return [
        f"{one['method']} {one['path']}"
        for one in org.requests()["requests"]
        if one["method"] != "GET" and not one["path"].startswith("/simulator")
    ]


def restored(workspace: Workspace) -> dict[str, Any]:
    """address -> `restores` of everything in the state."""
    return {address: values["restores"] for address, values in workspace.state().items()}


def delete_on_destroy(workspace: Workspace, resource_type: str) -> None:
    """Gives every resource of a type `on_destroy = "delete"`, and applies it."""
    for file in workspace.folder.glob("*.tf"):
        block = re.compile(rf'(resource "{resource_type}" "\w+" {{\n)')
        file.write_text(block.sub(r'\1  on_destroy = "delete"\n', file.read_text()))
    workspace.apply().expect_success()
