"""What a pipeline's log shows while people are read."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from oktaprofile.cli import progress as reading
from oktaprofile.cli.progress import lines


def test_a_line_now_and_then_with_what_and_how_many():
    """Pages come every second; the log gets a line every quarter of a minute, and a short reading none."""
    said: list[str] = []
    clock = iter([0.0, 1.0, 14.9, 15.0, 16.0, 31.5, 47.0])
    progress = lines(said.append, lambda: next(clock))
    progress("RingCentral", 500)
    progress("RingCentral", 1000)
    assert said == []
    progress("RingCentral", 12_500)
    progress("RingCentral", 13_000)
    progress("users", 200)
    progress("events", 3000)
    assert said == [
        "reading users of RingCentral: 12,500 after 15 s",
        "reading users: 200 after 32 s",
        "reading events: 3,000 after 47 s",
    ]


@pytest.mark.parametrize("terminal", [True, False])
def test_a_label_steers_neither_the_bar_nor_the_log(terminal: bool, monkeypatch: pytest.MonkeyPatch):
    """An app may be called anything; what is no markup of rich's ended the command in a traceback."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=200)
    monkeypatch.setattr(reading, "Console", lambda **_: console)
    monkeypatch.setattr(reading, "SECONDS_BETWEEN_LINES", 0.0)
    monkeypatch.setattr(reading.sys, "stderr", out)
    with reading.reading_progress() as progress:
        progress("R[/x]C\n::error::\x1b[31m", 5)
    shown = out.getvalue()
    assert "users of R[/x]C" in shown
    assert "\x1b[31m" not in shown.partition("users of")[2].partition("5")[0]
    assert not [line for line in shown.splitlines() if line.startswith("::")]
