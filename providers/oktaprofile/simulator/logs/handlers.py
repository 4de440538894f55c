"""Operations on the System Log. Events are there at once; a real org takes seconds."""

from __future__ import annotations

from typing import Any

from oktaprofile.simulator.clock import seconds_of
from oktaprofile.simulator.errors import invalid_paging, invalid_search, validation_failed
from oktaprofile.simulator.http.filters import Comparison, Filter, FilterError, meets, parse
from oktaprofile.simulator.http.operations import Answer, ApiRequest, operation
from oktaprofile.simulator.http.paging import limit_of, links
from oktaprofile.simulator.state.logs import LogRow

_WEEK_SECONDS = 7 * 24 * 3600
_READ_AT_ONCE = 1000


@operation(
    "listLogEvents",
    "GET /api/v1/logs",
    "okta.logs.read",
    bucket="logs",
    note="filter: eq on eventType, outcome.result, severity, target.id",
)
def list_log_events(request: ApiRequest) -> Answer:
    """Events of the last seven days unless `since` says otherwise (documented), oldest first unless
    `sortOrder` is DESCENDING. `filter` knows eventType, outcome.result, severity and target.id with eq; `q`
    looks for text anywhere.
    """
    query, org = request.query, request.org
    limit = limit_of(request, default=100, maximum=1000)
    since = _time(query["since"], "since") if query.get("since") else org.clock() - _WEEK_SECONDS
    until = _time(query["until"], "until") if query.get("until") else None
    try:
        wanted = parse(query["filter"]) if query.get("filter") else None
        position = int(query.get("after") or 0)
        if not 0 <= position < 2**63:
            raise ValueError
    except FilterError:
        raise invalid_search() from None
    except ValueError:
        raise invalid_paging() from None
    descending = query.get("sortOrder", "").upper() == "DESCENDING"
    within, values = ("1", []) if wanted is None else _narrowed(wanted)
    found: list[LogRow] = []
    while len(found) <= limit:
        batch = org.logs.where(
            f"published >= ? AND published < ? AND {within}",
            since,
            float("inf") if until is None else until,
            *values,
            after=position or None,
            limit=_READ_AT_ONCE,
            descending=descending,
        )
        found += [row for row in batch if _matches(row.document, wanted, query.get("q", ""))]
        if len(batch) < _READ_AT_ONCE:
            break
        position = batch[-1].position
    page = found[:limit]
    names = ("since", "until", "filter", "q", "sortOrder")
    kept = {name: query[name] for name in names if name in query} | {"limit": str(limit)}
    # Documented: without `until` there is always a next link, to poll with.
    more = len(found) > limit or (until is None and not descending)
    after = str(page[-1].position if page else position) if more else None
    return Answer(body=[row.document for row in page], headers=links(request, kept, after))


def _time(text: str, name: str) -> float:
    try:
        return seconds_of(text)
    except ValueError:
        raise validation_failed(name, f"{name}: must be an ISO 8601 date-time") from None


def _narrowed(node: Filter) -> tuple[str, list[object]]:
    """SQL for the events that may meet a filter: `_matches` looks at each of them. A large import writes hundreds of
    thousands."""
    if isinstance(node, Comparison):
        columns = {"eventType": "event_type = ? COLLATE NOCASE", "target.id": "instr(document, ?) > 0"}
        exact = node.operator == "eq" and isinstance(node.value, str)
        return (columns[node.attribute], [node.value]) if exact and node.attribute in columns else ("1", [])
    parts = [_narrowed(part) for part in node.parts]
    sql = f" {node.word.upper()} ".join(part for part, _ in parts)
    return f"({sql})", [value for _, values in parts for value in values]


def _matches(event: dict[str, Any], wanted: Filter | None, text: str) -> bool:
    if text and text.casefold() not in str(event).casefold():
        return False
    if wanted is None:
        return True
    values = {
        "eventType": [event["eventType"]],
        "outcome.result": [event["outcome"]["result"]],
        "severity": [event["severity"]],
        "target.id": [target["id"] for target in event["target"] or ()],
    }
    try:
        return meets(wanted, values, operators=("eq",))
    except FilterError:
        raise invalid_search() from None
