"""Requests that are nearly right: recorded ones, changed at random by a seed."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

import msgpack

from oktaprofile.plugin.wire import message
from oktaprofile.plugin.wire.tables import MESSAGES, RPCS

HOSTILE_TEXTS = (
    "",
    "\0",
    "\x1b[2J\x1b[31m",
    "‮gpj.exe",
    "a" * 70_000,
    "../../../../etc/passwd",
    "\N{ZERO WIDTH SPACE}",
    "9" * 5000,
    "1e999999999",
    "-1e-999999999",
    "1_000",
    "٣",
    "NaN",
    "-0.0",
    "0x10",
    "kept_thing\n",
    "null",
    "%s%n{0}",
)
HOSTILE_MSGPACK = (
    b"\xc1",  # never used
    b"\x91" * 400 + b"\xc0",
    b"\x91" * 100_000 + b"\xc0",
    b"\x81\xa1k" * 50_000 + b"\xc0",
    b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\xdb\xff\xff\xff\xffshort",
    b"\xc6\x7f\xff\xff\xffshort",
    b"\xdd\x00\x01\x00\x00" + b"\x90" * 65_536,
    b"\xcf" + b"\xff" * 8,
    b"\xd3\x80" + b"\0" * 7,
    b"\xcb\x7f\xf0" + b"\0" * 6,  # infinity
    b"\xcb\x7f\xf8" + b"\0" * 6,  # not a number
    b"\xd4\x00\x00",  # unknown
    b"\xd4\x00\x07",
    b"\xc7\x05\x0c\x81\x01\xc2\xc0\xc0",  # unknown, refined
    b"\xc9\xff\xff\xff\xff\x0c",
    b"\xd4\x05\x00",  # an extension of nobody's
    b"\xd6\xff\x00\x00\x00\x01",  # a time
    b"\xd6\xff\xff\xff\xff\xff",
    b"\xc4\x03abc",  # bytes
    b"\xa3\xff\xfe\xfd",  # no UTF-8
    b"\xa3\xed\xa0\x80",  # half of a surrogate pair
    b"\x81\x01\x02",  # a key that is a number
    b"\x81\x90\x02",  # a key that is a list
    b"\x82\xa1a\x01\xa1a\x02",  # a key twice
    b"\xc0",
    b"\xc3",
    b"\x90",
    b"\x80",
    b"",
)
HOSTILE_JSON = (
    b"",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"9" * 100_000,
    b"1e999999999",
    b"NaN",
    b"-Infinity",
    b'"\\ud800"',
    b'{"name":"\\ud800"}',
    b'{"name":"a","name":"b"}',
    b"{\xff}",
    b"\xef\xbb\xbf{}",
    b"\xff\xfe{\0}\0",
    b"null",
    b"[]",
    b"3",
    b'{"id":[],"name":{"a":1},"tags":"x","map":[1],"number":"many"}',
    b'{"map":{"":null},"list":[null],"set":null,"single":{}}',
)


class Mutator:
    """Changes requests; the same seed, the same changes."""

    def __init__(self, seed: int, recorded: list[tuple[str, bytes]]) -> None:
        self._random = Random(seed)
        self.recorded = recorded
        self._kinds: dict[str, Callable[[str, bytes], bytes]] = {
            "bytes": lambda _, data: self.changed_bytes(data),
            "fields": lambda _, data: self._changed_fields(data),
            "texts": self._changed_text,
            "msgpack bytes": lambda rpc, data: self._changed_payload(
                rpc, data, "msgpack", self.changed_bytes
            ),
            "msgpack values": lambda rpc, data: self._changed_payload(
                rpc, data, "msgpack", self._changed_value
            ),
            "JSON": self._changed_json,
            "another call's request": lambda *_: self._random.choice(self.recorded)[1],
        }

    def next(self) -> tuple[str, str, bytes]:
        """Kind of change, name of the call, its changed request."""
        rpc, data = self._random.choice(self.recorded)
        kind = self._random.choice(list(self._kinds))
        changed = self._kinds[kind](rpc, data)
        if self._random.random() < 0.1:
            changed = self.changed_bytes(changed)
        return kind, rpc, changed

    def changed_bytes(self, data: bytes) -> bytes:
        """One to four places flipped, cut, inserted, taken out or repeated."""
        changed = bytearray(data)
        for _ in range(self._random.randint(1, 4)):
            at = self._random.randrange(len(changed) + 1)
            to = min(len(changed), at + self._random.choice((1, 2, 8, 64)))
            way = self._random.randrange(6)
            if way == 0 and at < len(changed):
                changed[at] ^= 1 << self._random.randrange(8)
            elif way == 1 and at < len(changed):
                changed[at] = self._random.choice((0, 0x7F, 0x80, 0xFF, self._random.randrange(256)))
            elif way == 2:
                changed[at:at] = self._random.randbytes(self._random.choice((1, 3, 17)))
            elif way == 3:
                del changed[at:to]
            elif way == 4:
                changed[at:at] = changed[at:to] * self._random.choice((1, 2, 50))
            else:
                del changed[at:]
        return bytes(changed)

    def _changed_fields(self, data: bytes) -> bytes:
        """Protobuf's fields dropped, repeated, moved, with another number, type or length."""
        fields = top_fields(data)
        if not fields:
            return self._random.randbytes(20)
        at = self._random.randrange(len(fields))
        number, wire_type, body = fields[at]
        way = self._random.randrange(7)
        if way == 0:
            del fields[at]
        elif way == 1:
            fields += [fields[at]] * self._random.choice((1, 2, 300))
        elif way == 2:
            self._random.shuffle(fields)
        elif way == 3:
            fields[at] = (self._random.choice((0, number + 1, 15, 99, 1 << 28)), wire_type, body)
        elif way == 4:
            fields[at] = (number, self._random.randrange(8), body)
        elif way == 5:
            return (
                joined(fields[:at])
                + varint(number << 3 | 2)
                + varint(self._random.choice((1 << 31, 1 << 63)))
                + body
            )
        else:
            return (
                joined(fields[:at])
                + varint(number << 3)
                + b"\xff" * self._random.choice((9, 10, 11, 1000))
                + b"\1"
            )
        return joined(fields)

    def _changed_text(self, rpc: str, data: bytes) -> bytes:
        """A name or id that is none."""
        request = message.decode(RPCS[rpc][0], data)
        texts = [name for name, kind, _ in MESSAGES[RPCS[rpc][0]].values() if kind == "string"]
        if not texts:
            return self.changed_bytes(data)
        return message.encode(
            RPCS[rpc][0], {**request, self._random.choice(texts): self._random.choice(HOSTILE_TEXTS)}
        )

    def _changed_payload(self, rpc: str, data: bytes, form: str, change: Callable[[bytes], bytes]) -> bytes:
        """One of the values in the request, changed inside."""
        request = message.decode(RPCS[rpc][0], data)
        values = [item for item in request.values() if isinstance(item, dict) and form in item]
        values += [item for item in request.get("arguments", []) if form in item]
        if not values:
            return self.changed_bytes(data)
        chosen = self._random.choice(values)
        chosen[form] = change(chosen[form])
        return message.encode(RPCS[rpc][0], request)

    def _changed_value(self, data: bytes) -> bytes:
        """One place of a value replaced by something that it should not be."""
        marker = b"\xa8@replace"
        content = self._marked(msgpack.unpackb(data, ext_hook=msgpack.ExtType, strict_map_key=False))
        return msgpack.packb(content).replace(marker, self._random.choice(HOSTILE_MSGPACK), 1)  # type: ignore[no-any-return]

    def _marked(self, value: Any) -> Any:
        """``value`` with a marker in place of some part of it."""
        if isinstance(value, (dict, list)) and value and self._random.random() < 0.85:
            key = self._random.choice(list(value) if isinstance(value, dict) else range(len(value)))
            if isinstance(value, dict) and self._random.random() < 0.1:
                value[self._random.choice(("", "surplus", "id", "name"))] = value.pop(key)
                return value
            value[key] = self._marked(value[key])
            return value
        way = self._random.randrange(8)
        if way == 0:
            return self._random.choice(HOSTILE_TEXTS)
        if way == 1 and isinstance(value, list):
            return value * self._random.choice((0, 2, 500))
        return "@replace"

    def _changed_json(self, rpc: str, data: bytes) -> bytes:
        """Private or stored state, or a value in JSON instead of msgpack."""
        request = message.decode(RPCS[rpc][0], data)
        fields = [
            name
            for name, kind, label in MESSAGES[RPCS[rpc][0]].values()
            if label == "one" and kind in ("bytes", "RawState", "DynamicValue")
        ]
        if not fields:
            return self.changed_bytes(data)
        field = self._random.choice(fields)
        before = request.get(field)
        if isinstance(before, dict):
            before = before.get("json")
        content = self._random.choice(HOSTILE_JSON)
        if before and self._random.random() < 0.5:
            content = self.changed_bytes(before) if self._random.random() < 0.7 else self._other_json(before)
        whole = isinstance(request.get(field, b""), bytes) and "private" in field
        return message.encode(RPCS[rpc][0], {**request, field: content if whole else {"json": content}})

    def _other_json(self, data: bytes) -> bytes:
        content = json.loads(data)
        content[self._random.choice(list(content))] = self._random.choice(
            (None, [], {}, 1e308, -1, 10**400, True, "\ud800", {"a": [[]]}, "x" * 70_000)
        )
        return json.dumps(content).encode()


def top_fields(data: bytes) -> list[tuple[int, int, bytes]]:
    """The fields of a good message: number, wire type, and what follows them."""
    fields = []
    position = 0
    while position < len(data):
        tag, position = read_varint(data, position)
        start = position
        length, position = read_varint(data, position)
        if tag & 7 == 2:
            position += length
        fields.append((tag >> 3, tag & 7, data[start:position]))
    return fields


def joined(fields: list[tuple[int, int, bytes]]) -> bytes:
    """The message of these fields."""
    return b"".join(varint(number << 3 | wire_type) + body for number, wire_type, body in fields)


def varint(value: int) -> bytes:
    """Protobuf's form of a number."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varint(data: bytes, position: int) -> tuple[int, int]:
    """A number and where it ends."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
