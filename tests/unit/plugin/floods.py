"""Attacks that take long or much: floods, and games with windows. See ``attacks`` for what must come of each."""

from __future__ import annotations

from oktaprofile.plugin.wire import message as wire
from tests.unit.plugin.attacks import EITHER, ENDS, LARGEST_WINDOW, LIVES, SCHEMA, attack
from tests.unit.plugin.raw_peer import (
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    HEADER_TABLE_SIZE,
    HEADERS,
    INITIAL_WINDOW_SIZE,
    PADDED,
    PING,
    RST_STREAM,
    SERVICE,
    SETTINGS,
    WINDOW_UPDATE,
    HungError,
    Peer,
    data_frames,
    frame,
    message,
    setting,
)

# -- floods


@attack("continuations without end", ENDS, floods=True)
def _(peer: Peer) -> None:
    peer.hello()
    peer.send(frame(HEADERS, 0, 1, peer.block()))
    peer.flood(frame(CONTINUATION, 0, 1, b""), peer.times(100_000))


@attack("large continuations without end", ENDS, floods=True)
def _(peer: Peer) -> None:
    peer.hello()
    peer.send(frame(HEADERS, 0, 1, peer.block()))
    peer.flood(frame(CONTINUATION, 0, 1, b"\0\x01a\x7f\x80\x7f" + b"v" * 16_000), 100 + peer.times(5000))


@attack("streams opened and reset at once", LIVES, floods=True)
def _(peer: Peer) -> None:
    peer.hello()
    for _ in range(peer.times(10_000)):
        stream = peer.new_stream()
        opened = frame(HEADERS, END_HEADERS, stream, peer.block()) + frame(
            DATA, END_STREAM, stream, message()
        )
        peer.send(opened + frame(RST_STREAM, 0, stream, b"\0\0\0\x08"))
        peer.take_in_what_came()


@attack("streams opened and reset before they have a body", LIVES, floods=True)
def _(peer: Peer) -> None:
    peer.hello()
    for _ in range(peer.times(10_000)):
        stream = peer.new_stream()
        peer.send(frame(HEADERS, END_HEADERS, stream, peer.block()) + frame(RST_STREAM, 0, stream, bytes(4)))
        peer.take_in_what_came()


@attack("settings", LIVES, floods=True)
def _(peer: Peer) -> None:
    peer.hello()
    peer.flood(frame(SETTINGS), peer.times(50_000))


@attack("settings that change the header table each time", LIVES, floods=True)
def _(peer: Peer) -> None:
    peer.hello()
    up, down = setting(HEADER_TABLE_SIZE, (1 << 32) - 1), setting(HEADER_TABLE_SIZE, 100)
    peer.flood(frame(SETTINGS, body=up) + frame(SETTINGS, body=down), peer.times(50_000))


@attack("a header table of 4 GB, and texts to fill it", LIVES, floods=True)
def _(peer: Peer) -> None:
    peer.hello(setting(HEADER_TABLE_SIZE, (1 << 32) - 1))
    peer.decoder.max_allowed_table_size = (1 << 32) - 1
    filler = "x" * 3000
    for number in range(peer.times(3000)):
        answer = peer.wait(peer.request(f"/{number}/{filler}"))
        assert answer["grpc-status"] == "12", answer


@attack("pings", LIVES, floods=True)
def _(peer: Peer) -> None:
    peer.hello()
    peer.flood(frame(PING, body=b"01234567"), peer.times(100_000))


@attack("window updates", LIVES, floods=True)
def _(peer: Peer) -> None:
    peer.hello()
    peer.flood(frame(WINDOW_UPDATE, body=b"\0\0\0\1"), peer.times(100_000))


@attack("data frames without data", LIVES, floods=True)
def _(peer: Peer) -> None:
    peer.hello()
    stream = peer.new_stream()
    peer.send(frame(HEADERS, END_HEADERS, stream, peer.block()))
    peer.flood(frame(DATA, 0, stream), peer.times(50_000))


