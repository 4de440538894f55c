"""Answers of wrong types and with control characters, through the real terraform."""

from __future__ import annotations

import json
import time

import pytest

from tests.acceptance.faults.hostile import ANSWERS, CONFIGURATION
from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace

LONGEST_SECONDS = 20
NEVER_PRINTED = ("failed unexpectedly", "Traceback", "\x1b", "\x07", "\u202e", TOKEN)


@pytest.mark.parametrize("phase", ["plan", "refresh"])
def test_no_answer_brings_the_provider_down(org: SimulatedOrg, workspace: Workspace, phase: str) -> None:
    """Each ends with an error in words or with a plan, never with a defect, a cleared screen, or a changed state.

    The first plan gets one half of the bodies, the refresh the other.
    """
    app_id = org.app_id("RingCentral")
    workspace.write(CONFIGURATION.format(app=app_id))
    if phase == "refresh":
        workspace.apply().expect_success()
    state = workspace.folder / "terraform.tfstate"
    before = state.read_text() if state.exists() else None
    problems = []
    for operation, bodies in ANSWERS.items():
        for number, body in enumerate(bodies):
            if number % 2 != ["plan", "refresh"].index(phase):
                continue
            content = json.loads(json.dumps(body).replace('"APP"', json.dumps(app_id)))
            org.add_fault(operation=operation, status=200, body=content, times=None)
            began = time.monotonic()
            outcome = workspace.run("plan", "-no-color", "-input=false")
            org.call("DELETE", "/simulator/faults", expect=None)
            printed = [text for text in NEVER_PRINTED if text in outcome.output]
            if printed or time.monotonic() - began > LONGEST_SECONDS:
                problems.append(f"{operation} {number}: {printed}\n{outcome.output[-2000:]}")
    assert not problems, "\n\n".join(problems)
    assert (state.read_text() if state.exists() else None) == before
    assert workspace.run("plan", "-no-color", "-detailed-exitcode").returncode == (
        2 if phase == "plan" else 0
    )
