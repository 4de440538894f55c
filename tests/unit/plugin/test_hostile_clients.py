"""Broken and hostile HTTP/2 against the connection, in this process; `make stress ARGS=plugin` does far more of it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from oktaprofile.plugin import log
from oktaprofile.plugin.dispatch import Servicer
from oktaprofile.plugin.transport import budget, http2
from oktaprofile.plugin.transport.budget import Budget
from oktaprofile.plugin.transport.h2_server import LARGEST_TABLE_BYTES, SmallTableEncoder
from oktaprofile.plugin.transport.http2 import Connection
from oktaprofile.plugin.transport.workers import Workers
from oktaprofile.plugin.wire import message as wire
from tests.unit.plugin import floods  # noqa: F401 - puts its attacks into ATTACKS
from tests.unit.plugin.attack_runner import carry_out
from tests.unit.plugin.attacks import ATTACKS, ENDS, SCHEMA, Attack, changed, cut, odd_frames, session
from tests.unit.plugin.mutations import Mutator
from tests.unit.plugin.raw_peer import (
    DATA,
    END_HEADERS,
    HEADERS,
    INITIAL_WINDOW_SIZE,
    SERVICE,
    Peer,
    frame,
    message,
    setting,
)

SMALL = 0.02
"""How much of a flood the short form has."""


class Besieged:
    """Connections of one provider, as the plugin's process serves them."""

    def __init__(self, most_bytes: int = budget.BYTES_AT_ONCE) -> None:
        self.budget = Budget(most_bytes)
        self.calls = Workers(Servicer("tests.unit.plugin.memory_provider:KeptProvider"), lambda: None)
        self.threads: list[threading.Thread] = []
        self.connections: list[Connection] = []

    def connect(self) -> socket.socket:
        """A client's socket; its server's thread is remembered."""
        ours, theirs = socket.socketpair()
        self.connections.append(Connection(ours, self.calls.answer, self.budget))
        self.threads.append(threading.Thread(target=self.connections[-1].serve, daemon=True))
        self.threads[-1].start()
        return theirs


