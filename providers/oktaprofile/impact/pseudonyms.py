"""People's ids where nobody may be named."""

from __future__ import annotations

import hashlib
import hmac
import secrets


class Pseudonyms:
    """User ids as keyed HMACs (SHA-256, 16 hexadecimal digits): the same for one key, telling nothing without it.

    Without a key a random one is made, so two runs cannot be joined. A plain hash would do no good: ids and
    phone numbers are few enough to try them all.
    """

    def __init__(self, key: str | None = None) -> None:
        self._key = key.encode() if key else secrets.token_bytes(32)

    def of(self, user_id: str) -> str:
        """The pseudonym of an id."""
        return "hmac:" + hmac.new(self._key, user_id.encode(), hashlib.sha256).hexdigest()[:16]
