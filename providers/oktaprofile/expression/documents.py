"""Reads JSON strictly, for the command: duplicate keys, NaN and endless numbers are reported."""

from __future__ import annotations

import json
import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOST_DIGITS = 1_000  # of a whole number; more take Python seconds, and 20 are more than Okta has


class Unreadable(Exception):  # noqa: N818 - said to the user, never raised further
    """A file that cannot be used, and why."""


class Flaw:
    """Replaces a part of a document that is not right. `text` says why; `known` is what of an object is readable."""

    __slots__ = ("known", "text")

    def __init__(self, text: str, known: dict[str, Any] | None = None) -> None:
        self.text = text
        self.known = known or {}


def named(path: str) -> str:
    """What a person calls the file at `path`."""
    return "the standard input" if path == "-" else path


def read_text(path: str) -> str:
    """The text of a file, or of the standard input for "-". Raises Unreadable."""
    try:
        if path != "-":
            return Path(path).read_bytes().decode("utf-8-sig")
        if hasattr(sys.stdin, "buffer"):
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return sys.stdin.read()
    except OSError as error:
        raise Unreadable(f"cannot read {named(path)}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{named(path)} is not UTF-8 (byte {error.start})") from error


def read_json(path: str) -> tuple[Any, list[Flaw]]:
    """The JSON in a file, and every Flaw in it. Raises Unreadable."""
    flaws: list[Flaw] = []

    def flaw(text: str, known: dict[str, Any] | None = None) -> Flaw:
        flaws.append(Flaw(text, known))
        return flaws[-1]

    def whole(digits: str) -> object:
        return (
            int(digits) if len(digits) <= _MOST_DIGITS else flaw(f"a whole number has {len(digits)} digits")
        )

    def members(pairs: list[tuple[str, Any]]) -> object:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        names = [name for name, _ in pairs]
        twice = next(name for name in found if names.count(name) > 1)
        return flaw(f"the key {json.dumps(twice)} appears twice in one object", found)

    text = read_text(path)
    try:
        document = json.loads(
            text,
            object_pairs_hook=members,
            parse_int=whole,
            parse_constant=lambda name: flaw(f"{name} is no number in JSON"),
        )
    except RecursionError as error:
        raise Unreadable(f"{named(path)} is nested too deep to be read") from error
    except ValueError as error:
        raise Unreadable(f"{named(path)} is not JSON: {error}") from error
    return document, flaws


def read_object(path: str, what: str) -> dict[str, Any]:
    """A JSON object without flaws. Raises Unreadable."""
    document, flaws = read_json(path)
    if flaws:
        raise Unreadable(f"the {what} in {named(path)}: {flaws[0].text}")
    if not isinstance(document, dict):
        raise Unreadable(f"the {what} in {named(path)} is not a JSON object")
    return document


def flaw_in(value: object) -> Flaw | None:
    """The first flaw in a part of a document."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Flaw):
            return part
        if isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return None
