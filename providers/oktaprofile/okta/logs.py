"""The System Log. Events arrive seconds after the fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta.answer_shapes import LOG_EVENT
from oktaprofile.okta.api_object import ApiObject, Operation, without_none

if TYPE_CHECKING:
    from oktaprofile.okta.pagination import Pages
    from oktaprofile.okta.shapes import LogEvent

LIST_LOG_EVENTS = Operation("listLogEvents", "GET", "okta.logs.read")


class Logs(ApiObject):
    """/api/v1/logs"""

    def list_log_events(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        filter: str | None = None,
        q: str | None = None,
        limit: int = 100,
        sort_order: str | None = None,
    ) -> Pages[LogEvent]:
        """Log events. `since` and `until` are ISO 8601 UTC times, at most 1000 a page, `sort_order` is
        ASCENDING or DESCENDING. Without `until` Okta links to a next page for ever (it is for polling): an
        empty page ends the iteration."""
        query = {
            "limit": limit,
            "since": since,
            "until": until,
            "filter": filter,
            "q": q,
            "sortOrder": sort_order,
        }
        return self._pages(
            LIST_LOG_EVENTS, "/api/v1/logs", without_none(query), stop_at_empty_page=True, shape=LOG_EVENT
        )
