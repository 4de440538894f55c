"""One request to one operation, from the look-up to the answer, with the fault that applies to it."""

from __future__ import annotations

import logging
import socket
import struct
from typing import TYPE_CHECKING

from aiohttp import web

from oktaprofile.simulator import errors
from oktaprofile.simulator.database import discarded_writes, encoded
from oktaprofile.simulator.errors import ApiError, OAuthError
from oktaprofile.simulator.http.authentication import caller_of, require_role, require_scope
from oktaprofile.simulator.http.faults import Fault, merge_patched
from oktaprofile.simulator.http.operations import Answer, Caller, Found, Operation
from oktaprofile.simulator.http.rate_limits import Verdict
from oktaprofile.simulator.http.responses import RawBody, base_url, response, run, with_headers

if TYPE_CHECKING:
    from oktaprofile.simulator.http.server import Service

_LOG = logging.getLogger("oktaprofile.simulator")
_ANONYMOUS = Caller("anonymous")


class Exchange:
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
            found = self.service.find(self.request.method, self.request.rel_url.raw_path)
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
                service.org, request.headers, request.method, base_url(request) + request.rel_url.raw_path
            )
        self.fault = fault = service.faults.take(operation.id, request.path_qs, self.body)
        if fault is not None and fault.delay_ms:
            await service.sleep(fault.delay_ms / 1000)
        if fault is not None and not fault.processes:
            return await self._unprocessed(fault)
        require_scope(caller, operation.scope)
        if operation.id != "token":
            require_role(caller, operation.method)
        if not operation.paces_itself:
            await service.pause()
        try:
            answer = await self._processed(operation, found, caller, fault)
        except (ApiError, OAuthError) as error:
            answer = self._error_answer(error)
        if fault is not None and fault.arguments.get("hold_ms"):
            await service.sleep(float(fault.arguments["hold_ms"]) / 1000)
        return self._answered(answer) if fault is None else await self._damaged(fault, answer)

    async def _processed(
        self, operation: Operation, found: Found, caller: Caller, fault: Fault | None
    ) -> Answer:
        """Runs the handler; a fault may change what is stored, or throw away what it writes for its answer."""
        api_request = self.service.api_request(self.request, self.body, found, caller)
        action = "" if fault is None else fault.action
        given = fault.arguments.get("document") if fault is not None else None
        if action == "rewrite":
            api_request.body = encoded(merge_patched(api_request.document(), given)).encode()
        if action not in ("ignore_write", "store", "lose_race"):
            return await run(operation, api_request)
        with discarded_writes():
            answer = await run(operation, api_request)
        if action == "store":
            api_request.body = encoded(merge_patched(api_request.document(), given)).encode()
            await run(operation, api_request)
        if action == "lose_race":  # the other writer had read before us, and writes after us
            api_request.body = encoded(given).encode()
            await run(operation, api_request)
        return answer

    async def _unprocessed(self, fault: Fault) -> web.StreamResponse:
        """The answer of a fault that keeps the operation from running."""
        arguments = fault.arguments
        if fault.action == "drop_before":
            return self._cut_off(None)
        if fault.action == "html":
            self.status = int(arguments.get("status", 503))
            page = "<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>"
            sent = web.Response(status=self.status, text=page, content_type="text/html")
            return with_headers(sent, self.headers)
        if fault.action == "rate_limit":
            reset = self.service.org.clock() + float(arguments.get("reset_seconds", 1))
            limit = 0 if arguments.get("concurrency") else self.service.limits.limits["api"]
            remaining = arguments.get("remaining", 0)
            self.headers = [one for one in self.headers if not one[0].startswith("x-rate-limit-")]
            if remaining is not None:
                self.headers += [
                    ("x-rate-limit-limit", str(limit)),
                    ("x-rate-limit-remaining", str(remaining)),
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
        if fault.action == "half_json":
            content = encoded(answer.body).encode()
            answer = Answer(answer.status, RawBody(content[: len(content) // 2]), answer.headers)
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
        if transport is None:  # the client did not wait for it
            return web.Response()
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
        return response(answer, self.headers)
