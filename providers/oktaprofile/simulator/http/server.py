"""The HTTP server: aiohttp underneath, one event loop, one thread, one SQLite connection.

Order for one request: request id, concurrency limit, operation, rate limit, caller, fault, scope, latency,
handler. Every answer of an operation carries `x-okta-request-id`, `Date`, `Cache-Control` and the rate-limit
headers."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import socket
import struct
import time
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from oktaprofile.simulator import errors
from oktaprofile.simulator.clock import Sleep
from oktaprofile.simulator.database import discarded_writes, encoded
from oktaprofile.simulator.errors import ApiError, OAuthError
from oktaprofile.simulator.http.authentication import caller_of, require_scope
from oktaprofile.simulator.http.faults import Fault, Faults, merge_patched
from oktaprofile.simulator.http.journal import Entry, Journal, kept_body
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Caller, Found, Operation, OperationTable
from oktaprofile.simulator.http.rate_limits import RateLimits, Verdict
from oktaprofile.simulator.org import Org


class RawBody:
    """An answer's body as JSON text that is ready to send."""

    def __init__(self, content: bytes) -> None:
        self.content = content


_LOG = logging.getLogger("oktaprofile.simulator")
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
        self._sleep = sleep
        self._known_elsewhere = known_elsewhere or OperationTable(())

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answers one HTTP request; never raises for anything a client can send."""
        body = await request.content.read() if request.body_exists else b""
        if request.path.startswith("/simulator/"):
            return await self._control(request, body)
        number = self.journal.next_number()
        request_id = f"sim{number:08d}{self.org.ids.noise('request', number) & 0xFFFFFFFF:08x}"
        started, began = self.org.clock(), time.perf_counter()
        exchange = _Exchange(self, request, body, request_id)
        refused = self.limits.enter()
        try:
            response = await exchange.run(refused)
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
        return response

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
            return _json(Answer(status, {"error": f"{request.method} {request.path} is none of {paths}"}), [])
        api_request = self.api_request(request, body, found, _ANONYMOUS)
        try:
            answer = await _run(found.operation, api_request)
        except ApiError as error:
            answer = Answer(error.status, {"error": error.summary, "causes": error.causes})
        except (ValueError, LookupError, TypeError) as error:
            answer = Answer(400, {"error": f"{type(error).__name__}: {error}"})
        return _json(answer, [("Cache-Control", "no-store")])

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
            base_url=_base_url(request),
            caller=caller,
            pause=self.pause,
        )


class _Exchange:
    """One request to one operation, with what the journal wants to know of it."""

    def __init__(self, service: Service, request: web.BaseRequest, body: bytes, request_id: str) -> None:
        self.service = service
        self.request = request
        self.body = body
        self.request_id = request_id
        self.operation_id = f"{request.method} {request.path}"
        self.status = 0
        self.fault: Fault | None = None
        self.headers = [
            ("x-okta-request-id", request_id),
            ("Cache-Control", "no-cache, no-store"),
            ("Pragma", "no-cache"),
            ("Expires", "0"),
        ]

    async def run(self, refused: Verdict | None) -> web.StreamResponse:
        """Answers the request."""
        try:
            found = self.service.find(self.request.method, self.request.path)
            assert found.operation is not None
            self.operation_id = found.operation.id
            verdict = refused or self.service.limits.spend(found.operation.bucket)
            self.headers += verdict.headers
            if not verdict.allowed:
                raise errors.rate_limited()
            return await self._operation(found.operation, found)
        except (ApiError, OAuthError) as error:
            return self._answered(self._error_answer(error))
        except Exception:  # noqa: BLE001 - the last resort of a server: one request fails, the org lives on
            _LOG.exception("%s %s failed", self.request.method, self.request.path)
            return self._answered(self._error_answer(errors.internal_error()))

    async def _operation(self, operation: Operation, found: Found) -> web.StreamResponse:
        request, service = self.request, self.service
        if operation.id == "token":
            caller = _ANONYMOUS
        else:
            caller = caller_of(
                service.org, request.headers, request.method, _base_url(request) + request.path
            )
        self.fault = fault = service.faults.take(operation.id, request.path_qs, self.body)
        if fault is not None and fault.delay_ms:
            await service.sleep(fault.delay_ms / 1000)
        if fault is not None and not fault.processes:
            return await self._unprocessed(fault)
        require_scope(caller, operation.scope)
        if not operation.paces_itself:
            await service.pause()
        try:
            answer = await self._processed(operation, found, caller, fault)
        except (ApiError, OAuthError) as error:
            answer = self._error_answer(error)
        return self._answered(answer) if fault is None else await self._damaged(fault, answer)

    async def _processed(
        self, operation: Operation, found: Found, caller: Caller, fault: Fault | None
    ) -> Answer:
        """Runs the handler; under `ignore_write` and `store` what it writes for its answer is thrown away."""
        api_request = self.service.api_request(self.request, self.body, found, caller)
        if fault is None or fault.action not in ("ignore_write", "store"):
            return await _run(operation, api_request)
        with discarded_writes():
            answer = await _run(operation, api_request)
        if fault.action == "store":
            api_request.body = encoded(
                merge_patched(api_request.document(), fault.arguments["document"])
            ).encode()
            await _run(operation, api_request)
        return answer

    async def _unprocessed(self, fault: Fault) -> web.StreamResponse:
        """The answer of a fault that keeps the operation from running."""
        arguments = fault.arguments
        if fault.action == "drop_before":
            return self._cut_off(None)
        if fault.action == "html":
            self.status = int(arguments.get("status", 503))
            page = "<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>"
            return web.Response(
                status=self.status, text=page, content_type="text/html", headers=_multi(self.headers)
            )
        if fault.action == "rate_limit":
            reset = self.service.org.clock() + float(arguments.get("reset_seconds", 1))
            limit = 0 if arguments.get("concurrency") else self.service.limits.limits["api"]
            self.headers = [one for one in self.headers if not one[0].startswith("x-rate-limit-")]
            self.headers += [
                ("x-rate-limit-limit", str(limit)),
                ("x-rate-limit-remaining", "0"),
                ("x-rate-limit-reset", str(int(reset) + (reset % 1 > 0))),
            ]
            return self._answered(self._error_answer(errors.rate_limited()))
        return self._answered(self._given(fault))

    async def _damaged(self, fault: Fault, answer: Answer) -> web.StreamResponse:
        """What the client gets after the operation has run under a fault."""
        if fault.action == "answer":
            return self._answered(self._given(fault))
        if fault.action == "patch_answer":
            answer.body = merge_patched(answer.body, fault.arguments["document"])
        if fault.action == "empty":
            answer = Answer(200, None, answer.headers)
        if fault.action in ("drop_after", "reset", "truncate"):
            return self._cut_off(
                None if fault.action == "drop_after" else answer, reset=fault.action == "reset"
            )
        return self._answered(answer)

    def _given(self, fault: Fault) -> Answer:
        """The answer that a rule spells out; Okta's error object for a bare status."""
        status, body = int(fault.arguments.get("status", 500)), fault.arguments.get("body")
        extra = [(str(name), str(value)) for name, value in (fault.arguments.get("headers") or {}).items()]
        if body is None and status >= 400:
            standard = {
                400: errors.validation_failed("request"),
                401: errors.invalid_token(),
                403: errors.access_denied(),
                404: errors.not_found("unknown", "AppInstance"),
                429: errors.rate_limited(),
            }
            error = standard.get(status) or ApiError(status, "E0000009", "Internal Server Error")
            body = error.document(self._error_id())
        return Answer(status, body, extra)

    def _cut_off(self, answer: Answer | None, *, reset: bool = False) -> web.Response:
        """Closes the connection: without a byte, or in the middle of `answer`; with `reset` by TCP RST."""
        transport = self.request.transport
        assert transport is not None
        if answer is not None:
            content = encoded(answer.body).encode()
            head = (
                f"HTTP/1.1 {answer.status} OK\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
            )
            transport.write(head.encode() + content[: len(content) // 2])
        if reset:
            connection: socket.socket | None = transport.get_extra_info("socket")
            if connection is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        else:
            transport.close()
        return web.Response()

    def _error_answer(self, error: ApiError | OAuthError) -> Answer:
        if isinstance(error, OAuthError):
            body = {"error": error.error, "error_description": error.description}
            return Answer(error.status, body, error.headers)
        return Answer(error.status, error.document(self._error_id()), error.headers)

    def _error_id(self) -> str:
        return f"oae{self.request_id[3:]:0>22}"[:25]

    def _answered(self, answer: Answer) -> web.Response:
        self.status = answer.status
        return _json(answer, self.headers)


async def _run(operation: Operation, request: ApiRequest) -> Answer:
    answer = operation.handler(request)
    return await answer if inspect.isawaitable(answer) else answer


def _base_url(request: web.BaseRequest) -> str:
    return f"{request.scheme}://{request.host}"


def _multi(headers: Iterable[tuple[str, str]]) -> Any:  # noqa: ANN401 - multidict is aiohttp's own dependency
    from multidict import CIMultiDict

    return CIMultiDict(headers)


def _json(answer: Answer, headers: list[tuple[str, str]]) -> web.Response:
    all_headers = _multi([*headers, *answer.headers])
    if answer.body is None:
        return web.Response(status=answer.status, headers=all_headers)
    if isinstance(answer.body, RawBody):
        content = answer.body.content
    else:
        content = json.dumps(answer.body, separators=(",", ":"), ensure_ascii=False).encode()
    return web.Response(
        status=answer.status, body=content, headers=all_headers, content_type="application/json"
    )


def server(service: Service) -> web.Server:
    """The aiohttp server of a service."""
    return web.Server(service.handle, access_log=None)
