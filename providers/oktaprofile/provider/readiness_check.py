"""One line of the readiness report."""

from __future__ import annotations

OK = "ok"
MISSING = "missing"
UNKNOWN = "unknown"


class Check:
    """One line of the report. `status` is ok, missing or unknown; `next_step` is "" where nothing is to do."""

    def __init__(self, name: str, status: str, detail: str, next_step: str = "") -> None:
        self.name = name
        self.status = status
        self.detail = detail
        self.next_step = next_step

    def as_dict(self) -> dict[str, str]:
        """The check as the data source and JSON output show it."""
        return {slot: getattr(self, slot) for slot in ("name", "status", "detail", "next_step")}
