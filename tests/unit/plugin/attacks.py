"""What a hostile or broken client may do to the plugin's connection, each with what must come of it.

``LIVES``: only a stream is at fault, so a good call on the same connection is answered. ``ENDS``: the connection is,
so the server hangs up. ``EITHER``: HTTP/2 leaves it to the server to end more than the stream (RFC 9113, 5.4), but it
must do one or the other, soon.
"""

from __future__ import annotations

from collections.abc import Callable

from hpack import Encoder

from tests.unit.plugin.raw_peer import (
    ACK,
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    GOAWAY,
    HEADERS,
    INITIAL_WINDOW_SIZE,
    LAST_STREAM,
    MAX_FRAME_SIZE,
    PADDED,
    PING,
    PREFACE,
    PRIORITY,
    PUSH_PROMISE,
    RST_STREAM,
    SERVICE,
    SETTINGS,
    WINDOW_UPDATE,
    Peer,
    frame,
    message,
    setting,
)

LIVES, ENDS, EITHER = "lives", "ends", "either"
SCHEMA = SERVICE + "GetProviderSchema"
LARGEST_WINDOW = (1 << 31) - 1


class Attack:
    """``run`` gets a peer that has not said anything; ``floods`` says that it takes a second and more."""

    def __init__(self, name: str, outcome: str, run: Callable[[Peer], None], *, floods: bool = False) -> None:
        self.name = name
        self.outcome = outcome
        self.run = run
        self.floods = floods

    def __repr__(self) -> str:
        return self.name


ATTACKS: list[Attack] = []


def attack(
    name: str, outcome: str, *, floods: bool = False
) -> Callable[[Callable[[Peer], None]], Callable[[Peer], None]]:
    """Puts a function into the list."""

    def add(run: Callable[[Peer], None]) -> Callable[[Peer], None]:
        ATTACKS.append(Attack(name, outcome, run, floods=floods))
        return run

    return add


def greeted(data: bytes) -> Callable[[Peer], None]:
    """These bytes after the greeting."""

    def run(peer: Peer) -> None:
        peer.hello()
        peer.send(data)

    return run


def half_closed(data: bytes) -> Callable[[Peer], None]:
    """These bytes and no greeting, then a half-closed socket."""

    def run(peer: Peer) -> None:
        peer.send(data)
        peer.half_close()

    return run


def raw(name: str, outcome: str, data: bytes) -> None:
    """An attack that is bytes after the greeting."""
    ATTACKS.append(Attack(name, outcome, greeted(data)))


def odd_frames() -> list[Attack]:
    """Every kind of frame with lengths, streams and flags that it may or may not have."""
    made = []
    for kind in range(11):
        for length in (0, 1, 3, 4, 5, 7, 8, 9, 16):
            for stream in (0, 1, 2, 0x80000001):
                flags = (length * 37 + stream * 11 + kind * 5) & 0xFF
                data = frame(kind, flags, stream, bytes(range(length)))
                name = f"a frame of kind {kind}, {length} bytes, flags {flags:#04x}, stream {stream:#x}"
                made.append(Attack(name, EITHER, greeted(data)))
    return made


# -- no HTTP/2, or a broken one

