"""Terraform's own features as a user of this provider meets them: blocks, workspaces, tests, ephemeral values."""

from __future__ import annotations

import json
import re

import pytest

from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace
from tests.acceptance.harness.terraform import HEADER, ROOT

KIND = "oktaprofile_app_user_property"


@pytest.fixture
def ringcentral(org: SimulatedOrg) -> str:
    """The app's id."""
    return org.app_id("RingCentral")


def attribute(app_id: str, name: str, more: str = "") -> str:
    """A resource of one attribute, named like it."""
    return (
        f'resource "{KIND}" "{name}" {{\n  app_id = "{app_id}"\n  name = "{name}"\n  title = "{name.title()}"\n'
        f"{more}}}\n"
    )


def at_least(workspace: Workspace, terraform: tuple[int, int], tofu: tuple[int, int] | None) -> None:
    """Skips the test where the binary is older than the feature; `tofu` None: OpenTofu does not have it."""
    told = json.loads(workspace.run("version", "-json").stdout)
    version = tuple(int(part) for part in told["terraform_version"].split(".")[:2])
    is_tofu = "OpenTofu" in workspace.run("version").stdout
    least = tofu if is_tofu else terraform
    if least is None or version < least:
        pytest.skip(f"{told['terraform_version']} does not have it")


