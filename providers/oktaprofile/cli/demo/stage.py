"""What the demo runs on: the embedded org as a process of its own, and commands with their output kept.

Everything the demo writes is below one folder; the org is in memory and ends with the demo.
"""

from __future__ import annotations

import contextlib
import csv
import subprocess
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import requests

from oktaprofile.simulator.oauth.authentication import API_TOKEN
from oktaprofile.simulator.running import spawned_org

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

CALL_SECONDS = 10
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
    """The control paths of the embedded org at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy: it is on this machine

    def run_import(self) -> float:
        """Imports everybody from RingCentral, as Okta's schedule would. Returns the seconds it took."""
        started = time.monotonic()
        self._session.post(f"{self.url}/simulator/import", json={}, timeout=IMPORT_SECONDS).raise_for_status()
        return time.monotonic() - started

    def export_people(self, label: str, attributes: Sequence[str], target: Path) -> None:
        """Writes what the app with this label knows of its people, as an export of that app would: a CSV file with
        `externalId` and the attributes.
        """
        answer = self._session.get(f"{self.url}/simulator/snapshot", timeout=IMPORT_SECONDS)
        answer.raise_for_status()
        org = answer.json()
        app_id = next(id_ for id_, app in org["apps"].items() if app["label"] == label)
        people = [one for one in org["directory"].values() if one["app_id"] == app_id]
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["externalId", *attributes])
            for one in people:
                writer.writerow([one["external_id"], *(one["attributes"].get(name) for name in attributes)])

    def api(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON value
        """What an administrator does in the console, by Okta's API."""
        headers = {"Authorization": f"SSWS {API_TOKEN}"}
        answer = self._session.request(
            method, self.url + path, json=body, headers=headers, timeout=CALL_SECONDS
        )
        answer.raise_for_status()
        return answer.json()

    def snapshot(self) -> bytes:
        """The whole org as canonical JSON."""
        answer = self._session.get(f"{self.url}/simulator/snapshot", timeout=IMPORT_SECONDS)
        answer.raise_for_status()
        return answer.content

    def request_counts(self) -> dict[str, int]:
        """Requests to the org since the last `forget_requests`, by Okta's operation id."""
        answer = self._session.get(f"{self.url}/simulator/requests", timeout=CALL_SECONDS)
        answer.raise_for_status()
        counts: dict[str, int] = answer.json()["operations"]
        return counts

    def forget_requests(self) -> None:
        """Starts the count anew."""
        self._session.delete(f"{self.url}/simulator/requests", timeout=CALL_SECONDS).raise_for_status()


@contextlib.contextmanager
def embedded_org(*flags: str) -> Iterator[EmbeddedOrg]:
    """`oktaprofile simulate` in a process of its own for the length of the block. Raises NotStarted."""
    with spawned_org(*flags) as org:
        yield EmbeddedOrg(org.url)


def run(
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str],
    folder: Path,
    accept: Collection[int] = (0,),
    document: bool = False,
) -> Outcome:
    """Runs a command to its end with its output in `log`. Raises CommandFailed for an exit code not in `accept`.

    `document`: the standard output is for a program; the standard error is in the log alone.
    """
    started = time.monotonic()
    completed = subprocess.run(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if document else subprocess.STDOUT,
        text=True,
        check=False,
    )
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(completed.stdout + (completed.stderr or ""))
    if completed.returncode not in accept:
        raise CommandFailed(command, completed.returncode, log)
    return Outcome(completed.stdout, time.monotonic() - started)
