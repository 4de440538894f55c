"""The System Log. Event types are Okta's (documented: event types catalogue)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from oktaprofile.simulator.clock import Clock, timestamp
from oktaprofile.simulator.database import Database
from oktaprofile.simulator.identifiers import Identifiers
from oktaprofile.simulator.state.table import Table

LogEvent = dict[str, Any]

SYSTEM = {
    "id": "system",
    "type": "SystemPrincipal",
    "alternateId": "system@okta.com",
    "displayName": "Okta System",
}
ADMINISTRATOR = {
    "id": "00uAdministrator0001",
    "type": "User",
    "alternateId": "administrator@example.com",
    "displayName": "An administrator",
}
"""Whoever calls the API: an event's actor is never the system then."""


@dataclass
class LogRow:
    """One event; positions ascend in the order in which events were written."""

    position: int
    published: float
    event_type: str
    document: LogEvent


class Logs(Table[LogRow]):
    """Events by position."""

    row, name, key = LogRow, "events", ("position",)

    def __init__(self, database: Database, clock: Clock, ids: Identifiers) -> None:
        super().__init__(database)
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
        first = self._database.rows("SELECT coalesce(max(position), 0) FROM events")[0][0]
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
            rows.append(LogRow(number, now, event_type, document))
        self.put_many(rows)
