"""Protobuf messages as dicts, by the field tables.

Decoded, a message holds only the fields that were on the wire. Encoded, it emits every field it holds except
None, False and empty lists: a field of a ``oneof`` must be sent even when it is 0 or "", so the caller's
presence decides and not the value.
"""

from __future__ import annotations

from functools import cache

from oktaprofile.plugin.wire.tables import MESSAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    Message: TypeAlias = dict[str, Any]
    ReadOnlyMessage: TypeAlias = Mapping[str, Any]

VARINT, FIXED64, DELIMITED, FIXED32 = 0, 1, 2, 5
VARINT_KINDS = ("varint", "bool")

MOST_FIELDS = 100_000
"""Of one message, repeated ones counted each. Two bytes on the wire become a hundred in memory; none has a thousand."""


class WireError(Exception):
    """Bytes that are no such message. The text never holds a value."""


def encode(name: str, message: ReadOnlyMessage) -> bytes:
    """The bytes of ``message``, a dict by field name. The same dict always gives the same bytes."""
    out = bytearray()
    for number, (field, kind, label) in MESSAGES[name].items():
        value = message.get(field)
        if value is None or value is False:
            continue
        if label == "map":
            for key in sorted(value):
                _append(out, number, kind, {"key": key, "value": value[key]})
        elif label == "many":
            for item in value:
                _append(out, number, kind, item)
        else:
            _append(out, number, kind, value)
    return bytes(out)


def _append(out: bytearray, number: int, kind: str, value: Any) -> None:  # noqa: ANN401 - a field of any kind
    if kind in VARINT_KINDS:
        _append_varint(out, number << 3 | VARINT)
        _append_varint(out, int(value) & 0xFFFF_FFFF_FFFF_FFFF)
        return
    if kind == "string":
        body = value.encode()
    elif kind == "bytes":
        body = value
    else:
        body = encode(kind, value)
    _append_varint(out, number << 3 | DELIMITED)
    _append_varint(out, len(body))
    out += body


def _append_varint(out: bytearray, value: int) -> None:
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def decode(name: str, data: bytes) -> Message:
    """The message in ``data``. Unknown fields are skipped. Raises WireError."""
    fields = _by_tag(name)
    message: Message = {}
    position, end, left = 0, len(data), MOST_FIELDS
    while position < end:
        left -= 1
        if left < 0:
            raise WireError(f"{name} has more than {MOST_FIELDS} fields")
        tag = data[position]
        if tag < 0x80:  # most are
            position += 1
        else:
            tag, position = _varint(data, position)
        known = fields.get(tag)
        if known is None:
            position = _pass_over(name, tag, data, position)
            continue
        field, kind, label = known
        if kind in VARINT_KINDS:
            value, position = _varint(data, position)
            message[field] = bool(value) if kind == "bool" else _signed(value)
            continue
        length, position = _varint(data, position)
        if position + length > end:
            raise WireError(f"{name}.{field} ends after the message does")
        body = data[position : position + length]
        item: Any = body if kind == "bytes" else _delimited(name, field, kind, body)
        position += length
        if label == "one":
            message[field] = item
            continue
        items = message.setdefault(field, {} if label == "map" else [])
        if label == "map":
            items[item.get("key", "")] = item.get("value")
        else:
            items.append(item)
    return message


@cache
def _by_tag(name: str) -> dict[int, tuple[str, str, str]]:
    """The message's fields by what is before each on the wire: the number and the type."""
    return {
        number << 3 | (VARINT if kind in VARINT_KINDS else DELIMITED): (field, kind, label)
        for number, (field, kind, label) in MESSAGES[name].items()
    }


def _pass_over(name: str, tag: int, data: bytes, position: int) -> int:
    """Where the next field begins after one that is not known. Raises WireError where it is none, or a known one of
    another type.
    """
    number, wire_type = tag >> 3, tag & 7
    if number == 0:
        raise WireError(f"{name} has a field of number 0")
    if number in MESSAGES[name]:
        raise WireError(f"{name}.{MESSAGES[name][number][0]} has wire type {wire_type}")
    return _skip(data, position, wire_type)


def _delimited(name: str, field: str, kind: str, body: bytes) -> Any:  # noqa: ANN401 - a field of any kind
    if kind == "string":
        try:
            return body.decode()
        except UnicodeDecodeError as error:
            raise WireError(f"{name}.{field} is not UTF-8") from error
    return decode(kind, body)


def _signed(value: int) -> int:
    """All of the protocol's integers are int64 or enums."""
    return value - (1 << 64) if value >> 63 else value


def _varint(data: bytes, position: int) -> tuple[int, int]:
    if position < len(data) and data[position] < 0x80:  # most are one byte
        return data[position], position + 1
    result = shift = 0
    while True:
        if position >= len(data) or shift > 63:
            raise WireError("a number is cut off or too long")
        byte = data[position]
        position += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result & 0xFFFF_FFFF_FFFF_FFFF, position
        shift += 7


def _skip(data: bytes, position: int, wire_type: int) -> int:
    if wire_type == VARINT:
        return _varint(data, position)[1]
    if wire_type == DELIMITED:
        length, position = _varint(data, position)
    elif wire_type in (FIXED64, FIXED32):
        length = 8 if wire_type == FIXED64 else 4
    else:
        raise WireError(f"wire type {wire_type} is not used in this protocol")
    if position + length > len(data):
        raise WireError("an unknown field ends after the message does")
    return position + length
