"""The plugin's process under attack over TLS: the short form of `make stress ARGS=plugin`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.plugin.hostile_client import HostileClient
from tests.acceptance.plugin.process import KEPT, KEPT_ENVIRONMENT, Identity, Plugin
from tests.unit.plugin import floods  # noqa: F401 - puts its attacks into ATTACKS
from tests.unit.plugin.attacks import ATTACKS, changed, cut, odd_frames, session
from tests.unit.plugin.mutations import Mutator
from tests.unit.plugin.raw_peer import DATA, END_HEADERS, HEADERS, Peer, frame, message
from tests.unit.plugin.recorded_calls import recorded

MOST_MB = 150
"""The process has 25 at its start."""


@pytest.fixture
def client(start: Callable[..., Plugin]) -> Iterator[HostileClient]:
    """A plugin under attack; at the end it has logged no error, leaks no descriptor and ends as it should."""
    identity = Identity()
    under = HostileClient(start(identity, KEPT, **KEPT_ENVIRONMENT), identity)
    before = descriptors(under)
    yield under
    under.check()
    if before:
        assert descriptors(under) <= before + 3
    assert under.end() == ""


def descriptors(client: HostileClient) -> int:
    """How many files the process has open; 0 where the system does not tell."""
    folder = Path(f"/proc/{client.plugin.process.pid}/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


def peak_mb(client: HostileClient) -> float:
    """The most memory that it had; 0 where the system does not tell."""
    return client.plugin.resident_mb(peak=True) if Path("/proc").exists() else 0


def test_attacks_over_tls(client: HostileClient) -> None:
    """Broken frames, floods made small, wrong gRPC, cut and changed sessions: the process lives on, and stays small."""
    client.attack(ATTACKS, scale=0.01)
    client.attack(odd_frames()[::23])
    client.attack(cut(at) for at in range(1, len(session()), 41))
    mutator = Mutator(20261123, [])
    client.attack(changed(mutator.changed_bytes(session()), number) for number in range(20))
    assert client.outcomes["connection lives"] > 30
    assert client.outcomes["connection ends"] > 60
    assert peak_mb(client) < MOST_MB


def test_mutated_calls_over_tls(client: HostileClient) -> None:
    """Three hundred nearly right requests, ten at once: each has an answer or a refusal."""
    client.call(Mutator(20261124, recorded()), 300)
    assert client.outcomes["answered with an error"] > 30
    assert client.outcomes["refused as no such request"] > 30
    assert peak_mb(client) < MOST_MB


def test_uploads_that_never_end(client: HostileClient) -> None:
    """Requests of 60 MB that are not finished, on many streams: beyond the budget they are refused."""
    if not Path("/proc").exists():
        pytest.skip("this system does not tell how much memory a process has")
    peer = Peer(client.connect())
    peer.hello()
    piece = bytes(16_384)
    begun = []
    for _ in range(6):
        stream = peer.new_stream()
        begun.append(stream)
        peer.send(frame(HEADERS, END_HEADERS, stream, peer.block()))
        peer.send(frame(DATA, 0, stream, message(bytes(60_000_000))[:5]))
        peer.flood(frame(DATA, 0, stream, piece), 60_000_000 // len(piece) - 1)
    refused = [stream for stream in begun if peer.answers.get(stream, {}).get("grpc-status") == "8"]
    assert len(refused) == 2, "256 MB are four of them and a rest"
    assert 240 < client.plugin.resident_mb() < 400
    assert peer.call_works(), "a small call still has room"
    peer.hang_up()
    client.check()
