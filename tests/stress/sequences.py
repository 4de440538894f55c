"""Ten thousand steps of random sequences against the model (tests/contract/provider/sequences.py)."""

from __future__ import annotations

import argparse
import time

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contract.provider.sequences import Sequences

STEPS_OF_A_SEQUENCE = 50


def main(arguments: list[str]) -> int:
    """Runs about so many steps; a sequence that breaks the model is printed, made as short as can be."""
    parser = argparse.ArgumentParser(description="Random sequences")
    parser.add_argument("--steps", type=int, default=10_000)
    wanted = parser.parse_args(arguments).steps
    began, Sequences.steps = time.monotonic(), 0
    while Sequences.steps < wanted:
        run_state_machine_as_test(
            Sequences,
            settings=settings(
                max_examples=20,
                stateful_step_count=STEPS_OF_A_SEQUENCE,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    seconds = time.monotonic() - began
    print(f"{Sequences.steps:,} steps, none broke the model; {seconds:.0f} s")
    return 0
