"""An org in memory without a socket: operations are called as the server would call them."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote

from oktaprofile.simulator.catalogue import SIMULATED
from oktaprofile.simulator.demo.filling import fill
from oktaprofile.simulator.errors import ApiError
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Caller, Operation
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.switches import Switches

BASE_URL = "https://org.test"


def find(method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """The operation of a request and the parameters of its path, without aiohttp's router."""
    for one in sorted(SIMULATED, key=lambda one: one.template.replace("{", "~")):
        found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", one.template), path)
        if one.method == method and found:
            return one, {name: unquote(value) for name, value in found.groupdict().items()}
    raise LookupError(f"{method} {path} is no operation")


class ManualClock:
    """A clock that goes only when told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class Called:
    """The answer of an operation: `status`, `body`, and `error` with the causes if it was refused."""

    def __init__(self, status: int, body: Any, headers: list[tuple[str, str]], causes: list[str]) -> None:
        self.status = status
        self.body = body
        self.headers = headers
        self.causes = causes

    def links(self) -> dict[str, str]:
        """Path and query of the Link headers by relation."""
        found = {}
        for name, value in self.headers:
            if name == "Link":
                target, _, relation = value.partition("; ")
                found[relation[5:-1]] = target[1:-1].removeprefix(BASE_URL)
        return found


class Api:
    """Calls operations of an org, as an administrator."""

    def __init__(self, org: Org, clock: ManualClock) -> None:
        self.org = org
        self.clock = clock
        self.during_pause: Callable[[], None] = lambda: None

    def __call__(self, method: str, target: str, body: object = None) -> Called:
        request, operation = self.request(method, target, body)
        try:
            outcome = operation.handler(request)
            answer = asyncio.run(self._awaited(outcome)) if inspect.isawaitable(outcome) else outcome
        except ApiError as error:
            return Called(error.status, error.document("oae"), error.headers, error.causes)
        assert isinstance(answer, Answer)
        body = answer.body.decode() if isinstance(answer.body, bytes) else answer.body
        shown = json.loads(json.dumps(body))  # as the wire would carry it
        return Called(answer.status, shown, answer.headers, [])

    def request(self, method: str, target: str, body: object = None) -> tuple[ApiRequest, Any]:
        """The request and operation of a call."""
        path, _, query = target.partition("?")
        operation, parameters = find(method, path)

        async def pause() -> None:
            self.during_pause()

        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        request = ApiRequest(
            self.org,
            method,
            path,
            parameters,
            dict(parse_qsl(query)),
            {"Content-Type": "application/json"},
            content,
            BASE_URL,
            Caller("test"),
            pause,
        )
        return request, operation

    @staticmethod
    async def _awaited(outcome: Any) -> Any:
        return await outcome

    def app(self, label: str) -> Any:
        """The app with a label."""
        app = self.org.apps.by_label(label)
        assert app is not None
        return app

    def mapping_path(self, label: str, direction: Any = "to_okta") -> str:
        """The path of an app's mapping with the default user type."""
        mapping = self.org.mappings.find(self.app(label).id, self.org.user_types.default().id, direction)
        assert mapping is not None
        return f"/api/v1/mappings/{mapping.id}"

    def schema_path(self, label: str) -> str:
        """The path of an app's schema."""
        return f"/api/v1/meta/schemas/apps/{self.app(label).id}/default"


USER_SCHEMA_PATH = "/api/v1/meta/schemas/user/default"


def make_api(*, users: int = 0, seed: int = 1, demo_apps: bool = True, **switches: Any) -> Api:
    """A filled org with a manual clock."""
    clock = ManualClock()
    org = Org(seed=seed, switches=Switches(**switches), clock=clock)
    fill(org, users, demo_apps=demo_apps)
    return Api(org, clock)


def custom(**properties: object) -> dict[str, Any]:
    """A schema body with custom properties."""
    return {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": properties}}}


def base(**properties: object) -> dict[str, Any]:
    """A schema body with base properties."""
    return {"definitions": {"base": {"id": "#base", "type": "object", "properties": properties}}}
