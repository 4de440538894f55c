"""Values in msgpack, to and from Terraform.

msgpack packs and unpacks each part. Most of an object is the same names, and null or unknown: these are packed once,
and known again by their bytes.
"""

from __future__ import annotations

from functools import lru_cache

from oktaprofile.plugin.values import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from oktaprofile.plugin.values import Value

NULL = b"\xc0"
UNKNOWN_EXTENSION = 0

REMEMBERED_CHARACTERS = 64
"""Of an attribute's name or a key."""


def packed(value: Value) -> bytes:
    """The bytes of what ``dynamic.fit`` returned. Raises UnicodeEncodeError where a string is no Unicode."""
    import msgpack  # type: ignore[import-untyped]

    return _packed(value, msgpack.Packer(default=_unpackable).pack)


def _packed(value: Value, pack: Callable[[Value], bytes]) -> bytes:
    if value is None:
        return NULL
    if value is UNKNOWN:
        return b"\xd4\0\0"  # as of _unpackable
    if not isinstance(value, dict):
        return pack(value)
    parts = [_head(len(value))]
    for name, item in value.items():
        parts.append(_name(name) if len(name) <= REMEMBERED_CHARACTERS else pack(name))
        parts.append(NULL if item is None else _packed(item, pack))
    return b"".join(parts)


def members_of(data: bytes, names: Iterable[str], options: dict[str, Any]) -> dict[str, Value] | None:
    """The values of an object that has just these members in this order, as Terraform sends it. None: it is something
    else, or nothing that can be unpacked. ``options`` are those of ``msgpack.unpackb``.
    """
    import msgpack

    names = tuple(names)
    head = _head(len(names))
    if not data.startswith(head):
        return None
    unpacker = msgpack.Unpacker(**options)
    unpacker.feed(data)
    position = len(head)
    members: dict[str, Value] = {}
    for name in names:
        before = _name(name)
        if not data.startswith(before, position):
            return None
        position += len(before)
        if data.startswith(NULL, position):
            position += len(NULL)
            members[name] = None
            continue
        unpacker.read_bytes(position - unpacker.tell())
        try:
            members[name] = unpacker.unpack()
        except (ValueError, TypeError, msgpack.UnpackException, RecursionError):
            return None
        position = unpacker.tell()
    return members if position == len(data) else None


@lru_cache(maxsize=256)
def _head(members: int) -> bytes:
    import msgpack

    head: bytes = msgpack.Packer().pack_map_header(members)
    return head


@lru_cache(maxsize=1024)
def _name(name: str) -> bytes:
    import msgpack

    whole: bytes = msgpack.packb(name)
    return whole


def _unpackable(value: Value) -> Value:
    if value is UNKNOWN:
        import msgpack

        return msgpack.ExtType(UNKNOWN_EXTENSION, b"\0")
    raise TypeError(f"cannot encode a {type(value).__name__}")
