"""What the demo stands on: the embedded org as a process of its own, and commands with their output kept.

Everything the demo writes is below one folder; the org is in memory and ends with the demo.
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import requests

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

START_SECONDS = 60
STOP_SECONDS = 10
IMPORT_SECONDS = 120


class CommandFailed(Exception):  # noqa: N818 - reads as what happened
    """A command ended with an exit code that was not expected; its output is in `log`."""

    def __init__(self, command: Sequence[str], code: int, log: Path) -> None:
        super().__init__(f"`{' '.join(command)}` ended with exit code {code}. Its output: {log}")
        self.log = log


class Outcome(NamedTuple):
    """What a command printed (both streams, in order) and how long it took."""

    output: str
    seconds: float


class EmbeddedOrg:
    """`oktaprofile simulate` in a process of its own, for the length of a `with` block. `url`: its address."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = list(arguments)
        self.url = ""

    def __enter__(self) -> EmbeddedOrg:
        command = [sys.executable, "-m", "oktaprofile.cli.main", "simulate", "--port", "0", *self._arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith("listening on "):
            self._process.kill()
            raise CommandFailedToStart(f"the embedded org did not start; it said {line!r}")
        self.url = line.removeprefix("listening on ").strip()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def run_import(self) -> float:
        """Imports everybody from RingCentral, as Okta's schedule would. Returns the seconds it took."""
        started = time.monotonic()
        requests.post(f"{self.url}/simulator/import", json={}, timeout=IMPORT_SECONDS).raise_for_status()
        return time.monotonic() - started

    def request_counts(self) -> dict[str, int]:
        """Requests to the org since the last `forget_requests`, by Okta's operation id."""
        answer = requests.get(f"{self.url}/simulator/requests", timeout=STOP_SECONDS)
        answer.raise_for_status()
        counts: dict[str, int] = answer.json()["operations"]
        return counts

    def forget_requests(self) -> None:
        """Starts the count anew."""
        requests.delete(f"{self.url}/simulator/requests", timeout=STOP_SECONDS).raise_for_status()


class CommandFailedToStart(Exception):  # noqa: N818 - reads as what happened
    """The embedded org said something else than its address."""


def run(
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str],
    folder: Path,
    accept: Collection[int] = (0,),
) -> Outcome:
    """Runs a command to its end with its output in `log`. Raises CommandFailed for an exit code not in `accept`."""
    started = time.monotonic()
    completed = subprocess.run(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(completed.stdout)
    if completed.returncode not in accept:
        raise CommandFailed(command, completed.returncode, log)
    return Outcome(completed.stdout, time.monotonic() - started)
