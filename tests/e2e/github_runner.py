"""Runs the shell steps of .github/workflows as they stand there.

Only `make setup` and the actions are left out. A step gets the environment that the workflow gives it and no more.
GitHub's API is a stand-in that knows one pull request and what its run kept.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.acceptance.review.stand_in import TOKEN, Site, keep_plan, reviewing_run
from tests.e2e.conftest import ROOT, Checkout

WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / ".github" / "workflows").glob("*.yml")
}
JOBS = {name: job for workflow in WORKFLOWS.values() for name, job in workflow["jobs"].items()}
"""Every job's name is its own."""
BOT = "github-actions[bot]"
MERGED = "c" * 40
APPLY = (
    "Find what was reviewed", "Refuse a plan of another tree", "Synthesize", "Plan again",
    "Refuse what was not reviewed", "Apply",
)  # fmt: skip


def steps(job: str) -> dict[str, dict[str, Any]]:
    """The steps of a job that are scripts, by their names."""
    return {step["name"]: step for step in JOBS[job]["steps"] if "run" in step}


class Runner:
    """What a hosted runner gives to a job. `outputs`: of the steps that have an id."""

    def __init__(self, checkout: Checkout, site: Site, folder: Path) -> None:
        self.checkout = checkout
        self.site = site
        self.folder = folder
        folder.mkdir()
        self.outputs: dict[str, str] = {}
        given = dict(checkout.environment)
        self.secrets = {
            "vars.OKTA_ORG_URL": given.pop("OKTA_ORG_URL"),
            "secrets.OKTA_API_TOKEN": given.pop("OKTA_API_TOKEN"),
            "github.token": TOKEN,
            "github.server_url": "https://github.com",
            "github.repository": "owner/name",
            "github.run_id": "1",
        }
        self.environment = {
            **given,
            "GITHUB_WORKSPACE": str(checkout.folder),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "GITHUB_REPOSITORY": "owner/name",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_SHA": MERGED,
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": site.url,
        }

    def run(self, job: str, step: str, *, expect: int = 0, **environment: str) -> str:
        """One step, as a runner starts it: bash -e -o pipefail, with its own environment."""
        found = steps(job)[step]
        output = self.folder / "output"
        output.write_text("")
        own = {name: self.resolved(value) for name, value in found.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]],
            cwd=self.checkout.folder,
            env={**self.environment, "GITHUB_OUTPUT": str(output), **own, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == expect, f"{step}: exit code {done.returncode}\n{done.stdout}"
        for line in output.read_text().splitlines():
            name, _, value = line.partition("=")
            self.outputs[f"steps.{found['id']}.outputs.{name}"] = value
        return done.stdout

    def resolved(self, value: str) -> str:
        """A value of the workflow with its expressions; a secret that nobody set is empty."""
        known = {**self.secrets, **self.outputs}
        return re.sub(r"\$\{\{ (\S+) \}\}", lambda found: known.get(found[1], ""), value)

    def pull_request(self, *, expect: int = 0) -> None:
        """The job `plan`; with `expect` the exit code of its gate."""
        self.commit()
        self.environment["GITHUB_REF"] = "refs/pull/7/merge"
        for step in ("Synthesize", "Plan", "Policy", "Impact", "Review", "Comment"):
            self.run("plan", step)
        self.run("plan", "Stop for a failed gate", expect=expect)
        if expect:
            runs = next(value for path, value in self.site.answers.items() if path.endswith("/runs"))
            runs["workflow_runs"].append(reviewing_run(50, "2026-11-23T23:00:00Z", "failure"))
        else:
            self.run("plan", "Record what was reviewed")
            self.keep(
                {path.name: path.read_bytes() for path in (self.checkout.folder / "reviewed").iterdir()}
            )

    def merge(self, *, refused_at: str = "", expect: int = 1, **environment: str) -> str:
        """The job `apply`, up to the step that refuses. Returns what its last step printed."""
        self.commit()
        for step in APPLY:
            if step == refused_at:
                return self.run("apply", step, expect=expect, **environment)
            printed = self.run("apply", step, **environment)
        assert not refused_at
        return printed

    def keep(self, files: dict[str, bytes]) -> None:
        """What the upload of an artifact does."""
        keep_plan(self.site, "owner/name", MERGED, files)

    def commit(self) -> None:
        """The merge of what is in the folder into what was in it first, as GitHub checks it out."""
        (self.checkout.folder / ".gitignore").write_text(
            "cdktf.out\nreviewed\nreports\n*.json\ntfplan\nbase-policy.toml\n.venv\n__pycache__\n"
        )
        self.git("init", "-q")
        self.git("add", "-A")
        tree = self.git("write-tree")
        try:
            base = self.git("rev-parse", "-q", "--verify", "refs/heads/base")
        except subprocess.CalledProcessError:
            base = self.git("commit-tree", tree, "-m", "base")
            self.git("update-ref", "refs/heads/base", base)
        head = self.git("commit-tree", tree, "-p", base, "-m", "head")
        self.git("update-ref", "HEAD", self.git("commit-tree", tree, "-p", base, "-p", head, "-m", "merge"))

    def policy_of_the_base(self, text: str) -> None:
        """What the branch that the request is merged into has in impact-policy.toml."""
        (self.checkout.folder / "impact-policy.toml").write_text(text)
        self.git("add", "-A")
        self.git(
            "update-ref", "refs/heads/base", self.git("commit-tree", self.git("write-tree"), "-m", "base")
        )

    def git(self, *arguments: str) -> str:
        """What git prints."""
        identity = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "commit.gpgsign=false"]
        return subprocess.run(
            ["git", *identity, *arguments],
            cwd=self.checkout.folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
