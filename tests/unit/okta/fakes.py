"""Stand-ins for time, for HTTP and for a document that Okta keeps. Nothing here opens a socket."""

from __future__ import annotations

import copy
import json
import threading
from typing import TYPE_CHECKING, Any

from oktaprofile.okta.change import ABSENT, Change, Discrepancy
from oktaprofile.okta.client import OktaClient
from oktaprofile.okta.clock import Clock
from oktaprofile.okta.config import OktaConfig
from oktaprofile.okta.fragments import custom_properties
from oktaprofile.okta.sender import Sender
from oktaprofile.okta.transport import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ORG = "https://acme.okta.com"
TOKEN = "00secretSecretSecret"


class FakeClock(Clock):
    """Time that passes only when somebody waits. `pauses` lists the waits in seconds; chance is always `luck`."""

    def __init__(self, luck: float = 0.0) -> None:
        super().__init__()
        self.time = 0.0
        self.luck = luck
        self.pauses: list[float] = []
        self.stop_at: float | None = None
        self.joined: Callable[[], bool] | None = None

    def now(self) -> float:
        return 1_700_000_000.0 + self.time

    def monotonic(self) -> float:
        return self.time

    def chance(self) -> float:
        return self.luck

    def pass_time(self, seconds: float) -> None:
        self.time += seconds
        if self.stop_at is not None and self.time >= self.stop_at:
            self.time = self.stop_at
            self.stop.set()

    def pause(self, seconds: float) -> bool:
        if not self.stop.is_set():
            self.pauses.append(seconds)
            self.pass_time(seconds)
        return self.stop.is_set()

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """A bounded wait passes the time at once; the first one lets those come whom `joined` waits for."""
        if seconds is None:
            condition.wait(0.05)
            return
        if self.joined is not None:
            condition.wait_for(self.joined, timeout=10)
            self.joined = None
        self.pass_time(seconds)


class FakeAuthentication:
    """No credential at all, and no other one."""

    def of(self, calls: Any) -> Any:
        return None

    def instead_of(self, used: Any, refusal: Any, calls: Any) -> Any:
        return None

    def heard(self, nonce: str) -> None:
        """Nothing."""

    def scopes(self) -> tuple[str, ...] | None:
        return None


class Sent:
    """A request as the transport saw it."""

    def __init__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, auth: Any
    ) -> None:
        self.method = method
        self.url = url
        self.seconds = 0.0
        self.headers = dict(headers)
        self.json = json.loads(body) if body and headers.get("Content-Type") == "application/json" else None
        self.body = body
        self.auth = auth

    @property
    def line(self) -> str:
        return f"{self.method} {self.url.removeprefix(ORG)}"


class FakeTransport:
    """Answers from a list (in order) or from a function of the request; an exception is raised."""

    def __init__(self, *answers: Answer | BaseException, by: Callable[[Sent], Answer] | None = None) -> None:
        self.answers = list(answers)
        self.by = by
        self.sent: list[Sent] = []

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        auth: Any,
        seconds: float,
    ) -> Answer:
        request = Sent(method, url, headers, body, auth)
        request.seconds = seconds
        self.sent.append(request)
        answer = self.by(request) if self.by else self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    @property
    def lines(self) -> list[str]:
        return [request.line for request in self.sent]


def ok(value: Any, **headers: str) -> Answer:
    """200 with JSON. Header names with _ for -."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(200, {"content-type": "application/json", **named}, json.dumps(value).encode())


def refused(status: int, code: str, *causes: str, summary: str = "Refused", **headers: str) -> Answer:
    """Okta's error object."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    body = {
        "errorCode": code,
        "errorSummary": summary,
        "errorLink": code,
        "errorId": "oaeError1",
        "errorCauses": [{"errorSummary": cause} for cause in causes],
    }
    return Answer(status, {"x-okta-request-id": "req1", **named}, json.dumps(body).encode())


def config(**arguments: Any) -> OktaConfig:
    return OktaConfig(ORG, api_token=TOKEN, **arguments)


def client_over(transport: FakeTransport, clock: Clock | None = None, **arguments: Any) -> OktaClient:
    """A real client over a fake transport."""
    return OktaClient(Sender(config(**arguments), transport, FakeAuthentication(), clock or FakeClock()))


