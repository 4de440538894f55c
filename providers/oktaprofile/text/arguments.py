"""Which numbers a command's option takes: types for argparse."""

from __future__ import annotations

import argparse
from collections.abc import Callable

PORTS = 65_535


def whole(lowest: int = 0, highest: int | None = None) -> Callable[[str], int]:
    """The type of a whole number in a range; None: no upper end. Wrong usage names the text and the range."""

    def number(text: str) -> int:
        value = int(text) if text.removeprefix("-").isdecimal() and len(text) < 20 else None
        if value is None or value < lowest or (highest is not None and value > highest):
            upper = "up" if highest is None else f"to {highest}"
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {lowest} {upper}")
        return value

    return number
