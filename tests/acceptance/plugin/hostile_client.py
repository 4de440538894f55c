"""A plugin's process under attack by a client that holds Terraform's certificate, and what it cost."""

from __future__ import annotations

import os
import socket
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from oktaprofile.plugin.wire import message
from oktaprofile.plugin.wire.tables import RPCS
from tests.acceptance.plugin.process import Identity, Plugin
from tests.unit.plugin.attack_runner import carry_out
from tests.unit.plugin.attacks import Attack
from tests.unit.plugin.grpc_client import Client, Reply
from tests.unit.plugin.mutations import Mutator
from tests.unit.plugin.raw_peer import METADATA, SERVICE

CALLS_TOGETHER = 10
GIVEN_STATUSES = (0, 3)
"""OK (with diagnostics or without) and INVALID_ARGUMENT. Any other is a failure of the plugin's."""

FORGED = "failed with a diagnostic, at private state that it never wrote"
"""Private state is the provider's own, kept by Terraform; a provider may rely on what it wrote there."""

SHUTDOWN = "/plugin.GRPCController/Shutdown"


class HostileClient:
    """``outcomes``: what happened how often. ``slowest``: seconds, and of what.

    One connection stays open all the time, since the plugin ends with its last one. It must go on working. For the
    others the socket is given a second name, since the plugin removes its own once Terraform is connected.
    """

    def __init__(self, plugin: Plugin, identity: Identity) -> None:
        self.plugin = plugin
        second_name = Path(plugin.path).parents[1] / "socket"
        os.link(plugin.path, second_name)
        plugin.path = str(second_name)
        self._context = plugin.context(identity)
        self._anchor = Client(self.connect())
        self.outcomes: Counter[str] = Counter()
        self.slowest = (0.0, "")
        self.written_private: set[bytes] = {b""}
        self.check()

    def connect(self) -> socket.socket:
        """A further connection of Terraform's."""
        return self.plugin.connect_raw(self._context)

    def check(self) -> None:
        """Fail unless the process answers a good call on the connection that it had from the beginning."""
        assert self._anchor.call(METADATA).status == 0
        assert self.plugin.process.poll() is None

    def attack(self, attacks: Iterable[Attack], *, scale: float = 1.0) -> None:
        """Carry them out, one after the other."""
        for attack in attacks:
            found, seconds = carry_out(attack, self.connect, scale=scale)
            self.note(f"connection {found}", seconds, attack.name)
        self.check()

    def call(self, mutator: Mutator, number: int) -> None:
        """So many changed requests, ten at once on one connection."""
        self.written_private |= {private_state(rpc, request) for rpc, request in mutator.recorded}
        client = Client(self.connect())
        for start in range(0, number, CALLS_TOGETHER):
            changed = [mutator.next() for _ in range(min(CALLS_TOGETHER, number - start))]
            began = time.monotonic()
            streams = [client.send(SERVICE + rpc, request) for _, rpc, request in changed]
            for stream, (kind, rpc, request) in zip(streams, changed, strict=True):
                self._judge(client.wait(stream), kind, rpc, request)
            self.note("batch", time.monotonic() - began, ", ".join(rpc for _, rpc, _ in changed))
        client.socket.close()
        self.check()

    def _judge(self, reply: Reply, kind: str, rpc: str, request: bytes) -> None:
        assert reply.status in GIVEN_STATUSES, f"{kind}: {rpc} {request[:1000]!r} has status {reply.headers}"
        if reply.status:
            self.outcomes["refused as no such request"] += 1
            return
        answer = message.decode(RPCS[rpc][1], reply.message)
        errors = answer.get("error") or [
            item for item in answer.get("diagnostics", []) if item["severity"] == 1
        ]
        assert rpc != "ApplyResourceChange" or "new_state" in answer, (
            f"{kind}: an apply without a state: {request!r}"
        )
        if "failed unexpectedly" in str(errors):
            assert private_state(rpc, request) not in self.written_private, (
                f"{kind}: {rpc} {request!r}: {errors}"
            )
            self.outcomes[FORGED] += 1
        else:
            self.outcomes["answered with an error" if errors else "answered"] += 1

    def note(self, outcome: str, seconds: float, what: str) -> None:
        """Count it."""
        self.outcomes[outcome] += 1
        self.slowest = max(self.slowest, (seconds, what))

    def end(self) -> str:
        """Shutdown as Terraform does it; what the plugin logged as errors meanwhile."""
        assert self._anchor.call(SHUTDOWN).status == 0
        code, log = self.plugin.finish()
        assert code == 0
        return log


def private_state(rpc: str, request: bytes) -> bytes:
    """The private state in a request; empty where there is none."""
    fields = message.decode(RPCS[rpc][0], request)
    found: bytes = next((value for name, value in fields.items() if name.endswith("private")), b"")
    return found
