"""What the commands share: the parser, the org that the environment names, and errors for a person."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console

from oktaprofile import private_file
from oktaprofile.answers.document import Answers
from oktaprofile.okta.config import from_environment
from oktaprofile.okta.errors import OktaError
from oktaprofile.okta.org import Org, open_org
from oktaprofile.plan.errors import DocumentError, UnreadablePlan
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider.diagnose import explain
from oktaprofile.review.masking import mask
from oktaprofile.review.words import no_command, printable

FAILED = 1
INTERRUPTED = 130


class Parser(argparse.ArgumentParser):
    """Wrong usage is 1: argparse's own 2 says that a gate failed or something differs, and a pipeline must be able to
    distinguish them.
    """

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(FAILED, f"{self.prog}: error: {message}\n")


def connected() -> tuple[Org, str]:
    """The org that the environment names, and its URL. Raises OktaError."""
    config = from_environment(os.environ)
    return open_org(config), config.org_url


def fail(command: str, error: Exception, doing: str = "Reading the org", *, after: str = "") -> int:
    """Prints what, why and the next step, then `after`; returns FAILED. `doing`: what Okta was asked for.

    What is quoted cannot control a terminal, begin a pipeline's command, or show a phone number or an e-mail address.
    """
    for line in f"oktaprofile {command}: {explained(error, doing)}{after}".splitlines():
        print(no_command(printable(mask(line))), file=sys.stderr)
    return FAILED


def explained(error: Exception, doing: str) -> str:
    """An error of any room as text; the next step has a line of its own."""
    if isinstance(error, OktaError):
        return "\n\n".join(explain(error, doing))
    if isinstance(error, DiagnosticError):
        return f"{error.summary}\n\n{error.detail}"
    if isinstance(error, DocumentError):
        return f"{error.message}\n{error.next_step}".rstrip()
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}."
    return str(error)


def write_answers(command: str, path: Path, made: Answers, before: Answers | None) -> int:
    """Writes a file of answers; says which former ones it replaces, and which cannot be true together. Returns FAILED
    where it cannot be written, else 0.
    """
    try:
        private_file.write(path, made.text().encode())
    except OSError as error:
        return fail(command, error)
    for line in (*made.changes(before), *made.contradictions()):
        print(no_command(printable(line)), file=sys.stderr)
    return 0


def deliver(
    command: str,
    document: dict[str, Any],
    show: Callable[[Console, dict[str, Any]], None],
    *,
    as_json: bool,
    out: Path | None,
    pages: Sequence[tuple[Path | None, str]] = (),
    text: Callable[[], Iterable[str]] | None = None,
) -> int:
    """Prints a document, as JSON or for a person, and writes it into `out`, too, and each of `pages` into its file
    where there is one. Returns FAILED where one cannot be written, else 0. `text`: the JSON in pieces, where that is
    more than the document.
    """
    text = text or (lambda: [json.dumps(document, indent=2, ensure_ascii=False), "\n"])
    if as_json:
        sys.stdout.writelines(text())
    else:
        show(Console(), document)
    lost = 0
    for path, pieces in ((out, text()), *((path, (page,)) for path, page in pages)):
        try:
            if path is not None:
                with private_file.replacing(path) as file:
                    for piece in pieces:
                        file.write(piece.encode("utf-8", "backslashreplace"))
        except OSError as error:
            lost = fail(command, error)
    return lost


def read_text(path: str) -> str:
    """A file's text, or the standard input for `-`. Raises UnreadablePlan."""
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise UnreadablePlan(
            f"{path} cannot be read: {error.strerror or error}.", "Give the path of an existing file."
        ) from None
    except UnicodeDecodeError:
        raise UnreadablePlan(
            f"{path} is not text.",
            "Give the output of: terraform show -json PLANFILE. The plan file itself is binary.",
        ) from None
