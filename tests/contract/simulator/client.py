"""A plain client for the contract tests: requests, and nothing of the project's own client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from oktaprofile.simulator.running import RunningOrg, running_org


class Client:
    """Calls an org as an administrator. Paths are relative to the org's URL."""

    def __init__(self, org: RunningOrg) -> None:
        self.org = org
        self.url = org.url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(org.headers)

    def call(self, method: str, path: str, body: Any = None, **further: Any) -> requests.Response:
        """One request; `body` is sent as JSON."""
        return self.session.request(method, self.url + path, json=body, timeout=30, **further)

    def get(self, path: str) -> Any:
        """The JSON of a GET that must succeed."""
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def app_id(self, label: str) -> str:
        """The id of the app with a label."""
        (found,) = [app["id"] for app in self.get("/api/v1/apps?limit=200") if app["label"] == label]
        return str(found)

    def schema_path(self, label: str = "RingCentral") -> str:
        """The path of an app's schema."""
        return f"/api/v1/meta/schemas/apps/{self.app_id(label)}/default"

    def fault(self, **rule: Any) -> None:
        """Adds a fault rule."""
        answer = self.call("POST", "/simulator/faults", rule)
        assert answer.status_code == 201, answer.text

    def faults(self) -> Any:
        """The fault rules."""
        return self.get("/simulator/faults")


def added(*names: str) -> dict[str, Any]:
    """A schema body that adds string properties."""
    properties = {name: {"title": name, "type": "string"} for name in names}
    return {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": properties}}}


@contextmanager
def connected(**options: Any) -> Iterator[Client]:
    """A client of an org in a thread; `options` are those of `make_service`."""
    with running_org(**options) as org:
        client = Client(org)
        try:
            yield client
        finally:
            client.session.close()
