"""Two pipelines on one org at once, and an administrator who edits by hand in between.

Two terraform processes with states of their own; each owns other properties of the same app schema and other keys of
the same mapping. A line a round on stderr, the figures at the end.

    make stress ARGS="pipelines [--rounds N] [--seed S]"

Exit codes: 0 nothing was lost; 1 something was, or the two never raced; 2 wrong arguments.

Races are made, not hoped for. The org takes its time between reading and writing a schema, so that writes overwrite
each other as they do in Okta (`overtaken`). And in every round a rival's write that began before, and ends after,
swallows one pipeline's write of the schema, and one of the mapping (`swallowed`: fault rules, each of which must have
been used). A pipeline writes a document once in an apply: a second POST was made because the read-back showed that the
first one was lost. So the org's journal tells the races, and a swallowed write that was not sent again fails the run.
What each sent is there when the round is over.

The administrator is a careful one: saves, looks a moment later, and saves again what is not there. (Nobody can
protect the save of somebody who does not look: Okta's last writer wins.)
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.acceptance.faults.writes import APP_WRITE, MAPPING_WRITE, Setup
from tests.acceptance.harness import TOKEN, Workspace, start_org

LATENCY_SECONDS = 0.3
PIPELINES = {"east": ("nickName", "title"), "west": ("division", "costCenter")}
APPLY = ("apply", "-no-color", "-input=false", "-auto-approve")
LONGEST_BY_HAND = 20
SEED = 5


@dataclass
class Figures:
    """What some rounds showed: writes that lost their race, and were sent again and proved."""

    rounds: int = 0
    writes: int = 0
    swallowed_schema_writes: int = 0
    swallowed_mapping_writes: int = 0
    overtaken: int = 0
    """Schema writes of a pipeline that the other one's, or the administrator's, overwrote."""
    overtaken_by_hand: int = 0
    seconds: float = 0.0

    @property
    def races_lost(self) -> int:
        """Of the pipelines."""
        return self.swallowed_schema_writes + self.swallowed_mapping_writes + self.overtaken


@dataclass(frozen=True)
class Lost:
    """One POST of a pipeline that Okta answered with 200 and that was overwritten."""

    operation: str
    writer: str
    swallowed: bool
    again: bool
    """Whether the pipeline sent it again."""


def configuration(setup: Setup, pipeline: str, number: int) -> str:
    """What a pipeline owns, as of one round."""
    names = [f"{pipeline}One", f"{pipeline}Two"]
    properties = "".join(f'    {name} = {{ title = "{pipeline} {number}" }}\n' for name in names)
    keys = "".join(
        f"    {key} = {{ expression = {json.dumps(expression(pipeline, number))} }}\n"
        for key in PIPELINES[pipeline]
    )
    return (
        f'resource "oktaprofile_app_user_properties" "p" {{\n  app_id = "{setup.app_id}"\n'
        f"  properties = {{\n{properties}  }}\n}}\n"
        f'resource "oktaprofile_mapping" "m" {{\n  app_id = "{setup.app_id}"\n  properties = {{\n{keys}  }}\n}}\n'
    )


def expression(pipeline: str, number: int) -> str:
    """A value that tells who wrote it, and when."""
    return f"'{pipeline} {number}'"


def edit_by_hand(setup: Setup, number: int, wait_seconds: float) -> int:
    """An administrator's edit of foreign things; returns how often it had to be saved again."""
    time.sleep(wait_seconds)
    wanted = f"By hand {number}"
    for again in range(LONGEST_BY_HAND):
        setup.org.set_app_properties(setup.app_id, {"foreignText": {"description": wanted}})
        entry = {"expression": f"'{wanted}'", "pushStatus": "PUSH"}
        setup.org.call("POST", f"/api/v1/mappings/{setup.mapping_id}", {"properties": {"displayName": entry}})
        time.sleep(2 * LATENCY_SECONDS)
        if setup.org.app_properties(setup.app_id)["foreignText"].get("description") == wanted:
            return again
    raise AssertionError(f"the administrator's edit was overwritten {LONGEST_BY_HAND} times")


def swallow(setup: Setup, pipeline: str) -> None:
    """A rival, who changes nothing, writes back what was there before the pipeline's next two writes."""
    setup.org.add_fault(operation=APP_WRITE, match=f"{pipeline}One", action="lose_race", document={})
    key = PIPELINES[pipeline][0]
    setup.org.add_fault(operation=MAPPING_WRITE, match=f'"{key}"', action="lose_race", document={})


def run(rounds: int, *, seed: int = SEED) -> Figures:
    """Runs the rounds. Raises AssertionError as soon as something is lost, or is not sent again."""
    figures, began, chance = Figures(), time.monotonic(), random.Random(seed)
    latency = ("--latency-ms", f"{LATENCY_SECONDS * 1000:.0f}")
    with TemporaryDirectory(prefix="pipelines-") as folder, start_org(*latency) as org:
        setup = Setup(org)
        setup.furnish()
        environment = {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN}
        workspaces = {name: Workspace(Path(folder) / name, environment) for name in PIPELINES}
        with ThreadPoolExecutor(3) as pool:
            for number in range(rounds):
                _round(setup, workspaces, pool, number, chance, figures)
        for workspace in workspaces.values():
            assert workspace.plan().actions == {}
    figures.seconds = time.monotonic() - began
    return figures


