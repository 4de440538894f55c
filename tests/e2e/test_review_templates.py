"""The GitLab template's scripts and the pre-commit hook, run as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import textwrap
from collections.abc import Callable

from tests.acceptance.harness import SimulatedOrg
from tests.acceptance.review.stand_in import TOKEN, running
from tests.e2e.conftest import ROOT, Checkout

TEMPLATE = ROOT / "templates" / "gitlab-ci.yml"


def script(job: str) -> str:
    """The script of a job."""
    text = TEMPLATE.read_text()
    body = re.split(r"^(?=\S)", text[text.index(f"\n{job}:\n") + 1 :], flags=re.MULTILINE)[1]
    found = re.search(r"^    - \|\n((?:      .*\n|\n)+)", body, re.MULTILINE)
    assert found
    return textwrap.dedent(found[1])


def run(checkout: Checkout, job: str, *, expect: int = 0, **environment: str) -> str:
    """One job's script, as a GitLab runner starts it."""
    return checkout.run(
        ["bash", "-eo", "pipefail", "-c", script(job)], checkout.folder, expect, **environment
    )


def test_gitlab_plans_applies_and_looks_for_drift(
    org: SimulatedOrg, new_checkout: Callable[[str], Checkout]
) -> None:
    """The merge request gets its note; the default branch applies its pipeline's plan; then nothing has drifted."""
    checkout = new_checkout("checkout")
    with running("project_bot") as site:
        environment = {
            "CI_PROJECT_DIR": str(checkout.folder), "CI_JOB_URL": "https://gitlab.com/g/n/-/jobs/1",
            "CI_PROJECT_ID": "1",
            "CI_API_V4_URL": site.url, "GITLAB_TOKEN": TOKEN,
        }  # fmt: skip
        run(checkout, "plan", **environment, CI_MERGE_REQUEST_IID="7")
        [note] = site.bodies("project_bot")
        assert "### 🟡 Plan review" in note
        run(checkout, "plan", **environment)
        assert len(site.comments) == 1
        nobody = {**environment, "CI_MERGE_REQUEST_IID": "7", "OKTA_API_TOKEN": "wrong"}
        run(checkout, "plan", expect=1, **nobody)
        [note] = site.bodies("project_bot")
        assert "🔴 Plan review: the plan could not be read" in note
        run(checkout, "plan", **environment)
        assert "4 added" in run(checkout, "apply", **environment)
        assert "Nothing has changed outside Terraform" in run(checkout, "drift", **environment)


def test_a_schedule_looks_for_drift_alone() -> None:
    """It runs on the default branch, which would plan, and offer an apply, every night."""
    text = TEMPLATE.read_text()
    first = dict(
        re.findall(r"^(plan|apply|drift):\n(?:  .*\n)*?  rules:\n    - if: ([^#\n]*?)(?: #.*)?\n", text, re.M)
    )
    assert first == dict.fromkeys(("plan", "apply", "drift"), '$CI_PIPELINE_SOURCE == "schedule"')
    assert text.count('"schedule" # is for drift alone\n      when: never') == 1
    assert text.count('"schedule"\n      when: never') == 1
    fork = "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID"
    assert text.count("merge_request_event") == text.count(fork) == 1


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
