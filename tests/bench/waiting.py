"""How often a person waits for Okta: rounds, the part of a command's time that grows with the latency.

    rounds = (seconds at 300 ms - seconds at 0 ms) / 0.3 s, to the nearest half

A wait for an answer is a round, the pause between a write and its read-back half of one: so there is nothing between.
Each command runs against two embedded orgs that differ in the latency alone, in turn, and the quickest run of each
counts: a busy machine only adds. Calls are counted by the org.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace, start_org
from tests.bench.figure import Figure

LATENCY_MS = 300
FLAGS = ("-no-color", "-input=false")
COMMANDS: dict[str, tuple[str, ...]] = {
    "first plan": ("plan", *FLAGS, "-out=saved"),
    "apply of the saved plan": ("apply", *FLAGS, "saved"),
    "plan in place": ("plan", *FLAGS),
    "destroy": ("destroy", *FLAGS, "-auto-approve"),
}
MAPPING = """
resource "oktaprofile_mapping" "bench" {{
  app_id     = "{app}"
  properties = {{ nickName = {{ expression = "appuser.email" }} }}
}}
"""
#: What is promised: command -> rounds, calls. A `terraform apply` without a saved plan is the plan and then the apply.
#:
#: The apply of the full sync: a read, then three writes that follow each other, each of 2.5 rounds: POST, half a round
#: of pause, read-back. A destroy plans twice (Terraform's own doing), each in a process of its own: three rounds (the
#: list of apps; the attributes' schema, which comes first by the references; the values that the readiness looks at),
#: then one (who maps the attributes), and then the apply in the other order. The chain is 3 + 1 + 8.5 rounds.
FULL_SYNC = {
    "first plan": (3, 8),
    "apply of the saved plan": (8.5, 17),
    "plan in place": (3, 8),
    "destroy": (12.5, 29),
}
ONE_MAPPING = {
    "first plan": (2, 5),
    "apply of the saved plan": (4.5, 7),
    "plan in place": (2, 4),
    "destroy": (6.5, 10),
}
RUNS = 3


class Waited(NamedTuple):
    """Of one command. `calls`: the most that any run took."""

    rounds: float
    calls: int


def measured(write: Callable[[Workspace, SimulatedOrg], None], runs: int) -> dict[str, Waited]:
    """Each command in turn, in both orgs, `runs` times over."""
    seconds: dict[tuple[str, int], list[float]] = {}
    calls: dict[str, int] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        orgs = {
            latency: stack.enter_context(start_org("--latency-ms", str(latency)))
            for latency in (0, LATENCY_MS)
        }
        workspaces = {}
        for latency, org in orgs.items():
            environment = {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN}
            workspaces[latency] = Workspace(folder / str(latency), environment)
            write(workspaces[latency], org)
        for _ in range(runs):
            for name, command in COMMANDS.items():
                for latency, org in orgs.items():
                    org.reset_requests()
                    began = time.perf_counter()
                    workspaces[latency].run(*command).expect_success()
                    seconds.setdefault((name, latency), []).append(time.perf_counter() - began)
                    calls[name] = max(calls.get(name, 0), org.requests()["total"])
    return {
        name: Waited(rounds(min(seconds[name, LATENCY_MS]) - min(seconds[name, 0])), calls[name])
        for name in COMMANDS
    }


def rounds(seconds: float) -> float:
    """Seconds of waiting as rounds, to the nearest half."""
    return round(2 * seconds * 1000 / LATENCY_MS) / 2


def figures() -> Iterator[Figure]:
    """The published full sync, and one mapping."""
    for what, write, promised in (
        ("full sync", lambda workspace, org: workspace.use_example("full-sync"), FULL_SYNC),
        (
            "one mapping",
            lambda workspace, org: workspace.write(MAPPING.format(app=org.app_id("RingCentral"))),
            ONE_MAPPING,
        ),
    ):
        for name, waited in measured(write, RUNS).items():
            rounds, calls = promised[name]
            yield Figure(f"{what}, {name}: waits for Okta", waited.rounds, "rounds", rounds)
            yield Figure(f"{what}, {name}", waited.calls, "calls", calls)
