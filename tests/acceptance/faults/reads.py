"""Faults on reads, at refresh (a plan of what is in the state) and at the first plan.

Whatever a read answers, nothing may vanish from the state, nothing may be written, and the plan either is what it
would have been or fails with a sentence that says why. `python -m tests.acceptance.faults.reads` runs all cells.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace, start_org

READS = (
    "listApplications",
    "getApplicationUserSchema",
    "getUserSchema",
    "listUserTypes",
    "listProfileMappings",
    "getProfileMapping",
)
PHASES = ("refresh", "plan")
# What is known from the state is not looked for again.
NOT_AT_REFRESH = ("listProfileMappings",)
NO_RETRY = "  max_retries = 0\n"
QUICK = "  request_timeout = 1\n"
ODD = "This is not an answer of Okta"
UNREACHED = "Okta cannot be reached"
FAILED = "Okta failed"


@dataclass(frozen=True)
class ReadFault:
    """A rule, and what a plan prints that fails because of it; () is a plan that succeeds."""

    name: str
    rule: dict[str, Any]
    sentences: tuple[str, ...] = ()
    provider: str = ""


FAULTS = (
    ReadFault("429, nothing remaining", {"action": "rate_limit", "reset_seconds": 0}),
    ReadFault("429, some remaining", {"action": "rate_limit", "reset_seconds": 0, "remaining": 17}),
    ReadFault("429 without headers", {"action": "rate_limit", "remaining": None}),
    ReadFault("429 of concurrency", {"action": "rate_limit", "concurrency": True}),
    ReadFault(
        "429 for good",
        {"action": "rate_limit", "reset_seconds": 0, "times": None},
        ("Okta's rate limit is used up", "E0000047"),
        NO_RETRY,
    ),
    ReadFault("500 once", {"status": 500}),
    ReadFault("502 once", {"status": 502}),
    ReadFault("503 once", {"status": 503}),
    ReadFault(
        "500 for good", {"status": 500, "times": None}, (FAILED, "500 E0000009", "request id"), NO_RETRY
    ),
    ReadFault("time-out once", {"action": "drop_before", "delay_ms": 1500}, (), QUICK),
    ReadFault(
        "time-outs for good",
        {"action": "drop_before", "delay_ms": 1500, "times": None},
        (UNREACHED, "did not answer within 1 s"),
        QUICK + NO_RETRY,
    ),
    ReadFault("closed once", {"action": "drop_before"}),
    ReadFault("reset in mid-answer", {"action": "reset"}),
    ReadFault("truncated JSON", {"action": "truncate"}),
    ReadFault(
        "truncated for good", {"action": "truncate", "times": None}, (UNREACHED, "broke before"), NO_RETRY
    ),
    ReadFault("empty body", {"action": "empty", "times": None}, (ODD, "an empty body")),
    ReadFault("HTML, 200", {"action": "html", "status": 200, "times": None}, (ODD, "an HTML page")),
    ReadFault("HTML, 404", {"action": "html", "status": 404, "times": None}, (ODD, "an HTML page")),
    ReadFault("HTML, 503, once", {"action": "html", "status": 503}),
    ReadFault("another kind of JSON", {"status": 200, "body": "a string", "times": None}, (ODD, "a string")),
    ReadFault("401", {"status": 401, "times": None}, ("Okta does not accept the credentials", "E0000011")),
    ReadFault("403", {"status": 403, "times": None}, ("Okta forbids", "scope", "E0000006")),
)


class Stage:
    """An org with everything of the sync in one phase: applied (refresh) or not yet (plan)."""

    def __init__(self, org: SimulatedOrg, folder: Path, phase: str) -> None:
        self.org = org
        self.phase = phase
        self.workspace = Workspace(folder, {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN})
        self.workspace.use_example("full-sync")
        further = (
            'resource "oktaprofile_user_property" "agency" {\n  user_type = "contractor"\n'
            '  name = "agency"\n  title = "Agency"\n}\n'
        )
        self.workspace.write(further, "further.tf")
        if phase == "refresh":
            self.workspace.run("apply", "-no-color", "-input=false", "-auto-approve").expect_success()
        self._before = org.snapshot()
        self._state = self._stored()

    def _stored(self) -> str | None:
        path = self.workspace.folder / "terraform.tfstate"
        return path.read_text() if path.exists() else None

    def cell(self, operation: str, fault: ReadFault) -> list[str]:
        """Plans once under the fault; returns the broken promises."""
        self.org.add_fault(operation=operation, **fault.rule)
        block = f'provider "oktaprofile" {{\n{fault.provider}}}\n' if fault.provider else ""
        self.workspace.write(block, "provider.tf")
        outcome = self.workspace.run("plan", "-no-color", "-input=false", "-detailed-exitcode")
        consumed = self.org.faults()
        self.org.call("DELETE", "/simulator/faults", expect=None)
        problems = []
        if not all(rule["completed"] for rule in consumed):
            problems.append("the fault did not happen")
        expected = 1 if fault.sentences else (0 if self.phase == "refresh" else 2)
        if outcome.returncode != expected:
            problems.append(f"exit code {outcome.returncode}, not {expected}:\n{outcome.output[-3000:]}")
        for sentence in fault.sentences:
            if sentence not in outcome.message:
                problems.append(f"not printed: {sentence!r}\n{outcome.output[-3000:]}")
        if "Traceback" in outcome.output or TOKEN in outcome.output:
            problems.append(f"a traceback or the token was printed:\n{outcome.output[-3000:]}")
        if self._stored() != self._state:
            problems.append("the state was changed")
        if self.org.snapshot() != self._before:
            problems.append("the org was changed")
        return problems


@contextmanager
def stage(phase: str) -> Iterator[Stage]:
    """An org and a workspace, ready for all cells of the phase."""
    with TemporaryDirectory(prefix="reads-") as folder, start_org() as org:
        yield Stage(org, Path(folder), phase)


def cells(phase: str, short: bool) -> list[tuple[str, ReadFault]]:
    """All cells of a phase; or half of the faults, with each read coming up: the other phase has the other half."""
    reads = [name for name in READS if phase == "plan" or name not in NOT_AT_REFRESH]
    if not short:
        return [(name, fault) for fault in FAULTS for name in reads]
    half = FAULTS[PHASES.index(phase) :: 2]
    return [(reads[number % len(reads)], fault) for number, fault in enumerate(half)]


def main(arguments: list[str]) -> int:
    """Runs the cells of both phases and prints the table; returns 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description="Faults on reads")
    parser.add_argument("--short", action="store_true", help="the cells of `make test`")
    asked = parser.parse_args(arguments)
    broken = total = 0
    for phase in PHASES:
        began, results = time.monotonic(), {}
        with stage(phase) as ready:
            for operation, fault in cells(phase, asked.short):
                results[fault.name, operation] = ready.cell(operation, fault)
        print(f"at {phase}: " + " ".join(READS))
        for fault in FAULTS:
            marks = [results.get((fault.name, name)) for name in READS]
            shown = "  ".join("-" if mark is None else "!" if mark else "+" for mark in marks)
            print(f"  {fault.name:<24} {shown}")
        for names, problems in results.items():
            for problem in problems:
                print(f"\n! {phase}: {' / '.join(names)}\n  {problem}")
        broken += sum(map(bool, results.values()))
        total += len(results)
        print(f"  {len(results)} cells, {time.monotonic() - began:.0f} s\n", flush=True)
    print(f"{total} cells, {total - broken} kept every promise")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