def schema(**custom: Any) -> dict[str, Any]:
    """An app user schema with these custom properties."""
    return {
        "id": f"{ORG}/meta/schemas/apps/0oa1/default",
        "definitions": {
            "custom": {"id": "#custom", "type": "object", "properties": custom, "required": []},
            "base": {
                "id": "#base",
                "type": "object",
                "properties": {"userName": {"title": "Username"}},
                "required": [],
            },
        },
    }


def custom_of(document: dict[str, Any]) -> dict[str, Any]:
    return document["definitions"]["custom"]["properties"]


class FakeDocument:
    """One schema as Okta keeps it: a POST reads the whole document, takes `post_seconds`, writes the whole document.
    A GET takes `get_seconds`.

    `before_commit` and `after_commit` are called once each when set, with this object: another writer's chance.
    `ignore` names attributes that are dropped without a word; `answers` are raised by the next POSTs instead
    (None: the POST works), `get_answers` by the next GETs.
    """

    def __init__(self, clock: Clock, post_seconds: float = 1.0, **custom: Any) -> None:
        self.clock = clock
        self.document = schema(**custom)
        self.post_seconds = post_seconds
        self.get_seconds = 0.0
        self.posted_at: list[float] = []
        self.calls: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.ignore: set[str] = set()
        self.answers: list[BaseException | None] = []
        self.get_answers: list[BaseException | None] = []
        self.before_commit: list[Callable[[FakeDocument], None]] = []
        self.after_commit: list[Callable[[FakeDocument], None]] = []
        self.check: Callable[[dict[str, Any]], None] | None = None

    def get(self) -> dict[str, Any]:
        self.calls.append("GET")
        problem = self.get_answers.pop(0) if self.get_answers else None
        if problem is not None:
            raise problem
        if self.get_seconds:
            self.clock.pause(self.get_seconds)
        return copy.deepcopy(self.document)

    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        self.calls.append("POST")
        self.posted_at.append(self.clock.monotonic())
        self.bodies.append(copy.deepcopy(body))
        problem = self.answers.pop(0) if self.answers else None
        if problem is not None and not getattr(problem, "sent", False):
            raise problem
        if self.check is not None:
            self.check(body)
        mine = copy.deepcopy(self.document)
        self.clock.pause(self.post_seconds)
        if self.before_commit:
            self.before_commit.pop(0)(self)
        merge_properties(mine, body, self.ignore)
        self.document = copy.deepcopy(mine)
        if self.after_commit:
            self.after_commit.pop(0)(self)
        if problem is not None:
            raise problem
        return mine

    @property
    def custom(self) -> dict[str, Any]:
        return custom_of(self.document)


def merge_properties(document: dict[str, Any], body: dict[str, Any], ignore: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """What Okta does with a schema POST: two levels deep, null removes a property."""
    properties = custom_of(document)
    for name, attributes in body["definitions"]["custom"]["properties"].items():
        if attributes is None:
            properties.pop(name, None)
        else:
            kept = {key: value for key, value in attributes.items() if key not in ignore}
            properties[name] = {**properties.get(name, {}), **kept}


class Put(Change):
    """Wants custom properties to be there with these attributes; None wants one gone."""

    def __init__(self, patience: float = 0.0, **properties: Any) -> None:
        self.name_release_timeout_seconds = patience
        self.properties = properties
        self.seen: list[dict[str, Any]] = []

    def fragment(self, current: dict[str, Any]) -> dict[str, Any] | None:
        self.seen.append(copy.deepcopy(custom_of(current)))
        return custom_properties(self.properties) if self.unproved(current) else None

    def unproved(self, current: dict[str, Any]) -> list[Discrepancy]:
        there = custom_of(current)
        missing = []
        for name, attributes in self.properties.items():
            place = ("definitions", "custom", "properties", name)
            if attributes is None:
                if name in there:
                    missing.append(Discrepancy(place, ABSENT, there[name]))
                continue
            for key, value in attributes.items():
                found = there.get(name, {}).get(key, ABSENT)
                if found != value:
                    missing.append(Discrepancy((*place, key), value, found))
        return missing
