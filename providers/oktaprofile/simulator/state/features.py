"""Org features: Okta's JSON without the links that depend on the status."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.state.table import Table


@dataclass
class Feature:
    """One org feature; `document` is `{id, type, status, name, description, stage}`."""

    id: str
    document: dict[str, Any] = field(default_factory=dict)


class Features(Table[Feature]):
    """Org features by id (Okta's list has no recognizable order)."""

    row, name = Feature, "org_features"
