"""Two pipelines on one org at once, and an administrator who edits by hand in between.

Two terraform processes with states of their own; each owns other properties of the same app schema and other keys
of the same mapping. The org takes its time between reading and writing a schema, so that writes overwrite each
other as they do in Okta. `python -m tests.acceptance.faults.pipelines [--rounds N]`.

The administrator is a careful one: saves, looks a moment later, and saves again what is not there. (Nobody can
protect the save of somebody who does not look: Okta's last writer wins.)
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.acceptance.faults.writes import Place
from tests.acceptance.harness import TOKEN, Workspace, start_org

LATENCY_SECONDS = 0.3
PIPELINES = {"east": ("nickName", "title"), "west": ("division", "costCenter")}
APPLY = ("apply", "-no-color", "-input=false", "-auto-approve")
# One POST for each document and pipeline; what is beyond that was a lost race, sent again.
FEWEST_SCHEMA_WRITES, FEWEST_MAPPING_WRITES = 2, 2


@dataclass
class Figures:
    """What some rounds showed."""

    rounds: int = 0
    resent_schema_writes: int = 0
    resent_mapping_writes: int = 0
    resent_by_hand: int = 0
    seconds: float = 0.0


def configuration(place: Place, pipeline: str, number: int) -> str:
    """What a pipeline owns, as of one round."""
    names = [f"{pipeline}One", f"{pipeline}Two"]
    properties = "".join(f'    {name} = {{ title = "{pipeline} {number}" }}\n' for name in names)
    keys = "".join(
        f"    {key} = {{ expression = {json.dumps(expression(pipeline, number))} }}\n"
        for key in PIPELINES[pipeline]
    )
    return (
        f'resource "oktaprofile_app_user_properties" "p" {{\n  app_id = "{place.app_id}"\n'
        f"  properties = {{\n{properties}  }}\n}}\n"
        f'resource "oktaprofile_mapping" "m" {{\n  app_id = "{place.app_id}"\n  properties = {{\n{keys}  }}\n}}\n'
    )


def expression(pipeline: str, number: int) -> str:
    """A value that tells who wrote it, and when."""
    return f"'{pipeline} {number}'"


def edit_by_hand(place: Place, number: int, wait_seconds: float) -> int:
    """An administrator's edit of foreign things; returns how often it had to be saved again."""
    time.sleep(wait_seconds)
    wanted = f"By hand {number}"
    for again in range(20):
        place.org.set_app_properties(place.app_id, {"foreignText": {"description": wanted}})
        entry = {"expression": f"'{wanted}'", "pushStatus": "PUSH"}
        place.org.call("POST", f"/api/v1/mappings/{place.mapping_id}", {"properties": {"displayName": entry}})
        time.sleep(2 * LATENCY_SECONDS)
        if place.org.app_properties(place.app_id)["foreignText"].get("description") == wanted:
            return again
    raise AssertionError("the administrator's edit was overwritten 20 times")


def run(rounds: int) -> Figures:
    """Runs the rounds. Raises AssertionError as soon as something is lost."""
    figures, began, chance = Figures(rounds), time.monotonic(), random.Random(5)
    latency = ("--latency-ms", f"{LATENCY_SECONDS * 1000:.0f}")
    with TemporaryDirectory(prefix="pipelines-") as folder, start_org(*latency) as org:
        place = Place(org)
        place.furnish()
        environment = {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN}
        workspaces = {name: Workspace(Path(folder) / name, environment) for name in PIPELINES}
        with ThreadPoolExecutor(3) as pool:
            for number in range(rounds):
                org.reset_requests()
                for name, workspace in workspaces.items():
                    workspace.write(configuration(place, name, number))
                by_hand = pool.submit(edit_by_hand, place, number, chance.uniform(0.5, 2.5))
                for outcome in pool.map(lambda one: one.run(*APPLY), workspaces.values()):
                    outcome.expect_success()
                resaved = by_hand.result()
                figures.resent_by_hand += resaved
                counted = org.requests()["operations"]
                own = 1 + resaved
                figures.resent_schema_writes += (
                    counted["updateApplicationUserProfile"] - FEWEST_SCHEMA_WRITES - own
                )
                figures.resent_mapping_writes += counted["updateProfileMapping"] - FEWEST_MAPPING_WRITES - own
                check_nothing_is_lost(place, number)
        for workspace in workspaces.values():
            assert workspace.plan().actions == {}
    figures.seconds = time.monotonic() - began
    return figures


def check_nothing_is_lost(place: Place, number: int) -> None:
    """Everything of this round is there: both pipelines' and the administrator's."""
    properties = place.org.app_properties(place.app_id)
    mapping = place.org.call("GET", f"/api/v1/mappings/{place.mapping_id}")["properties"]
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
    figures = run(parser.parse_args(arguments).rounds)
    print(
        f"{figures.rounds} rounds of two pipelines and an administrator: nothing lost in {figures.seconds:.0f} s.\n"
        f"Writes that lost their race and were sent again: {figures.resent_schema_writes} of schemas, "
        f"{figures.resent_mapping_writes} of mappings, {figures.resent_by_hand} by hand."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
