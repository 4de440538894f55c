"""What was requested: counts per operation and a list, for tests that count calls. No header and no secret is kept.

The body is kept for schemas, mappings and features only: they hold no personal data.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from itertools import islice
from typing import Any

from oktaprofile.simulator.clock import timestamp
from oktaprofile.simulator.errors import ApiError
from oktaprofile.simulator.http.json_body import read_json

_KEPT = 20_000
_BODY_PREFIXES = ("/api/v1/meta/", "/api/v1/mappings", "/api/v1/features")


@dataclass
class Entry:
    """One request, answered or cut off (status 0)."""

    number: int
    operation: str
    method: str
    path: str
    status: int
    started: float
    duration_ms: float
    request_id: str
    fault: int | None
    body: Any

    def document(self) -> dict[str, Any]:
        """As the control path shows it."""
        shown = {
            "number": self.number,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "started": timestamp(self.started),
            "duration_ms": round(self.duration_ms, 3),
            "request_id": self.request_id,
        }
        if self.fault is not None:
            shown["fault"] = self.fault
        if self.body is not None:
            shown["body"] = self.body
        return shown


class Journal:
    """The last requests, at most 20,000, and the counts of all since the last reset."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_KEPT)
        self._counts: Counter[str] = Counter()
        self._number = 0
        self._ended = 0

    def next_number(self) -> int:
        """The number of the next request; it never starts again, so request ids stay unique."""
        self._number += 1
        return self._number

    def add(self, entry: Entry) -> None:
        """Notes a request that has ended."""
        self._entries.append(entry)
        self._ended += 1
        self._counts[entry.operation] += 1

    def reset(self) -> None:
        """Forgets all requests."""
        self._entries.clear()
        self._counts.clear()

    def after(self, ended: int, most: int) -> tuple[int, list[dict[str, Any]]]:
        """How many requests have ended, and the last ones of those after the first `ended`, at most `most`."""
        new = min(max(self._ended - ended, 0), most, len(self._entries))
        last = islice(reversed(self._entries), new)
        return self._ended, [entry.document() for entry in last][::-1]

    def document(self) -> dict[str, Any]:
        """`{total, operations: {operation id: count}, requests: [...]}`, the requests in the order they ended."""
        return {
            "total": sum(self._counts.values()),
            "operations": dict(sorted(self._counts.items())),
            "requests": [entry.document() for entry in self._entries],
        }


def kept_body(path: str, body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """The body as far as the journal keeps it: None for other paths, no body, or no JSON."""
    if not body or not path.startswith(_BODY_PREFIXES):
        return None
    try:
        return read_json(body, "application/json")
    except ApiError:
        return None
