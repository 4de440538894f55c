"""`oktaprofile` as a process that is forked from one which has imported all of its commands (tests/forking.py)."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp

from tests.acceptance.harness.terraform import Outcome
from tests.forking import Forking

MAIN = "oktaprofile.cli.main:main"
ROOMS = (
    "cli",
    "expression",
    "impact",
    "okta",
    "people",
    "plan",
    "probe",
    "provider",
    "review",
    "simulator",
    "tenant",
)


@lru_cache(maxsize=1)
def commands() -> Forking:
    """The process to fork from, started when the first command is."""
    folder = Path(mkdtemp(prefix="oktaprofile-commands-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = Forking(folder, [f"oktaprofile.{room}" for room in ROOMS])
    atexit.register(server.close)
    return server


def run_oktaprofile(*arguments: str, folder: Path, environment: Mapping[str, str]) -> Outcome:
    """Runs a command to its end in a folder, with this environment and no other."""
    command = ["oktaprofile", *arguments]
    with TemporaryFile() as printed, TemporaryFile() as told:
        nothing = os.open(os.devnull, os.O_RDONLY)
        try:
            streams = nothing, printed.fileno(), told.fileno()
            running = commands().start(MAIN, command, folder, environment, streams)
        finally:
            os.close(nothing)
        code = running.wait()
        printed.seek(0)
        told.seek(0)
        return Outcome(command, code, printed.read().decode(), told.read().decode())
