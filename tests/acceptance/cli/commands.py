"""Every command as a process of its own: what to run, with which exit code, and what its parser offers."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from oktaprofile.cli.main import SUBCOMMANDS, main
from tests.acceptance.harness.commands import MAIN, commands
from tests.forking import NAMES

ROOT = Path(__file__).parents[3]
REVIEWED = ROOT / "tests" / "cases" / "review"
SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'


class Case(NamedTuple):
    """One command line. `{folder}` stands for a fresh folder, `{here}` for the one with the cases' files."""

    command: str
    arguments: str
    code: int
    prints: bool = True  # on stdout, where all is well

    def __str__(self) -> str:
        return f"{self.command} {self.arguments}".strip()


IMPACT = "--app RingCentral --map primaryPhone=SEED --override primaryPhone --new-attribute directNumber \
--new-attribute extensionNumber"
RECONCILED = "--app Workday --number workPhone --max-unknown 0"
PLAN = "--plan {cases}/change.json --impact {cases}/change.impact.json"
FORMATS = ("terminal", "markdown", "html", "json", "sarif", "junit")
ALL_TO_FILES = " ".join(f"--format {name} --out {{folder}}/report.{name}" for name in FORMATS)

CASES = (
    Case("", "", 2),
    Case("", "--version", 0),
    Case("", "depoly", 2),
    Case("adopt", "--out {folder}/code", 3),
    Case("adopt", "--out {folder}/code --json", 3),
    Case("adopt", "--app Nobody --out {folder}/code", 1),
    Case("compare", "env: env:", 0),
    Case("compare", "env: env: --json", 0),
    Case("compare", "env: {folder}/none", 1),
    Case("compare", "env: --save {folder}/org.json", 0),
    Case("completion", "bash", 0),
    Case("completion", "ksh", 2),
    Case("demo", "", 1),
    Case("doctor", "", 3),
    Case("doctor", "--json", 3),
    Case("doctor", "--app M\u00fcller", 1),
    *(Case("drift", f". --terraform {{here}}/terraform --format {name}", 2) for name in FORMATS),
    Case("drift", f". --terraform {{here}}/terraform {ALL_TO_FILES}", 2),
    Case("drift", "{folder}/none", 1),
    Case("expression check", "user.firstName+", 3),
    Case("expression check", "user.none(\u00e4) --json", 3),
    Case("expression eval", '"\u00fc\U0001f600"', 0),
    Case("expression eval", "1/0", 4),
    Case("expression eval", "--batch {here}/batch.json", 0),
    Case("expression format", 'user.a+"\u00fc"', 0),
    Case("impact", f"{IMPACT}", 2),
    Case("impact", f"{IMPACT} --json", 2),
    Case("impact", f"{IMPACT} --out {{folder}}/impact.json", 2),
    Case("impact", f"{IMPACT} --max-literal-null 100000 --json --out {{folder}}/impact.json", 0),
    Case("impact", "--app RingCentral --map primaryPhone=appuser.+", 3),
    Case("impact", "{folder}/none.json", 1),
    Case("page", "--app Nobody", 1),
    Case("probe", "--only pipeline --org-name 127.0.0.1 --out {folder}/answers.json", 0),
    Case("probe", "--only pipeline", 1),
    Case("provider install", "--mirror {folder}/mirror", 0),
    Case("reapply", "--app RingCentral --direction to_okta", 0),
    Case("reapply", "--app Nobody --direction to_okta", 1),
    Case("reconcile", "", 1),
    Case("reconcile", RECONCILED, 0),
    Case("reconcile", f"{RECONCILED} --json", 0),
    Case("reconcile", f"{RECONCILED} --samples 20 --out {{folder}}/reconcile.json", 0),
    *(Case("review", f"{PLAN} --format {name}", 2) for name in FORMATS),
    *(Case("review", f"--plan {{cases}}/change.json --format {name}", 0) for name in FORMATS),
    *(Case("review", f"--plan {{folder}}/none --format {name}", 1) for name in FORMATS),
    Case("review", f"{PLAN} {ALL_TO_FILES}", 2),
    Case("review", f"--plan {{cases}}/change.json {ALL_TO_FILES}", 0, prints=False),
    Case("review fetch", "--github --out {folder}/reviewed", 1),
    Case("review post", "--github --body {cases}/change.json", 1),
    Case("review same", "{cases}/change.json {cases}/change.json", 0),
    Case("review same", "{cases}/change.json {cases}/create.json", 2),
    Case("simulate", "--rate-limit none=1", 2),
    Case("snapshot", "--out {folder}/org.snapshot", 0),
    Case("snapshot", "--out {folder}/none/org.snapshot", 1),
    Case("verify", "{here}/impact.json", 2),
    Case("verify", "{here}/impact.json --json", 2),
    Case("verify", "{here}/impact.json --out {folder}/verify.json", 2),
    Case("verify", "{folder}/none.json", 1),
)
"""Every format of every command, with a verdict that a pipeline would act on."""


