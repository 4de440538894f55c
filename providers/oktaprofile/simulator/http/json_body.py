"""JSON as it comes from outside: strict, so that nothing that was read can fail later when it is stored or shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from oktaprofile.simulator.errors import malformed_body, unsupported_media_type

DEEPEST = 64
"""Levels of arrays and objects. Assumed: Okta's own limit is not published; its documents have less than ten."""
_LARGEST_INTEGER = 2**63 - 1  # documented: an integer is Java's long


def read_json(body: bytes, content_type: str | None) -> Any:  # noqa: ANN401 - any JSON value
    """The value of a body. Raises 400 E0000021 unless the content type is `application/json` (documented), 400
    E0000003 for what is no JSON (recorded): no UTF-8, a name that occurs twice, NaN, Infinity, a number beyond
    a long or a double, half of a surrogate pair, and more than DEEPEST levels.
    """
    if body and (content_type or "").partition(";")[0].strip().casefold() != "application/json":
        raise unsupported_media_type()
    try:
        value = json.loads(
            body.decode(),
            object_pairs_hook=_object,
            parse_constant=_refused,
            parse_int=_int,
            parse_float=_float,
        )
        if b"\\u" in body:
            json.dumps(value, ensure_ascii=False).encode()
        _check_depth(value)
    except (ValueError, RecursionError):  # UnicodeError is a ValueError
        raise malformed_body() from None
    return value


Shape: TypeAlias = "Mapping[str, type | tuple[type, ...] | Shape]"
"""What an operation reads of a body: name to type or types, or to the shape within. Null and absent always fit."""


def fits(value: object, shape: type | tuple[type, ...] | Shape) -> bool:
    """Whether a value has this shape. Names beside it are not looked at."""
    if value is None:
        return True
    if isinstance(shape, (type, tuple)):
        return type(value) in (shape if isinstance(shape, tuple) else (shape,))
    return isinstance(value, dict) and all(fits(value.get(name), one) for name, one in shape.items())


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice")
    return found


def _refused(text: str) -> Any:  # noqa: ANN401 - never returns
    raise ValueError(text)


def _int(text: str) -> int:
    number = int(text) if len(text) <= len(str(_LARGEST_INTEGER)) + 1 else _LARGEST_INTEGER + 1
    if abs(number) > _LARGEST_INTEGER:
        raise ValueError("beyond a long")
    return number


def _float(text: str) -> float:
    number = float(text)
    if abs(number) == float("inf"):
        raise ValueError("beyond a double")
    return number


def _check_depth(value: object) -> None:
    level: list[Any] = [value]
    for _ in range(DEEPEST + 1):
        level = [
            child
            for one in level
            if isinstance(one, (dict, list))
            for child in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise ValueError("too deep")