@attack("a 100 MB message, sent whole", LIVES, floods=True)
def _(peer: Peer) -> None:
    peer.hello()
    stream = peer.new_stream()
    peer.send(frame(HEADERS, END_HEADERS, stream, peer.block()))
    peer.send(frame(DATA, 0, stream, b"\0" + (100_000_000).to_bytes(4, "big")))
    peer.flood(frame(DATA, 0, stream, bytes(16_384)), peer.times(6104))
    assert peer.wait(stream)["grpc-status"] == "8"


# -- windows


@attack("a window of nothing, opened at last", LIVES)
def _(peer: Peer) -> None:
    peer.hello(setting(INITIAL_WINDOW_SIZE, 0))
    streams = [peer.request(SCHEMA) for _ in range(100)]
    assert peer.ping()
    assert not any(peer.answers.get(stream, {}).get("body") for stream in streams)
    peer.send(frame(SETTINGS, body=setting(INITIAL_WINDOW_SIZE, LARGEST_WINDOW)))
    peer.send(frame(WINDOW_UPDATE, body=(1 << 30).to_bytes(4, "big")))
    assert all(peer.wait(stream)["grpc-status"] == "0" for stream in streams)


@attack("a window that opens byte by byte", LIVES)
def _(peer: Peer) -> None:
    peer.hello(setting(INITIAL_WINDOW_SIZE, 0))
    stream = peer.request()
    while not peer.answers.get(stream, {}).get("ended") and not peer.closed:
        peer.send(frame(WINDOW_UPDATE, 0, stream, b"\0\0\0\1"))
        peer.ping()
    assert peer.answers[stream]["grpc-status"] == "0"
    peer.send(frame(SETTINGS, body=setting(INITIAL_WINDOW_SIZE, 65_535)))


@attack("a window that turns negative", LIVES)
def _(peer: Peer) -> None:
    peer.hello(setting(INITIAL_WINDOW_SIZE, 10))
    stream = peer.request(SCHEMA)
    while not peer.answers.get(stream, {}).get("body"):
        peer.receive()
    peer.send(frame(SETTINGS, body=setting(INITIAL_WINDOW_SIZE, 0)))
    assert peer.ping()
    peer.send(frame(SETTINGS, body=setting(INITIAL_WINDOW_SIZE, LARGEST_WINDOW)))
    assert peer.wait(stream)["grpc-status"] == "0"


@attack("a stream's window that overflows", EITHER)
def _(peer: Peer) -> None:
    peer.hello()
    stream = peer.new_stream()
    peer.send(frame(HEADERS, END_HEADERS, stream, peer.block()))
    peer.send(frame(WINDOW_UPDATE, 0, stream, LARGEST_WINDOW.to_bytes(4, "big")))


@attack("more data than the window allows", ENDS, floods=True)
def _(peer: Peer) -> None:
    peer.hello()
    streams = [peer.new_stream() for _ in range(3)]
    for stream in streams:
        peer.send(frame(HEADERS, END_HEADERS, stream, peer.block()))
    whole = message(bytes(60_000_000))
    # All at once, so that it outruns the updates that the server sends. Where it does not, padding ends it.
    peer.send(b"".join(data_frames(stream, whole[:6_000_000], end=False) for stream in streams))
    peer.send(frame(DATA, PADDED, streams[0], b"\xff"))


@attack("answers that nobody reads", EITHER, floods=True)
def _(peer: Peer) -> None:
    """Twenty megabytes of answers, and pings until the server stops reading, as it must."""
    peer.hello(setting(INITIAL_WINDOW_SIZE, LARGEST_WINDOW))
    peer.send(frame(WINDOW_UPDATE, body=(1 << 30).to_bytes(4, "big")))
    echoed = wire.encode("ReadResource.Request", {"type_name": "kept_thing", "private": b"[" * 200_000})
    peer.socket.settimeout(2)
    try:
        for _ in range(100):
            peer.request(SERVICE + "ReadResource", message(echoed))
        peer.flood(frame(PING, body=b"01234567"), 1_000_000, reading=False)
    except HungError:
        pass
    else:
        raise AssertionError("the server goes on reading, though nobody reads its answers")
    finally:
        peer.hang_up()
        peer.closed = True
