"""What a person sees while an org's people are read: counts, since Okta does not tell how long a list is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from oktaprofile.impact.system_log import EVENTS
from oktaprofile.people.organization_reader import Progress as Listener
from oktaprofile.people.store import USERS
from oktaprofile.review.words import printable

SECONDS_BETWEEN_LINES = 15.0


@contextmanager
def reading_progress() -> Iterator[Listener]:
    """On stderr. On a terminal a bar, of which nothing stays; in a pipeline's log a line now and then."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lines(lambda line: print(line, file=sys.stderr, flush=True), time.monotonic)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.completed:,.0f}"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        tasks: dict[str, object] = {}

        def progress(what: str, count: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(_described(what), total=None)
            bar.update(tasks[what], completed=count)  # type: ignore[arg-type]

        yield progress


def lines(say: Callable[[str], None], now: Callable[[], float]) -> Listener:
    """A line at most every SECONDS_BETWEEN_LINES, so that a short reading says nothing. `now` in seconds."""
    began = said = now()

    def progress(what: str, count: int) -> None:
        nonlocal said
        moment = now()
        if moment - said >= SECONDS_BETWEEN_LINES:
            said = moment
            say(f"reading {_described(what)}: {count:,} after {moment - began:.0f} s")

    return progress


def _described(what: str) -> str:
    return what if what in (USERS, EVENTS, "apps", "mappings") else f"users of {printable(what)}"
