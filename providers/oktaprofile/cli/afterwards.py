"""What `verify` and `reconcile` share: their options about output, and the report in each format."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from oktaprofile.cli.shared import deliver
from oktaprofile.okta.errors import OktaError
from oktaprofile.review.page import Page
from oktaprofile.review.writers import html_page, markdown
from oktaprofile.text.arguments import whole
from oktaprofile.text.characters import escaped

Line = Callable[[Mapping[str, Any]], str]


def add_output(parser: argparse.ArgumentParser, whom: str) -> None:
    """--samples, --json, --out, --html, --markdown."""
    parser.add_argument(
        "--samples",
        type=whole(),
        default=0,
        metavar="N",
        help=f"show ids and values of N people who {whom}, in each list",
    )
    parser.add_argument("--json", action="store_true", help="print the JSON document instead of text")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the JSON document there, too")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the report as a page there, too")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write the report as Markdown there, too"
    )


def deliver_page(
    command: str, options: argparse.Namespace, document: dict[str, Any], page: Page, line: Line
) -> int:
    """Prints and writes what the options ask for; returns 1 where it could not be written, else 0. `line`: a person of
    the samples, for the terminal alone: pages never show a number."""

    def show(console: Console, found: Mapping[str, Any]) -> None:
        from oktaprofile.review.writers import terminal

        tables = tuple(table for table in page.tables if table.key != "people")
        shown = terminal.write_page(
            page._replace(tables=tables), width=console.width, colour=console.color_system is not None
        )
        console.file.write(shown)
        for each in _samples(found):
            console.print(Text(escaped(line(each)), style="dim"))

    pages = (
        (options.html, html_page.write_page(page) if options.html else ""),
        (options.markdown, markdown.write_page(page) if options.markdown else ""),
    )
    return deliver(command, document, show, as_json=options.json, out=options.out, pages=pages)


def _samples(document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for part in (*document.get("targets", ()), *document.get("columns", ())):
        yield from ({**each, "attribute": part["attribute"]} for each in part.get("samples", ()))


def doing(error: Exception, labels: Mapping[str, str]) -> str:
    """What Okta was asked for when it refused, by the label of the app that it was about."""
    path = error.path if isinstance(error, OktaError) else ""
    label = next((label for app_id, label in labels.items() if f"/{app_id}/" in path), "")
    return f"Reading the users of {label}" if label else "Reading the org"
