"""Objects of an org that nothing here works on: they are shown as they were sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.state.table import Table


@dataclass
class Document:
    """One object of a kind; `parent` is the id of what it belongs to, or ""."""

    id: str
    kind: str
    parent: str = ""
    status: str = "ACTIVE"
    body: dict[str, Any] = field(default_factory=dict)
    created: float = 0.0
    last_updated: float = 0.0


class Documents(Table[Document]):
    """Documents by id."""

    row, name = Document, "documents"
