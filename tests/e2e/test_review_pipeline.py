"""The steps of .github/workflows in their order: from a pull request to the apply, and on to drift."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.harness import SimulatedOrg
from tests.acceptance.review.stand_in import Site, running
from tests.e2e.conftest import Checkout
from tests.e2e.github_runner import BOT, Runner


@pytest.fixture
def site() -> Iterator[Site]:
    """GitHub's comments."""
    with running(BOT) as found:
        yield found


@pytest.fixture
def new_runner(
    new_checkout: Callable[[str], Checkout], site: Site, tmp_path: Path
) -> Callable[[str], Runner]:
    """Makes a runner with a checkout of its own."""
    return lambda name: Runner(new_checkout(name), site, tmp_path / f"runner-{name}")


@pytest.mark.timeout(900)
def test_from_pull_request_to_apply(
    org: SimulatedOrg, site: Site, new_runner: Callable[[str], Runner]
) -> None:
    """Plan and comment; the merge applies that plan; a bad expression is stopped and its comment updated in place."""
    planning = new_runner("planning")
    planning.pull_request()
    [comment] = site.bodies(BOT)
    assert comment.startswith("<!-- oktaprofile:review ringcentral-sync-demo -->\n### 🟡 Plan review")
    assert "2 attributes added · 2 mappings added · 1 source added" in comment
    assert (planning.folder / "summary").read_text() == comment

    applying = new_runner("applying")  # another machine, after the merge
    assert "4 added" in applying.merge()
    assert set(org.app_properties(org.app_id("RingCentral"))) >= {"directNumber", "extensionNumber"}
    # The same once more: nothing is left of what was reviewed. And that plan file: its state has moved on.
    assert "differs" in applying.merge(refused_at="Refuse what was not reviewed", expect=2)

    org.run_import()
    settings = planning.checkout.folder / "stacks" / "ringcentral_sync.py"
    settings.write_text(
        settings.read_text().replace("expression=settings.expression", "expression='\"x\" + appuser.nothing'")
    )
    planning.commit()
    planning.run("plan", "Synthesize")
    planning.run("plan", "Plan", expect=1)  # the provider itself refuses an attribute that does not exist

    planning.run("plan", "Say that there is no plan")
    [comment] = site.bodies(BOT)
    assert "🔴 Plan review: the plan could not be read" in comment
    assert "Do not apply" in comment

    unguarded = "'appuser.directNumber + appuser.extensionNumber'"
    settings.write_text(settings.read_text().replace("'\"x\" + appuser.nothing'", unguarded))
    planning.policy_of_the_base("max_changed_percent = 0\n")
    # The request itself would allow more, and brings results of its own.
    (planning.checkout.folder / "impact-policy.toml").write_text("max_changed_percent = 100\n")
    for name in ("impact.json", "base-policy.toml"):
        (planning.checkout.folder / name).write_text("forged")
    planning.pull_request(expect=2)
    [comment] = site.bodies(BOT)
    assert "### 🔴 Plan review: " in comment
    report = json.loads((planning.checkout.folder / "reports" / "review.json").read_text())
    assert {gate["name"] for gate in report["gates"] if not gate["passed"]} >= {"max_changed_percent"}
    sarif = json.loads((planning.checkout.folder / "reports" / "review.sarif").read_text())
    results = sarif["runs"][0]["results"]
    places = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results}
    assert places == {"stacks/ringcentral_sync.py"}
    lines = settings.read_text().splitlines()
    of_the_mapping = [
        result["locations"][0]["physicalLocation"]["region"]["startLine"]
        for result in results
        for place in result["locations"][0].get("logicalLocations", ())
        if place["fullyQualifiedName"].startswith("oktaprofile_mapping.")
    ]
    assert of_the_mapping
    for line in of_the_mapping:
        assert lines[line - 1].strip() == "self.sync = RingCentralAttributeSync("
    assert "no reviewed plan" in applying.merge(refused_at="Find what was reviewed")


