"""`oktaprofile simulate`: the embedded org."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[3]


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile simulate`."""
    from oktaprofile.simulator.command import parser as serving

    return serving()


def main(argv: list[str]) -> int:
    """Serves the embedded org; `simulate replay` compares it with recordings, in a checkout only."""
    if argv and argv[0] == "replay":
        return _replay(argv[1:])
    from oktaprofile.simulator.command import main as serve

    return serve(argv)


def _replay(argv: list[str]) -> int:
    """The replay is a test of the org, not a part of the product: an installed package does not have it."""
    if not (_CHECKOUT / "tests" / "replay" / "command.py").is_file():
        print("oktaprofile simulate replay: run `python -m tests.replay` in a checkout", file=sys.stderr)
        return 2
    sys.path.insert(0, str(_CHECKOUT))
    return int(import_module("tests.replay.command").main(argv))
