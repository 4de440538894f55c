"""JSON of people, decoded by orjson where it is installed (it takes a third of the time), else by Python.

Which one is there never decides about a result: what orjson refuses, and what it does not write again byte for byte (a
name that occurs twice, a number beyond 64 bits), is read by Python alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from oktaprofile.people.errors import PeopleError
from oktaprofile.plan.json_text import parsed

try:
    orjson: Any = import_module("orjson")
except ImportError:
    orjson = None

_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_ascii = json.JSONEncoder(separators=(",", ":")).encode


def encoded(value: object) -> bytes:
    """A value as compact JSON."""
    try:
        return bytes(orjson.dumps(value)) if orjson is not None else _compact(value).encode()
    except (TypeError, UnicodeEncodeError):  # half a surrogate pair, a number beyond 64 bits
        return _ascii(value).encode()


def strictly(text: bytes, what: str = "It") -> Any:  # noqa: ANN401 - JSON
    """The value of a JSON text, by Python. Raises PeopleError, which begins with `what`, and ValueError."""
    return parsed(text.decode(), what, "", PeopleError)


if orjson is None:
    decoded = strictly
else:

    def decoded(text: bytes, what: str = "It") -> Any:  # noqa: ANN401 - JSON
        """The value of a JSON text. Raises PeopleError, which begins with `what`, and ValueError."""
        try:
            value = orjson.loads(text)
            if orjson.dumps(value) == text:
                return value
        except (TypeError, ValueError):
            pass
        return strictly(text, what)


def all_decoded(texts: Sequence[bytes]) -> list[Any]:
    """The values of many JSON texts, in order. Raises as `decoded`, for the first that is wrong.

    Together they take half the time. Texts that are JSON only one beside the other are not told from others where
    they are as many values as texts: what such values are, their reader has to look at anyway.
    """
    if orjson is not None:
        together = b"[%b]" % b",".join(texts)
        try:
            values: list[Any] = orjson.loads(together)
            if len(values) == len(texts) and orjson.dumps(values) == together:
                return values
        except (TypeError, ValueError):
            pass
    return [decoded(text) for text in texts]