ATTACKS += [
    Attack("HTTP/1.1", ENDS, lambda peer: peer.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
    Attack(
        "a TLS greeting in place of HTTP/2",
        ENDS,
        lambda peer: peer.send(b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" * 9),
    ),
    Attack("zeros", ENDS, lambda peer: peer.send(bytes(1000))),
    Attack("nothing but a half-closed socket", ENDS, Peer.half_close),
    Attack("half a preface, then closed", ENDS, half_closed(PREFACE[:9])),
    Attack("no settings after the preface", EITHER, lambda peer: peer.send(PREFACE)),
]
raw("a frame that says it is 16 MB", ENDS, frame(DATA, 0, 1, bytes((1 << 24) - 1)))
raw("a frame one byte above the limit", ENDS, frame(PING, 0, 0, bytes(16385)))
raw("data on stream 0", ENDS, frame(DATA, 0, 0, b"x"))
raw("data on a stream that was never opened", ENDS, frame(DATA, 0, 99, b"x"))
raw("a stream of the server's numbers", ENDS, frame(HEADERS, END_HEADERS | END_STREAM, 2, b"\x83\x87\x84"))
raw("a pushed stream", ENDS, frame(PUSH_PROMISE, END_HEADERS, 1, b"\0\0\0\2\x82"))
raw("headers that are no HPACK", ENDS, frame(HEADERS, END_HEADERS, 1, b"\xff\xff\xff"))
raw("a header index that is not there", ENDS, frame(HEADERS, END_HEADERS, 1, b"\xff\x80\x01"))
raw("a header table above the limit", ENDS, frame(HEADERS, END_HEADERS, 1, b"\x3f\xff\xff\xff\x7f"))
raw("a Huffman code that never ends", ENDS, frame(HEADERS, END_HEADERS, 1, b"\x40\x84\xff\xff\xff\xff\x01a"))
raw("padding longer than the frame", ENDS, frame(DATA, PADDED, 1, b"\xff"))
raw("a continuation of nothing", ENDS, frame(CONTINUATION, END_HEADERS, 1, b"\x83"))
raw("another frame amid the headers", ENDS, frame(HEADERS, 0, 1, b"\x83") + frame(PING, body=bytes(8)))
raw("settings of 5 bytes", ENDS, frame(SETTINGS, body=bytes(5)))
raw("settings on a stream", ENDS, frame(SETTINGS, 0, 1, bytes(6)))
raw("an acknowledgement with settings", ENDS, frame(SETTINGS, ACK, 0, bytes(6)))
raw(
    "a window beyond the limit in the settings",
    ENDS,
    frame(SETTINGS, body=setting(INITIAL_WINDOW_SIZE, 1 << 31)),
)
raw("a frame size that is not allowed", ENDS, frame(SETTINGS, body=setting(MAX_FRAME_SIZE, 5)))
raw("a window that overflows", ENDS, frame(WINDOW_UPDATE, body=LARGEST_WINDOW.to_bytes(4, "big")))
raw("a window made larger by nothing", ENDS, frame(WINDOW_UPDATE, body=bytes(4)))
raw("a goodbye", EITHER, frame(GOAWAY, body=bytes(8)))
raw("a reset of a stream that was never opened", ENDS, frame(RST_STREAM, 0, 77, bytes(4)))
raw("a ping of 7 bytes", ENDS, frame(PING, body=bytes(7)))
raw(
    "frames of kinds that do not exist",
    LIVES,
    b"".join(frame(kind, 0xFF, kind, bytes(kind)) for kind in range(32, 256)),
)
raw(
    "settings that do not exist",
    LIVES,
    frame(SETTINGS, body=b"".join(setting(number, 1) for number in range(100, 200))),
)
raw("pings that the server did not ask for", LIVES, frame(PING, ACK, 0, bytes(8)) * 10)
raw(
    "priorities of streams that do not exist",
    LIVES,
    b"".join(frame(PRIORITY, 0, number, b"\0\0\0\0\1") for number in range(1, 99, 2)),
)


@attack("stream numbers that go backwards", ENDS)
def _(peer: Peer) -> None:
    peer.hello()
    peer.next_stream = 101
    peer.wait(peer.request())
    peer.next_stream = 51
    peer.request()


@attack("a stream used twice", ENDS)
def _(peer: Peer) -> None:
    peer.hello()
    peer.wait(peer.request())
    peer.next_stream -= 2
    peer.request()
    peer.next_stream += 4


@attack("the reserved bit of a stream", LIVES)
def _(peer: Peer) -> None:
    peer.hello()
    stream = peer.new_stream()
    headers = frame(HEADERS, END_HEADERS, stream | 1 << 31, peer.block())
    peer.send(headers + frame(DATA, END_STREAM, stream | 1 << 31, message()))
    assert peer.wait(stream)["grpc-status"] == "0"


@attack("the last stream there is", EITHER)
def _(peer: Peer) -> None:
    peer.hello()
    peer.next_stream = LAST_STREAM
    peer.wait(peer.request())


@attack("more streams than are allowed", EITHER)
def _(peer: Peer) -> None:
    peer.hello()
    for _ in range(200):
        peer.send(frame(HEADERS, END_HEADERS, peer.new_stream(), peer.block()))


# -- headers


def with_headers(*headers: tuple[str, str]) -> Callable[[Peer], None]:
    """A request that has these besides."""

    def run(peer: Peer) -> None:
        peer.hello()
        block = peer.block() + peer.packed(headers)
        stream = peer.new_stream()
        pieces = [block[start : start + 16000] for start in range(0, len(block), 16000)]
        kinds = [HEADERS] + [CONTINUATION] * (len(pieces) - 1)
        flags = [0] * (len(pieces) - 1) + [END_HEADERS]
        frames = zip(kinds, flags, pieces, strict=True)
        peer.send(b"".join(frame(kind, flag, stream, piece) for kind, flag, piece in frames))
        peer.send(frame(DATA, END_STREAM, stream, message()))

    return run


ATTACKS += [
    Attack("a header of 50 KB", LIVES, with_headers(("x", "v" * 50_000))),
    Attack("a header of 100 KB", ENDS, with_headers(("x", "v" * 100_000))),
    Attack("10,000 headers", ENDS, with_headers(*[("x", str(number)) for number in range(10_000)])),
    Attack("a header in capitals", EITHER, with_headers(("X-Loud", "1"))),
    Attack("a header with a line break", EITHER, with_headers(("x", "a\r\nb: c"))),
    Attack("a second path", EITHER, with_headers((":path", "/other"))),
    Attack("a pseudo-header that does not exist", EITHER, with_headers((":secret", "1"))),
    Attack("a connection header", EITHER, with_headers(("connection", "close"))),
    Attack("a length that is no number", EITHER, with_headers(("content-length", "many"))),
    Attack("a length that is another", EITHER, with_headers(("content-length", "3"))),
]


@attack("headers that are small packed and large unpacked", ENDS)
def _(peer: Peer) -> None:
    peer.hello()
    block = peer.block() + b"\x40\x01x\x7f\xa1\x1e" + b"v" * 4000 + b"\xbe" * 12_000
    peer.send(frame(HEADERS, END_HEADERS, 1, block[:16_384]) + frame(DATA, END_STREAM, 1, message()))


# -- gRPC


def grpc(
    name: str, status: str, body: bytes, path: str = SERVICE + "GetMetadata", **changes: str | None
) -> None:
    """A request that is good HTTP/2 and bad gRPC: its stream ends with this status, the others go on."""

    def run(peer: Peer) -> None:
        peer.hello()
        other = peer.new_stream()
        peer.send(frame(HEADERS, END_HEADERS, other, peer.block()))
        answer = peer.wait(peer.request(path, body, **changes))
        found = answer.get("grpc-status", answer.get(":status"))
        assert found == status, f"{name}: {answer}"
        peer.send(frame(DATA, END_STREAM, other, message()))
        assert peer.wait(other).get("grpc-status") == "0", "another stream was disturbed"

    ATTACKS.append(Attack(name, LIVES, run))


grpc("no message", "13", b"")
grpc("half a prefix", "13", b"\0\0\0")
grpc("a message that ends early", "13", b"\0\0\0\0\x09abc")
grpc("two messages", "13", message(b"a") + message(b"b"))
grpc("a compressed message", "12", b"\1\0\0\0\1a")
grpc("a message said to be 100 MB", "8", b"\0" + (100_000_000).to_bytes(4, "big") + bytes(100_000))
grpc("a message said to be 4 GB", "8", b"\0\xff\xff\xff\xff" + bytes(100_000))
grpc("a message that is no protobuf", "3", message(b"\xff" * 40), SERVICE + "ReadResource")
grpc("an unknown method", "12", message(), SERVICE + "Unheard")
grpc("an unknown service", "12", message(), "/other.Service/Do")
grpc("a path that is none", "12", message(), "*")
grpc("a very long path", "12", message(), "/" + "p" * 10_000)
grpc("a path with a control character", "12", message(), "/\x01\x7f")
grpc("another content type", "415", message(), content_type="text/plain")
grpc("no content type", "415", message(), content_type=None)
grpc("GET", "415", message(), **{":method": "GET"})


@attack("a request with trailers", LIVES)
def _(peer: Peer) -> None:
    peer.hello()
    stream = peer.new_stream()
    peer.send(frame(HEADERS, END_HEADERS, stream, peer.block()) + frame(DATA, 0, stream, message()))
    peer.send(frame(HEADERS, END_HEADERS | END_STREAM, stream, peer.packed([("x-trailer", "1")])))
    assert peer.wait(stream)["grpc-status"] == "0"


@attack("headers alone", LIVES)
def _(peer: Peer) -> None:
    peer.hello()
    stream = peer.new_stream()
    peer.send(frame(HEADERS, END_HEADERS | END_STREAM, stream, peer.block()))
    assert peer.wait(stream)["grpc-status"] == "13"


@attack("data after the end of the stream", EITHER)
def _(peer: Peer) -> None:
    peer.hello()
    stream = peer.request()
    peer.send(frame(DATA, 0, stream, b"more"))


@attack("data after a refusal", LIVES)
def _(peer: Peer) -> None:
    peer.hello()
    stream = peer.new_stream()
    peer.send(frame(HEADERS, END_HEADERS, stream, peer.block(content_type="text/plain")))
    peer.flood(frame(DATA, 0, stream, bytes(1000)), 2000)
    assert peer.wait(stream)[":status"] == "415"


# -- bytes of a good session


def session(seed: int = 0) -> bytes:
    """What a good client says, from the preface to the end of its third call."""
    peer = Peer.__new__(Peer)
    said = bytearray()
    peer.__dict__.update(closed=False, next_stream=1, answers={}, send=said.extend, encoder=Encoder())
    peer.hello(setting(INITIAL_WINDOW_SIZE, 1 << 20))
    for path in ("GetMetadata", "GetProviderSchema", "ReadResource"):
        peer.request(SERVICE + path)
    peer.send(frame(SETTINGS, ACK) + frame(PING, body=b"01234567"))
    return bytes(said)


def cut(at: int) -> Attack:
    """The good session's first bytes, then a half-closed socket."""
    data = session()[:at]
    return Attack(f"cut after {at} bytes", ENDS, half_closed(data))


def changed(data: bytes, number: int) -> Attack:
    """A session changed at random, then a half-closed socket."""
    return Attack(f"changed session {number}", ENDS, half_closed(data))
