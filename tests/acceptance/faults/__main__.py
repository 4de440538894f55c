"""Runs the fault matrix and prints it: `make stress ARGS="faults -j 3 --match mapping --json matrix.json"`.

A line a cell on stderr while it runs, with the time used and left; at the end the table, what broke, and the figures.
Other options and the exit codes: `--help`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.acceptance.faults.cell import cells, run_cell
from tests.acceptance.faults.kinds import FAMILIES, KINDS, Kind
from tests.acceptance.faults.report import MARKS, Report, Results
from tests.acceptance.faults.running import CellRunner, parser, run
from tests.acceptance.faults.writes import WRITES, Write

BATCHED = ", batched"
LEGEND = (
    "Each write alone and batched:  + kept every promise   ! broke one   ? could not be run   - cannot happen"
)
# Heading -> column -> name of the write.
COLUMNS = {
    "app property": {word: f"app property {word}" for word in ("add", "change", "remove")},
    "user property": {word: f"user property {word}" for word in ("add", "change", "remove")},
    "mapping": {word: f"mapping {word}" for word in ("set", "remove")},
    "master": {word: f"master {word}" for word in ("set", "restore")},
}
WIDTH = 9


def main(arguments: list[str]) -> int:
    """Runs the chosen cells, prints the table; see `report.EXIT_CODES`."""
    options = parser("Every write under every fault")
    asked = options.parse_args(arguments)
    results = run("faults", cells(short=asked.short), _worker, options, asked)
    if results is None:
        return 0
    print(matrix(results))
    if told := results.told():
        print("\n" + told)
    print("\n" + results.summary())
    return results.exit_code()


@contextmanager
def _worker() -> Iterator[CellRunner[tuple[Write, Kind]]]:
    """A cell brings everything along."""
    yield lambda cell: run_cell(*cell)


def matrix(results: Results) -> str:
    """The table: a row for each fault, by families, a column for each write, and the totals of both."""
    names = [name for columns in COLUMNS.values() for name in columns.values()]
    longest = max(len(name) for name in KINDS) + 4
    groups = "".join(f"{heading:<{WIDTH * len(columns)}}" for heading, columns in COLUMNS.items())
    words = "".join(f"{word:<{WIDTH}}" for columns in COLUMNS.values() for word in columns)
    lines = [" " * longest + groups.rstrip(), " " * longest + words + "    kept  mean"]
    for family, kinds in FAMILIES.items():
        rows = [_row(results, kind, names, longest) for kind in kinds]
        if any(rows):
            lines += ["", family, *filter(None, rows)]
    totals = "".join(f"{_total(results, [name, name + BATCHED]):<{WIDTH}}" for name in names)
    every = _total(results, list(WRITES))
    lines += ["", f"{'kept':<{longest}}{totals}{every:>8}{_mean(results, ''):>5.1f}s", "", LEGEND]
    return "\n".join(lines)


def _row(results: Results, kind: Kind, names: list[str], longest: int) -> str:
    """ "" where no cell of the fault was run."""
    reports = _of(results, f" / {kind.name}")
    if not reports:
        return ""
    marks = "".join(
        f"{_mark(results, name, kind)} {_mark(results, name + BATCHED, kind):<{WIDTH - 2}}" for name in names
    )
    kept = f"{sum(report.result == 'kept' for report in reports)}/{len(reports)}"
    mean = sum(report.seconds for report in reports) / len(reports)
    return f"  {kind.name:<{longest - 2}}{marks}{kept:>8}{mean:>5.1f}s"


def _mark(results: Results, write_name: str, kind: Kind) -> str:
    report = results.reports.get(f"{write_name} / {kind.name}")
    if report is None:
        return " " if kind.applies_to(WRITES[write_name]) else "-"
    return MARKS[report.result]


def _of(results: Results, ending: str) -> list[Report]:
    return [report for cell, report in results.reports.items() if cell.endswith(ending)]


def _total(results: Results, names: list[str]) -> str:
    found = [report for cell, report in results.reports.items() if cell.split(" / ")[0] in names]
    return f"{sum(report.result == 'kept' for report in found)}/{len(found)}" if found else ""


def _mean(results: Results, ending: str) -> float:
    reports = _of(results, ending)
    return sum(report.seconds for report in reports) / max(1, len(reports))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
