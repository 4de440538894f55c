"""The people of whom a prediction says that nothing changes: 8 bytes each, from which no value can be read.

6 bytes say who (a keyed hash of the user id), 2 bytes what they have (of the id and the value together). A changed
value passes unseen once in 65,536 times. As 2 bytes fit to one in 65,536 of all phone numbers, they show nobody's; a
guess can be tested, so they are personal data all the same.
A million people and one attribute are 11 MB of a document.
"""

from __future__ import annotations

import json
import sys
from array import array
from base64 import b64decode, b64encode
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

SALT_BYTES = 16


class Records:
    """Records made with one salt."""

    def __init__(self, salt: bytes, rows: Iterable[int] = ()) -> None:
        self.salt = salt
        self.rows = array("Q", rows)

    def __len__(self) -> int:
        return len(self.rows)

    def find(self, user_id: str, value: object) -> bool | None:
        """Whether somebody has the value that they had; None for somebody who is not among the records. Only after
        `sort`."""
        wanted = record(self.salt, user_id, value)
        first = wanted & ~0xFFFF
        position = bisect_left(self.rows, first)
        if position == len(self.rows) or self.rows[position] & ~0xFFFF != first:
            return None
        return self.rows[position] == wanted

    def sort(self) -> None:
        """Puts the records in order."""
        self.rows = array("Q", sorted(self.rows))


def record(salt: bytes, user_id: str, value: object) -> int:
    """One person's record. Null and "" are one value."""
    id_ = user_id.encode("utf-8", "surrogatepass")
    text = (
        ""
        if value in (None, "")
        else f"s{value}"
        if type(value) is str
        else json.dumps(value, sort_keys=True)
    )
    who = blake2b(id_, digest_size=6, key=salt).digest()
    what = blake2b(id_ + b"\0" + text.encode("utf-8", "surrogatepass"), digest_size=2, key=salt).digest()
    return int.from_bytes(who + what, "big")


def to_json(records: Records) -> dict[str, Any]:
    """As a part of an impact document. `records`: 8 bytes each, the highest first, in Base64."""
    rows = array("Q", sorted(records.rows))
    if sys.byteorder == "little":
        rows.byteswap()
    return {"people": len(rows), "salt": records.salt.hex(), "records": b64encode(rows.tobytes()).decode()}


def from_json(item: Mapping[str, Any]) -> Records:
    """The inverse. Raises KeyError, TypeError or ValueError for something else."""
    salt = bytes.fromhex(item["salt"])
    found = Records(salt)
    found.rows.frombytes(b64decode(item["records"], validate=True))
    if sys.byteorder == "little":
        found.rows.byteswap()
    if len(salt) != SALT_BYTES or len(found) != item["people"]:
        raise ValueError("records do not match their count")
    found.sort()
    return found
