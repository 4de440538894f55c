"""Service apps that may ask for tokens: scopes granted, admin roles assigned, public keys, DPoP or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from oktaprofile.simulator.state.table import Table


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


class Clients(Table[Client]):
    """Service apps by client id."""

    row, name, key = Client, "clients", ("client_id",)
