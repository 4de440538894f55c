"""One cell of the fault matrix: one write under one fault, from the org before to the empty third plan.

Its steps:

    before   the org is furnished with foreign things; what Terraform owns before the write is applied
    faulty   the fault begins; the apply of the write ends as the fault's table says, and the state is true
    mended   the fault is over; the next apply succeeds. It is left out where the faulty one did: then the plan after
             that one has to be empty, so that nothing can be put right in silence
    third    the plan after it is empty, and the org is, byte for byte, as after the same write without a fault
    ended    a destroy leaves the org, byte for byte, as it was before Terraform came: nothing previous was forgotten
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.acceptance.faults.expected_state import check_org, check_outcome, check_state
from tests.acceptance.faults.fault_free import APPLY, SWITCHES, fault_free, prepared
from tests.acceptance.faults.kinds import KINDS, Kind, quarantine
from tests.acceptance.faults.report import Report
from tests.acceptance.faults.writes import WRITES, Setup, Write, in_state
from tests.acceptance.harness import TOKEN, Outcome, SimulatedOrg, Workspace, threaded_org, wait_until
from tests.acceptance.harness.terraform import COMMAND_SECONDS, DidNotEndError

# Cells of the short form: the matrix once found a defect in them, or a provider broken on purpose shows nowhere else.
CHOSEN = (
    ("app property add", "something else stored"),
    ("mapping set", "something else stored"),
    ("mapping remove, batched", "something else stored"),
    ("app property remove, batched", "something else stored"),
    ("master set", "something else stored"),
    ("master set", "500 for good"),
    ("master restore", "time-outs for good"),
)


def run_cell(write: Write, kind: Kind) -> Report:
    """Runs one cell; never raises for a broken promise, but for a harness that does not work."""
    report = Report()
    try:
        _run_into(report, write, kind)
    except DidNotEndError as hang:
        report.say("every command ends", f"within {COMMAND_SECONDS} s", str(hang))
    return report


def _run_into(report: Report, write: Write, kind: Kind) -> None:
    with (
        TemporaryDirectory(prefix="cell-") as folder,
        threaded_org(SWITCHES) as org,
        ThreadPoolExecutor(1) as beside,
    ):
        without_fault = beside.submit(fault_free, write.name, kind.rival)
        setup, workspace = prepared(org, Path(folder), write)
        owned_before = _state(workspace)
        rules = kind.rules(write, setup)
        for rule in rules:
            org.add_fault(**rule)
        org.reset_requests()
        workspace.write(_provider(kind) + write.after(setup))
        outcome = _faulty_apply(org, workspace, setup, write, kind)
        report.applied = _consumed(org, write, kind, len(rules), report)
        org.call("DELETE", "/simulator/faults", expect=None)
        org.load({"quarantine": []})
        expected = without_fault.result()
        check_outcome(outcome, write, kind, expected.warnings, report)
        check_state(_state(workspace), owned_before, setup.previous, write.in_okta(setup), kind, report)
        workspace.write(write.after(setup))
        mended = outcome
        if outcome.returncode != 0:
            mended = workspace.run(*APPLY)
            if mended.returncode != 0:
                report.say("the next apply converges", "an apply that succeeds", mended.output)
        third = workspace.run("plan", "-no-color", "-input=false", "-detailed-exitcode")
        if third.returncode != 0:
            report.say("the third plan is empty", "No changes.", third.output)
        check_org(
            org, workspace, expected.orgs, kind.after_commit and not write.before(setup), mended, report
        )
        if TOKEN in outcome.output + mended.output + third.output:
            report.say("no secret is printed", "no token", "the token was printed")


def _consumed(org: SimulatedOrg, write: Write, kind: Kind, rules: int, report: Report) -> int:
    """How often the fault happened; a fault that did not is a broken promise."""
    faults = org.faults()
    applied = sum(int(rule["applied"]) for rule in faults)
    happened = len(faults) == rules and all(rule["completed"] for rule in faults)
    if kind.quarantine:
        applied = refusals(org, write)
        happened = applied > 0
    if not happened:
        report.say(
            "the fault was consumed", "every rule applied as often as it should", f"{faults}, {applied} times"
        )
    return applied


def refusals(org: SimulatedOrg, write: Write) -> int:
    """How many POSTs the org refused with 400 since the last reset: so it refuses a name in quarantine."""
    listed = org.requests()["requests"]
    return sum(one["operation"] == write.operation and one["status"] == 400 for one in listed)


def _provider(kind: Kind) -> str:
    return f'provider "oktaprofile" {{\n{kind.provider}}}\n' if kind.provider else ""


def _faulty_apply(org: SimulatedOrg, workspace: Workspace, setup: Setup, write: Write, kind: Kind) -> Outcome:
    if kind.signal is None and kind.released_after_seconds is None:
        return workspace.run(*APPLY)
    found = write.in_okta(setup)
    process = workspace.start(*APPLY)
    if kind.released_after_seconds is not None:
        # Counted from the first refusal: from the beginning of the apply it would be over before the first POST.
        wait_until(lambda: refusals(org, write) or process.poll() is not None, "the name was refused")
        org.load({"quarantine": quarantine(write, setup, kind.released_after_seconds)})
    else:
        wait_until(lambda: org.faults()[0]["matched"] or process.poll() is not None, "the write began")
        if kind.after_commit:
            wait_until(lambda: write.in_okta(setup) != found, "the write is stored")
        send_signal(workspace, process, *kind.signal or ("", ""))
    return workspace.finish(process)


def send_signal(workspace: Workspace, process: subprocess.Popen[str], whom: str, which: str) -> None:
    """Sends a signal to `provider`s that this terraform started, or to `terraform`: SIGINT as a terminal does."""
    number = getattr(signal, which)
    if whom == "provider":
        for pid in providers_of(process):
            os.kill(pid, number)
    elif which == "SIGINT":
        workspace.interrupt(process)
    else:
        process.send_signal(number)


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


def cells(short: bool) -> dict[str, tuple[Write, Kind]]:
    """The cells to run, by name: all, or a few in which every write and every fault comes up."""
    if not short:
        pairs = [
            (write, kind) for write in WRITES.values() for kind in KINDS.values() if kind.applies_to(write)
        ]
    else:
        pairs = [(WRITES[write], KINDS[kind]) for write, kind in CHOSEN]
        covered = {kind for _, kind in CHOSEN}
        # Along the diagonal; the step has no divisor in common with the number of writes, so each of them comes up.
        for number, kind in enumerate(KINDS.values()):
            if kind.name not in covered:
                fitting = [write for write in WRITES.values() if kind.applies_to(write)]
                pairs.append((fitting[number * 7 % len(fitting)], kind))
        # Those of one write beside each other: a pytest worker makes each fault-free run once.
        pairs.sort(key=lambda pair: list(WRITES).index(pair[0].name))
    return {f"{write.name} / {kind.name}": (write, kind) for write, kind in pairs}
