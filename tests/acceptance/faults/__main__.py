"""Runs the fault matrix and prints it: `python -m tests.acceptance.faults [--workers N] [--match TEXT]`.

Rows are the faults, columns the writes, each twice: alone (first mark) and batched (second mark).

    +   all promises kept        !   a promise broken (told below)        -   cannot happen to that write
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests.acceptance.faults.cell import Report, cells, run_cell
from tests.acceptance.faults.kinds import KINDS, Kind
from tests.acceptance.faults.writes import WRITES, Write

BATCHED = ", batched"


def main(arguments: list[str]) -> int:
    """Runs the chosen cells; returns 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description="The fault matrix")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--short", action="store_true", help="the cells of `make test`")
    parser.add_argument("--match", default="", help="only cells whose write or fault contains this text")
    asked = parser.parse_args(arguments)
    chosen = [
        (write, kind)
        for write, kind in cells(short=asked.short)
        if asked.match in write.name or asked.match in kind.name
    ]
    began = time.monotonic()
    with ThreadPoolExecutor(asked.workers) as pool:
        reports = list(pool.map(_guarded, chosen))
    seconds = time.monotonic() - began
    results = {(write.name, kind.name): report for (write, kind), report in zip(chosen, reports, strict=True)}
    print(matrix(results))
    broken = {names: report for names, report in results.items() if report.problems}
    for (write_name, kind_name), report in broken.items():
        print(f"\n! {write_name} / {kind_name}")
        for problem in report.problems:
            print("  " + problem.replace("\n", "\n  "))
    applied = sum(report.applied for report in reports)
    print(
        f"\n{len(results)} cells, {len(results) - len(broken)} kept every promise; {applied} faults were applied; "
        f"{seconds:.0f} s with {asked.workers} workers"
    )
    return 1 if broken else 0


def _guarded(cell: tuple[Write, Kind]) -> Report:
    """A harness that fails in one cell must not hide the others."""
    try:
        return run_cell(*cell)
    except Exception as problem:  # noqa: BLE001 - told in the matrix
        return Report(problems=[f"{type(problem).__name__}: {problem}"])


def matrix(results: dict[tuple[str, str], Report]) -> str:
    """The table, for a person."""
    columns = [name for name in WRITES if not name.endswith(BATCHED)]
    longest = max(len(name) for name in KINDS)
    lines = []
    for number, column in enumerate(columns):
        bars = "".join("|   " for _ in range(number))
        lines.append(" " * (longest + 2) + bars + column)
    for kind in KINDS.values():
        marks = [_mark(results, column, kind) + _mark(results, column + BATCHED, kind) for column in columns]
        if any(mark.strip() for mark in marks):
            lines.append(f"{kind.name:<{longest + 2}}" + "  ".join(marks))
    return "\n".join(lines)


def _mark(results: dict[tuple[str, str], Report], write_name: str, kind: Kind) -> str:
    report = results.get((write_name, kind.name))
    if report is None:
        return " " if kind.applies_to(WRITES[write_name]) else "-"
    return "!" if report.problems else "+"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
