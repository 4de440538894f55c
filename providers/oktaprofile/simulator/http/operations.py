"""Operations: what a service offers. Each is declared above the function that carries it out.

    @operation("getUser", "GET /api/v1/users/{userId}", "okta.users.read", bucket="user")
    def get_user(request: ApiRequest) -> Answer: ...

The first argument is Okta's own operation id. It is the name in fault rules, in the journal, and in docs/simulator.md.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Literal

from oktaprofile.simulator.errors import malformed_body
from oktaprofile.simulator.http.json_body import Shape, fits, read_json
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

    def document(self, shape: Shape | None = None) -> dict[str, Any]:
        """The body as a JSON object of this shape. Raises E0000003 for anything else, an absent body too (recorded),
        and E0000021 for a body that does not say it is JSON (documented).
        """
        value = read_json(self.body, self.headers.get("Content-Type"))
        if not isinstance(value, dict) or not fits(value, shape or {}):
            raise malformed_body()
        return value

    def url(self, path: str) -> str:
        """An absolute URL on this org, on the host by which the client called it."""
        return self.base_url + path


@dataclass
class Answer:
    """Status, JSON body (None: no body; bytes: JSON text ready to send) and headers to add."""

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
    scope: str | None = None
    bucket: Bucket = "api"
    anonymous: bool = False
    """It needs no caller: the token endpoint, and what anybody may read."""
    paces_itself: bool = False
    """The handler waits the latency itself, between reading and writing."""
    note: str = ""
    """What is left out or special, for the coverage table."""


def operation(
    id_: str,
    route: str,
    scope: str | None = None,
    *,
    bucket: Bucket = "api",
    anonymous: bool = False,
    paces_itself: bool = False,
    note: str = "",
) -> Callable[[Handler], Operation]:
    """Makes a function an operation. `route`: method and path with parameters in braces; the rest: see Operation."""
    method, _, template = route.partition(" ")

    def declared(handler: Handler) -> Operation:
        return Operation(id_, method, template, handler, scope, bucket, anonymous, paces_itself, note)

    return declared


def operations_of(*modules: ModuleType) -> list[Operation]:
    """The operations declared in modules, in the order of their declaration."""
    return [value for module in modules for value in vars(module).values() if isinstance(value, Operation)]
