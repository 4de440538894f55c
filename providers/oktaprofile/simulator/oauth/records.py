"""Service apps that may ask for tokens: scopes granted, admin roles assigned, public keys, DPoP or not."""

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
    roles: list[str] = field(default_factory=lambda: ["SUPER_ADMIN"])
    """Admin roles assigned. Without one every call is refused; READ_ONLY_ADMIN may read."""
    api_nonce: bool = False
    """Whether API calls, too, need a nonce in their proofs (RFC 9449; not known to be done by Okta)."""


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