STACK_THAT_TELLS_JOBS_APART = """
        import os
        if os.environ.get("ATTACK") == "provisioner":
            data = cdktf.TerraformResource(
                self, "evil", terraform_resource_type="terraform_data",
            )
            data.add_override("provisioner", [{"local-exec": {"command": "touch evil"}}])
        if os.environ.get("ATTACK") == "quiet":
            for child in self.node.find_all():
                if getattr(child, "terraform_resource_type", "") == "oktaprofile_mapping":
                    child.add_override("lifecycle", {"ignore_changes": "all"})
"""


@pytest.mark.timeout(900)
def test_what_was_not_reviewed_is_not_applied(
    org: SimulatedOrg, site: Site, new_runner: Callable[[str], Runner]
) -> None:
    """The merged tree is the reviewed one, and its code makes something else of it after the merge; or the artifact is
    forged. Nothing is applied, and no provisioner runs."""
    planning = new_runner("planning")
    stack = planning.checkout.folder / "stacks" / "ringcentral_sync.py"
    stack.write_text(stack.read_text() + STACK_THAT_TELLS_JOBS_APART)
    planning.pull_request()
    reviewed = {path.name: path.read_bytes() for path in (planning.checkout.folder / "reviewed").iterdir()}

    applying = new_runner("applying")
    (applying.checkout.folder / "stacks" / "ringcentral_sync.py").write_text(stack.read_text())
    refused = "Refuse what was not reviewed"
    said = applying.merge(refused_at=refused, expect=2, ATTACK="provisioner")
    assert "root_module: resources: terraform_data.evil is in the new plan only" in said
    assert "resource_changes: terraform_data.evil is in the new plan only" in said
    assert "cdk.tf.json differ" in applying.merge(refused_at=refused, ATTACK="quiet")

    forged = json.loads(reviewed["plan.json"])
    forged["configuration"]["root_module"]["resources"][0]["provisioners"] = [{"type": "local-exec"}]
    applying.keep({**reviewed, "plan.json": json.dumps(forged).encode()})
    said = applying.merge(refused_at=refused, expect=2)
    assert "provisioners is in the reviewed plan only" in said
    for name in ("cdk.tf.json", "terraform.lock.hcl"):
        applying.keep({**reviewed, name: b"x" + reviewed[name][1:]})
        assert f"{name} differ" in applying.merge(refused_at=refused)
    applying.keep({**reviewed, "tree": b"0" * 40})
    assert "main moved meanwhile" in applying.merge(refused_at="Refuse a plan of another tree")
    applying.keep({**reviewed, "tfplan": b"PK"})
    assert "no reviewed plan" in applying.merge(refused_at="Find what was reviewed")

    applying.keep(reviewed)
    applying.merge(refused_at=refused, expect=1, HASH="changed by the stack's own code")
    assert not list(applying.checkout.folder.rglob("evil"))
    assert "directNumber" not in org.app_properties(org.app_id("RingCentral"))
    assert "4 added" in applying.merge()


def test_a_fork_is_synthesized_and_validated(new_runner: Callable[[str], Runner]) -> None:
    """Without an org and without credentials."""
    runner = new_runner("fork")
    runner.secrets.clear()
    runner.run("validate-fork", "Synthesize")
    assert "valid" in runner.run("validate-fork", "Validate")


def test_a_schedule_reports_drift(org: SimulatedOrg, new_runner: Callable[[str], Runner]) -> None:
    """Nothing to tell after a deployment; an edit by hand fails the run and stands in its summary, as does an org that
    cannot be asked."""
    runner = new_runner("drift")
    runner.run("drift", "Synthesize")
    stack = runner.checkout.folder / "cdktf.out" / "stacks" / "ringcentral-sync-demo"
    for command in (["init"], ["apply", "-auto-approve"]):
        runner.checkout.run(["terraform", *command, "-input=false"], stack, 0)
    assert "Nothing has changed outside Terraform" in runner.run("drift", "Look for drift")
    org.set_app_properties(
        org.app_id("RingCentral"), {"directNumber": {"title": "By hand", "type": "string"}}
    )
    runner.run("drift", "Look for drift", expect=2)
    summary = runner.folder / "summary"
    assert "By hand" in summary.read_text().rpartition("<!-- ")[2]
    runner.run("drift", "Look for drift", expect=1, OKTA_API_TOKEN="wrong")
