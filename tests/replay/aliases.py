"""Ids that the simulator gave to what a recording created: translated there and back, so that the rest reads
as recorded."""

from __future__ import annotations

import json
import re

from tests.replay.recording import Json

OKTA_ID = re.compile(r"(?<![0-9A-Za-z])[0-9a-z]{3}[0-9A-Za-z]{17}(?![0-9A-Za-z])")


class Aliases:
    """A two-way table of recorded and simulated ids."""

    def __init__(self) -> None:
        self._simulated: dict[str, str] = {}
        self._recorded: dict[str, str] = {}

    def learn(self, recorded: Json, simulated: Json, known: set[str]) -> None:
        """Pairs the ids that stand at the same place of both answers and are new in the recording."""
        if isinstance(recorded, dict) and isinstance(simulated, dict):
            for name in recorded.keys() & simulated.keys():
                self.learn(recorded[name], simulated[name], known)
        elif isinstance(recorded, str) and isinstance(simulated, str):
            for one, other in zip(OKTA_ID.findall(recorded), OKTA_ID.findall(simulated), strict=False):
                if one not in known and one != other and one[:3] == other[:3]:
                    self._simulated[one] = other
                    self._recorded[other] = one

    def to_simulated(self, value: Json) -> Json:
        """`value` (JSON) as the simulator knows it."""
        return _translated(value, self._simulated)

    def to_recorded(self, value: Json) -> Json:
        """`value` (JSON) as the recording knows it."""
        return _translated(value, self._recorded)


def ids_in(value: Json) -> set[str]:
    """Every text in `value` (JSON) that looks like an Okta id."""
    return set(OKTA_ID.findall(json.dumps(value)))


def _translated(value: Json, table: dict[str, str]) -> Json:
    if not table:
        return value
    return json.loads(OKTA_ID.sub(lambda found: table.get(found[0], found[0]), json.dumps(value)))
