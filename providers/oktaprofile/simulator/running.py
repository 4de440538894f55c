"""Runs an org: in this thread's event loop, in a thread of this process, or in a process of its own.

In a thread, and as `oktaprofile simulate` in a process:

    with running_org(users=10) as org:
        requests.get(f"{org.url}/api/v1/apps", headers=org.headers)

    with spawned_org("--users", "10", "--state", "org.db") as org:
        org.kill()
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from oktaprofile.simulator import elsewhere
from oktaprofile.simulator.catalogue import SIMULATED
from oktaprofile.simulator.clock import Clock, Sleep, system_clock
from oktaprofile.simulator.control.handlers import control_operations
from oktaprofile.simulator.demo.filling import fill
from oktaprofile.simulator.http.application import application
from oktaprofile.simulator.http.faults import Faults
from oktaprofile.simulator.http.operations import Bucket
from oktaprofile.simulator.http.rate_limits import DEFAULT_CONCURRENCY, RateLimits
from oktaprofile.simulator.http.service import Service
from oktaprofile.simulator.oauth.authentication import API_TOKEN, caller_of
from oktaprofile.simulator.org import Org
from oktaprofile.simulator.page.handlers import page_operations
from oktaprofile.simulator.switches import Switches

_START_SECONDS = 120.0
_SHUTDOWN_SECONDS = 2.0
_STOP_SECONDS = 10.0


def make_service(
    *,
    users: int = 0,
    seed: int = 1,
    state: str | None = None,
    switches: Switches | None = None,
    limits: Mapping[Bucket, int] | None = None,
    concurrency: int = DEFAULT_CONCURRENCY,
    demo_apps: bool = True,
    clock: Clock = system_clock,
    sleep: Sleep = asyncio.sleep,
) -> Service:
    """An org with its operations, not yet listening. A state file that holds an org already is used as it is."""
    org = Org(path=state, seed=seed, switches=switches, clock=clock)
    if not org.filled:
        fill(org, users, demo_apps=demo_apps)
    return Service(
        org,
        SIMULATED,
        identify=caller_of,
        elsewhere=elsewhere.name_of,
        limits=RateLimits(clock, limits, concurrency),
        faults=Faults({one.id for one in SIMULATED} | elsewhere.names()),
        sleep=sleep,
    )


async def serve(
    service: Service, host: str, port: int, stop: asyncio.Event, ready: Callable[[str], None]
) -> None:
    """Listens until `stop` is set; `ready` gets the URL as soon as requests are answered. Port 0 takes a free one.

    Requests that run when it stops get a moment to end. Raises OSError if it can't listen there.
    """
    service.names = frozenset({host.casefold()})
    control = control_operations(service.faults, service.journal, SIMULATED)
    app = application(service, [*control, *page_operations(service, stop.is_set)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0]
        name = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        ready(f"http://{name}:{bound[1]}")
        await stop.wait()
    finally:
        await runner.cleanup()
        service.org.close()


class NotStarted(RuntimeError):  # noqa: N818 - reads as what happened
    """A simulated org that does not begin to answer requests; the text says what it printed instead."""


class RunningOrg:
    """An org that answers at `url`."""

    token = API_TOKEN

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def headers(self) -> dict[str, str]:
        """The header that authenticates an API call."""
        return {"Authorization": f"SSWS {self.token}"}


class ThreadedOrg(RunningOrg):
    """An org in a thread of this process. `service` gives tests its state, journal and faults."""

    def __init__(self, url: str, service: Service) -> None:
        super().__init__(url)
        self.service = service

    @property
    def org(self) -> Org:
        """The state. Read or write it only while no request runs: it isn't locked against the server's thread."""
        return self.service.org


@contextlib.contextmanager
def running_org(*, host: str = "127.0.0.1", port: int = 0, **options: Any) -> Iterator[ThreadedOrg]:  # noqa: ANN401
    """An org in a thread for the length of the block; `options` are those of `make_service`."""
    started = threading.Event()
    outcome: dict[str, Any] = {}

    async def run() -> None:
        stop = asyncio.Event()
        outcome["stop"], outcome["loop"] = stop, asyncio.get_running_loop()
        service = make_service(**options)
        outcome["service"] = service

        def ready(url: str) -> None:
            outcome["url"] = url
            started.set()

        await serve(service, host, port, stop, ready)

    def thread() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            outcome["error"] = error
        finally:
            started.set()

    worker = threading.Thread(target=thread, name="simulated-org", daemon=True)
    worker.start()
    started.wait(_START_SECONDS)
    if "url" not in outcome:
        raise NotStarted("the simulated org did not start") from outcome.get("error")
    try:
        yield ThreadedOrg(outcome["url"], outcome["service"])
    finally:
        with contextlib.suppress(RuntimeError):  # the loop may have ended
            outcome["loop"].call_soon_threadsafe(outcome["stop"].set)
        worker.join(_START_SECONDS)


class SpawnedOrg(RunningOrg):
    """An org in a process of its own."""

    def __init__(self, url: str, process: subprocess.Popen[str]) -> None:
        super().__init__(url)
        self.process = process

    def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_START_SECONDS)


@contextlib.contextmanager
def spawned_org(*flags: str) -> Iterator[SpawnedOrg]:
    """An org in a process for the length of the block; `flags` are those of `oktaprofile simulate`.

    Raises NotStarted with what the process printed if it doesn't start.
    """
    providers = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (providers, os.environ.get("PYTHONPATH", ""))))
    process = subprocess.Popen(  # noqa: S603 - this interpreter, flags from the caller
        [sys.executable, "-m", "oktaprofile.simulator.command", "--port", "0", *flags],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        if not line.startswith("listening on "):
            raise NotStarted(f"the simulated org did not start: {line}{process.stderr.read()}".rstrip())
        threading.Thread(target=process.stderr.read, daemon=True).start()  # keep the pipe from filling up
        yield SpawnedOrg(line.removeprefix("listening on ").strip(), process)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                with contextlib.suppress(ValueError, OSError):
                    pipe.close()
