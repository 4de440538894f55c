"""Faults on reads, at refresh (a plan of what is in the state) and at the first plan.

Whatever a read answers, nothing may vanish from the state, nothing may be written, and the plan either is what it
would have been or fails with a sentence that says why. `make stress ARGS=reads` runs all cells.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.acceptance.faults.cell import send_signal
from tests.acceptance.faults.expected_state import printed
from tests.acceptance.faults.fault_free import warnings_of
from tests.acceptance.faults.read_faults import FAULTS, ReadFault
from tests.acceptance.faults.report import MARKS, Report, Results
from tests.acceptance.faults.running import CellRunner, parser, run
from tests.acceptance.harness import TOKEN, Outcome, SimulatedOrg, Workspace, start_org, wait_until

TOKEN_REQUEST = "token"
READS = (
    TOKEN_REQUEST,
    "listApplications",
    "getApplication",
    "getApplicationUserSchema",
    "getUserSchema",
    "listUserTypes",
    "listProfileMappings",
    "getProfileMapping",
    "listApplicationUsers",
    "listUsers",
)
SCOPES = [f"okta.{word}.read" for word in ("apps", "schemas", "userTypes", "profileMappings", "users")]
PHASES = ("refresh", "plan")
# What is known from the state is not looked for again.
NOT_AT_REFRESH = ("listProfileMappings",)
# Reads that the full sync does not need, with what makes them. `LATE` is an app beyond the first page of 200.
IMPACT = """
data "oktaprofile_mapping_impact" "i" {
  app_id      = data.oktaprofile_app.ringcentral.id
  expressions = { nickName = "appuser.email" }
}
"""
LATE = "0oa1late"
LATE_APP = f'data "oktaprofile_app" "late" {{\n  id = "{LATE}"\n}}\n'
FURTHER = {"listApplicationUsers": IMPACT, "listUsers": IMPACT, "getApplication": LATE_APP}
PLAN = ("plan", "-no-color", "-input=false", "-detailed-exitcode")
LEGEND = "At refresh and at the first plan:  + kept every promise   ! broke one   ? could not be run   (blank) not read"


class Stage:
    """An org with everything of the sync in one phase: applied (refresh) or not yet (plan)."""

    def __init__(self, org: SimulatedOrg, folder: Path, phase: str) -> None:
        self.org = org
        self.phase = phase
        org.load({"apps": [_app(number) for number in range(205)] + [_app(LATE)]})
        self.workspace = Workspace(folder, {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN})
        self._by_token = self.workspace.environment
        self._by_oauth = {**self._by_token, **register_client(org)}
        del self._by_oauth["OKTA_API_TOKEN"]
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
        self._usual: dict[str, tuple[str, ...]] = {}

    def _stored(self) -> str | None:
        """The state file. None: there is none, or it holds nothing: after Ctrl-C in a first plan OpenTofu writes one
        without resources and outputs.
        """
        path = self.workspace.folder / "terraform.tfstate"
        text = path.read_text() if path.exists() else "{}"
        state = json.loads(text)
        return text if state.get("resources") or state.get("outputs") else None

    def cell(self, operation: str, fault: ReadFault) -> Report:
        """Plans once under the fault."""
        report = Report()
        usual = self._without_fault(operation)
        self.org.add_fault(operation=operation, **fault.rule)
        block = f'provider "oktaprofile" {{\n{fault.provider}}}\n' if fault.provider else ""
        self.workspace.write(block, "provider.tf")
        outcome = self._plan(fault)
        consumed = self.org.faults()
        self.org.call("DELETE", "/simulator/faults", expect=None)
        report.applied = sum(rule["applied"] for rule in consumed)
        if not all(rule["completed"] for rule in consumed):
            report.say("the fault was consumed", "every rule applied", f"{consumed}")
        self._check(outcome, fault, usual, report)
        if self._stored() != self._state:
            report.say("nothing vanishes from the state", "the state as it was", "another state")
        if self.org.snapshot() != self._before:
            report.say("nothing is written", "the org as it was", "another org")
        return report

    def _without_fault(self, operation: str) -> tuple[str, ...]:
        """Puts in place what makes the read; what a plan without a fault prints of changes and warnings."""
        self.workspace.environment = self._by_oauth if operation == TOKEN_REQUEST else self._by_token
        further = FURTHER.get(operation, "")
        self.workspace.write(further, "reads.tf")
        self.workspace.write("", "provider.tf")
        if further not in self._usual:
            outcome = self.workspace.run(*PLAN)
            assert outcome.returncode == self._exit_code, outcome.output
            self._usual[further] = told(outcome)
        return self._usual[further]

    @property
    def _exit_code(self) -> int:
        return 0 if self.phase == "refresh" else 2

    def _plan(self, fault: ReadFault) -> Outcome:
        if fault.signal is None:
            return self.workspace.run(*PLAN)
        process = self.workspace.start(*PLAN)
        wait_until(lambda: self.org.faults()[0]["matched"] or process.poll() is not None, "the read began")
        send_signal(self.workspace, process, *fault.signal)
        return self.workspace.finish(process)

    def _check(self, outcome: Outcome, fault: ReadFault, usual: tuple[str, ...], report: Report) -> None:
        right = "the message is right"
        expected = 1 if fault.sentences else self._exit_code
        if outcome.returncode != expected:
            report.say(right, f"exit code {expected}", f"{outcome.returncode}\n{outcome.output}")
        elif not fault.sentences and told(outcome) != usual:
            report.say(
                "the plan is what it would have been", f"{usual}", f"{told(outcome)}\n{outcome.output}"
            )
        for sentence in fault.sentences:
            if not printed(outcome, sentence):
                report.say(right, f"the words {sentence!r}", outcome.output)
        if "Traceback" in outcome.output or TOKEN in outcome.output:
            report.say("no secret is printed", "no traceback and no token", outcome.output)


def register_client(org: SimulatedOrg) -> dict[str, str]:
    """Makes an OAuth client known to the org; the environment that uses it."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    client = {"client_id": "0oaClient", "scopes": SCOPES, "keys": [{"pem": public.decode()}]}
    org.load({"clients": [client]})
    return {
        "OKTA_API_CLIENT_ID": "0oaClient",
        "OKTA_API_PRIVATE_KEY": private.decode(),
        "OKTA_API_SCOPES": ",".join(SCOPES),
    }


