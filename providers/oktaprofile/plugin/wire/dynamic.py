"""Terraform's values: msgpack both ways, JSON from stored state.

Facts of the encoding (go-cty, seen from Terraform 1.11.4): a set is an array; an object is a map of all its
attributes; unknown is extension 0, a refined unknown extension 12; a number that fits neither int64 nor a
float exactly is its decimal digits in a string, so 0.1 comes as "0.1", and must go back as that.
"""

from __future__ import annotations

from functools import lru_cache

from oktaprofile.plugin.values import UNKNOWN, ExactNumber, Unknown, fresh
from oktaprofile.plugin.wire.packing import UNKNOWN_EXTENSION, members_of, packed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.types import Collection, Object, Type
    from oktaprofile.plugin.values import Value
    from oktaprofile.plugin.wire.message import Message, ReadOnlyMessage

REFINED_UNKNOWN_EXTENSION = 12

MOST_VALUES = 1_000_000
"""In one value. An empty list is one byte on the wire and 64 in memory; a thousand properties are 20,000 values."""

REMEMBERED_BYTES = 16 * 1024

LONGEST_NUMBER = 4300
"""Digits. Python refuses to convert more, since that takes quadratic time; Terraform keeps about 150."""

NUMBER_CHARACTERS = frozenset("0123456789+-.eE")
TEXT = {str}


class ValueMismatch(Exception):  # noqa: N818 - says what is wrong, and is caught by name
    """A value that does not have its type. ``path`` says where; the text never holds the value."""

    def __init__(self, path: Path, text: str) -> None:
        super().__init__(text)
        self.path = path
        self.text = text


def decode(message: ReadOnlyMessage | None, type_: Type) -> Value:
    """The value in a DynamicValue message; absent or empty is null. Raises ValueMismatch."""
    if not message:
        return None
    if message.get("msgpack"):
        data = message["msgpack"]
        if len(data) > REMEMBERED_BYTES:
            return fit(_unpack(data), type_, primitive=_received)
        return fresh(_remembered(data, type_))
    if message.get("json"):
        return fit(parse_json(message["json"]), type_, primitive=_received)
    return None


def encode(value: Value, type_: Type) -> Message:
    """The DynamicValue message of an author's value. Raises ValueMismatch where it does not have the type."""
    try:
        return {"msgpack": packed(fit(value, type_, primitive=_sent))}
    except UnicodeEncodeError as error:
        raise ValueMismatch((), "a string holds half of a surrogate pair and is no valid Unicode") from error


