"""`oktaprofile simulate`: the embedded org."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

from oktaprofile.answers import document as answers

_CHECKOUT = Path(__file__).resolve().parents[3]


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile simulate`."""
    from oktaprofile.simulator.command import parser as serving

    result = serving()
    result.add_argument(
        "--answers",
        type=Path,
        metavar="FILE",
        help=f"behave as a probe found an org to behave (default: {answers.VARIABLE}); a flag counts more",
    )
    return result


def main(argv: list[str]) -> int:
    """Serves the embedded org; `simulate replay` compares it with recordings, in a checkout only."""
    if argv and argv[0] == "replay":
        return _replay(argv[1:])
    from oktaprofile.simulator.command import main as serve

    known, rest = _answers_parser().parse_known_args(argv)
    if known.help:
        parser().parse_args(argv)
    try:
        given = answers.given(known.answers, os.environ)
    except answers.AnswersError as error:
        print(f"oktaprofile simulate: {error}", file=sys.stderr)
        return 2
    for line in given.contradictions() if given else ():
        print(f"oktaprofile simulate: {line}", file=sys.stderr)
    switches = given.switches() if given else {}
    return serve([*(word for pair in switches.items() for word in ("--switch", "=".join(pair))), *rest])


def _answers_parser() -> argparse.ArgumentParser:
    """Takes `--answers` out of a line; everything else is the server's."""
    result = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    result.add_argument("--answers")
    result.add_argument("-h", "--help", action="store_true")
    return result


def _replay(argv: list[str]) -> int:
    """The replay is a test of the org, not a part of the product: an installed package does not have it."""
    if not (_CHECKOUT / "tests" / "replay" / "command.py").is_file():
        print("oktaprofile simulate replay: run `python -m tests.replay` in a checkout", file=sys.stderr)
        return 2
    sys.path.insert(0, str(_CHECKOUT))
    return int(import_module("tests.replay.command").main(argv))
