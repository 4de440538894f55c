"""A few random sequences; `make stress` runs ten thousand steps."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contract.provider.sequences import Sequences


def test_random_sequences_keep_to_the_model() -> None:
    """Whatever comes in whatever order: nothing foreign lost, no false state, an empty plan after every apply."""
    run_state_machine_as_test(
        Sequences,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Sequences.steps > 200