def _round(
    setup: Setup,
    workspaces: dict[str, Workspace],
    pool: ThreadPoolExecutor,
    number: int,
    chance: random.Random,
    figures: Figures,
) -> None:
    began, org = time.monotonic(), setup.org
    org.reset_requests()
    loser = list(PIPELINES)[number % 2]
    swallow(setup, loser)
    for name, workspace in workspaces.items():
        workspace.write(configuration(setup, name, number))
    by_hand = pool.submit(edit_by_hand, setup, number, chance.uniform(0.5, 3.5))
    outcomes = list(pool.map(lambda one: one.run(*APPLY), workspaces.values()))
    saved_again = by_hand.result()
    for outcome in outcomes:
        outcome.expect_success()
    org.end_faults()
    check_nothing_is_lost(setup, number)
    lost = lost_writes(org.requests()["requests"])
    swallowed = [write for write in lost if write.swallowed]
    overtaken = [write for write in lost if not write.swallowed]
    for write in swallowed:
        assert write.again, f"{write} was not sent again"
    assert {write.operation for write in swallowed} == {APP_WRITE, MAPPING_WRITE}
    figures.rounds += 1
    figures.writes += sum(count for name, count in org.requests()["operations"].items() if name in WRITES)
    figures.swallowed_schema_writes += sum(write.operation == APP_WRITE for write in swallowed)
    figures.swallowed_mapping_writes += sum(write.operation == MAPPING_WRITE for write in swallowed)
    figures.overtaken += len(overtaken)
    figures.overtaken_by_hand += saved_again
    print(
        f"round {number + 1}: {loser} lost {len(swallowed)} to a rival; {len(overtaken)} overtaken by the other "
        f"pipeline or by hand; by hand saved again {saved_again} times; nothing lost; "
        f"{time.monotonic() - began:.1f} s",
        file=sys.stderr,
        flush=True,
    )


WRITES = (APP_WRITE, MAPPING_WRITE)


def lost_writes(requests: list[dict[str, Any]]) -> list[Lost]:
    """The pipelines' writes that did not last: swallowed by a rule, or sent a second time. `requests`: the journal's,
    in the order in which they ended.
    """
    writes = [
        (one["operation"], _writer(one["body"]), "fault" in one)
        for one in requests
        if one["operation"] in WRITES and one["status"] == 200
    ]
    lost = []
    for number, (operation, writer, swallowed) in enumerate(writes):
        again = any((operation, writer) == other[:2] for other in writes[number + 1 :])
        if writer in PIPELINES and (swallowed or again):
            lost.append(Lost(operation, writer, swallowed, again))
    return lost


def _writer(body: Any) -> str:
    """The pipeline whose names stand in a body; "" for the administrator."""
    text = json.dumps(body)
    found = [name for name, keys in PIPELINES.items() if f"{name}One" in text or f'"{keys[0]}"' in text]
    return "".join(found)


def check_nothing_is_lost(setup: Setup, number: int) -> None:
    """Everything of this round is there: both pipelines' and the administrator's."""
    properties = setup.org.app_properties(setup.app_id)
    mapping = setup.org.call("GET", f"/api/v1/mappings/{setup.mapping_id}")["properties"]
    for pipeline, keys in PIPELINES.items():
        for name in (f"{pipeline}One", f"{pipeline}Two"):
            assert properties[name]["title"] == f"{pipeline} {number}"
        for key in keys:
            assert mapping[key]["expression"] == expression(pipeline, number)
    assert properties["foreignText"]["description"] == f"By hand {number}"
    assert mapping["displayName"]["expression"] == f"'By hand {number}'"


def main(arguments: list[str]) -> int:
    """Runs the rounds and prints the figures."""
    parser = argparse.ArgumentParser(description="Two pipelines at once")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument(
        "--seed", type=int, default=SEED, help="of the moments at which the administrator saves"
    )
    asked = parser.parse_args(arguments)
    try:
        figures = run(asked.rounds, seed=asked.seed)
    except AssertionError:
        traceback.print_exc(file=sys.stdout)
        return 1
    print(
        f"{figures.rounds} rounds of two pipelines and an administrator: nothing lost in {figures.seconds:.0f} s.\n"
        f"{figures.writes} writes; {figures.races_lost} of the pipelines lost their race, were sent again and proved:\n"
        f"  {figures.swallowed_schema_writes} of a schema, {figures.swallowed_mapping_writes} of a mapping to a rival\n"
        f"  {figures.overtaken} of a schema to the other pipeline or the administrator\n"
        f"By hand saved again: {figures.overtaken_by_hand}."
    )
    return 0 if figures.overtaken else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
