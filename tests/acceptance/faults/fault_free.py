"""A write of the matrix without a fault, and what every cell begins with: the org, and what is owned before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from oktaprofile.simulator.switches import Switches
from tests.acceptance.faults.kinds import rival_body
from tests.acceptance.faults.writes import APP_WRITE, MAPPING_WRITE, WRITES, Setup, Write
from tests.acceptance.harness import TOKEN, Outcome, SimulatedOrg, Workspace, threaded_org

APPLY = ("apply", "-no-color", "-input=false", "-auto-approve")
# Names are in quarantine in the cells that are about it, and nowhere else.
SWITCHES = Switches(quarantine_seconds=0)
# How often a batched write is tried until Terraform starts its resources close enough together for one POST.
GATHERING_TRIES = 5


@dataclass(frozen=True)
class Orgs:
    """Snapshots of an org: after the write, and after a destroy of everything."""

    written: bytes
    destroyed: bytes


@dataclass(frozen=True)
class FaultFree:
    """The same write without a fault: what the org comes to, and the summaries of the warnings that are printed."""

    orgs: Orgs
    warnings: tuple[str, ...]


_LOCKS: defaultdict[tuple[str, bool], Lock] = defaultdict(Lock)
_FAULT_FREE: dict[tuple[str, bool], FaultFree] = {}


def fault_free(write_name: str, rival: bool) -> FaultFree:
    """The write without a fault; with what a `rival` writes of foreign things after it. Made once in a process."""
    key = (write_name, rival)
    with _LOCKS[key]:
        if key not in _FAULT_FREE:
            _FAULT_FREE[key] = _without_fault(WRITES[write_name], rival)
        return _FAULT_FREE[key]


def _without_fault(write: Write, rival: bool) -> FaultFree:
    for _ in range(GATHERING_TRIES):
        with TemporaryDirectory(prefix="cell-") as folder, threaded_org(SWITCHES) as org:
            setup, workspace = prepared(org, Path(folder), write)
            workspace.write(write.after(setup))
            org.reset_requests()
            outcome = workspace.run(*APPLY).expect_success()
            if org.requests()["operations"].get(write.operation) == 1:
                warnings = warnings_of(outcome)
                if not rival:
                    return FaultFree(Orgs(org.snapshot(), setup.furnished), warnings)
                _write_as_rival(setup, write)
                written = org.snapshot()
                workspace.destroy().expect_success()
                return FaultFree(Orgs(written, org.snapshot()), warnings)
    raise AssertionError(f"{write.name} was never sent as one POST")


def warnings_of(outcome: Outcome) -> tuple[str, ...]:
    """The summaries of the warnings that a command printed, sorted."""
    lines = outcome.output.replace("│", " ").splitlines()
    return tuple(sorted(line.strip() for line in lines if line.strip().startswith("Warning: ")))


def _write_as_rival(setup: Setup, write: Write) -> None:
    path = {
        APP_WRITE: f"/api/v1/meta/schemas/apps/{setup.app_id}/default",
        MAPPING_WRITE: f"/api/v1/mappings/{setup.mapping_id}",
    }.get(write.operation, "/api/v1/meta/schemas/user/default")
    setup.org.call("POST", path, rival_body(write.operation))


def prepared(org: SimulatedOrg, folder: Path, write: Write) -> tuple[Setup, Workspace]:
    """A furnished org, and a workspace in which what Terraform owns before the write is applied."""
    setup = Setup(org)
    setup.furnish()
    setup.previous = write.in_okta(setup)
    setup.furnished = org.snapshot()
    workspace = Workspace(folder, {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN})
    workspace.write(write.before(setup))
    if write.before(setup):
        workspace.run(*APPLY).expect_success()
    return setup, workspace
