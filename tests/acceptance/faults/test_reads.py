"""Faults on reads in their short form: every fault once, every read in each phase. `make stress` runs all cells."""

from __future__ import annotations

import pytest

from tests.acceptance.faults.read_faults import FAULTS
from tests.acceptance.faults.reads import PHASES, cells, stage


@pytest.mark.parametrize("phase", PHASES)
def test_reads_under_faults(phase: str) -> None:
    """The plan is what it would have been, or fails with the reason; the state and the org stay as they were."""
    broken = {}
    with stage(phase) as ready:
        for operation, fault in cells(phase, short=True):
            if problems := ready.cell(operation, fault).problems:
                broken[operation, fault.name] = problems
    assert not broken, "\n".join(f"{names}: {text}" for names, texts in broken.items() for text in texts)


def test_every_fault_comes_up() -> None:
    """The two short forms together are complete."""
    names = [fault.name for phase in PHASES for _, fault in cells(phase, short=True)]
    assert sorted(names) == sorted(fault.name for fault in FAULTS)
