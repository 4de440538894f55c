"""Profile mappings: one per app, user type and direction, made and removed with the app or the type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from oktaprofile.simulator.state.table import Table

Direction = Literal["to_okta", "to_app"]
"""`to_okta`: source is the app, target the user type. `to_app`: the other way round."""


@dataclass
class Mapping:
    """One mapping. `properties`: target attribute to `{"expression": str, "pushStatus": "PUSH" | "DONT_PUSH"}`."""

    id: str
    app_id: str
    type_id: str
    direction: Direction
    properties: dict[str, dict[str, str]] = field(default_factory=dict)


class Mappings(Table[Mapping]):
    """Mappings by id."""

    row, name = Mapping, "mappings"
    indexes = (
        "CREATE UNIQUE INDEX IF NOT EXISTS mappings_by_sides ON mappings (app_id, type_id, direction)",
    )

    def find(self, app_id: str, type_id: str, direction: Direction) -> Mapping | None:
        """The mapping between an app and a user type in one direction."""
        return self.first("app_id = ? AND type_id = ? AND direction = ?", app_id, type_id, direction)

    def of_app(self, app_id: str) -> list[Mapping]:
        """Every mapping of an app, by ascending id."""
        return self.where("app_id = ?", app_id)

    def of_type(self, type_id: str) -> list[Mapping]:
        """Every mapping of a user type, by ascending id."""
        return self.where("type_id = ?", type_id)

    def between(
        self, source_id: str | None, target_id: str | None, *, after: str | None, limit: int
    ) -> list[Mapping]:
        """At most `limit` mappings after the id `after`, by ascending id, with this source and this target if given."""
        conditions, parameters = ["1"], []
        for given, if_up, if_down in ((source_id, "app_id", "type_id"), (target_id, "type_id", "app_id")):
            if given is not None:
                conditions.append(
                    f"(direction = 'to_okta' AND {if_up} = ? OR direction = 'to_app' AND {if_down} = ?)"
                )
                parameters += [given, given]
        return self.where(" AND ".join(conditions), *parameters, after=after, limit=limit)