def test_import_block_and_removed_block(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """What was made by hand is taken in, and let go again, without a change in Okta."""
    org.set_app_properties(ringcentral, {"site": {"title": "Site", "type": "string"}})
    before = org.snapshot()
    block = f'import {{\n  to = {KIND}.site\n  id = "{ringcentral}/site"\n}}\n'
    workspace.write(block + attribute(ringcentral, "site"))
    assert "1 to import, 0 to add, 0 to change, 0 to destroy" in workspace.plan().outcome.message
    workspace.apply().expect_success()
    assert workspace.plan().actions == {}
    workspace.write(f"removed {{\n  from = {KIND}.site\n  lifecycle {{\n    destroy = false\n  }}\n}}\n")
    workspace.apply().expect_success()
    assert workspace.state() == {}
    assert org.snapshot() == before


def test_moved_block_into_a_module(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """An address that changes, in the same folder and into a module, changes nothing in Okta."""
    workspace.write(attribute(ringcentral, "site"))
    workspace.apply().expect_success()
    module = workspace.folder / "module"
    module.mkdir()
    (module / "main.tf").write_text(HEADER + attribute(ringcentral, "site"))
    workspace.write(
        'module "sync" {\n  source = "./module"\n}\n'
        f"moved {{\n  from = {KIND}.site\n  to = module.sync.{KIND}.site\n}}\n"
    )
    workspace.run("get").expect_success()
    plan = workspace.plan()
    assert plan.actions == {}
    workspace.apply(plan).expect_success()
    assert "site" in org.app_properties(ringcentral)


def test_check_block_warns_and_stops_nothing(workspace: Workspace, ringcentral: str) -> None:
    """A data source inside a check."""
    workspace.write(
        f'check "ready" {{\n  data "oktaprofile_sync_readiness" "it" {{\n    app_id = "{ringcentral}"\n'
        '    attributes = ["noSuch"]\n  }\n  assert {\n    condition = data.oktaprofile_sync_readiness.it.ready\n'
        '    error_message = "not ready: ${join(" ", [for c in data.oktaprofile_sync_readiness.it.checks : c.name if '
        'c.status == "missing"])}"\n  }\n}\n'
    )
    workspace.apply().expect_success().expect("not ready: attributes_exist")


def test_target_takes_one_of_two(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """The other one is neither made nor claimed."""
    workspace.write(attribute(ringcentral, "site") + attribute(ringcentral, "floor"))
    workspace.apply(None, f"-target={KIND}.site").expect_success()
    assert {"site", "floor"} & set(org.app_properties(ringcentral)) == {"site"}
    assert workspace.plan().actions == {f"{KIND}.floor": ["create"]}


def test_workspaces_keep_apart(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """Two states of one configuration, each with an attribute of its own."""
    workspace.write(
        attribute(ringcentral, "site").replace('name = "site"', 'name = "site_${terraform.workspace}"')
    )
    workspace.apply().expect_success()
    workspace.run("workspace", "new", "second").expect_success()
    assert workspace.plan().actions == {f"{KIND}.site": ["create"]}
    workspace.apply().expect_success()
    assert {"site_default", "site_second"} <= set(org.app_properties(ringcentral))
    workspace.destroy().expect_success()
    assert "site_default" in org.app_properties(ringcentral)
    assert "site_second" not in org.app_properties(ringcentral)


def test_prevent_destroy_is_terraforms_to_hold(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """Neither a destroy nor a replacement is planned."""
    guarded = "  lifecycle {\n    prevent_destroy = true\n  }\n"
    workspace.write(attribute(ringcentral, "site", guarded))
    workspace.apply().expect_success()
    workspace.destroy().expect_failure().expect("nstance cannot be destroyed")
    workspace.write(attribute(ringcentral, "site", '  type = "number"\n' + guarded))
    workspace.plan_error().expect("nstance cannot be destroyed")
    assert org.app_properties(ringcentral)["site"]["type"] == "string"


def test_replace_triggered_by_replaces(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """Another resource's change replaces the attribute, which the plan says with its risk."""
    trigger = 'resource "terraform_data" "version" {{\n  input = "{}"\n}}\n'
    block = "  lifecycle {\n    replace_triggered_by = [terraform_data.version]\n  }\n"
    workspace.write(trigger.format(1) + attribute(ringcentral, "site", block))
    workspace.apply().expect_success()
    workspace.write(trigger.format(2) + attribute(ringcentral, "site", block))
    assert workspace.plan().actions[f"{KIND}.site"] == ["delete", "create"]
    workspace.apply().expect_success()
    assert "site" in org.app_properties(ringcentral)
    assert workspace.plan().actions == {}


def test_an_ephemeral_token_is_in_no_plan(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """The token as an ephemeral variable: given again at apply, kept nowhere."""
    at_least(workspace, (1, 10), (1, 11))
    workspace.environment.pop("OKTA_API_TOKEN")
    workspace.environment["TF_VAR_token"] = TOKEN
    workspace.write(
        'variable "token" {\n  type = string\n  ephemeral = true\n}\n'
        'provider "oktaprofile" {\n  api_token = var.token\n}\n' + attribute(ringcentral, "site")
    )
    plan = workspace.plan()
    assert TOKEN not in json.dumps(plan.document)
    workspace.apply(plan).expect_success()
    assert "site" in org.app_properties(ringcentral)
    assert all(
        TOKEN not in path.read_text("utf-8", "replace") for path in workspace.folder.glob("*.tfstate*")
    )


def test_terraform_test_runs(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """A run applies for real, is judged, and is taken back at the end."""
    workspace.write(attribute(ringcentral, "site"))
    (workspace.folder / "site.tftest.hcl").write_text(
        'run "makes_it" {\n  assert {\n'
        f'    condition = {KIND}.site.title == "Site"\n    error_message = "no"\n  }}\n}}\n'
    )
    before = org.app_properties(ringcentral)
    done = workspace.run("test", "-no-color")
    assert re.search(r"1 passed, 0 failed", done.message), done.output
    assert org.app_properties(ringcentral) == before


def test_published_examples_pass_terraform_test(workspace: Workspace, org: SimulatedOrg) -> None:
    """Each as it is published: a plan, an apply with its checks, a second plan, all taken back. Slow: 14 examples.

    The full sync reads its readiness behind a resource, and Terraform fails a test's plan for a check that is known
    after the apply only: its first run is the apply.
    """
    at_least(workspace, (1, 8), (1, 8))
    folders = [
        "full-sync",
        *(
            f"{kind}/{one.name}"
            for kind in ("resources", "data-sources", "functions")
            for one in sorted((ROOT / "examples" / kind).iterdir())
        ),
    ]
    workspace.write("")
    for number, folder in enumerate(folders):
        workspace.use_example(folder, below=f"example{number}")
        runs = "".join(
            f'run "{name}" {{\n  command = {command}\n  module {{\n    source = "./example{number}"\n  }}\n}}\n'
            for name, command in (("first", "plan"), ("applied", "apply"), ("second", "plan"))
            if (folder, name) != ("full-sync", "first")
        )
        (workspace.folder / f"example{number}.tftest.hcl").write_text(runs)
    before = org.snapshot()
    workspace.run("get").expect_success()
    done = workspace.run("test", "-no-color")
    assert re.search(rf"{3 * len(folders) - 1} passed, 0 failed", done.message), done.output
    assert org.snapshot() == before
