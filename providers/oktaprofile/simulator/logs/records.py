"""The System Log as rows. Event types are Okta's (documented: event types catalogue)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from oktaprofile.simulator.clock import Clock, timestamp
from oktaprofile.simulator.database import Database, encoded
from oktaprofile.simulator.identifiers import Identifiers

LogEvent = dict[str, Any]

SYSTEM = {
    "id": "system",
    "type": "SystemPrincipal",
    "alternateId": "system@okta.com",
    "displayName": "Okta System",
}


class LogRecords:
    """Appends events and reads them by position (the order in which they were written)."""

    def __init__(self, database: Database, clock: Clock, ids: Identifiers) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids

    def append(
        self,
        event_type: str,
        message: str,
        *,
        targets: Sequence[dict[str, Any]] = (),
        actor: dict[str, Any] = SYSTEM,
        outcome: str = "SUCCESS",
        reason: str | None = None,
        debug: dict[str, Any] | None = None,
        severity: str = "INFO",
    ) -> None:
        """Writes one event in Okta's shape. `targets` are `{"id", "type", "alternateId", "displayName"}`;
        `debug` becomes `debugContext.debugData`; never put a phone number into either: a log outlives the
        person's profile.
        """
        self.append_many([(event_type, message, targets, actor, outcome, reason, debug, severity)])

    def append_many(self, events: Sequence[tuple[Any, ...]]) -> None:
        """Writes events at once; each is (event_type, message, targets, actor, outcome, reason, debug, severity)."""
        now = self._clock()
        published = timestamp(now)
        last = self._database.row("SELECT max(position) AS position FROM logs")
        first = int(last["position"] or 0) if last else 0
        rows = []
        for number, (event_type, message, targets, actor, outcome, reason, debug, severity) in enumerate(
            events, first + 1
        ):
            noise = self._ids.noise("log", 2 * number) << 64 | self._ids.noise("log", 2 * number + 1)
            document = {
                "actor": actor,
                "displayMessage": message,
                "eventType": event_type,
                "outcome": {"result": outcome, "reason": reason},
                "published": published,
                "severity": severity,
                "debugContext": {"debugData": debug or {}},
                "legacyEventType": None,
                "uuid": str(uuid.UUID(int=noise, version=4)),
                "version": "0",
                "target": list(targets) or None,
            }
            rows.append((now, event_type, encoded(document)))
        self._database.write_many("INSERT INTO logs (published, event_type, document) VALUES (?, ?, ?)", rows)

    def page(
        self, *, after: int, since: float, until: float | None, limit: int, descending: bool = False
    ) -> list[tuple[int, LogEvent]]:
        """At most `limit` events as (position, event) beyond the position `after` (0: from the start),
        published at or after `since` and before `until`, in ascending or descending order.
        """
        beyond, order = ("<", "DESC") if descending else (">", "ASC")
        sql = (
            f"SELECT position, document FROM logs WHERE (? = 0 OR position {beyond} ?) AND published >= ?"  # noqa: S608
            f" AND (? IS NULL OR published < ?) ORDER BY position {order} LIMIT ?"
        )
        rows = self._database.rows(sql, after, after, since, until, until, limit)
        return [(row["position"], json.loads(row["document"])) for row in rows]
