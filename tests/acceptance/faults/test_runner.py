"""The runner of the matrices itself: what it chooses, tells, keeps, and with which exit code it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance.faults import report as reports
from tests.acceptance.faults.__main__ import matrix
from tests.acceptance.faults.cell import cells
from tests.acceptance.faults.kinds import KINDS
from tests.acceptance.faults.report import Report, Results
from tests.acceptance.faults.running import CellRunner, chosen, parser, run
from tests.acceptance.faults.writes import WRITES

OPTIONS = parser("A matrix")
CELLS = {f"write {number} / fault": number for number in range(4)}
WRITE, FAULT = "mapping set", "500 once"


@contextmanager
def worker() -> Iterator[CellRunner[int]]:
    """Cell 2 breaks a promise, cell 3 cannot be run, the others are kept."""

    def run_cell(number: int) -> Report:
        report = Report(applied=1)
        if number == 2:
            report.say("the third plan is empty", "No changes.", "1 to change")
        if number == 3:
            raise ConnectionError("the org is gone")
        return report

    yield run_cell


def results_of(*arguments: str) -> Results:
    """Runs the four cells with these options."""
    results = run("faults", CELLS, worker, OPTIONS, OPTIONS.parse_args(arguments))
    assert results is not None
    return results


def test_a_broken_cell_says_what_was_expected_what_happened_and_how_to_run_it_again() -> None:
    """And a harness that failed is told apart: it says nothing about the product."""
    results = results_of()

    assert "expected: No changes." in results.told()
    assert "happened: 1 to change" in results.told()
    assert """again: make stress ARGS='faults --cell "write 2 / fault"'""" in results.told()
    assert "not run: ConnectionError: the org is gone" in results.told()
    assert "4 of 4 cells were run, 2 kept every promise, 1 broke one, 1 could not be run" in results.summary()


@pytest.mark.parametrize(
    ("cell", "code"),
    [("write 0", reports.KEPT), ("write 2", reports.BROKEN), ("write 3", reports.NOT_RUN)],
)
def test_the_exit_code_says_how_it_ended(cell: str, code: int) -> None:
    """0 for kept, 1 for broken, 3 for not run."""
    assert results_of("--match", cell).exit_code() == code


def test_no_fitting_cell_is_a_mistake_and_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    """A typing error must not look like a matrix that was kept."""
    with pytest.raises(SystemExit) as ended:
        results_of("--cell", "write 9 / fault")
    assert ended.value.code == 2
    assert "no cell is chosen" in capsys.readouterr().err


def test_the_parts_are_all_cells_once() -> None:
    """However many machines share a matrix."""
    parts = [list(chosen(CELLS, OPTIONS.parse_args(["--shard", f"{part}/3"]))) for part in (1, 2, 3)]
    assert sorted(name for part in parts for name in part) == sorted(CELLS)


def test_each_cell_is_told_when_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """One line on stderr: how many of how many, the time used and left, the result, the name."""
    results_of("-j", "1", "--match", "write 2")
    assert capsys.readouterr().err == "1/1  0:00  0:00 left    0.0 s  broken   write 2 / fault\n"


def test_a_run_is_taken_up_where_it_ended(tmp_path: Path) -> None:
    """Only what the file does not say is kept runs again; the file then holds all."""
    file = tmp_path / "matrix.json"
    results_of("--json", str(file))
    first = json.loads(file.read_text())
    assert (first["format"], first["version"], first["complete"]) == ("oktaprofile-fault-matrix", 1, True)
    assert first["totals"] == {
        "chosen": 4, "run": 4, "kept": 2, "broken": 1, "not_run": 1, "faults_applied": 3,
    }  # fmt: skip
    [broken] = [cell for cell in first["cells"] if cell["result"] == "broken"]
    assert broken["problems"] == [
        {"promise": "the third plan is empty", "expected": "No changes.", "found": "1 to change"}
    ]

    again = results_of("--json", str(file), "--resume")

    assert "2 of them in an earlier run" in again.summary()
    assert json.loads(file.read_text())["totals"] == first["totals"]


def test_the_table_has_a_row_for_the_fault_and_the_totals() -> None:
    """Alone and batched stand side by side; a broken cell is marked."""
    names = [f"{WRITE} / {FAULT}", f"{WRITE}, batched / {FAULT}"]
    results = Results("faults", names, 1, file=None, clock=lambda: 0.0)
    kept, broken = Report(2.0), Report(4.0)
    broken.say("the state says what exists", "a", "b")
    results.add(names[0], kept)
    results.add(names[1], broken)

    lines = matrix(results).splitlines()

    assert [line.split() for line in lines if line.startswith(f"  {FAULT} ")] == [
        ["500", "once", "+", "!", "1/2", "3.0s"]
    ]
    assert [line.split()[-2:] for line in lines if line.startswith("kept")] == [["1/2", "3.0s"]]


def test_the_matrix_is_complete() -> None:
    """Every write under every fault that can happen to it: only a new name can be in quarantine."""
    adding = [write for write in WRITES.values() if write.adds_names]
    lasting = [kind for kind in KINDS.values() if kind.quarantine]
    assert (len(adding), len(lasting)) == (4, 2)
    left_out = (len(WRITES) - len(adding)) * len(lasting)
    assert len(cells(short=False)) == len(WRITES) * len(KINDS) - left_out
    assert {name for name in WRITES if not name.endswith(", batched")} == {
        name.removesuffix(", batched") for name in WRITES if name.endswith(", batched")
    }
