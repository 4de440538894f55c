"""What a pipeline's log shows while people are read."""

from __future__ import annotations

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
