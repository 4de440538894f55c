"""One cell of the fault matrix: one write under one fault, from the org before to the empty third plan.

Its steps:

    before   the org is furnished with foreign things; what Terraform owns before the write is applied
    faulty   the fault begins; the apply of the write ends as the fault's table says, and the state is true
    mended   the fault is over; the next apply succeeds
    third    the plan after it is empty, and the org is, byte for byte, as after the same write without a fault
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.acceptance.faults.kinds import KINDS, Kind, rival_body
from tests.acceptance.faults.writes import APP_WRITE, MAPPING_WRITE, WRITES, Place, Write, in_state
from tests.acceptance.harness import TOKEN, Outcome, SimulatedOrg, Workspace, start_org, wait_until
from tests.acceptance.harness.terraform import differences

APPLY = ("apply", "-no-color", "-input=false", "-auto-approve")
# With which a fault-free run must make the same org. The name in quarantine is no part of a snapshot.
QUARANTINE = ("--quarantine-seconds", "0")
# Cells in which the matrix once found a defect; they stay in the short form.
FOUND_DEFECTS = (
    ("mapping set", "something else stored"),
    ("mapping remove, batched", "something else stored"),
    ("app property remove, batched", "something else stored"),
    ("master set", "something else stored"),
    ("master set", "500 for good"),
    ("master restore", "time-outs for good"),
)


@dataclass
class Report:
    """What a cell measured. `problems` is [] when all its promises were kept."""

    seconds: float = 0.0
    applied: int = 0
    problems: list[str] = field(default_factory=list)


def run_cell(write: Write, kind: Kind) -> Report:
    """Runs one cell; never raises for a broken promise, but for a harness that does not work."""
    began = time.monotonic()
    report = Report()
    expected = fault_free(write.name, kind.rival)
    with TemporaryDirectory(prefix="cell-") as folder, start_org(*QUARANTINE) as org:
        place, workspace = _prepared(org, Path(folder), write, kind)
        owned_before = _state(workspace)
        rules = kind.rules(write, place)
        for rule in rules:
            org.add_fault(**rule)
        workspace.write(_provider(kind) + write.after(place))
        outcome = _faulty_apply(org, workspace, place, write, kind)
        consumed = org.faults()
        org.call("DELETE", "/simulator/faults", expect=None)
        org.load({"quarantine": []})
        report.applied = sum(rule["applied"] for rule in consumed)
        say = report.problems.append
        if not all(rule["completed"] for rule in consumed) or len(consumed) != len(rules):
            say(f"the fault did not happen: {consumed}")
        _check_outcome(outcome, write, kind, say)
        _check_state(_state(workspace), owned_before, place.former, write.in_okta(place), kind, say)
        workspace.write(write.after(place))
        mended = workspace.run(*APPLY)
        if mended.returncode != 0:
            say(f"the next apply failed:\n{mended.output[-3000:]}")
        third = workspace.run("plan", "-no-color", "-input=false", "-detailed-exitcode")
        if third.returncode != 0:
            say(f"the third plan is not empty:\n{third.output[-3000:]}")
        if changed := differences(expected, org.snapshot()):
            say("the org is not as after a write without a fault:\n" + "\n".join(changed))
        if TOKEN in outcome.output + mended.output:
            say("the token was printed")
    report.seconds = time.monotonic() - began
    return report


@cache
def fault_free(write_name: str, rival: bool) -> bytes:
    """The org after the write, without a fault; with what a rival writes of foreign things."""
    write = WRITES[write_name]
    with TemporaryDirectory(prefix="cell-") as folder, start_org(*QUARANTINE) as org:
        place, workspace = _prepared(org, Path(folder), write, None)
        workspace.write(write.after(place))
        workspace.run(*APPLY).expect_success()
        if rival:
            _write_as_rival(place, write)
        return org.snapshot()


def _write_as_rival(place: Place, write: Write) -> None:
    path = {
        APP_WRITE: f"/api/v1/meta/schemas/apps/{place.app_id}/default",
        MAPPING_WRITE: f"/api/v1/mappings/{place.mapping_id}",
    }.get(write.operation, "/api/v1/meta/schemas/user/default")
    place.org.call("POST", path, rival_body(write.operation))


def _prepared(org: SimulatedOrg, folder: Path, write: Write, kind: Kind | None) -> tuple[Place, Workspace]:
    place = Place(org)
    place.furnish()
    place.former = write.in_okta(place)
    workspace = Workspace(folder, {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN})
    workspace.write(write.before(place))
    if write.before(place):
        workspace.run(*APPLY).expect_success()
    return place, workspace


def _provider(kind: Kind) -> str:
    return f'provider "oktaprofile" {{\n{kind.provider}}}\n' if kind.provider else ""


def _faulty_apply(org: SimulatedOrg, workspace: Workspace, place: Place, write: Write, kind: Kind) -> Outcome:
    if kind.signal is None:
        return workspace.run(*APPLY)
    whom, which = kind.signal
    found = write.in_okta(place)
    process = workspace.start(*APPLY)
    wait_until(lambda: org.faults()[0]["matched"] or process.poll() is not None, "the write began")
    if kind.after_commit:
        wait_until(lambda: write.in_okta(place) != found, "the write is stored")
    number = getattr(signal, which)
    if whom == "provider":
        for pid in providers_of(process):
            os.kill(pid, number)
    elif which == "SIGINT":
        workspace.interrupt(process)
    else:
        process.send_signal(number)
    return workspace.finish(process)


def providers_of(process: subprocess.Popen[str]) -> list[int]:
    """The ids of the provider processes that this terraform started; their parent is terraform itself."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    found = [int(row[0]) for row in rows if int(row[1]) == process.pid and "oktaprofile" in row[2]]
    assert found, "terraform has started no provider"
    return found


