"""The fault matrix in its short form: every fault once, every write at least once. `make stress` runs all cells."""

from __future__ import annotations

import pytest

from tests.acceptance.faults.cell import cells, run_cell
from tests.acceptance.faults.kinds import KINDS, Kind
from tests.acceptance.faults.writes import WRITES, Write

SHORT = cells(short=True)


@pytest.mark.parametrize(("write", "kind"), SHORT.values(), ids=SHORT)
def test_a_write_under_a_fault(write: Write, kind: Kind) -> None:
    """The message is right, the state is true, the next apply converges, the third plan is empty, and the org is,
    byte for byte, as after the same write without the fault.
    """
    report = run_cell(write, kind)
    assert not report.problems, "\n".join(map(str, report.problems))


def test_the_short_form_leaves_nothing_out() -> None:
    """Every write and every fault of the matrix comes up in it."""
    assert {write.name for write, _ in SHORT.values()} == set(WRITES)
    assert {kind.name for _, kind in SHORT.values()} == set(KINDS)
