"""`oktaprofile completion`: what the shell completes, written by shtab from the commands' parsers.

Exit codes: 0 printed, 2 wrong usage.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from oktaprofile.cli.main import SUBCOMMANDS, Subcommand

SHELLS = ("bash", "fish", "tcsh", "zsh")
"""Those that shtab writes for; known without it, so that `--help` needs no extra."""


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile completion`."""
    result = argparse.ArgumentParser(
        prog="oktaprofile completion",
        description="Prints what makes the shell complete commands, options and file names.",
        epilog="bash: source <(oktaprofile completion bash), in ~/.bashrc. zsh: oktaprofile completion zsh > "
        "_oktaprofile, in a folder of $fpath. Exit codes: 0 printed, 2 wrong usage.",
    )
    result.add_argument("shell", choices=SHELLS)
    return result


def main(argv: list[str]) -> int:
    """Prints the script. Returns the exit code that the module's docstring lists."""
    options = parser().parse_args(argv)
    import shtab

    print(shtab.complete(_all(SUBCOMMANDS), shell=options.shell))
    return 0


def parser_of(subcommand: Subcommand) -> argparse.ArgumentParser:
    """The parser of one command: `parser` beside `main`, `post_parser` beside `post`."""
    module, _, function = subcommand.target.partition(":")
    name = "parser" if function == "main" else f"{function}_parser"
    found: argparse.ArgumentParser = getattr(import_module(module), name)()
    return found


def _all(subcommands: Iterable[Subcommand]) -> argparse.ArgumentParser:
    """One parser with every command below it, `review post` below `review`."""
    import shtab

    root = argparse.ArgumentParser(prog="oktaprofile")
    made: dict[str, argparse.ArgumentParser] = {}
    below = {"": root.add_subparsers()}
    for subcommand in subcommands:
        parent, _, word = subcommand.name.rpartition(" ")
        if parent not in below:
            below[parent] = made[parent].add_subparsers()
        made[subcommand.name] = one = below[parent].add_parser(
            word, parents=[parser_of(subcommand)], add_help=False, help=subcommand.summary
        )
        for action in one._actions:
            if action.type is Path or action.metavar in ("FILE", "FOLDER", "DIR"):
                action.complete = shtab.DIRECTORY if action.metavar in ("FOLDER", "DIR") else shtab.FILE  # type: ignore[attr-defined]
    return root
