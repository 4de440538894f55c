"""The whole way with the real cdktf command: synth, diff, deploy, output, diff, destroy; and eight stacks at once."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from oktaprofile.packaging import SOURCE_ADDRESS, Package, place, provider_package
from oktaprofile.packaging.dirhash import h1_of_folder
from oktaprofile.packaging.lock_file import locked_hashes
from tests.acceptance.harness import TOKEN, SimulatedOrg
from tests.e2e.conftest import Checkout

EIGHT = """\
import sys
from oktaprofile.constructs import OktaprofileProvider, ProfileMapping
from oktaprofile.constructs.framework import cdktf

TARGETS = sys.argv[1].split(",")
app = cdktf.App()
for number, target in enumerate(TARGETS):
    stack = cdktf.TerraformStack(app, f"stack-{number}")
    OktaprofileProvider(stack, "okta")
    mapping = ProfileMapping(stack, "mapping", app_id=sys.argv[2], properties={target: "appuser.email"})
    cdktf.TerraformOutput(stack, "id", value=mapping.id)
app.synth()
"""
TARGETS = (
    "nickName",
    "title",
    "division",
    "department",
    "costCenter",
    "organization",
    "honorificPrefix",
    "userType",
)


@pytest.mark.timeout(600)
def test_from_synth_to_destroy(org: SimulatedOrg, new_checkout: Callable[[str], Checkout]) -> None:
    """Plain cdktf commands, offline and without configuration; destroy leaves the org as it was. (What `diff` says
    before a deployment: test_own_project.)
    """
    checkout = new_checkout("checkout")
    before = org.snapshot()

    checkout.cdktf("synth")
    document = (checkout.stack / "cdk.tf.json").read_text()
    assert TOKEN not in document

    checkout.cdktf("deploy", "--auto-approve")
    assert len(managed(checkout)) == 4
    assert "sync_app_id" in plain(checkout.cdktf("output"))
    assert set(org.app_properties(org.app_id("RingCentral"))) >= {"directNumber", "extensionNumber"}
    org.run_import()
    assert "No changes." in plain(checkout.cdktf("diff"))
    checkout.terraform("plan", "-detailed-exitcode")

    checkout.cdktf("destroy", "--auto-approve")  # on a busy machine its last lines may not be printed
    assert managed(checkout) == []
    after = json.loads(org.snapshot())
    # The import changed people, which destroy must not undo; schemas, mappings and apps are as before.
    compared = json.loads(before).keys() & {"apps", "user_types", "schemas", "mappings"}
    assert len(compared) == 4
    assert {part: after[part] for part in compared} == {part: json.loads(before)[part] for part in compared}


def managed(checkout: Checkout) -> list[str]:
    """The addresses of our resources that the state holds."""
    return [
        line for line in checkout.terraform("state", "list").splitlines() if line.startswith("oktaprofile_")
    ]


@pytest.mark.timeout(600)
def test_eight_stacks_at_once(org: SimulatedOrg, new_checkout: Callable[[str], Checkout]) -> None:
    """cdktf runs them in parallel: each has its own package and lock, all with one hash, none needs a registry."""
    checkout = new_checkout("checkout")
    app_id = org.app_id("RingCentral")
    (checkout.folder / "eight.py").write_text(EIGHT)
    settings = json.loads((checkout.folder / "cdktf.json").read_text())
    settings["app"] = f".venv/bin/python eight.py {','.join(TARGETS)} {app_id}"
    (checkout.folder / "cdktf.json").write_text(json.dumps(settings))

    checkout.cdktf("deploy", "stack-*", "--auto-approve", "--parallelism", "8")

    stacks = [checkout.folder / "cdktf.out" / "stacks" / f"stack-{number}" for number in range(len(TARGETS))]
    hashes = [locked_hashes((stack / ".terraform.lock.hcl").read_text()) for stack in stacks]
    assert len(hashes[0]) == 1
    assert hashes == [hashes[0]] * len(TARGETS)
    [mapping] = [
        row
        for row in org.call("GET", f"/api/v1/mappings?sourceId={app_id}&limit=200")
        if row["target"]["name"] == "user"
    ]
    properties = org.call("GET", f"/api/v1/mappings/{mapping['id']}")["properties"]
    assert {properties[target]["expression"] for target in TARGETS} == {"appuser.email"}

    checkout.cdktf("destroy", "stack-*", "--auto-approve", "--parallelism", "8")
    properties = org.call("GET", f"/api/v1/mappings/{mapping['id']}")["properties"]
    assert not set(TARGETS) & set(properties)


def test_plan_saved_in_one_checkout_applied_in_another(
    org: SimulatedOrg, new_checkout: Callable[[str], Checkout]
) -> None:
    """A pipeline plans in one place and applies in another: the package is the same by its hash."""
    planned, applied = new_checkout("planned"), new_checkout("elsewhere/applied")
    for checkout in (planned, applied):
        checkout.synthesize()
        checkout.terraform("init")
    planned.terraform("plan", "-out=tfplan")
    (applied.stack / "tfplan").write_bytes((planned.stack / "tfplan").read_bytes())
    assert "4 added" in plain(applied.terraform("apply", "tfplan"))
    planned.terraform("plan", "-detailed-exitcode")


def test_hcl_synthesis_plans_the_same(org: SimulatedOrg, new_checkout: Callable[[str], Checkout]) -> None:
    """`cdktf synth --hcl`: Terraform plans the same resources with the same values from it."""
    changes = []
    for name, environment in (("json", {}), ("hcl", {"SYNTH_HCL_OUTPUT": "true"})):
        checkout = new_checkout(name)
        checkout.synthesize(**environment)
        assert (checkout.stack / "cdk.tf").exists() == (name == "hcl")
        checkout.terraform("init")
        checkout.terraform("plan", "-out=tfplan")
        shown = checkout.terraform("show", "-json", "tfplan")
        document = json.loads(shown[shown.index("{") :])  # a warning of the missing configuration comes first
        changes.append({item["address"]: item["change"]["after"] for item in document["resource_changes"]})
    assert changes[0] == changes[1]
    assert len(changes[0]) >= 4


def test_terraform_computes_the_lock_that_was_placed(new_checkout: Callable[[str], Checkout]) -> None:
    """The h1 of this project is terraform's own; with the lock read-only, init finds nothing to add."""
    checkout = new_checkout("checkout")
    checkout.synthesize()
    lock = checkout.stack / ".terraform.lock.hcl"
    placed = lock.read_text()
    checkout.terraform("init", "-lockfile=readonly")
    assert lock.read_text() == placed
    lock.unlink()
    checkout.terraform("init")
    assert locked_hashes(lock.read_text()) == locked_hashes(placed)
    assert SOURCE_ADDRESS in checkout.terraform("providers", "schema", "-json")


