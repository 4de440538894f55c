"""The plugin as a server, besieged over TLS by a client that holds Terraform's certificate.

Every attack of tests/unit/plugin in full, a session cut at every byte and changed at random, requests changed at
random, and what is small on the wire and large in memory. Each part has a process of its own, and so a peak of its own.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.acceptance.harness import spawn_org
from tests.acceptance.plugin.hostile_client import FORGED, HostileClient
from tests.acceptance.plugin.okta_calls import OKTA, configure_request, recorded_okta_calls
from tests.acceptance.plugin.opentofu import OpenTofu
from tests.acceptance.plugin.process import KEPT, KEPT_ENVIRONMENT, Identity, Plugin
from tests.unit.plugin import floods  # noqa: F401 - puts its attacks into ATTACKS
from tests.unit.plugin.attacks import ATTACKS, Attack, changed, cut, odd_frames, session
from tests.unit.plugin.grpc_client import Client
from tests.unit.plugin.mutations import Mutator
from tests.unit.plugin.raw_peer import SERVICE
from tests.unit.plugin.recorded_calls import large_requests, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_MB = {"large values": 600.0}
"""A part's limit where it is not MOST_MB_OF_A_PART; a request of 64 MB is held three times while it is taken apart."""

MOST_MB_OF_A_PART = 200.0


@contextmanager
def besieged(command: Sequence[str], **environment: str) -> Iterator[HostileClient]:
    """A fresh process; afterwards it must have logged no error."""
    identity = Identity()
    with TemporaryDirectory(prefix="s") as folder:
        plugin = Plugin(command, Path(folder), identity, **KEPT_ENVIRONMENT, **environment)
        try:
            client = HostileClient(plugin, identity)
            yield client
            log = client.end()
            assert len(log.splitlines()) == client.outcomes[FORGED], log
        finally:
            if plugin.process.poll() is None:
                plugin.process.kill()
                plugin.process.communicate()


def part(
    name: str, work: Callable[[HostileClient], None], command: Sequence[str] = KEPT, **environment: str
) -> bool:
    """Run one part and print its figures. Whether all went well."""
    began = time.monotonic()
    kept = None
    try:
        with besieged(command, **environment) as client:
            kept = client
            work(client)
            peak = client.plugin.resident_mb(peak=True)
        most = MOST_MB.get(name, MOST_MB_OF_A_PART)
        assert peak < most, f"it took {peak:.0f} MB, the limit is {most:.0f}"
    except AssertionError as error:
        print(f"FAILED  {name}: {str(error)[:2000]}", flush=True)
        return False
    counts = ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(kept.outcomes.items()))
    seconds, what = kept.slowest
    print(f"ok      {name}: {counts}", flush=True)
    print(
        f"        {time.monotonic() - began:.0f} s, at most {peak:.0f} MB; slowest {seconds:.1f} s ({what[:80]})",
        flush=True,
    )
    return True


def with_progress(client: HostileClient, attacks: list[Attack], of: int = 500) -> None:
    """Attacks, with a line now and then."""
    for start in range(0, len(attacks), of):
        client.attack(attacks[start : start + of])
        print(f"        {min(start + of, len(attacks)):,} of {len(attacks):,}", flush=True)


def mutated(mutator: Mutator, number: int) -> Callable[[HostileClient], None]:
    """So many changed requests, with a line for every two thousand."""

    def work(client: HostileClient) -> None:
        for start in range(0, number, 2000):
            client.call(mutator, min(2000, number - start))
            print(f"        {min(start + 2000, number):,} of {number:,} calls", flush=True)

    return work


def large(client: HostileClient) -> None:
    """Requests of up to 64 MB that are made to grow in memory, one after the other."""
    for name, rpc, request in large_requests():
        began = time.monotonic()
        client = Client(client.connect())
        client.socket.settimeout(300)
        reply = client.call(SERVICE + rpc, request)
        client.socket.close()
        assert reply.status in (0, 3), f"{name}: {reply.headers}"
        client.note("requests", time.monotonic() - began, f"{name}, {len(request) / 1e6:.0f} MB")
        peak = client.plugin.resident_mb(peak=True)
        print(f"        {name}: {time.monotonic() - began:.1f} s, at most {peak:.0f} MB so far", flush=True)
        client.check()


def main(arguments: list[str]) -> int:
    """Runs all parts. Exit code 1 when one failed."""
    parser = argparse.ArgumentParser(description="The plugin under attack")
    parser.add_argument("--calls", type=int, default=10_000, help="changed requests, of each provider")
    parser.add_argument("--sessions", type=int, default=5000, help="changed HTTP/2 sessions")
    parser.add_argument("--seed", type=int, default=20261123)
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}", flush=True)
    sessions = Mutator(options.seed, [])
    random_sessions = [
        changed(sessions.changed_bytes(session()), number) for number in range(options.sessions)
    ]
    whole = len(session())
    went_well = [
        part("attacks and floods", lambda client: client.attack(ATTACKS)),
        part("odd frames", lambda client: client.attack(odd_frames())),
        part("a session cut at every byte", lambda client: client.attack(cut(at) for at in range(1, whole))),
        part("sessions changed at random", lambda client: with_progress(client, random_sessions)),
        part("changed requests", mutated(Mutator(options.seed, recorded()), options.calls)),
        part("large values", large),
    ]
    with spawn_org() as org:
        calls = recorded_okta_calls(org)

        def okta(client: HostileClient) -> None:
            client = Client(client.connect())
            configured = client.call(SERVICE + "ConfigureProvider", configure_request(OpenTofu(client), org))
            assert (configured.status, configured.message) == (0, b"")
            mutated(Mutator(options.seed, calls), options.calls)(client)

        went_well.append(part("changed requests to the Okta provider, on an embedded org", okta, OKTA))
    return 0 if all(went_well) else 1
