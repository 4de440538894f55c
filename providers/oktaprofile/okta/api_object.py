"""What the modules of the API objects share: an operation's name, and how it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from oktaprofile.okta.errors import OktaError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oktaprofile.okta.calls import Calls
    from oktaprofile.okta.pagination import Pages


class Operation:
    """One operation of Okta's API: its operation id, HTTP method, the OAuth scope and the least admin role it needs.

    All operations here may be repeated when an answer was lost: the GETs, and the POSTs of this room, which
    are merges of the same values into one document.
    """

    __slots__ = ("id", "method", "role", "scope")

    def __init__(self, id_: str, method: str, scope: str, role: str = "") -> None:
        self.id = id_
        self.method = method
        self.scope = scope
        self.role = role or ("Read-Only Administrator" if method == "GET" else "Application Administrator")

    def __repr__(self) -> str:
        return f"Operation({self.id!r})"


class ApiObject:
    """Base of the API objects; `client.OktaClient` is made of all of them."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def _get_or_post(
        self, operation: Operation, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """One JSON object."""
        answer: dict[str, Any] = self._calls.json(operation, path, body=body, expected=dict)
        return answer

    def _list(self, operation: Operation, path: str, *, shape: object) -> list[Any]:
        """One JSON array that Okta does not page. `shape` of each item: see `answer_shapes.check`."""
        from oktaprofile.okta.answer_shapes import check

        answer: list[Any] = self._calls.json(operation, path, expected=list)
        for item in answer:
            check(operation, path, item, shape)
        return answer

    def _pages(self, operation: Operation, path: str, query: Mapping[str, Any], **how: Any) -> Pages[Any]:  # noqa: ANN401
        from oktaprofile.okta.pagination import Pages

        return Pages(self._calls, operation, path, query, **how)


def segment(value: str, what: str) -> str:
    """One path segment, quoted. An id that would leave its place in the path is refused before anything is sent."""
    if not value or value in (".", "..") or value != value.strip():
        raise OktaError(
            f"{value!r} cannot be the id of {what}.", next_step="Use the id that Okta shows for it."
        )
    return quote(value, safe="")


T = TypeVar("T")


def without_none(query: Mapping[str, T | None]) -> dict[str, T]:
    """A query without the parameters that were not given."""
    return {name: value for name, value in query.items() if value is not None}
