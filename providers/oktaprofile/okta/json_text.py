"""JSON from outside, read so that nothing behind it meets what it cannot hold.

Python's reader takes more than JSON (NaN, Infinity), keeps the last of two equal keys without a word, and builds
nests that later code cannot walk. Each is refused here, by name. Half a surrogate pair, which no UTF-8 can carry to
Terraform, becomes "?".
"""

# ruff: noqa: ANN401 - decoded JSON has no type of its own

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

# Okta's answers are 6 deep; Python stops at about 1,000 calls, which copying uses up at 300.
DEEPEST = 100
# A page of 500 people with long profiles has about 50,000. It bounds the memory: small values take 30 times
# their text's size.
MOST_VALUES = 4_000_000
# Okta's numbers are lengths, counts and seconds.
LONGEST_NUMBER = 40

_BRACKETS = b"{}[]"
_ALL_ELSE = bytes(byte for byte in range(256) if byte not in _BRACKETS)


class UnreadableJson(ValueError):  # noqa: N818 - reads as what it is
    """No JSON, or JSON that is refused. The text completes "answered 200 with"; it shows none of the content."""


def read_json(body: bytes, *, unique_keys: bool = True) -> Any:
    """The value of a JSON text in UTF-8. Raises `UnreadableJson`.

    Without `unique_keys` the last of two equal keys is taken: looking costs more than all the rest, too much for a
    hundred thousand people, of whom nothing is ever written back.
    """
    if body.count(b",") + body.count(b"{") + body.count(b"[") > MOST_VALUES:
        raise UnreadableJson(f"JSON of more than {MOST_VALUES:,} values")
    try:
        value = json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_object if unique_keys else None,
            parse_constant=_no_number,
            parse_float=_float,
            parse_int=_int,
        )
    except UnreadableJson:
        raise
    except RecursionError:
        raise UnreadableJson(f"JSON nested deeper than {DEEPEST} levels") from None
    except UnicodeDecodeError:
        raise UnreadableJson(f"bytes that are no UTF-8 ({len(body)} bytes)") from None
    except ValueError:
        raise UnreadableJson(f"JSON that breaks off or is malformed ({len(body)} bytes)") from None
    if _may_be_deep(body) and _deep(value):
        raise UnreadableJson(f"JSON nested deeper than {DEEPEST} levels")
    if b"\\ud" in body or b"\\uD" in body:
        whole = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        value = json.loads(whole)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise UnreadableJson("JSON that names a key twice in one object")
    return made


def _no_number(word: str) -> Any:
    raise UnreadableJson(f"{word} for a number, which is no JSON")


def _int(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise UnreadableJson(f"a number of {len(digits)} digits")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if len(digits) > LONGEST_NUMBER or not math.isfinite(number):
        raise UnreadableJson("a number that is too large or too long")
    return number


def _may_be_deep(body: bytes) -> bool:
    """False when it certainly is not: peeling a level at a time leaves nothing. Brackets in texts may mislead it."""
    left = body.translate(None, _ALL_ELSE)
    for _ in range(DEEPEST):
        if not left:
            return False
        left = left.replace(b"{}", b"").replace(b"[]", b"")
    return bool(left)


def _deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for item in level
            for inner in (item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True