def parsers() -> dict[str, argparse.ArgumentParser]:
    """The parser of every command, by its words, as the command itself makes it."""
    found: dict[str, argparse.ArgumentParser] = {}
    with pytest.MonkeyPatch.context() as patch:
        for subcommand in SUBCOMMANDS:
            taken: list[argparse.ArgumentParser] = []

            def take(parser: argparse.ArgumentParser, *_: object, taken: list = taken, **__: object) -> None:
                taken.append(parser)
                parser.exit()

            patch.setattr(argparse.ArgumentParser, "parse_args", take)
            assert main([*subcommand.name.split(), "--help"]) == 0
            found.update(_leaves(subcommand.name, taken[0]))
    return found


def _leaves(name: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield name, parser
    for action in below:
        for word, one in action.choices.items():
            yield from _leaves(f"{name} {word}", one)


class Setup:
    """Where commands run: their files, and the environment of an embedded org."""

    def __init__(self, here: Path, environment: dict[str, str]) -> None:
        self.here = here
        self.environment = environment
        terraform = here / "terraform"
        terraform.write_text(f'#!/bin/sh\n[ "$1" = plan ] || cat {REVIEWED}/drift.json\n')
        terraform.chmod(0o755)
        predicted = Case("impact", f"{IMPACT} --people --out {{here}}/impact.json", 2)
        assert self.run(predicted, here).returncode == predicted.code
        batch = [{"id": 1, "expression": '"\u00fc"', "context": {}}]
        (here / "batch.json").write_text(json.dumps(batch))

    def argv(self, case: Case, folder: Path) -> list[str]:
        words = [*case.command.split(), *case.arguments.split()]
        given = {"folder": folder, "here": self.here, "cases": REVIEWED}
        return [word.replace("SEED", SEED) if "SEED" in word else word.format(**given) for word in words]

    def run(
        self,
        case: Case,
        folder: Path,
        *,
        encoding: str = "utf-8",
        file_size: int | None = None,
        **streams: str,
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs a case. `stdin`, `stdout`, `stderr` that are not as usual: "closed", "gone" (a pipe without a reader) or
        a path to write to; `encoding`: of the terminal; `file_size`: no file may be bigger (bytes), as on a full disk.
        """
        printed = [folder.parent / f"{folder.name}.{name}" for name in ("out", "err")]
        usual = dict(zip(NAMES, (os.devnull, *map(str, printed)), strict=True))
        opened = [_opened({**usual, **streams}[name]) for name in NAMES]
        running = commands().start(
            MAIN,
            ["oktaprofile", *self.argv(case, folder)],
            folder,
            {**os.environ, **self.environment},
            (opened[0], opened[1], opened[2]),
            encoding=encoding,
            file_size=file_size,
        )
        for descriptor in opened:
            if descriptor is not None:
                os.close(descriptor)
        code = running.wait()
        return subprocess.CompletedProcess(
            case, code, *(path.read_bytes() if path.exists() else b"" for path in printed)
        )

    def run_anew(
        self, case: Case, folder: Path, *, shell: str = "", **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs a case in a new interpreter. `shell`: what becomes of its streams, as a shell writes it."""
        command = [sys.executable, "-m", "oktaprofile.cli.main", *self.argv(case, folder)]
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", f'"$@" {shell}', "bash", *command],
            cwd=folder,
            env={**os.environ, **self.environment, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
        )


def _opened(stream: str) -> int | None:
    if stream == "closed":
        return None
    if stream == "gone":
        reader, writer = os.pipe()
        os.close(reader)
        return writer
    return os.open(stream, os.O_RDWR | os.O_CREAT, 0o600)