def test_changed_package_is_refused(new_checkout: Callable[[str], Checkout]) -> None:
    """Somebody else's code under the provider's name does not run."""
    checkout = new_checkout("checkout")
    checkout.synthesize()
    [code] = checkout.stack.glob("terraform.d/plugins/**/lib/__main__.py")
    text = code.read_text()
    code.unlink()  # a hard link into the cache: replace it, do not write through it
    code.write_text(text + "\n")
    assert "checksums" in plain(checkout.terraform("init", expect=1))


def test_shared_plugin_cache_never_runs_another_checkouts_package(
    new_checkout: Callable[[str], Checkout], tmp_path: Path
) -> None:
    """A cache holds one package per version; the lock's hash tells two of them apart."""
    ours, theirs = new_checkout("ours"), new_checkout("theirs")
    cache = tmp_path / "plugin-cache"
    cache.mkdir()
    for checkout in (ours, theirs):
        checkout.environment["TF_PLUGIN_CACHE_DIR"] = str(cache)
        checkout.synthesize()
    changed = tmp_path / "changed"
    shutil.copytree(provider_package().folder, changed)
    [launcher] = changed.glob("terraform-provider-*")
    launcher.chmod(0o755)
    marker = tmp_path / "their-code-ran"
    launcher.write_text(launcher.read_text().replace("dir=", f"touch '{marker}'\ndir=", 1))
    place(theirs.stack, Package(changed, h1_of_folder(changed)))

    theirs.terraform("init")
    theirs.terraform("providers", "schema", "-json")
    assert marker.exists()
    marker.unlink()
    ours.terraform("init")
    ours.terraform("providers", "schema", "-json")
    assert not marker.exists()


def test_wrong_setting_stops_cdktf_with_its_name(new_checkout: Callable[[str], Checkout]) -> None:
    """The last line a person sees names the setting; no traceback."""
    checkout = new_checkout("checkout")
    checkout.environment["OKTAPROFILE_ENVIRONMENT"] = "production"
    printed = plain(checkout.cdktf("synth", expect=1))
    assert "stacks/settings.py, production: state.bucket is empty" in printed
    assert "Traceback" not in printed


def plain(text: str) -> str:
    """A command's output as one line of words, without colours."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())
