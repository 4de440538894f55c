"""What the cells of a fault matrix measured: progress while they run, what broke, and the JSON document.

    {"format": "oktaprofile-fault-matrix", "version": 1, "matrix": "faults" | "reads", "complete": bool,
     "seconds": number, "workers": number,
     "totals": {"chosen", "run", "kept", "broken", "not_run", "faults_applied"},
     "cells": [{"cell": "mapping set / 500 once", "result": "kept" | "broken" | "not run", "seconds", "faults_applied",
                "problems": [{"promise", "expected", "found"}], "again": "make stress ARGS=..."}]}

`not run` is a cell whose harness failed: it says nothing about the product. The file is written anew after every
cell, so that a run that was stopped can be taken up with `--resume`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

FORMAT, VERSION = "oktaprofile-fault-matrix", 1
# Exit codes; argparse has 2 for options that make no sense.
KEPT, BROKEN, NOT_RUN, STOPPED = 0, 1, 3, 130
EXIT_CODES = (
    "exit codes: 0 every promise was kept; 1 one was broken; 2 the options make no sense; 3 a cell could not be run "
    "(its harness failed); 130 stopped by Ctrl-C"
)
LONGEST_SHOWN = 3000
MARKS = {"kept": "+", "broken": "!", "not run": "?"}


@dataclass(frozen=True)
class Problem:
    """One promise that a cell did not keep: what should have happened, and what did."""

    promise: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.promise}\n  expected: {_indented(self.expected)}\n  happened: {_indented(self.found)}"


@dataclass
class Report:
    """What one cell measured. `problems` is [] when all its promises were kept; `failure` is the harness's own."""

    seconds: float = 0.0
    applied: int = 0
    problems: list[Problem] = field(default_factory=list)
    failure: str | None = None

    def say(self, promise: str, expected: str, found: str) -> None:
        """Notes a promise that was not kept. What was printed is cut to its end."""
        self.problems.append(Problem(promise, expected, found[-LONGEST_SHOWN:].strip()))

    @property
    def result(self) -> str:
        """`kept`, `broken` or `not run`."""
        return "not run" if self.failure is not None else "broken" if self.problems else "kept"


class Results:
    """The reports of a run, as they come in; safe for several threads. `cells`: the names of all chosen ones."""

    def __init__(
        self,
        matrix: str,
        cells: Iterable[str],
        workers: int,
        *,
        file: Path | None,
        clock: Callable[[], float],
    ) -> None:
        self.matrix = matrix
        self.cells = list(cells)
        self.reports: dict[str, Report] = {}
        self.stopped = False
        self._workers = workers
        self._file = file
        self._clock = clock
        self._began = clock()
        self._taken_over = 0
        self._lock = Lock()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return self._clock() - self._began

    def take_over(self) -> None:
        """Takes the cells that were kept from the file of an earlier run."""
        if self._file is None or not self._file.exists():
            return
        document = json.loads(self._file.read_text())
        if (document.get("format"), document.get("version"), document.get("matrix")) != (
            FORMAT,
            VERSION,
            self.matrix,
        ):
            raise ValueError(f"{self._file} is no {FORMAT} {VERSION} of {self.matrix}")
        known = set(self.cells)
        for one in document["cells"]:
            if one["result"] == "kept" and one["cell"] in known:
                self.reports[one["cell"]] = Report(one["seconds"], one["faults_applied"])
        self._taken_over = len(self.reports)

    def left(self) -> list[str]:
        """The cells that have no report yet."""
        return [cell for cell in self.cells if cell not in self.reports]

    def add(self, cell: str, report: Report) -> None:
        """Notes one report, tells it on stderr, and writes the file."""
        with self._lock:
            self.reports[cell] = report
            done, fresh = len(self.reports), len(self.reports) - self._taken_over
            left = (len(self.cells) - done) * self.seconds / fresh
            print(
                f"{done:>{len(str(len(self.cells)))}}/{len(self.cells)}  {minutes(self.seconds)}  "
                f"{minutes(left)} left  {report.seconds:5.1f} s  {report.result:<7}  {cell}",
                file=sys.stderr,
                flush=True,
            )
            self._write()

    def close(self) -> None:
        """Writes the file a last time."""
        with self._lock:
            self._write()

    def exit_code(self) -> int:
        """See `EXIT_CODES`."""
        if any(report.problems for report in self.reports.values()):
            return BROKEN
        if self.stopped:
            return STOPPED
        return NOT_RUN if len(self.of("kept")) < len(self.cells) else KEPT

    def of(self, result: str) -> list[str]:
        """The cells with this result."""
        return [cell for cell, report in self.reports.items() if report.result == result]

    def told(self) -> str:
        """Every promise that was broken and every harness that failed, each with how to run its cell again."""
        texts = []
        for cell, report in self.reports.items():
            if report.result != "kept":
                broken = [str(problem) for problem in report.problems] or [f"not run: {report.failure}"]
                texts.append(f"! {cell}\n" + "\n".join(broken) + f"\n  again: {self.again(cell)}")
        return "\n\n".join(texts)

    def summary(self) -> str:
        """One sentence with the figures."""
        applied = sum(report.applied for report in self.reports.values())
        taken_over = f" ({self._taken_over} of them in an earlier run)" if self._taken_over else ""
        return (
            f"{len(self.reports)} of {len(self.cells)} cells were run{taken_over}, {len(self.of('kept'))} kept every "
            f"promise, {len(self.of('broken'))} broke one, {len(self.of('not run'))} could not be run; "
            f"{applied} faults were applied; {self.seconds:.0f} s with {self._workers} at a time"
        )

    def again(self, cell: str) -> str:
        """The command that runs one cell."""
        return f"make stress ARGS='{self.matrix} --cell \"{cell}\"'"

    def document(self) -> dict[str, Any]:
        """The JSON document."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "matrix": self.matrix,
            "complete": len(self.reports) == len(self.cells),
            "seconds": round(self.seconds, 1),
            "workers": self._workers,
            "totals": {
                "chosen": len(self.cells),
                "run": len(self.reports),
                "kept": len(self.of("kept")),
                "broken": len(self.of("broken")),
                "not_run": len(self.of("not run")),
                "faults_applied": sum(report.applied for report in self.reports.values()),
            },
            "cells": [
                {
                    "cell": cell,
                    "result": report.result,
                    "seconds": round(report.seconds, 1),
                    "faults_applied": report.applied,
                    "problems": _documents(report),
                    "again": self.again(cell),
                }
                for cell, report in self.reports.items()
            ],
        }

    def _write(self) -> None:
        if self._file is not None:
            beside = self._file.with_name(self._file.name + ".new")
            beside.write_text(json.dumps(self.document(), indent=1) + "\n")
            beside.replace(self._file)


def timed(run: Callable[[], Report]) -> Report:
    """Runs a cell. A harness that fails must not hide the other cells, and is not the product's fault."""
    began = time.monotonic()
    try:
        report = run()
    except Exception as problem:  # noqa: BLE001 - told in the table
        report = Report(failure=f"{type(problem).__name__}: {problem}"[-LONGEST_SHOWN:])
    report.seconds = time.monotonic() - began
    return report


def minutes(seconds: float) -> str:
    """As m:ss."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _documents(report: Report) -> list[dict[str, str]]:
    if report.failure is not None:
        return [{"promise": "the cell can be run", "expected": "", "found": report.failure}]
    return [{"promise": one.promise, "expected": one.expected, "found": one.found} for one in report.problems]


def _indented(text: str) -> str:
    return text.strip().replace("\n", "\n            ")
