"""A few random sequences; `make stress` runs ten thousand steps, and finds more defects than these."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contract.provider.sequences import Sequences
from tests.contract.provider.sequences_mutations import MUTATIONS, mutated

# Hypothesis draws otherwise in a process that has loaded other modules, so the counts asked for below are half of what
# is usual.
FEW = settings(
    max_examples=16,
    stateful_step_count=25,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_random_sequences_keep_to_the_model() -> None:
    """Whatever comes in whatever order: nothing foreign lost, no false state, an empty plan after every apply; and
    there was something to lose.
    """
    Sequences.counted.clear()
    run_state_machine_as_test(Sequences, settings=FEW)
    done: Counter[str] = Sequences.counted
    assert done["steps"] > 100
    assert done["applies"] > 40
    assert sum(count for what, count in done.items() if what.startswith("changed: ")) > 60
    assert sum(count for what, count in done.items() if what.startswith("by hand: ")) > 60


def test_every_defect_is_put_into_something() -> None:
    """A defect whose function was renamed would prove nothing."""
    for name in MUTATIONS:
        with mutated(name):
            pass


@pytest.mark.parametrize(
    "name", ["writes the whole mapping", "clears what it does not manage", "knows no owners"]
)
def test_a_defect_is_found(name: str) -> None:
    """A product with a defect breaks the model: the sequences can fail."""
    with mutated(name), pytest.raises(BaseException) as broken:  # noqa: PT011 - whatever the product raised, or a group
        run_state_machine_as_test(Sequences, settings=FEW)
    assert not isinstance(broken.value, KeyboardInterrupt)
