"""The HTTP server: aiohttp underneath, one event loop, one thread, one SQLite connection.

Order for one request: request id, concurrency limit, operation, rate limit, caller, fault, scope, latency,
handler. Every answer of an operation carries `x-okta-request-id`, `Date`, `Cache-Control` and the rate-limit
headers.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Iterable

from aiohttp import web

from oktaprofile.simulator import errors
from oktaprofile.simulator.clock import Sleep
from oktaprofile.simulator.errors import ApiError
from oktaprofile.simulator.http.exchange import Exchange
from oktaprofile.simulator.http.faults import Faults
from oktaprofile.simulator.http.guard import refuse_strangers
from oktaprofile.simulator.http.journal import Entry, Journal, kept_body
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Caller, Found, Operation, OperationTable
from oktaprofile.simulator.http.rate_limits import RateLimits
from oktaprofile.simulator.http.responses import base_url, response, run
from oktaprofile.simulator.org import Org

_ANONYMOUS = Caller("anonymous")


class Service:
    """Serves one org. `control` is the table of the paths below `/simulator`."""

    def __init__(
        self,
        org: Org,
        operations: Iterable[Operation],
        *,
        limits: RateLimits | None = None,
        sleep: Sleep = asyncio.sleep,
        known_elsewhere: OperationTable | None = None,
    ) -> None:
        self.org = org
        self.table = OperationTable(operations)
        self.limits = limits or RateLimits(org.clock)
        self.faults = Faults([operation.id for operation in self.table.operations])
        self.journal = Journal()
        self.control: OperationTable = OperationTable(())
        self.names: Collection[str] = ()  # under which it may be called, besides loopback's own
        self._sleep = sleep
        self._known_elsewhere = known_elsewhere or OperationTable(())

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answers one HTTP request; never raises for anything a client can send."""
        try:
            refuse_strangers(request, self.names)
        except ApiError as refusal:
            return response(Answer(refusal.status, refusal.document("oae")), [("Connection", "close")])
        body = await request.content.read() if request.body_exists else b""
        if request.path.startswith("/simulator/"):
            return await self._control(request, body)
        number = self.journal.next_number()
        request_id = f"sim{number:08d}{self.org.ids.noise('request', number) & 0xFFFFFFFF:08x}"
        started, began = self.org.clock(), time.perf_counter()
        exchange = Exchange(self, request, body, request_id)
        refused = self.limits.enter()
        try:
            sent = await exchange.run(refused)
        finally:
            self.limits.leave()
        self.journal.add(
            Entry(
                number,
                exchange.operation_id,
                request.method,
                request.path_qs,
                exchange.status,
                started,
                (time.perf_counter() - began) * 1000,
                request_id,
                exchange.fault.id if exchange.fault else None,
                kept_body(request.path, body),
            )
        )
        return sent

    async def pause(self) -> None:
        """Waits the org's latency."""
        if self.org.switches.latency_ms > 0:
            await self._sleep(self.org.switches.latency_ms / 1000)

    async def sleep(self, seconds: float) -> None:
        """Waits; injected for tests."""
        await self._sleep(seconds)

    def find(self, method: str, path: str) -> Found:
        """The operation of a request. Raises 405, or 501 naming the operation."""
        found = self.table.find(method, path)
        if found.operation is not None:
            return found
        if found.known:
            raise errors.method_not_allowed()
        elsewhere = self._known_elsewhere.find(method, path).operation
        raise errors.not_simulated(elsewhere.id if elsewhere else "an unknown operation", method, path)

    async def _control(self, request: web.BaseRequest, body: bytes) -> web.Response:
        """The paths below /simulator: no authentication, no limits, no journal."""
        found = self.control.find(request.method, request.path)
        if found.operation is None:
            status = 405 if found.known else 404
            paths = sorted({f"{one.method} {one.template}" for one in self.control.operations})
            return response(
                Answer(status, {"error": f"{request.method} {request.path} is none of {paths}"}), []
            )
        api_request = self.api_request(request, body, found, _ANONYMOUS)
        try:
            answer = await run(found.operation, api_request)
        except ApiError as error:
            described = error.document("oae")
            answer = Answer(error.status, {"error": error.summary, "causes": error.causes, **described})
        except (ValueError, LookupError, TypeError) as error:
            answer = Answer(400, {"error": f"{type(error).__name__}: {error}"})
        return response(answer, [("Cache-Control", "no-store")])

    def api_request(self, request: web.BaseRequest, body: bytes, found: Found, caller: Caller) -> ApiRequest:
        """The request as handlers see it."""
        return ApiRequest(
            org=self.org,
            method=request.method,
            path=request.path,
            parameters=found.parameters,
            query=dict(request.query),
            headers=request.headers,
            body=body,
            base_url=base_url(request),
            caller=caller,
            pause=self.pause,
        )


def server(service: Service) -> web.Server:
    """The aiohttp server of a service."""
    return web.Server(service.handle, access_log=None)
