"""The GitLab template's scripts and the pre-commit hook, run as they stand there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance.harness import TOKEN as OKTA_TOKEN
from tests.acceptance.harness import SimulatedOrg
from tests.acceptance.review.stand_in import TOKEN, running
from tests.e2e.conftest import ROOT, Checkout

TEMPLATE: dict[str, Any] = yaml.safe_load((ROOT / "templates" / "gitlab-ci.yml").read_text())


class Pipeline:
    """One project with its remote, and what a GitLab runner gives to a job."""

    def __init__(self, checkout: Checkout, site_url: str) -> None:
        self.checkout = checkout
        self.folder = checkout.folder
        self.seen = checkout.folder.parent / "seen"
        self.environment = {
            "CI_PROJECT_DIR": str(self.folder), "CI_JOB_URL": "https://gitlab.com/g/n/-/jobs/1", "CI_PROJECT_ID": "1",
            "CI_API_V4_URL": site_url, "GITLAB_TOKEN": TOKEN, "AWS_SECRET_ACCESS_KEY": "state-credential",
            "CI_DEFAULT_BRANCH": "main",
        }  # fmt: skip
        (self.folder / ".gitignore").write_text(
            "cdktf.out\n*.json\n.venv\n__pycache__\nreports\nreviewed\nplanned\n"
        )
        self.git("init", "-q", "-b", "main")
        self.git("init", "-q", "--bare", "-b", "main", str(self.folder.parent / "remote"))
        self.git("remote", "add", "origin", str(self.folder.parent / "remote"))
        self.push()
        self._record_environments()

    def _record_environments(self) -> None:
        """`make setup` and `python main.py` write their environments down; `make` does nothing else."""
        tools = self.folder.parent / "tools"
        tools.mkdir()
        real = Path(shutil.which("python", path=self.checkout.environment["PATH"]) or "")
        for name, then in {"make": "", "python": f'exec "{real}" "$@"'}.items():
            (tools / name).write_text(f'#!/bin/sh\nenv > "{self.seen}-{name}"\n{then}\n')
            (tools / name).chmod(0o755)
        self.tools = str(tools)

    def git(self, *arguments: str) -> str:
        """What git prints."""
        identity = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "commit.gpgsign=false"]
        return subprocess.run(
            ["git", *identity, *arguments], cwd=self.folder, check=True, capture_output=True, text=True
        ).stdout.strip()

    def push(self) -> None:
        """A commit of everything on main."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        self.git("push", "-q", "origin", "HEAD:main")

    def run(self, job: str, *, expect: int = 0, **environment: str) -> str:
        """A job's before_script and script in one shell, as a GitLab runner starts them."""
        found = TEMPLATE[job]
        lines = [*TEMPLATE[found["extends"]]["before_script"], *found["script"]]
        script = "\n".join(lines).replace(
            'export PATH="$CI_PROJECT_DIR/.venv/bin:$PATH"',
            f'export PATH="{self.tools}:$CI_PROJECT_DIR/.venv/bin:$PATH"',
        )
        return self.checkout.run(
            ["bash", "-eo", "pipefail", "-c", script], self.folder, expect,
            PATH=f"{self.tools}:{self.checkout.environment['PATH']}", CI_COMMIT_SHA=self.git("rev-parse", "HEAD"),
            **{**self.environment, **environment},
        )  # fmt: skip


