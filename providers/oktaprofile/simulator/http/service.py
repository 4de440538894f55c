"""An org, and what every request to it passes on HTTP."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web

from oktaprofile.simulator.clock import Sleep
from oktaprofile.simulator.http.faults import Faults
from oktaprofile.simulator.http.journal import Journal
from oktaprofile.simulator.http.operations import Caller, Operation
from oktaprofile.simulator.http.rate_limits import RateLimits
from oktaprofile.simulator.org import Org

Identify = Callable[[Org, Mapping[str, str], str, str], Caller]
"""Tells the caller from headers, method and URL. Raises ApiError."""


@dataclass
class Service:
    """The parts of one running org."""

    org: Org
    operations: Sequence[Operation]
    """What is simulated."""
    identify: Identify
    elsewhere: Callable[[str, str], str | None]
    """The id of an operation that Okta has and the org has not, by method and path."""
    limits: RateLimits
    faults: Faults
    sleep: Sleep
    journal: Journal = field(default_factory=Journal)
    names: Collection[str] = ()
    """Hosts by which it may be called, besides loopback's own."""

    async def pause(self) -> None:
        """Waits the org's latency."""
        if self.org.switches.latency_ms > 0:
            await self.sleep(self.org.switches.latency_ms / 1000)


SERVICE = web.AppKey("service", Service)
