"""The shell steps of .github/workflows, run as they stand there: from a pull request to the apply, and on to drift.

Only `make setup` and the actions are left out. GitHub's API is a stand-in that knows one pull request and what its
run kept.
"""

from __future__ import annotations

import json
import re
import subprocess
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.harness import SimulatedOrg
from tests.acceptance.review.stand_in import TOKEN, Site, keep_plan, run, running
from tests.e2e.conftest import ROOT, Checkout

WORKFLOWS = {path.stem: path.read_text() for path in (ROOT / ".github" / "workflows").glob("*.yml")}
JOBS = {"plan": ("validate-fork", "plan", "apply"), "drift": ("drift",)}
"""The jobs of each workflow. Every job's name is its own."""
BOT = "github-actions[bot]"
MERGED = "c" * 40


def steps(job: str) -> dict[str, str]:
    """The scripts of a job by their names."""
    text = WORKFLOWS[next(workflow for workflow, jobs in JOBS.items() if job in jobs)]
    body = re.split(r"^  (?=\S)", text[text.index(f"\n  {job}:") + 3 :], maxsplit=1, flags=re.MULTILINE)[0]
    found = {}
    for part in body.split("\n      - ")[1:]:
        name = re.match(r"name: (.*)", part)
        script = re.search(r"^        run: \|\n((?:          .*\n|\n)+)", part + "\n", re.MULTILINE)
        if name and script:
            found[name[1]] = textwrap.dedent(script[1])
    return found


class Runner:
    """What a hosted runner gives to a job."""

    def __init__(self, checkout: Checkout, site: Site, folder: Path) -> None:
        self.checkout = checkout
        self.site = site
        self.folder = folder
        folder.mkdir()
        self.output = folder / "output"
        self.environment = {
            **checkout.environment,
            "GITHUB_WORKSPACE": str(checkout.folder),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "GITHUB_REPOSITORY": "owner/name",
            "GITHUB_REF": "refs/pull/7/merge",
            "GITHUB_SHA": MERGED,
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": site.url,
            "GITHUB_TOKEN": TOKEN,
            "RUN_URL": "https://github.com/owner/name/actions/runs/1",
        }

    def run(self, job: str, step: str, *, expect: int = 0, **environment: str) -> str:
        """One step, as a runner starts it: bash -e -o pipefail."""
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps(job)[step]],
            cwd=self.checkout.folder, env={**self.environment, **environment}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == expect, f"{step}: exit code {done.returncode}\n{done.stdout}"
        return done.stdout

    def pull_request(self, *, expect: int = 0) -> None:
        """The job `plan`; with `expect` the exit code of its gate."""
        self.commit()
        self.output.unlink(missing_ok=True)
        for step in ("Synthesize", "Plan", "Impact", "Review", "Comment"):
            self.run("plan", step)
        impact, review = re.findall(r"code=(\d+)", self.output.read_text())
        self.run("plan", "Stop for a failed gate", expect=expect, IMPACT=impact, REVIEW=review)
        if expect:
            runs = next(value for path, value in self.site.answers.items() if path.endswith("/runs"))
            runs["workflow_runs"].append(run(50, "2026-11-23T23:00:00Z", "failure"))
        else:
            self.run("plan", "Record what was reviewed")
            self.keep(self.checkout.folder / "reviewed")

    def keep(self, folder: Path) -> None:
        """What the upload of an artifact does."""
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        keep_plan(self.site, "owner/name", MERGED, files)

    def commit(self) -> None:
        """Commits everything that a repository would hold."""
        (self.checkout.folder / ".gitignore").write_text(
            "cdktf.out\nreviewed\nreports\n*.json\n.venv\n__pycache__\n"
        )
        identity = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "commit.gpgsign=false"]
        for arguments in (
            ["init", "-q"],
            ["add", "-A"],
            [*identity, "commit", "-q", "--allow-empty", "-m", "x"],
        ):
            subprocess.run(["git", *arguments], cwd=self.checkout.folder, check=True, capture_output=True)


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
    applying.commit()
    applying.run("apply", "Find the reviewed plan")
    applying.run("apply", "Refuse a plan of something else")
    applying.run("apply", "Synthesize")
    assert "4 added" in applying.run("apply", "Apply exactly the reviewed plan")
    assert set(org.app_properties(org.app_id("RingCentral"))) >= {"directNumber", "extensionNumber"}
    # The same plan once more: its state has moved on.
    assert "stale" in applying.run("apply", "Apply exactly the reviewed plan", expect=1)

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
    (planning.checkout.folder / "impact-policy.toml").write_text("max_changed_percent = 0\n")
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
    assert "no reviewed plan" in applying.run("apply", "Find the reviewed plan", expect=1)


def test_a_plan_of_another_tree_is_refused(new_runner: Callable[[str], Runner], tmp_path: Path) -> None:
    """main moved between the plan and the merge; or the plan file was changed."""
    applying = new_runner("applying")
    applying.commit()
    kept = tmp_path / "made"
    kept.mkdir()
    (kept / "tfplan").write_text("plan")
    (kept / "tree").write_text("0" * 40 + "\n")
    (kept / "tfplan.sha256").write_text("0" * 64 + "  tfplan\n")
    applying.keep(kept)
    applying.run("apply", "Find the reviewed plan")
    assert "main moved meanwhile" in applying.run("apply", "Refuse a plan of something else", expect=1)
    tree = subprocess.run(
        ["git", "rev-parse", "HEAD^{tree}"], cwd=applying.checkout.folder, check=True, capture_output=True
    )
    (applying.checkout.folder / "reviewed" / "tree").write_bytes(tree.stdout)
    assert "FAILED" in applying.run("apply", "Refuse a plan of something else", expect=1)


def test_a_fork_is_synthesized_and_validated(new_runner: Callable[[str], Runner]) -> None:
    """Without an org and without credentials."""
    runner = new_runner("fork")
    for name in ("OKTA_ORG_URL", "OKTA_API_TOKEN"):
        del runner.environment[name]
    runner.run("validate-fork", "Synthesize")
    assert "valid" in runner.run("validate-fork", "Validate")


def test_a_schedule_tells_of_drift(org: SimulatedOrg, new_runner: Callable[[str], Runner]) -> None:
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


@pytest.mark.parametrize("workflow", JOBS)
def test_a_workflow_is_safe(workflow: str) -> None:
    """Pinned actions, no permission by default, nothing from outside inside a script."""
    text = WORKFLOWS[workflow]
    assert "\npermissions: {}\n" in text
    assert "pull_request_target" not in text
    uses = re.findall(r"uses: (\S+)", text)
    assert uses
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) for one in uses)
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")
    for job in JOBS[workflow]:
        assert steps(job)
        assert not [name for name, script in steps(job).items() if "${{" in script]


def test_a_fork_gets_no_secret_and_writes_nothing() -> None:
    """Its job names none, and may read the repository only; what drifts is told by a job that may not write either."""
    assert set(WORKFLOWS) == set(JOBS)
    text = WORKFLOWS["plan"]
    fork = text[text.index("  validate-fork:") : text.index("\n  plan:\n")]
    assert "secrets." not in fork
    assert "write" not in fork
    assert ": write" not in WORKFLOWS["drift"]
