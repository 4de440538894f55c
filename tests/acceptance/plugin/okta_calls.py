"""A whole life of the Okta provider's resources by OpenTofu's calls, on an embedded org."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from oktaprofile.plugin.wire import message
from tests.acceptance.harness import TOKEN, SimulatedOrg
from tests.acceptance.plugin.opentofu import OpenTofu, Stored, packed
from tests.acceptance.plugin.process import KEPT_ENVIRONMENT, Identity, Plugin

OKTA = (sys.executable, "-B", "-m", "oktaprofile.provider.serve")
"""The Okta provider from the source tree, as a process."""

PROPERTY = "oktaprofile_user_property"
MAPPING = "oktaprofile_mapping"


def created(tofu: OpenTofu, type_name: str, values: dict[str, Any]) -> Stored:
    """Plan and apply of something new; a second plan changes nothing."""
    planned, _ = tofu.plan(type_name, None, values)
    made = tofu.apply(type_name, None, planned, values)
    assert made is not None
    again, replaced = tofu.plan(type_name, made, values)
    assert (again.values, replaced) == (made.values, [])
    return made


def whole_life(tofu: OpenTofu, org: SimulatedOrg) -> None:
    """Configure, look up, call functions, create, read, change, import, destroy: an attribute and a mapping."""
    before = org.snapshot()
    tofu.configure(org_url=org.url, api_token=TOKEN)
    app_id = tofu.data("oktaprofile_app", label="RingCentral")["id"]
    assert app_id == org.app_id("RingCentral")
    context = json.dumps({"appuser": {"givenName": "ada"}})
    assert tofu.function("evaluate_expression", "String.toUpperCase(appuser.givenName)", context) == '"ADA"'

    desk = {"name": "desk", "title": "Desk", "max_length": 20}
    attribute = created(tofu, PROPERTY, desk)
    assert org.user_properties()["desk"]["title"] == "Desk"
    mapped = {"app_id": app_id, "properties": {"desk": {**EMPTY_ROW, "expression": "appuser.givenName"}}}
    mapping = created(tofu, MAPPING, mapped)
    assert org.mapping(app_id)["properties"]["desk"]["expression"] == "appuser.givenName"
    for type_name, stored in ((PROPERTY, attribute), (MAPPING, mapping)):
        refreshed = tofu.read(type_name, stored)
        assert refreshed is not None
        assert refreshed.values == stored.values

    changed = {**desk, "title": "Desk number"}
    planned, replaced = tofu.plan(PROPERTY, attribute, changed)
    assert not replaced
    attribute = tofu.apply(PROPERTY, attribute, planned, changed) or attribute
    assert org.user_properties()["desk"]["title"] == "Desk number"

    imported = tofu.import_(PROPERTY, "default/desk")
    assert imported is not None
    assert imported.values["title"] == "Desk number"

    for type_name, stored in ((MAPPING, mapping), (PROPERTY, attribute)):
        planned, _ = tofu.plan(type_name, stored, None)
        assert tofu.apply(type_name, stored, planned, None) is None
    assert tofu.read(PROPERTY, attribute) is None
    assert org.snapshot() == before
    tofu.call("StopProvider")


EMPTY_ROW = {"expression": None, "push_status": None, "effective_push_status": None}


def recorded_okta_calls(org: SimulatedOrg) -> list[tuple[str, bytes]]:
    """Every request of a whole life, but those that say where the org is or that the provider must stop."""
    identity = Identity()
    with TemporaryDirectory(prefix="s") as folder:
        plugin = Plugin(OKTA, Path(folder), identity, **KEPT_ENVIRONMENT)
        client = plugin.connect(identity)
        tofu = OpenTofu(client)
        whole_life(tofu, org)
        client.socket.close()
        plugin.finish()
    return [(rpc, request) for rpc, request in tofu.sent if rpc not in ("ConfigureProvider", "StopProvider")]


def configure_request(tofu: OpenTofu, org: SimulatedOrg) -> bytes:
    """A ConfigureProvider for this org."""
    config = tofu.whole(tofu.schema["provider"]["block"], {"org_url": org.url, "api_token": TOKEN})
    request = {"terraform_version": "1.11.4", "config": packed(config)}
    return message.encode("ConfigureProvider.Request", request)
