"""`make bench`: every promised figure beside its limit and its floor, as calls, rounds or ratios.

    python -m tests.bench [NAME …] [--json]

NAME is a module of this folder (`provider`, `synth`, …); without one, all run. Exit code 0: every promise is kept,
1: one is not. Each module has `figures() -> Iterator[Figure]`.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.bench.figure import Figure

MODULES = (
    "plugin_startup",
    "provider",
    "api_calls",
    "waiting",
    "expression_speed",
    "synth",
    "impact",
    "review",
)
WIDTH = 130
"""Characters, where nobody knows how wide the screen is."""


def shown(value: float) -> str:
    """A number as a person reads it."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def row(figure: Figure) -> tuple[Text | str, ...]:
    """One line of the table."""
    limit = "" if figure.limit is None else f"≤ {shown(figure.limit)}"
    verdict = (
        Text("") if figure.limit is None else Text("✔", "green") if figure.kept else Text("✘", "bold red")
    )
    return figure.name, f"{shown(figure.measured)} {figure.unit}", limit, verdict, Text(figure.floor, "dim")


def table(name: str, figures: list[Figure]) -> Table:
    """The figures of one module."""
    made = Table(pad_edge=False, header_style="bold", expand=True)
    for title, justify, ratio in ((name, "left", 5), ("measured", "right", 2), ("promised", "right", 1)):
        made.add_column(title, justify=justify, ratio=ratio)  # type: ignore[arg-type]
    made.add_column("")
    made.add_column("floor", ratio=4)
    for figure in figures:
        made.add_row(*row(figure))
    return made


def main(arguments: list[str]) -> int:
    """Measures and prints. Returns 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measures the promised figures."
    )
    parser.add_argument("names", nargs="*", choices=[*MODULES, []], help="modules to run; default: all")
    parser.add_argument("--json", action="store_true", help="print a JSON list instead of a table")
    options = parser.parse_args(arguments)
    console = Console(stderr=options.json)
    if not console.is_terminal:
        console.width = WIDTH
    figures: list[Figure] = []
    for name in options.names or MODULES:
        with console.status(f"{name} …"):
            measured = list(import_module(f"tests.bench.{name}").figures())
        if not options.json:  # each as soon as it is there: all of them take a quarter of an hour
            console.print(table(name, measured))
        figures += measured
    if options.json:
        print(json.dumps([{**figure._asdict(), "kept": figure.kept} for figure in figures], indent=2))
    return 0 if all(figure.kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
