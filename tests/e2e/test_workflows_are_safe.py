"""What the workflows may hold: pinned actions, least permissions, secrets where they are needed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.e2e.github_runner import JOBS, WORKFLOWS, steps

CREDENTIALS: dict[str, set[str]] = {
    "plan": {"Plan", "Impact"},
    "apply": {"Plan again", "Apply"},
    "drift": {"Look for drift"},
}
"""The steps of each job that get what Okta takes; no other step gets a secret."""
TOKENS = {
    "plan": {"Comment", "Say that there is no plan"},
    "apply": {"Find what was reviewed"},
    "github": {"Publish the files"},
}
"""The steps that get the token of the job."""
PERMISSIONS = {
    "validate-fork": {"contents": "read"},
    "plan": {"contents": "read", "pull-requests": "write"},
    "apply": {"actions": "read", "contents": "read", "pull-requests": "read"},
    "drift": {"contents": "read"},
    "checks": {"contents": "read"},
    "supported": {"contents": "read"},
    "opentofu": {"contents": "read"},
    "build": {"contents": "read", "id-token": "write", "attestations": "write"},
    "github": {"contents": "write"},
    "pypi": {"id-token": "write"},
}
TRUSTED = re.compile(
    r"(secrets|vars)\.[A-Z_]+( \|\| 'production')?|steps\.[a-z]+\.outputs\.[a-z]+|!cancelled\(\)"
    r"|github\.(ref|token|server_url|repository|run_id|event\.pull_request\.head\.sha)"
    r"|matrix\.[a-z]+|github\.event\.pull_request\.number \|\| github\.ref|github\.event_name == 'pull_request'"
)
"""What an expression may be: nothing that somebody who opens a pull request can write."""


def test_every_job_is_known() -> None:
    """A new one is added to the tables above, with its name its own."""
    assert set(JOBS) == set(PERMISSIONS)
    assert len(JOBS) == sum(len(workflow["jobs"]) for workflow in WORKFLOWS.values())


def holding(job: str, word: str) -> set[str]:
    """The steps of a job whose environment, or anything else of them, holds a word."""
    return {
        str(step.get("name", step.get("uses"))) for step in JOBS[job]["steps"] if word in json.dumps(step)
    }


@pytest.mark.parametrize("job", JOBS)
def test_credentials_are_of_the_steps_that_need_them(job: str) -> None:
    """Not of a job or a workflow, and not of the steps that install packages or run the stack's own code."""
    assert holding(job, "secrets.") == CREDENTIALS.get(job, set())
    assert holding(job, "github.token") == TOKENS.get(job, set())
    outside = {name: value for name, value in JOBS[job].items() if name != "steps"}
    assert "secrets" not in json.dumps(outside)


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_workflow_is_safe(workflow: str) -> None:
    """Pinned actions, no permission by default, no secret for all, and nothing from outside in an expression."""
    found: dict[Any, Any] = WORKFLOWS[workflow]
    assert found["permissions"] == {}
    assert "secrets" not in json.dumps(found.get("env", {}))
    assert set(found[True]) <= {
        "pull_request",
        "push",
        "schedule",
        "workflow_dispatch",
    }  # YAML's `on` is true
    if "pull_request" in found[True]:
        assert not [
            job
            for job in found["jobs"].values()
            if "write" in json.dumps(job["permissions"]) and "if" not in job
        ]
    for expression in re.findall(r"\$\{\{ (.*?) \}\}", json.dumps(found)):
        assert TRUSTED.fullmatch(expression), expression
    for name, job in found["jobs"].items():
        assert job["permissions"] == PERMISSIONS[name]
        assert job["timeout-minutes"] <= 90
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            assert "uses" not in step or re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"])
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_a_fork_gets_no_secret_and_writes_nothing() -> None:
    """Its job names none; the one with credentials is of this repository's own branches alone."""
    own = "github.event.pull_request.head.repo.full_name == github.repository"
    assert JOBS["plan"]["if"] == f"github.event_name == 'pull_request' && {own}"
    assert JOBS["validate-fork"]["if"] == JOBS["plan"]["if"].replace("name == github", "name != github")
    assert "environment" not in JOBS["validate-fork"]
    assert JOBS["apply"]["if"] == "github.event_name == 'push'"


def test_one_apply_at_a_time_and_none_is_cancelled() -> None:
    """Only a pull request's older run is cancelled by a newer push."""
    found = WORKFLOWS["plan"]["concurrency"]
    assert found["group"] == "plan-${{ github.event.pull_request.number || github.ref }}"
    assert found["cancel-in-progress"] == "${{ github.event_name == 'pull_request' }}"


def test_the_apply_takes_no_plan_file_from_another_job() -> None:
    """It downloads no artifact but by `review fetch`, and applies what its own step planned, after comparing."""
    names = list(steps("apply"))
    assert not [step for step in JOBS["apply"]["steps"] if "download-artifact" in step.get("uses", "")]
    assert "/tfplan" in steps("apply")["Plan again"]["run"]
    assert names.index("Plan again") < names.index("Refuse what was not reviewed") < names.index("Apply")
    assert names[-1] == "Apply"
    assert all("if" not in step and "continue-on-error" not in step for step in steps("apply").values())
    kept = next(step for step in JOBS["plan"]["steps"] if step.get("name") == "Keep the reviewed plan")
    assert kept["with"]["path"] == "reviewed"
    assert "tfplan" not in steps("plan")["Record what was reviewed"]["run"]
