"""A client that sends HTTP/2 frames as it is told to, right or wrong, over any connected socket."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Sequence
from typing import Any

from hpack import Decoder, Encoder

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = (
    range(10)
)
END_STREAM, ACK, END_HEADERS, PADDED, WITH_PRIORITY = 1, 1, 4, 8, 32
HEADER_TABLE_SIZE, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE = 1, 4, 5
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SERVICE = "/tfplugin6.Provider/"
METADATA = SERVICE + "GetMetadata"
ANSWER_SECONDS = 20.0
LAST_STREAM = 0x7FFFFFFD


def frame(
    kind: int, flags: int = 0, stream: int = 0, body: bytes = b"", *, length: int | None = None
) -> bytes:
    """One frame; ``length`` is what its header says, by default the truth."""
    said = len(body) if length is None else length
    return said.to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + body


def setting(identifier: int, value: int) -> bytes:
    """One setting of a SETTINGS frame."""
    return identifier.to_bytes(2, "big") + value.to_bytes(4, "big")


def message(body: bytes = b"") -> bytes:
    """A gRPC message as it goes on the stream."""
    return b"\0" + len(body).to_bytes(4, "big") + body


class HungError(AssertionError):
    """The server neither answered nor hung up."""


class Peer:
    """``answers``: stream -> what came back on it. ``closed``: the server has hung up.

    ``scale`` makes floods smaller.
    """

    def __init__(self, connected: socket.socket, scale: float = 1.0) -> None:
        self.socket = connected
        self.scale = scale
        self.closed = False
        self.goaway: int | None = None
        self.acknowledged = 0
        self.pongs = 0
        self.answers: dict[int, dict[str, Any]] = {}
        self.next_stream = 1
        self.encoder = Encoder()
        self.decoder = Decoder()
        self._received = bytearray()
        connected.settimeout(ANSWER_SECONDS)

    # -- sending

    def hello(self, *settings: bytes) -> None:
        """The preface and the settings."""
        self.send(PREFACE + frame(SETTINGS, body=b"".join(settings)))

    def send(self, data: bytes) -> None:
        """Send it all. What a server that has hung up does not take is lost."""
        try:
            self.socket.sendall(data)
        except (TimeoutError, BlockingIOError, ssl.SSLWantWriteError):
            raise HungError("the server does not read") from None
        except OSError:
            self.closed = not self._received_any()

    def flood(self, frames: bytes, times: int, *, reading: bool = True) -> None:
        """The same bytes over and over, in pieces, reading in between what has come by then."""
        at_once = max(1, 8192 // len(frames))
        for start in range(0, times, at_once):
            if self.closed:
                return
            self.send(frames * min(at_once, times - start))
            if reading:
                self.take_in_what_came()

    def block(self, path: str = METADATA, **changes: str | None) -> bytes:
        """A request's headers, compressed. ``content_type=None`` leaves that one out."""
        fields = {
            ":method": "POST",
            ":scheme": "https",
            ":path": path,
            ":authority": "localhost",
            "content-type": "application/grpc",
            "te": "trailers",
        }
        fields.update({name.replace("_", "-"): value for name, value in changes.items()})  # type: ignore[misc]
        return self.packed([(name, value) for name, value in fields.items() if value is not None])

    def packed(self, headers: Sequence[tuple[str, str]]) -> bytes:
        """Headers as HPACK; without Huffman's code, which takes seconds for long ones."""
        encoded: bytes = self.encoder.encode(headers, huffman=False)
        return encoded

    def times(self, number: int) -> int:
        """How often to do what is done so often in the long form."""
        return max(1, int(number * self.scale))

    def new_stream(self) -> int:
        """The id of the next stream."""
        self.next_stream += 2
        return self.next_stream - 2

    def request(self, path: str = METADATA, body: bytes | None = None, **changes: str | None) -> int:
        """Send a whole request and return its stream; ``body`` is what goes on the stream, by default a message."""
        stream = self.new_stream()
        content = message() if body is None else body
        self.send(
            frame(HEADERS, END_HEADERS, stream, self.block(path, **changes)) + data_frames(stream, content)
        )
        return stream

    def half_close(self) -> None:
        """Say that nothing more will come; what comes back can still be read."""
        try:
            socket.socket.shutdown(self.socket, socket.SHUT_WR)
        except OSError:
            self.closed = True

    # -- receiving

    def _received_any(self) -> bool:
        try:
            self._take(self.socket.recv(1 << 18))
        except OSError:
            return False
        return not self.closed

    def receive(self) -> None:
        """Take in what comes next; raises HungError when nothing comes."""
        try:
            self._take(self.socket.recv(1 << 18))
        except TimeoutError:
            raise HungError(f"nothing came within {ANSWER_SECONDS} s") from None
        except OSError:
            self.closed = True

    def take_in_what_came(self) -> None:
        """Take in what is there, without waiting."""
        self.socket.settimeout(0)
        try:
            while not self.closed:
                self._take(self.socket.recv(1 << 18))
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        except OSError:
            self.closed = True
        finally:
            self.socket.settimeout(ANSWER_SECONDS)

    def _take(self, data: bytes) -> None:
        if not data:
            self.closed = True
        self._received += data
        while len(self._received) >= 9:
            length = int.from_bytes(self._received[:3], "big")
            if len(self._received) < 9 + length:
                return
            kind, flags = self._received[3], self._received[4]
            stream = int.from_bytes(self._received[5:9], "big")
            body = bytes(self._received[9 : 9 + length])
            del self._received[: 9 + length]
            self._handle(kind, flags, stream, body)

    def _handle(self, kind: int, flags: int, stream: int, body: bytes) -> None:
        answer = self.answers.setdefault(stream, {"body": b"", "ended": False, "reset": False})
        if kind == HEADERS:
            answer.update(self.decoder.decode(body))
        elif kind == DATA:
            answer["body"] += body
        elif kind == RST_STREAM:
            answer["reset"] = answer["ended"] = True
        elif kind == SETTINGS and flags & ACK:
            self.acknowledged += 1
        elif kind == PING and flags & ACK:
            self.pongs += 1
        elif kind == GOAWAY:
            self.goaway = int.from_bytes(body[4:8], "big")
        if kind in (HEADERS, DATA) and flags & END_STREAM:
            answer["ended"] = True

    def wait(self, stream: int) -> dict[str, Any]:
        """What came back on a stream, once it has ended or the server has hung up."""
        while not self.closed and not self.answers.get(stream, {}).get("ended"):
            self.receive()
        return self.answers.get(stream, {})

    def ping(self) -> bool:
        """Whether the server answers a PING; False: it has hung up."""
        before = self.pongs
        self.send(frame(PING, body=b"are-you?"))
        while not self.closed and self.pongs == before:
            self.receive()
        return not self.closed

    def call_works(self) -> bool:
        """Whether a good call is answered on this connection; False: the server has hung up."""
        answer = self.wait(self.request())
        if answer.get("grpc-status") == "0":
            return True
        assert self.closed, f"a good call was answered by {answer}"
        return False

    def wait_for_close(self) -> None:
        """Read until the server hangs up; raises HungError when it does not."""
        while not self.closed:
            self.receive()

    def hang_up(self) -> None:
        """Close."""
        self.socket.close()


def data_frames(stream: int, content: bytes, *, end: bool = True) -> bytes:
    """DATA frames of the size that every server takes."""
    pieces = [content[start : start + 16384] for start in range(0, len(content), 16384)] or [b""]
    last = len(pieces) - 1
    return b"".join(
        frame(DATA, END_STREAM if end and number == last else 0, stream, piece)
        for number, piece in enumerate(pieces)
    )