@pytest.fixture
def failures(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the plugin took for a mistake of its own."""
    found: list[str] = []

    def failure(text: str, exception: BaseException, **_: object) -> None:
        found.append(f"{text}: {exception!r}")

    monkeypatch.setattr(log, "failure", failure)
    return found


@pytest.fixture
def besieged(failures: list[str]) -> Iterator[Besieged]:
    """A server; afterwards every connection has ended, no byte is counted any more, and nothing of it was a failure."""
    server = Besieged()
    yield server
    for thread in server.threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in server.threads)
    assert server.calls.end(patience_seconds=10)
    assert server.budget.held_bytes == 0
    assert failures == []


@pytest.mark.parametrize("attack", ATTACKS, ids=repr)
def test_an_attack(besieged: Besieged, attack: Attack) -> None:
    """It ends no more than it must, hangs nothing, and calls on a new connection work."""
    carry_out(attack, besieged.connect, scale=SMALL)


def test_odd_frames(besieged: Besieged) -> None:
    """Frames of each kind with odd lengths, flags and streams: an answer or a hang-up, for a seventh of them here."""
    for attack in odd_frames()[::7]:
        carry_out(attack, besieged.connect)


def test_a_session_cut_short(besieged: Besieged) -> None:
    """Wherever a client's bytes end, the connection ends too."""
    for at in range(1, len(session()), 13):
        carry_out(cut(at), besieged.connect)


def test_sessions_changed_at_random(besieged: Besieged) -> None:
    """A good client's bytes with a few of them changed: the connection ends with its client, whatever it means."""
    mutator = Mutator(20261123, [])
    for number in range(100):
        carry_out(changed(mutator.changed_bytes(session()), number), besieged.connect)


def test_the_attacks_tell_a_bad_server() -> None:
    """The harness fails where a server goes on though it should hang up, and where it just hangs."""

    def echo() -> socket.socket:
        ours, theirs = socket.socketpair()
        kept.append(ours)
        theirs.settimeout(0.1)
        return theirs

    kept: list[socket.socket] = []
    hung = Attack("a hung server", ENDS, lambda peer: peer.socket.settimeout(0.1))
    with pytest.raises(AssertionError, match="a hung server: nothing came"):
        carry_out(hung, echo)


# -- memory


def held_request(peer: Peer, size: int) -> int:
    """The beginning of a request of so many bytes: all but its end."""
    stream = peer.new_stream()
    peer.send(frame(HEADERS, END_HEADERS, stream, peer.block()))
    peer.send(frame(DATA, 0, stream, message(bytes(size))[: size + 4]))
    return stream


def test_requests_share_a_budget(failures: list[str]) -> None:
    """What does not fit is refused with the next step in words; when something is given up, there is room again."""
    server = Besieged(most_bytes=25_000)
    peer = Peer(server.connect())
    peer.hello()
    first = held_request(peer, 10_000)
    held_request(peer, 10_000)
    refused = peer.wait(held_request(peer, 10_000))
    assert refused["grpc-status"] == "8"
    assert "-parallelism" in refused["grpc-message"]
    peer.send(frame(3, 0, first, bytes(4)))  # RST_STREAM
    assert peer.wait(peer.request(SERVICE + "ReadResource", message(bytes(10_000))))["grpc-status"] == "3"
    peer.hang_up()
    server.threads[0].join(10)
    assert server.budget.held_bytes == 0
    assert failures == []


def test_answers_count_until_they_are_taken(failures: list[str]) -> None:
    """A client that takes no answer gets no room for more requests."""
    server = Besieged(most_bytes=25_000)
    peer = Peer(server.connect())
    peer.hello(setting(INITIAL_WINDOW_SIZE, 0))
    kept = wire.encode("ReadResource.Request", {"type_name": "kept_thing", "private": b"{}" + b" " * 11_000})
    echoes = [peer.request(SERVICE + "ReadResource", message(kept)) for _ in range(2)]
    while not all(":status" in peer.answers.get(stream, {}) for stream in echoes):
        peer.receive()
    assert peer.wait(peer.request(SERVICE + "ReadResource", message(kept)))["grpc-status"] == "8"
    peer.hang_up()
    server.threads[0].join(10)
    assert server.budget.held_bytes == 0


def test_a_call_given_up_counts_until_it_has_ended(besieged: Besieged) -> None:
    """Its thread still holds the request, so a client that resets every call cannot fill the memory."""
    seen: list[int] = []
    finished = threading.Event()

    def answer(path: str, body: bytes, finish: Callable[..., None]) -> bool:
        seen.append(besieged.budget.held_bytes)
        kept.append(finish)
        finished.set()
        return True

    kept: list[Callable[..., None]] = []
    ours, theirs = socket.socketpair()
    connection = Connection(ours, answer, besieged.budget)
    besieged.threads.append(threading.Thread(target=connection.serve, daemon=True))
    besieged.threads[-1].start()
    peer = Peer(theirs)
    peer.hello()
    stream = peer.request(body=message(bytes(5000)))
    assert finished.wait(10)
    peer.send(frame(3, 0, stream, bytes(4)))
    assert peer.ping()
    assert besieged.budget.held_bytes == seen[0] == 5005
    kept[0](b"", None)
    assert besieged.budget.held_bytes == 0
    peer.hang_up()


def test_the_header_table_stays_small() -> None:
    """Whatever a client allows, and however often it changes its mind; less than the default is obeyed."""
    encoder = SmallTableEncoder()
    for size in (1 << 32, 1 << 20, 5000):
        encoder.header_table_size = size
    assert encoder.header_table_size == LARGEST_TABLE_BYTES
    assert encoder.table_size_changes == []
    for number in range(200):
        encoder.encode([("grpc-message", f"{number}" * 100)])
    assert encoder.header_table._current_size <= LARGEST_TABLE_BYTES
    for size in (100, 4096, 100, 50, 4096):
        encoder.header_table_size = size
    assert encoder.header_table_size == 50
    assert encoder.table_size_changes == [50]


def test_a_client_that_is_hung_up_on_and_does_not_read(
    monkeypatch: pytest.MonkeyPatch, failures: list[str]
) -> None:
    """It gets a while to hear why, then the connection is closed all the same."""
    monkeypatch.setattr(http2, "CLOSE_SECONDS", 0.05)
    server = Besieged()
    peer = Peer(server.connect())
    peer.hello(setting(INITIAL_WINDOW_SIZE, (1 << 31) - 1))
    peer.send(frame(8, 0, 0, (1 << 30).to_bytes(4, "big")))
    kept = wire.encode("ReadResource.Request", {"type_name": "kept_thing", "private": b"{}" + b" " * 900_000})
    stream = peer.request(SERVICE + "ReadResource", message(kept))
    while ":status" not in peer.answers.get(stream, {}):
        peer.receive()
    peer.send(frame(DATA, 0, 0, b"x"))
    server.threads[0].join(10)
    assert not server.threads[0].is_alive()
    peer.hang_up()


def test_no_thread_is_left_for_a_call(
    besieged: Besieged, monkeypatch: pytest.MonkeyPatch, failures: list[str]
) -> None:
    """Where the system gives none, the call is refused, the connection goes on, and the end does not wait for it. A
    thread that there is takes the next call.
    """
    peer = Peer(besieged.connect())
    peer.hello()

    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", start)
        assert peer.wait(peer.request(SCHEMA))["grpc-status"] == "14"
    assert failures.pop().startswith("a thread could not be started")
    assert peer.call_works()
    deadline = time.monotonic() + 10
    while not besieged.calls._idle and time.monotonic() < deadline:
        time.sleep(0.01)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", start)
        assert peer.call_works()
    peer.hang_up()


def test_the_seed_makes_the_same_attacks() -> None:
    """A finding can be had again."""
    assert [Mutator(7, []).changed_bytes(session()) for _ in range(5)] == [
        Mutator(7, []).changed_bytes(session()) for _ in range(5)
    ]
