"""Service apps that may ask for tokens: `{client_id, scopes, keys, dpop_bound}`, `keys` public JWKs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from oktaprofile.simulator.database import Database, encoded


@dataclass
class Client:
    """One service app with the scopes granted to it and its public keys (JWK, or `{"pem": …}`)."""

    client_id: str
    scopes: list[str] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    dpop_bound: bool = False
    """Whether the token endpoint demands a DPoP proof."""


class ClientRecords:
    """Reads and writes service apps."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, client_id: str) -> Client | None:
        """The client with this id; None if there is none."""
        found = self._database.row("SELECT document FROM clients WHERE client_id = ?", client_id)
        return None if found is None else Client(**json.loads(found["document"]))

    def put(self, client: Client) -> None:
        """Writes the whole client."""
        self._database.write(
            "INSERT OR REPLACE INTO clients VALUES (?, ?)", client.client_id, encoded(asdict(client))
        )
