"""The stage at which a fault rule applies. What each action does is in docs/simulator.md."""

from __future__ import annotations

import json
import socket
import struct

from aiohttp import web

from oktaprofile.simulator import errors
from oktaprofile.simulator.database import discarded_writes, encoded
from oktaprofile.simulator.errors import ApiError
from oktaprofile.simulator.http.exchange import EXCHANGE, CutOff, Next, refusal, response, settled
from oktaprofile.simulator.http.faults import Fault, merge_patched
from oktaprofile.simulator.http.json_body import read_json
from oktaprofile.simulator.http.operations import Answer
from oktaprofile.simulator.http.service import SERVICE

_PAGE = "<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>"


async def failed(request: web.Request, handler: Next) -> web.StreamResponse:
    """Answers as the first matching rule says; as always without one."""
    service, exchange = request.app[SERVICE], request[EXCHANGE]
    fault = exchange.fault = service.faults.take(exchange.operation_id, request.path_qs, exchange.body)
    if fault is None:
        return await handler(request)
    if fault.delay_ms:
        await service.sleep(fault.delay_ms / 1000)
    if not fault.processes:
        return _unprocessed(request, fault)
    sent = await _processed(request, handler, fault)
    if fault.arguments.get("hold_ms"):
        await service.sleep(float(fault.arguments["hold_ms"]) / 1000)
    return _damaged(request, fault, sent)


async def _processed(request: web.Request, handler: Next, fault: Fault) -> web.Response:
    """Runs the operation; a fault may change what is stored, or throw away what it writes for its answer."""
    exchange = request[EXCHANGE]

    async def run(body: bytes | None = None, patch: object = None) -> web.Response:
        async def with_body(request: web.Request) -> web.StreamResponse:
            if body is not None:
                exchange.body = body
            elif patch is not None:
                document = read_json(exchange.body, request.headers.get("Content-Type"))
                exchange.body = encoded(merge_patched(document, patch)).encode()
            return await handler(request)

        sent = await settled(request, with_body)
        assert isinstance(sent, web.Response)
        return sent

    document = fault.arguments.get("document")
    if fault.action == "rewrite":
        return await run(patch=document)
    if fault.action not in ("ignore_write", "store", "lose_race"):
        return await run()
    with discarded_writes():
        sent = await run()
    if fault.action == "store":
        await run(patch=document)
    if fault.action == "lose_race":  # the other writer had read before us, and writes after us
        await run(body=encoded(document).encode())
    return sent


def _unprocessed(request: web.Request, fault: Fault) -> web.Response:
    """The answer of a fault that keeps the operation from running."""
    service, exchange, arguments = request.app[SERVICE], request[EXCHANGE], fault.arguments
    if fault.action == "drop_before":
        return _cut_off(request, None)
    if fault.action == "html":
        return web.Response(status=arguments.get("status", 503), text=_PAGE, content_type="text/html")
    if fault.action != "rate_limit":
        return _given(request, fault)
    remaining = arguments.get("remaining", 0)
    exchange.headers = [one for one in exchange.headers if not one[0].startswith("x-rate-limit-")]
    if remaining is not None:
        limit = 0 if arguments.get("concurrency") else service.limits.limits["api"]
        reset = service.org.clock() + arguments.get("reset_seconds", 1)
        exchange.headers += [
            ("x-rate-limit-limit", str(limit)),
            ("x-rate-limit-remaining", str(remaining)),
            ("x-rate-limit-reset", str(int(reset) + (reset % 1 > 0))),
        ]
    return response(refusal(errors.rate_limited(), exchange.request_id))


def _damaged(request: web.Request, fault: Fault, sent: web.Response) -> web.Response:
    """What the client gets after the operation has run under a fault."""
    content = sent.body if isinstance(sent.body, bytes) else b""
    if fault.action == "answer":
        return _given(request, fault)
    if fault.action == "patch_answer":
        document = json.loads(content) if content else None
        sent.body = encoded(merge_patched(document, fault.arguments["document"])).encode()
    if fault.action == "empty":
        return web.Response(status=200)
    if fault.action == "half_json":
        sent.body = content[: len(content) // 2]
    if fault.action == "drop_after":
        return _cut_off(request, None)
    if fault.action in ("reset", "truncate"):
        return _cut_off(request, sent, reset=fault.action == "reset")
    return sent


def _given(request: web.Request, fault: Fault) -> web.Response:
    """The answer that a rule spells out; Okta's error object for a bare status."""
    status, body = fault.arguments.get("status", 500), fault.arguments.get("body")
    extra = [(name, str(value)) for name, value in (fault.arguments.get("headers") or {}).items()]
    if body is None and status >= 400:
        standard = {
            400: errors.validation_failed("request"),
            401: errors.invalid_token(),
            403: errors.access_denied(),
            404: errors.not_found("unknown", "AppInstance"),
            429: errors.rate_limited(),
        }
        error = standard.get(status) or ApiError(status, "E0000009", "Internal Server Error")
        body = refusal(error, request[EXCHANGE].request_id).body
    return response(Answer(status, body, extra))


def _cut_off(request: web.Request, sent: web.Response | None, *, reset: bool = False) -> web.Response:
    """Closes the connection: without a byte, or in the middle of an answer; with `reset` by TCP RST."""
    transport = request.transport
    if transport is None:  # the client did not wait for it
        return CutOff()
    if sent is not None:
        content = sent.body if isinstance(sent.body, bytes) else b""
        head = (
            f"HTTP/1.1 {sent.status} OK\r\n"
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
    return CutOff()