def _state(workspace: Workspace) -> dict[str, Any]:
    """Name -> value, of everything in the state file."""
    path = workspace.folder / "terraform.tfstate"
    document = json.loads(path.read_text()) if path.exists() else {"resources": []}
    return in_state(
        {
            f"{resource['type']}#{number}": [one["attributes"] for one in resource["instances"]]
            for number, resource in enumerate(document["resources"])
        }
    )


def _check_outcome(outcome: Outcome, write: Write, kind: Kind, say: Any) -> None:
    if not kind.sentences:
        if outcome.returncode != 0:
            say(f"the apply failed:\n{outcome.output[-3000:]}")
        return
    if outcome.returncode != 1:
        say(f"the apply did not fail:\n{outcome.output[-3000:]}")
    for sentence in kind.sentences_for(write):
        if " ".join(sentence.split()) not in outcome.message:
            say(f"not printed: {sentence!r}\n{outcome.output[-3000:]}")
    if "Traceback" in outcome.output or "Provider produced" in outcome.message:
        say(f"a message for developers:\n{outcome.output[-3000:]}")


def _check_state(
    state: dict[str, Any],
    before: dict[str, Any],
    former: dict[str, Any],
    okta: dict[str, Any],
    kind: Kind,
    say: Any,
) -> None:
    """What the state names exists as it says, and what it does not name is as it was before Terraform came."""
    if kind.state == "behind":
        if state != before:
            say(f"the state of a killed apply is {state}, it was {before}")
        return
    told = {**former, **state}
    for name, value in told.items():  # a source list that is empty says: some other kind of source
        if isinstance(value, dict) and not value.get("priority", True) and okta[name]["type"] != "OVERRIDE":
            told[name] = okta[name]
    if kind.state == "exact" and told != okta:
        say(f"false state: with it there should be {told}, there is {okta}")
    if kind.state == "cautious":
        # Nobody knows what is stored; what may be is in the state, with what it has to restore.
        missing = [name for name in okta if okta[name] != former.get(name) and name not in state]
        if missing:
            say(f"the state lost sight of {missing}: it says {state}, there is {okta}")


def cells(short: bool) -> list[tuple[Write, Kind]]:
    """The cells to run: all, or a few in which every write and every fault comes up."""
    every = [(write, kind) for write in WRITES.values() for kind in KINDS.values() if kind.applies_to(write)]
    if not short:
        return every
    # Along the diagonal; the step has no divisor in common with the number of writes, so each of them comes up.
    writes, chosen = list(WRITES.values()), []
    for number, kind in enumerate(KINDS.values()):
        fitting = [write for write in writes if kind.applies_to(write)]
        chosen.append((fitting[number * 7 % len(fitting)], kind))
    found_defects = [(WRITES[write], KINDS[kind]) for write, kind in FOUND_DEFECTS]
    return chosen + [cell for cell in found_defects if cell not in chosen]