def parse_json(data: bytes) -> Value:
    """Plain Python from JSON, numbers exact. Raises ValueMismatch."""
    import json

    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        _check_size(data)
    try:
        return json.loads(data, parse_float=number, parse_int=number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ValueMismatch((), "it is not valid JSON") from error


def _check_size(data: bytes) -> None:
    """Raise ValueMismatch where JSON has too many values. Commas and brackets in strings are none."""
    import re

    marks = 0
    for mark in re.finditer(rb'[,\[{]|"(?:[^"\\]|\\.)*"', data):
        marks += data[mark.start()] != ord('"')
        if marks > MOST_VALUES:
            raise ValueMismatch((), f"it holds more than {MOST_VALUES:,} values")


def number(digits: str) -> int | float:
    """The number that decimal digits say.

    An int when whole, else a float, exact in any case. Raises ValueError.
    """
    if len(digits) > LONGEST_NUMBER or not NUMBER_CHARACTERS.issuperset(digits):
        raise ValueError("not a number of a sensible size")
    if digits.lstrip("-").isdigit():
        return int(digits)
    from decimal import Decimal, InvalidOperation

    try:
        exact = Decimal(digits)
    except InvalidOperation as error:
        raise ValueError("not a number") from error
    if not exact.is_finite() or exact.adjusted() > 4000:
        raise ValueError("not a number of a sensible size")
    if exact == exact.to_integral_value():
        return int(exact)
    nearest = float(digits)
    return nearest if Decimal(repr(nearest)) == exact else ExactNumber(digits)


def fit(
    value: Value,
    type_: Type,
    path: Path = (),
    *,
    primitive: Callable[[Value, Type, Path], Value] | None = None,
    lenient: bool = False,
) -> Value:
    """``value`` in the form that all rooms rely on: lists, dicts with all attributes, whole numbers as int.

    ``lenient``: attributes left out become null, those that the type lacks are dropped. Otherwise both raise
    ValueMismatch, as does any value of another type.
    """
    if value is None or value is UNKNOWN:
        return value
    kind = type_.kind
    if kind == "object":
        inner: Object = type_  # type: ignore[assignment]
        members = _as_dict(value, path, kind)
        if not lenient and members.keys() != inner.attributes.keys():
            _wrong_attributes(members, inner, path)
        return {
            name: item  # most are null: half of a plan's time went to calls for them
            if (item := members.get(name)) is None
            or item is UNKNOWN
            or (type(item) is str and attribute.kind == "string")
            else fit(item, attribute, (*path, name), primitive=primitive, lenient=lenient)
            for name, attribute in inner.attributes.items()
        }
    if kind == "map":
        element = type_.element  # type: ignore[attr-defined]
        return {
            key: fit(item, element, (*path, key), primitive=primitive, lenient=lenient)
            for key, item in _as_dict(value, path, kind).items()
        }
    if kind in ("list", "set"):
        collection: Collection = type_  # type: ignore[assignment]
        if not isinstance(value, (list, tuple)):
            raise ValueMismatch(path, f"expected a {kind}, found {_kind_of(value)}")
        return [
            fit(item, collection.element, (*path, index), primitive=primitive, lenient=lenient)
            for index, item in enumerate(value)
        ]
    return (primitive or _given)(value, type_, path)


def _as_dict(value: Value, path: Path, kind: str) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise ValueMismatch(
            path, f"expected {'an object' if kind == 'object' else 'a map'}, found {_kind_of(value)}"
        )
    if not set(map(type, value)) <= TEXT:
        for key in value:
            if not isinstance(key, str):
                raise ValueMismatch(path, f"a key is {_kind_of(key)}, not a string")
    return value


def _wrong_attributes(members: dict[str, Value], type_: Object, path: Path) -> NoReturn:
    for name in type_.attributes:
        if name not in members:
            raise ValueMismatch((*path, name), "the attribute is missing (null must be given as None)")
    extra = sorted(members.keys() - type_.attributes.keys())
    raise ValueMismatch(path, f"no attribute of the schema is called {', '.join(extra)}")


def _given(value: Value, type_: Type, path: Path) -> Value:
    """A primitive from an author."""
    kind = type_.kind
    if kind == "string":
        if isinstance(value, str):
            return value
    elif kind == "bool":
        if isinstance(value, bool):
            return value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        return _finite(value, path)
    raise ValueMismatch(path, f"expected a {kind}, found {_kind_of(value)}")


def _received(value: Value, type_: Type, path: Path) -> Value:
    """A primitive from the wire, where a number may be its digits."""
    if type_.kind == "number" and isinstance(value, str):
        try:
            return number(value)
        except ValueError as error:
            raise ValueMismatch(path, "expected a number, found a string that is none") from error
    return _given(value, type_, path)


def _sent(value: Value, type_: Type, path: Path) -> Value:
    """A primitive from an author as it goes on the wire: fractions and big numbers as digits, which Terraform reads
    exactly.
    """
    given = _given(value, type_, path)
    if isinstance(given, float):
        return given.digits if isinstance(given, ExactNumber) else repr(given)
    if isinstance(given, int) and not -(1 << 63) <= given < 1 << 63:
        return str(given)
    return given


def _finite(value: float, path: Path) -> int | float:
    if isinstance(value, int) or type(value) is ExactNumber:
        return value
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueMismatch(path, "a number is infinite or not a number at all")
    return int(value) if value.is_integer() else value


def _kind_of(value: Value) -> str:
    return f"a Python {type(value).__name__}"


def _unpack(data: bytes) -> Value:
    import msgpack  # type: ignore[import-untyped]

    room = MOST_VALUES

    def count(container: Value) -> Value:
        nonlocal room
        room -= 1 + len(container)
        if room < 0:
            raise ValueMismatch((), f"it holds more than {MOST_VALUES:,} values")
        return container

    try:
        return msgpack.unpackb(
            data,
            list_hook=count,
            object_hook=count,
            **OPTIONS,
        )
    except (ValueError, TypeError, msgpack.UnpackException, RecursionError) as error:
        raise ValueMismatch((), "it is not valid msgpack") from error


@lru_cache(maxsize=32)
def _remembered(data: bytes, type_: Type) -> Value:
    """A small value, to be copied: a configuration is sent to be validated, and again to be planned."""
    known = members_of(data, sorted(type_.attributes), OPTIONS) if type_.kind == "object" else None  # type: ignore[attr-defined]
    return fit(_unpack(data) if known is None else known, type_, primitive=_received)


def _extension(code: int, data: bytes) -> Unknown:
    if code in (UNKNOWN_EXTENSION, REFINED_UNKNOWN_EXTENSION):
        return UNKNOWN
    raise ValueError(f"extension {code} is not used by Terraform")


OPTIONS = {
    "ext_hook": _extension,
    "max_array_len": MOST_VALUES,
    "max_map_len": MOST_VALUES,
    "raw": False,
    "strict_map_key": True,
}


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
