"""gRPC on top of HTTP/2: message frames, statuses, headers (the PROTOCOL-HTTP2 document of gRPC)."""

from __future__ import annotations

OK = 0
INVALID_ARGUMENT = 3
RESOURCE_EXHAUSTED = 8
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14

PREFIX_BYTES = 5
LONGEST_TEXT = 1000
LARGEST_MESSAGE_BYTES = 64 * 1024 * 1024

RESPONSE_HEADERS = ((b":status", b"200"), (b"content-type", b"application/grpc"))


class CallError(Exception):
    """A call that ends with a gRPC status other than OK. ``text`` is for a developer's eyes."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def check_arriving(body: bytes | bytearray) -> None:
    """Refuse the beginning of a unary request that can become no good one: before the rest of it is kept.

    Raises CallError.
    """
    if len(body) < PREFIX_BYTES:
        return
    if body[0]:
        raise CallError(UNIMPLEMENTED, "compressed messages are not supported")
    size = int.from_bytes(body[1:PREFIX_BYTES], "big")
    if size > LARGEST_MESSAGE_BYTES:
        raise CallError(RESOURCE_EXHAUSTED, f"a request may have {LARGEST_MESSAGE_BYTES} bytes at most")
    if len(body) - PREFIX_BYTES > size:
        raise CallError(INTERNAL, "the request is not exactly one message")


def unframe(body: bytes | bytearray) -> bytes:
    """The one message of a whole unary request that ``check_arriving`` let pass. Raises CallError."""
    if len(body) < PREFIX_BYTES:
        raise CallError(INTERNAL, "the request holds no message")
    if int.from_bytes(body[1:PREFIX_BYTES], "big") != len(body) - PREFIX_BYTES:
        raise CallError(INTERNAL, "the request is not exactly one message")
    return bytes(memoryview(body)[PREFIX_BYTES:])


def frame(message: bytes) -> bytes:
    """A message as it goes on the stream."""
    return b"\0" + len(message).to_bytes(4, "big") + message


def trailers(status: int, text: str = "") -> tuple[tuple[bytes, bytes], ...]:
    """The headers that end a stream."""
    ending = (b"grpc-status", b"%d" % status)
    return (ending, (b"grpc-message", _percent_encoded(text[:LONGEST_TEXT]))) if text else (ending,)


ENDED_WELL = trailers(OK)


def _percent_encoded(text: str) -> bytes:
    """Printable ASCII except "%" stays; each other byte of the UTF-8 is %XX."""
    return "".join(
        chr(byte) if 0x20 <= byte <= 0x7E and byte != 0x25 else f"%{byte:02X}"
        for byte in text.encode(errors="replace")
    ).encode()
