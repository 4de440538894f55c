"""A value's shape: what it looks like without what it says.

    +14155550100#101  ->  +9×11#9×3        digits in a row: 9×count
    Ana Müller        ->  a×3 a×6          letters in a row: a×count
    #null             ->  #null            the word null that came from joining a null to a text
    null, ""          ->  ∅ (null), ""     never populated, cleared

Punctuation stays. A shape is cut after LONGEST characters.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from string import ascii_letters, digits

NULL, CLEARED, UNKNOWN = "∅ (null)", '""', "? (undetermined)"
LONGEST = 48

BY_CLASS = bytes.maketrans(f"{digits}{ascii_letters}".encode(), b"9" * 10 + b"a" * 52)
"""Each character's class. Bytes: to translate a text takes seven times as long."""


def shape(value: object, *, literal_null: bool = False) -> str:
    """The shape of a profile's value. Numbers, booleans and lists show their type (and how many)."""
    if value is None:
        return NULL
    if value == "":
        return CLEARED
    if isinstance(value, str):
        ascii_ = value.isascii()
        pattern = value.encode().translate(BY_CLASS).decode() if ascii_ else "".join(map(_class_of, value))
        if literal_null:  # the word is kept where it is: it is no letters of anybody's name
            start = -1
            while (start := value.find("null", start + 1)) >= 0:
                pattern = pattern[:start] + "\0" * 4 + pattern[start + 4 :]
        return _counted(pattern)
    if isinstance(value, bool):
        return "true/false"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, list):
        return f"list of {len(value)}"
    return "object"


def _class_of(character: str) -> str:
    if character.isdigit():
        return "9"
    if character.isalpha():
        return "a"
    return character if character.isascii() else "?"


@lru_cache(maxsize=4096)
def _counted(pattern: str) -> str:
    """Runs of one class with their length. People's values have few patterns, so each is counted once."""
    parts = []
    for character, run in groupby(pattern):
        length = sum(1 for _ in run)
        if character == "\0":
            parts.append("null" * (length // 4))
        elif character in "9a":
            parts.append(f"{character}×{length}")
        else:
            parts.append(character * length if character.isprintable() else "?" * length)
    text = "".join(parts)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
