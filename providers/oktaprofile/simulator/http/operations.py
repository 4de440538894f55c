"""Operations: what a service offers, and the table that finds the one a request means.

An operation is keyed by Okta's own operation id (`getApplicationUserSchema`). Its handler gets an
`ApiRequest` and returns an `Answer`, or raises `ApiError`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import unquote

from oktaprofile.simulator.errors import malformed_body
from oktaprofile.simulator.http.json_body import read_json
from oktaprofile.simulator.org import Org

Bucket = Literal["api", "apps", "app", "users", "user", "logs", "token"]
"""The rate-limit buckets (documented: schemas, types, mappings and features share the generic one)."""


@dataclass
class Caller:
    """Who calls: `scopes` None means an API token, which may do everything its admin (here: a super admin) may."""

    subject: str
    scopes: frozenset[str] | None = None
    roles: frozenset[str] = frozenset({"SUPER_ADMIN"})


@dataclass
class ApiRequest:
    """One request to one operation. `parameters`: from the path, decoded; `query` keeps the last value of a name."""

    org: Org
    method: str
    path: str
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    base_url: str
    caller: Caller
    pause: Callable[[], Awaitable[None]]
    """Waits the org's latency."""

    def document(self) -> dict[str, Any]:
        """The body as a JSON object. Raises E0000003 for anything else, an absent body too (recorded), and E0000021
        for a body that does not say it is JSON (documented).
        """
        value = read_json(self.body, self.headers.get("Content-Type"))
        if not isinstance(value, dict):
            raise malformed_body()
        return value

    def url(self, path: str) -> str:
        """An absolute URL on this org, on the host by which the client called it."""
        return self.base_url + path


@dataclass
class Answer:
    """Status, JSON body (None: no body) and headers to add."""

    status: int = 200
    body: Any = None
    headers: list[tuple[str, str]] = field(default_factory=list)


Handler = Callable[[ApiRequest], "Answer | Awaitable[Answer]"]


@dataclass(frozen=True)
class Operation:
    """An operation. `template` has parameters in braces, `/api/v1/apps/{appId}`; `scope`: None if none is needed."""

    id: str
    method: str
    template: str
    handler: Handler
    scope: str | None
    bucket: Bucket = "api"
    paces_itself: bool = False
    """The handler waits the latency itself, between reading and writing."""
    note: str = ""
    """What is left out or special, for the coverage table."""


@dataclass(frozen=True)
class Found:
    """The outcome of a look-up: `operation` None with `known` True means the path exists with other methods only."""

    operation: Operation | None
    parameters: Mapping[str, str]
    known: bool


class OperationTable:
    """Finds operations by method and path, segment by segment; a literal segment wins over a parameter."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.operations = tuple(operations)
        self._root: dict[str, Any] = {}
        for operation in self.operations:
            node = self._root
            for segment in operation.template.strip("/").split("/"):
                node = node.setdefault("{}" if segment.startswith("{") else segment, {})
            methods = node.setdefault("/", {})
            if operation.method in methods:
                raise ValueError(f"two operations on {operation.method} {operation.template}")
            methods[operation.method] = operation

    def find(self, method: str, path: str) -> Found:
        """The operation of a request. `path` is still percent-encoded, without the query."""
        node, values = self._root, []
        for segment in path.strip("/").split("/"):
            if segment in node and segment != "{}":
                node = node[segment]
            elif "{}" in node:
                node = node["{}"]
                values.append(unquote(segment))
            else:
                return Found(None, {}, False)
        methods: dict[str, Operation] = node.get("/", {})
        operation = methods.get(method)
        if operation is None:
            return Found(None, {}, bool(methods))
        names = [part[1:-1] for part in operation.template.split("/") if part.startswith("{")]
        return Found(operation, dict(zip(names, values, strict=True)), True)