@pytest.mark.timeout(900)
def test_gitlab_plans_applies_and_looks_for_drift(
    org: SimulatedOrg, new_checkout: Callable[[str], Checkout]
) -> None:
    """The merge request gets its note, the default branch applies what its pipeline reported, and nothing drifts."""
    checkout = new_checkout("checkout")
    request = {"CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    with running("project_bot") as site:
        pipeline = Pipeline(checkout, site.url)
        pipeline.run("plan", **request)
        [note] = site.bodies("project_bot")
        assert "### 🟡 Plan review" in note
        for name in ("make", "python"):
            given = Path(f"{pipeline.seen}-{name}").read_text()
            assert "CI_PROJECT_DIR" in given
            assert not [secret for secret in (TOKEN, OKTA_TOKEN, "state-credential") if secret in given]

        (checkout.folder / "impact-policy.toml").write_text("max_changed_percent = 0\nmax_undetermined = 0\n")
        pipeline.push()  # on the target branch
        (checkout.folder / "impact-policy.toml").write_text("max_changed_percent = 100\n")
        pipeline.git("commit", "-qam", "loosened by the request")
        pipeline.run("plan", expect=2, **request)
        pipeline.git("rm", "-q", "impact-policy.toml")
        pipeline.git("commit", "-qm", "removed by the request")
        pipeline.run("plan", expect=2, **request)
        pipeline.push()  # merged

        pipeline.run("plan")
        assert len(site.comments) == 1
        pipeline.run("plan", expect=1, **request, OKTA_API_TOKEN="wrong")
        [note] = site.bodies("project_bot")
        assert "🔴 Plan review: the plan could not be read" in note

        pipeline.run("plan")
        reviewed = checkout.folder / "reviewed" / "plan.json"
        good = reviewed.read_text()
        forged = json.loads(good)
        forged["configuration"]["root_module"]["resources"][0]["provisioners"] = [{"type": "local-exec"}]
        reviewed.write_text(json.dumps(forged))
        assert "provisioners is in the reviewed plan only" in pipeline.run("apply", expect=2)
        reviewed.write_text(good)
        old = pipeline.git("rev-parse", "HEAD")
        pipeline.push()
        pipeline.git("checkout", "-q", old)
        assert "main has moved on" in pipeline.run("apply", expect=1)
        pipeline.git("checkout", "-q", "main")
        assert "4 added" in pipeline.run("apply")
        pipeline.run("apply", expect=2)  # nothing is left of what was reviewed
        assert "Nothing has changed outside Terraform" in pipeline.run("drift")


def test_a_schedule_looks_for_drift_alone() -> None:
    """It runs on the default branch, which would plan, and offer an apply, every night."""
    schedule, never = '$CI_PIPELINE_SOURCE == "schedule"', {"when": "never"}
    assert TEMPLATE["plan"]["rules"][0] == TEMPLATE["apply"]["rules"][0] == {"if": schedule, **never}
    assert TEMPLATE["drift"]["rules"] == [{"if": schedule}]
    [request] = [one["if"] for one in TEMPLATE["plan"]["rules"] if "merge_request_event" in one["if"]]
    assert request.endswith("&& $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID")
    assert "merge_request_event" not in json.dumps([TEMPLATE["apply"], TEMPLATE["drift"]])


def test_gitlab_credentials_are_of_the_commands_that_need_them() -> None:
    """Those that ask Okta or the state, and those that write the note; no variable of the template is a secret."""
    scripts = "\n".join(
        [
            *TEMPLATE[".stack"]["before_script"],
            *(TEMPLATE[job]["script"][0] for job in ("plan", "apply", "drift")),
        ]
    )
    assert set(re.findall(r"with_org (\w+ \w+)", scripts)) == {
        "terraform init", "terraform plan", "terraform show", "terraform apply", "oktaprofile impact",
        "oktaprofile drift",
    }  # fmt: skip
    assert set(re.findall(r"with_site (\w+ \w+ \w+)", scripts)) == {"oktaprofile review post"}
    assert "python main.py" in scripts
    assert not [name for name in TEMPLATE["variables"] if re.search("TOKEN|KEY|SECRET", name)]
    assert [TEMPLATE[job]["environment"]["name"] for job in ("plan", "apply", "drift")] == [
        "plan",
        "apply",
        "plan",
    ]
    assert TEMPLATE["apply"]["resource_group"] == "apply"


def test_the_hook_refuses_what_does_not_synthesize(new_checkout: Callable[[str], Checkout]) -> None:
    """Without an org: a good stack passes; a wrong setting and an unknown reference stop the commit."""
    checkout = new_checkout("checkout")
    for name in ("OKTA_ORG_URL", "OKTA_API_TOKEN"):
        del checkout.environment[name]
    hooks = checkout.folder / ".git" / "hooks"
    subprocess.run(["git", "init", "-q"], cwd=checkout.folder, check=True)
    hooks.mkdir(exist_ok=True)
    shutil.copyfile(ROOT / "templates" / "pre-commit", hooks / "pre-commit")
    (hooks / "pre-commit").chmod(0o755)
    (checkout.folder / ".gitignore").write_text(".venv\n")
    identity = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "commit.gpgsign=false"]
    commit = ["git", *identity, "commit", "-q", "-a", "--allow-empty", "-m", "x"]
    checkout.run(["git", "add", "-A"], checkout.folder, 0)
    checkout.run(commit, checkout.folder, 0)
    stack = checkout.folder / "stacks" / "ringcentral_sync.py"
    good = stack.read_text()
    stack.write_text(good.replace("override=settings.override", 'override="nobody"'))
    assert "override" in checkout.run(commit, checkout.folder, 1)
    stack.write_text(good + "\n        cdktf.TerraformOutput(self, 'x', value='${nothing.here}')\n")
    assert "nothing" in checkout.run(commit, checkout.folder, 1)
    assert os.access(ROOT / "templates" / "pre-commit", os.X_OK)
