"""An embedded org in a process of its own, to look at and to change behind Terraform's back."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

TOKEN = "simulator-token"
START_SECONDS = 20


class SimulatedOrg:
    """A running embedded org. `url` is its org URL; every call here uses the token the simulator knows."""

    def __init__(self, process: subprocess.Popen[str], url: str, log: list[str]) -> None:
        self.process = process
        self.url = url
        self.log = log
        self._http = requests.Session()
        self._http.headers["Authorization"] = f"SSWS {TOKEN}"

    # Okta's own API, as an administrator (or another tool) would use it.

    def call(self, method: str, path: str, body: Any = None, *, expect: int | None = 200) -> Any:
        """Sends one request and returns the parsed answer; a surprising status fails the test."""
        answer = self._http.request(method, self.url + path, json=body, timeout=30)
        if expect is not None and answer.status_code != expect:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def app_id(self, label: str) -> str:
        """Id of the app with this exact label."""
        found = [app["id"] for app in self.call("GET", "/api/v1/apps?limit=200") if app["label"] == label]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} apps are labelled {label!r}")
        return str(found[0])

    def app_properties(self, app_id: str) -> dict[str, Any]:
        """The custom properties of an app's user schema: name -> definition."""
        schema = self.call("GET", f"/api/v1/meta/schemas/apps/{app_id}/default")
        return dict(schema["definitions"]["custom"]["properties"])

    def set_app_properties(self, app_id: str, properties: dict[str, Any]) -> None:
        """Adds, changes or (None) removes custom properties of an app behind Terraform's back."""
        body = {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": properties}}}
        self.call("POST", f"/api/v1/meta/schemas/apps/{app_id}/default", body)

    def user_properties(self, schema_id: str = "default") -> dict[str, Any]:
        """The custom properties of a user type's schema: name -> definition."""
        schema = self.call("GET", f"/api/v1/meta/schemas/user/{schema_id}")
        return dict(schema["definitions"]["custom"]["properties"])

    def set_user_properties(self, properties: dict[str, Any], schema_id: str = "default") -> None:
        """Adds, changes or (None) removes custom user properties behind Terraform's back."""
        body = {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": properties}}}
        self.call("POST", f"/api/v1/meta/schemas/user/{schema_id}", body)

    # The simulator's own control paths.

    def requests(self) -> dict[str, Any]:
        """What was asked of the org since the last reset, as the simulator tells it."""
        return dict(self.call("GET", "/simulator/requests"))

    def reset_requests(self) -> None:
        """Forgets the requests counted so far."""
        self.call("DELETE", "/simulator/requests", expect=None)

    def add_fault(self, **rule: Any) -> Any:
        """Adds one fault rule; the simulator's documentation names the fields."""
        return self.call("POST", "/simulator/faults", rule, expect=None)

    def faults(self) -> list[dict[str, Any]]:
        """The fault rules, with how often each matched and applied."""
        return list(self.call("GET", "/simulator/faults"))

    def end_faults(self) -> None:
        """Removes the fault rules; one that never applied fails the test."""
        unused = [rule for rule in self.faults() if not rule["completed"]]
        self.call("DELETE", "/simulator/faults", expect=None)
        assert not unused, f"faults that did not happen: {unused}"

    def run_import(self) -> Any:
        """Runs the import of every app."""
        return self.call("POST", "/simulator/import", {}, expect=None)

    def snapshot(self) -> bytes:
        """The whole org as canonical JSON."""
        return self._http.get(self.url + "/simulator/snapshot", timeout=60).content

    def load(self, content: dict[str, Any]) -> Any:
        """Loads apps, user types, schemas, mappings or users in Okta's own JSON."""
        return self.call("POST", "/simulator/load", content, expect=None)

    def stop(self) -> None:
        """Ends the process this object started; harmless when it has ended."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._http.close()


@contextlib.contextmanager
def start_org(*flags: str, users: int = 3, seed: int = 7) -> Iterator[SimulatedOrg]:
    """An embedded org on a free loopback port; `flags` go to `oktaprofile simulate` as they are."""
    command = [sys.executable, "-m", "oktaprofile.cli.main", "simulate", "--port", "0"]
    command += ["--users", str(users), "--seed", str(seed), *flags]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=Path(__file__).parents[3]
    )
    log: list[str] = []
    listening = threading.Event()
    reader = threading.Thread(target=_read_log, args=(process, log, listening), daemon=True)
    reader.start()
    listening.wait(START_SECONDS)
    urls = [line.split("listening on ", 1)[1].split()[0] for line in log if "listening on " in line]
    if not urls:
        process.kill()
        process.wait()
        raise AssertionError("the embedded org did not start:\n" + "".join(log))
    org = SimulatedOrg(process, urls[0].rstrip("/"), log)
    try:
        yield org
    finally:
        org.stop()


def _read_log(process: subprocess.Popen[str], log: list[str], listening: threading.Event) -> None:
    """Keeps the pipe empty for as long as the process lives, and tells when it listens or has ended."""
    assert process.stdout is not None
    for line in process.stdout:
        log.append(line)
        if "listening on " in line:
            listening.set()
    listening.set()
