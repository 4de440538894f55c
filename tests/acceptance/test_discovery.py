"""Identities and what is listed, with a terraform that has them. The provider's own answers: tests/unit/plugin."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.acceptance.hand_made import configuration, import_ids, tenant, writes
from tests.acceptance.harness import SimulatedOrg, Workspace


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
    """Every type: the plan imports and changes nothing; the state keeps each identity whole, through a refresh, too."""
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
    assert writes(org) == []
