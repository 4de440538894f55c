"""Ten thousand steps of random sequences against the model (tests/contract/provider/sequences.py).

    make stress ARGS="sequences [--steps N] [--seed S] [--length L] [--shrink] [--mutations]"

The org and the provider run in this process, without sockets and without terraform. A line a batch on stderr while it
runs; at the end a table of what was done. One seed gives one run: the batches have the seeds S, S+1, ..., and what
breaks the model is printed with the seed of its batch (`--seed THAT --steps 1` runs this batch alone).

`--mutations` puts defects into the product, one at a time, and tells after how many steps each was found.

Exit codes: 0 nothing broke the model (with `--mutations`: every defect was found); 1 something did (was not);
2 wrong arguments; 130 interrupted, after the table of what was done.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contract.provider.sequences import Sequences
from tests.contract.provider.sequences_mutations import MUTATIONS, mutated

SEQUENCES_OF_A_BATCH = 10
MUTATION_STEPS = 2_000
"""Within so many steps each defect has to be found."""


def main(arguments: list[str]) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(
        description="Random sequences", formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=10_000, help="at least so many (default 10000)")
    parser.add_argument("--seed", type=int, default=None, help="default: a random one, which is printed")
    parser.add_argument("--length", type=int, default=50, help="steps of a sequence (default 50)")
    parser.add_argument(
        "--shrink", action="store_true", help="make a failing sequence as short as can be (minutes)"
    )
    parser.add_argument(
        "--mutations", action="store_true", help="put defects into the product, and find them"
    )
    asked = parser.parse_args(arguments)
    first = random.SystemRandom().randrange(10**6) if asked.seed is None else asked.seed
    if asked.mutations:
        return _mutations(first, asked.length)
    return _long_run(asked.steps, first, asked.length, shrink=asked.shrink)


def _long_run(steps: int, first: int, length: int, *, shrink: bool) -> int:
    began, batch, code = time.monotonic(), first, 0
    Sequences.counted = Counter()
    print(f"seed {first}, {steps:,} steps", file=sys.stderr, flush=True)
    try:
        while code == 0 and Sequences.counted["steps"] < steps:
            code = 0 if run_batch(batch, length, shrink=shrink) else 1
            _progress(steps, batch, time.monotonic() - began)
            batch += 1
    except KeyboardInterrupt:
        code = 130
    if code == 1:
        print(f"\nA sequence broke the model: --seed {batch - 1} --steps 1 --length {length}")
    print(table(Sequences.counted, time.monotonic() - began, first, batch - 1))
    return code


def run_batch(number: int, length: int, *, shrink: bool = False, told: bool = True) -> bool:
    """Runs the sequences of one seed; prints what broke the model. Returns whether nothing did."""
    phases = [Phase.generate, *([Phase.shrink] if shrink else [])]
    options = settings(
        max_examples=SEQUENCES_OF_A_BATCH,
        stateful_step_count=length,
        phases=phases,
        report_multiple_bugs=False,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seed(number)(Sequences), settings=options)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - hypothesis raises what the product raised, and groups
        if told:
            traceback.print_exc(file=sys.stdout)
        return False
    return True


def _progress(steps: int, batch: int, seconds: float) -> None:
    done = Sequences.counted["steps"]
    left = (steps - done) * seconds / max(1, done)
    print(
        f"seed {batch}: {done:,} steps, {Sequences.counted['applies']:,} applies, {done / seconds:.0f} steps/s, "
        f"{max(0.0, left):.0f} s left",
        file=sys.stderr,
        flush=True,
    )


def table(counted: Counter[str], seconds: float, first: int, last: int) -> str:
    """What was done, by kind."""
    lines = [f"\n{counted['steps']:>7,}  steps in {seconds:.0f} s, seeds {first} to {last}"]
    for what in ("applies", "destroys", "imports", "state rm", "edits of the configuration"):
        lines.append(f"{counted[what]:>7,}  {what}")
    lines.append(f"{counted['races lost, and written again']:>7,}  races lost, and written again")
    for heading in ("changed", "by hand", "refused"):
        found = {key: count for key, count in counted.items() if key.startswith(f"{heading}: ")}
        lines.append(f"{sum(found.values()):>7,}  {heading}")
        for key, count in sorted(found.items(), key=lambda item: (-item[1], item[0])):
            lines.append(f"{count:>13,}  {key.partition(': ')[2]}")
    return "\n".join(lines)


def _mutations(first: int, length: int) -> int:
    """Each defect alone, with its own sequences. Returns the exit code."""
    code = 0
    for name in MUTATIONS:
        steps = steps_to_find(name, first, length)
        found = steps is not None
        print(
            f"{'found after ' + format(steps, ',') + ' steps' if found else 'NOT FOUND':<24}{name}",
            flush=True,
        )
        code = code if found else 1
    return code


def steps_to_find(name: str, first: int, length: int = 50, most: int = MUTATION_STEPS) -> int | None:
    """After how many steps a defect broke the model; None: not within `most`."""
    Sequences.counted = Counter()
    number = first
    with mutated(name):
        while Sequences.counted["steps"] < most:
            if not run_batch(number, length, told=False):
                return Sequences.counted["steps"]
            number += 1
    return None
