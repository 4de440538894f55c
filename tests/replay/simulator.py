"""The simulator that a replay talks to: one that runs already, or one started for it on a free loopback port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from oktaprofile.simulator.oauth.authentication import API_TOKEN
from tests.replay.recording import Json
from tests.replay.simulator_state import Answer, LoadRefusedError

TIMEOUT_SECONDS = 30.0


class SimulatorError(Exception):
    """The simulator cannot be reached, or does not answer like one. The text says what was sent."""


class HttpSimulator:
    """Okta's paths and `POST /simulator/load` over HTTP."""

    def __init__(self, url: str) -> None:
        """`url`: scheme, host and port of the simulator, without a path."""
        self._url = url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, no .netrc: it is on this machine
        self._session.headers["Authorization"] = f"SSWS {API_TOKEN}"

    def load(self, state: dict[str, Any]) -> None:
        """POST /simulator/load. Raises LoadRefusedError when it is refused, SimulatorError without an answer."""
        answer = self._request("POST", "/simulator/load", state)
        if answer.status_code >= 300:
            raise LoadRefusedError(f"POST /simulator/load answered {answer.status_code}: {answer.text[:500]}")

    def send(self, method: str, path: str, body: Json) -> Answer:
        """Sends a request as an administrator. A body of None sends none. Raises SimulatorError without an answer."""
        answer = self._request(method, path, body)
        links = answer.raw.headers.getlist("Link") if hasattr(answer.raw.headers, "getlist") else []
        try:
            content = answer.json() if answer.content else None
        except ValueError as problem:
            raise SimulatorError(f"{method} {path} answered {answer.status_code} without JSON") from problem
        return Answer(answer.status_code, content, links)

    def close(self) -> None:
        """Gives up the connection."""
        self._session.close()

    def _request(self, method: str, path: str, body: Json) -> requests.Response:
        try:
            return self._session.request(method, self._url + path, json=body, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as problem:
            raise SimulatorError(
                f"{method} {self._url}{path}: no answer ({type(problem).__name__})"
            ) from problem


@contextmanager
def simulator_at(url: str) -> Iterator[HttpSimulator]:
    """The simulator that runs at `url`. Its rate limits must allow about a thousand requests in a few seconds."""
    simulator = HttpSimulator(url)
    try:
        yield simulator
    finally:
        simulator.close()


@contextmanager
def started_simulator() -> Iterator[HttpSimulator]:
    """A simulator of its own in this process, on a free loopback port, without rate limits worth the name."""
    from oktaprofile.simulator.http.rate_limits import DEFAULT_LIMITS
    from oktaprofile.simulator.running import running_org

    unlimited = dict.fromkeys(DEFAULT_LIMITS, 1_000_000)
    with running_org(users=0, demo_apps=False, limits=unlimited) as org, simulator_at(org.url) as simulator:
        yield simulator
