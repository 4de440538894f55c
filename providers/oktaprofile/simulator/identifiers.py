"""Ids that look like Okta's: a three-letter prefix for the kind, then 17 letters and digits, 20 in all.

They depend on the seed and on how many were given out before, nothing else, so one seed always gives one
org. Like Okta's they grow: sorted as text, an id given out later comes later.
"""

from __future__ import annotations

from functools import lru_cache

from oktaprofile.simulator.database import Database

_ALPHABET = (
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"  # ascending in ASCII: ids sort by age
)
_MASK = (1 << 64) - 1

APP = "0oa"
USER = "00u"
USER_TYPE = "oty"
USER_SCHEMA = "osc"
MAPPING = "prm"
ORG_FEATURE = "ftr"
ADMIN_ID = "00u1000000SimAdmin01"
"""The admin whose API token it is, and who creates things."""


def _mixed(value: int) -> int:
    """SplitMix64 (Steele, Lea and Flood 2014): one step that spreads a counter over 64 bits; no security meant."""
    value = (value + 0x9E3779B97F4A7C15) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


@lru_cache(maxsize=1024)
def _labelled(seed: int, label: str) -> int:
    value = seed
    for byte in label.encode():
        value = _mixed(value ^ byte)
    return value


def _base62(value: int, width: int) -> str:
    digits = []
    for _ in range(width):
        value, digit = divmod(value, 62)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


class Identifiers:
    """Gives out ids; the count is kept in the state, so a restarted org never gives one out twice."""

    def __init__(self, database: Database, seed: int) -> None:
        self._database = database
        self._seed = seed & _MASK
        self._org_suffix = _base62(_mixed(self._seed ^ 0x0C7A), 3)

    def suffix(self) -> str:
        """The 17 characters after the prefix of a fresh id. Use it for ids that share them (`oty…` and its `osc…`)."""
        return self.suffixes(1)[0]

    def suffixes(self, count: int) -> list[str]:
        """`count` fresh suffixes in ascending order, taken with one write."""
        first = int(self._database.meta("ids_given", "0"))
        self._database.set_meta("ids_given", str(first + count))
        return [self._spelled(number) for number in range(first, first + count)]

    def fresh(self, prefix: str) -> str:
        """A fresh id of the kind named by its three-letter prefix."""
        return prefix + self.suffix()

    def fixed(self, prefix: str, label: str) -> str:
        """The id of something that each org has: it depends on the seed and the label, and is kept nowhere."""
        return prefix + _base62(self.noise(label) << 64 | self.noise(label, 1), 14) + self._org_suffix

    def noise(self, label: str, number: int = 0) -> int:
        """A number from 0 to 2**64-1 that depends on the seed, the label and the number only."""
        return _mixed(_labelled(self._seed, label) ^ number)

    def _spelled(self, number: int) -> str:
        return _base62(number + 62**5, 6) + _base62(_mixed(self._seed ^ number), 8) + self._org_suffix
