"""Choosing the cells of a fault matrix by the command line's options, and running them, several at a time."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

from tests.acceptance.faults.report import EXIT_CODES, Report, Results, timed

Cell = TypeVar("Cell")
CellRunner = Callable[[Cell], Report]
Worker = Callable[[], AbstractContextManager[CellRunner[Cell]]]
"""Opens what one thread needs for all of its cells, and gives what runs one."""


def parser(description: str) -> argparse.ArgumentParser:
    """The options that every matrix has."""
    made = argparse.ArgumentParser(description=description, epilog=EXIT_CODES)
    made.add_argument("-j", "--workers", type=_positive, default=2, metavar="N", help="cells at a time (2)")
    made.add_argument("--short", action="store_true", help="the cells of `make test`")
    made.add_argument("--match", default="", metavar="TEXT", help="only cells whose name contains this text")
    made.add_argument(
        "--cell", default="", metavar="NAME", help="this cell alone, by the name it is printed with"
    )
    made.add_argument("--shard", type=_shard, default=(1, 1), metavar="I/N", help="the I-th of N parts")
    made.add_argument("--json", type=Path, metavar="FILE", help="the results as JSON, kept up to date")
    made.add_argument("--resume", action="store_true", help="run only what --json FILE does not say is kept")
    made.add_argument("--list", action="store_true", help="print the names of the cells and run none")
    return made


def chosen(cells: Mapping[str, Cell], asked: argparse.Namespace) -> dict[str, Cell]:
    """The cells that the options choose: name -> cell."""
    part, parts = asked.shard
    fitting = [name for name in cells if asked.match in name and asked.cell in ("", name)]
    return {name: cells[name] for name in fitting[part - 1 :: parts]}


def run(
    matrix: str,
    cells: Mapping[str, Cell],
    worker: Worker[Cell],
    options: argparse.ArgumentParser,
    asked: argparse.Namespace,
) -> Results | None:
    """Runs the chosen cells; None where there is nothing to run. Ctrl-C lets the running ones end."""
    selected = chosen(cells, asked)
    if not selected:
        options.error("no cell is chosen by these options; --list shows their names")
    if asked.resume and asked.json is None:
        options.error("--resume needs --json FILE")
    if asked.list:
        print("\n".join(selected))
        return None
    results = Results(matrix, selected, asked.workers, file=asked.json, clock=time.monotonic)
    if asked.resume:
        try:
            results.take_over()
        except (ValueError, KeyError) as problem:
            options.error(str(problem))
    waiting: SimpleQueue[str] = SimpleQueue()
    for name in results.left():
        waiting.put(name)
    stop = Event()
    threads = [
        Thread(target=_work, args=(selected, worker, waiting, results, stop))
        for _ in range(min(asked.workers, max(1, waiting.qsize())))
    ]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the file and the table are still to come
        stop.set()
        results.stopped = True
        print("stopping: the cells that run now end first", file=sys.stderr, flush=True)
        for thread in threads:
            thread.join()
    results.close()
    return results


def _work(
    cells: Mapping[str, Cell], worker: Worker[Cell], waiting: SimpleQueue[str], results: Results, stop: Event
) -> None:
    try:
        with worker() as run_cell:
            while not stop.is_set():
                name = waiting.get_nowait()
                results.add(name, timed(lambda name=name: run_cell(cells[name])))  # type: ignore[misc]
    except Empty:
        pass


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _shard(text: str) -> tuple[int, int]:
    part, parts = (int(word) for word in text.split("/"))
    if not 1 <= part <= parts:
        raise ValueError(text)
    return part, parts