def told(outcome: Outcome) -> tuple[str, ...]:
    """What a plan comes to: the line that counts its changes, every resource's line, and the warnings."""
    lines = [line.strip() for line in outcome.output.splitlines()]
    changes = [line for line in lines if line.startswith(("# ", "Plan: ", "No changes."))]
    return (*sorted(changes), *warnings_of(outcome))


def _app(number: int | str) -> dict[str, Any]:
    """An app that has nothing to do with the sync."""
    id_ = number if isinstance(number, str) else f"0oa1further{number:03}"
    return {"id": id_, "label": f"Further {number}", "name": "bookmark", "status": "ACTIVE"}


@contextmanager
def stage(phase: str) -> Iterator[Stage]:
    """An org and a workspace, ready for all cells of the phase."""
    with TemporaryDirectory(prefix="reads-") as folder, start_org() as org:
        yield Stage(org, Path(folder), phase)


Cell = tuple[str, str, ReadFault]
"""Phase, operation, fault."""


def cells(phase: str, short: bool) -> list[tuple[str, ReadFault]]:
    """All cells of a phase; or half of the faults, with each read coming up: the other phase has the other half."""
    reads = [name for name in READS if phase == "plan" or name not in NOT_AT_REFRESH]
    if not short:
        return [(name, fault) for fault in FAULTS for name in reads]
    half = FAULTS[PHASES.index(phase) :: 2]
    return [(reads[number % len(reads)], fault) for number, fault in enumerate(half)]


def named(short: bool) -> dict[str, Cell]:
    """The cells of both phases by name."""
    return {
        f"{phase} / {operation} / {fault.name}": (phase, operation, fault)
        for phase in PHASES
        for operation, fault in cells(phase, short)
    }


@contextmanager
def _worker() -> Iterator[CellRunner[Cell]]:
    """A stage for each phase, made when it is first needed."""
    with ExitStack() as opened:
        stages: dict[str, Stage] = {}

        def run_cell(cell: Cell) -> Report:
            phase, operation, fault = cell
            if phase not in stages:
                stages[phase] = opened.enter_context(stage(phase))
            return stages[phase].cell(operation, fault)

        yield run_cell


def main(arguments: list[str]) -> int:
    """Runs the chosen cells of both phases and prints the table; see `report.EXIT_CODES`."""
    options = parser("Every read under every fault, at refresh and at the first plan")
    asked = options.parse_args(arguments)
    results = run("reads", named(asked.short), _worker, options, asked)
    if results is None:
        return 0
    print(table(results))
    if broken := results.told():
        print("\n" + broken)
    print("\n" + results.summary())
    return results.exit_code()


def table(results: Results) -> str:
    """A row for each fault, a column for each read, with the marks of both phases."""
    longest = max(len(fault.name) for fault in FAULTS) + 2
    lines = [" " * longest + "|  " * number + name for number, name in enumerate(READS)]
    for fault in FAULTS:
        pairs = [
            [results.reports.get(f"{phase} / {name} / {fault.name}") for phase in PHASES] for name in READS
        ]
        found = [report for pair in pairs for report in pair if report is not None]
        if found:
            marks = "".join(
                "".join(" " if one is None else MARKS[one.result] for one in pair) + " " for pair in pairs
            )
            kept = f"{sum(report.result == 'kept' for report in found)}/{len(found)}"
            mean = sum(report.seconds for report in found) / len(found)
            lines.append(f"{fault.name:<{longest}}{marks}{kept:>7}{mean:>5.1f}s")
    return "\n".join([*lines, "", LEGEND])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
