"""Identities and what is listed, with a terraform that has them. The provider's own answers: tests/unit/plugin."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.hand_made import PHONE, configuration, import_ids, tenant, writes
from tests.acceptance.harness import SimulatedOrg, Workspace

ROOT = Path(__file__).parents[2]


def needs(workspace: Workspace, minor: int) -> None:
    """Skips below Terraform 1.`minor`, and where this is OpenTofu."""
    version = json.loads(workspace.run("version", "-json").stdout)["terraform_version"]
    if tuple(map(int, version.split(".")[:2])) < (1, minor):
        pytest.skip(
            f"Terraform {version}: this came with 1.{minor} (OKTAPROFILE_TERRAFORM names another one)"
        )


def identities(app_id: str) -> dict[str, dict[str, Any]]:
    """address -> the identity of an import, of the tenant that was set up by hand."""
    found: dict[str, dict[str, Any]] = {}
    for address, identifier in import_ids(app_id).items():
        parts = identifier.split("/")
        if address.startswith("oktaprofile_app_user_properties"):
            found[address] = {"app_id": app_id, "properties": parts[1].split(",")}
        elif address.startswith("oktaprofile_app_user_property"):
            found[address] = {"app_id": app_id, "name": parts[1]}
        elif address.startswith("oktaprofile_user_property"):
            found[address] = {"name": parts[1]}
        elif address.startswith("oktaprofile_mapping"):
            found[address] = {"app_id": app_id, "direction": "to_okta", "properties": parts[3].split(",")}
        else:
            found[address] = {"property": parts[1]}
    return found


def test_import_by_identity(org: SimulatedOrg, workspace: Workspace) -> None:
    """Every type: the plan imports and changes nothing; the state keeps each identity whole, through a refresh, too; a
    key that is given up leaves it.
    """
    needs(workspace, 12)
    app_id = tenant(org)
    org.reset_requests()
    blocks = "".join(
        f"import {{\n  to = {address}\n  identity = {json.dumps(identity)}\n}}\n"
        for address, identity in identities(app_id).items()
    )
    workspace.write(configuration(app_id) + blocks)
    plan = workspace.plan()
    assert plan.actions == {}
    imported = [one for one in plan.document["resource_changes"] if "importing" in one["change"]]
    assert len(imported) == 5
    workspace.apply(plan).expect_success()
    workspace.write(configuration(app_id))
    assert workspace.plan().actions == {}
    workspace.run("apply", "-auto-approve", "-refresh-only").expect_success()
    shown = json.loads(workspace.run("show", "-json").stdout)["values"]["root_module"]["resources"]
    assert len(shown) == 5
    for one in shown:
        stored = one["identity"]
        assert all(value is not None for value in stored.values()), one["address"]
        assert {**stored, **identities(app_id)[one["address"]]} == stored

    line = '    title        = { expression = "appuser.extensionNumber" }\n'
    assert line in configuration(app_id)
    workspace.write(configuration(app_id).replace(line, ""))
    workspace.apply().expect_success()
    shown = json.loads(workspace.run("show", "-json").stdout)["values"]["root_module"]["resources"]
    mapping = next(one["identity"] for one in shown if one["address"] == PHONE)
    assert mapping["properties"] == ["primaryPhone"], "what it owns is a part of it"
    assert writes(org) == []


def test_query_lists_and_generates(org: SimulatedOrg, workspace: Workspace) -> None:
    """The published lists find what they say; what they generate imports and changes nothing; a wrong filter is an
    error with its argument.
    """
    needs(workspace, 14)
    app_id = tenant(org)
    org.reset_requests()
    workspace.write('provider "oktaprofile" {}\n')
    for source in sorted((ROOT / "examples" / "list-resources").glob("*/*.tfquery.hcl")):
        workspace.write(source.read_text(), f"{source.parent.name}.tfquery.hcl")
    workspace.run("validate", "-query").expect_success()
    lines = workspace.run("query", "-json").expect_success().stdout.splitlines()
    found = [
        one["list_resource_found"] for one in map(json.loads, lines) if one["type"] == "list_resource_found"
    ]
    identities = {
        (one["address"].split(".")[1], json.dumps(one["identity"], sort_keys=True)) for one in found
    }
    type_id = next(one["id"] for one in org.call("GET", "/api/v1/meta/types/user") if one["default"])
    for type_name, identity in (
        ("oktaprofile_app_user_property", {"app_id": app_id, "name": "site"}),
        (
            "oktaprofile_app_user_properties",
            {"app_id": app_id, "properties": ["directNumber", "extensionNumber"]},
        ),
        ("oktaprofile_user_property", {"name": "badgeColor", "user_type_id": type_id}),
        (
            "oktaprofile_mapping",
            {
                "app_id": app_id,
                "direction": "to_okta",
                "properties": ["primaryPhone"],
                "user_type_id": type_id,
            },
        ),
        ("oktaprofile_master_override", {"property": "primaryPhone", "user_type_id": type_id}),
    ):
        assert (type_name, json.dumps(identity, sort_keys=True)) in identities

    workspace.run("query", "-generate-config-out=generated.tf").expect_success()
    (workspace.folder / "oktaprofile_app_user_property.tfquery.hcl").unlink()
    generated = (workspace.folder / "generated.tf").read_text()
    assert "restores" not in generated
    # The same attribute twice, one by one and together, is two owners: take one of the two.
    blocks = re.split(r"(?m)^(?=resource |import )", generated)
    single = (
        'resource "oktaprofile_app_user_property"',
        "import {\n  to       = oktaprofile_app_user_property.",
    )
    (workspace.folder / "generated.tf").write_text(
        "".join(one for one in blocks if not one.startswith(single))
    )
    plan = workspace.plan()
    assert plan.actions == {}
    assert len([one for one in plan.document["resource_changes"] if "importing" in one["change"]]) >= 5
    assert writes(org) == []

    wrong = (
        'list "oktaprofile_mapping" "x" {\n  provider = oktaprofile\n  config {\n    app = "Nobody"\n  }\n}\n'
    )
    workspace.write(wrong, "wrong.tfquery.hcl")
    workspace.run("query", "-no-color").expect_failure().expect("No app has the label 'Nobody'")
