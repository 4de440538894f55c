"""An embedded org, in a process or a thread of its own, to look at and to change behind Terraform's back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import requests

from oktaprofile.simulator.command import parser, service_options
from oktaprofile.simulator.http.operations import Bucket
from oktaprofile.simulator.running import RunningOrg, SpawnedOrg, running_org, spawned_org
from oktaprofile.simulator.switches import Switches

TOKEN = SpawnedOrg.token


class SimulatedOrg:
    """A running embedded org. `url` is its org URL; every call here uses the token the simulator knows."""

    def __init__(self, running: RunningOrg, http: requests.Session) -> None:
        self.running = running
        self.url = running.url
        self._http = http
        self._http.trust_env = False  # no proxy: it is on this machine
        self._http.headers.update(running.headers)

    def kill(self) -> None:
        """SIGKILL to its process."""
        assert isinstance(self.running, SpawnedOrg), "an org in a thread cannot be killed"
        self.running.kill()

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

    def mapping(self, app_id: str, type_id: str | None = None, direction: str = "to_okta") -> dict[str, Any]:
        """One mapping row, as Okta shows it. `type_id` None: of the default user type."""
        if type_id is None:
            types = self.call("GET", "/api/v1/meta/types/user")
            type_id = next(one["id"] for one in types if one["default"])
        source, target = (app_id, type_id) if direction == "to_okta" else (type_id, app_id)
        [listed] = self.call("GET", f"/api/v1/mappings?sourceId={source}&targetId={target}")
        found: dict[str, Any] = self.call("GET", f"/api/v1/mappings/{listed['id']}")
        return found

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


@contextlib.contextmanager
def start_org(
    *flags: str, users: int = 3, seed: int = 7, limits: Mapping[Bucket, int] | None = None
) -> Iterator[SimulatedOrg]:
    """An embedded org on a free loopback port, in a thread; `flags` are those of `oktaprofile simulate`.
    `limits`: requests a minute.
    """
    options = parser().parse_args(["--users", str(users), "--seed", str(seed), *flags])
    with (
        running_org(port=options.port, **service_options(options, dict(limits or {}))) as running,
        requests.Session() as http,
    ):
        yield SimulatedOrg(running, http)


@contextlib.contextmanager
def spawn_org(*flags: str, users: int = 3, seed: int = 7) -> Iterator[SimulatedOrg]:
    """The same in a process of its own, which takes a second to start: to be killed, or not to be slowed down."""
    with (
        spawned_org("--users", str(users), "--seed", str(seed), *flags) as spawned,
        requests.Session() as http,
    ):
        yield SimulatedOrg(spawned, http)


@contextlib.contextmanager
def threaded_org(switches: Switches, *, users: int = 3, seed: int = 7) -> Iterator[SimulatedOrg]:
    """An org in a thread with the switches of another one."""
    with (
        running_org(users=users, seed=seed, switches=switches) as running,
        requests.Session() as http,
    ):
        yield SimulatedOrg(running, http)
