"""aiohttp's application of an org: a route for each operation, and the stages that a request passes.

Order: who may call at all, request id and journal, concurrency and rate limit, caller, fault, scope and role, latency,
handler. Every answer of an operation carries `x-okta-request-id`, `Date`, `Cache-Control` and the rate-limit headers.
The control paths below `/simulator`, and the page at `/`, pass the first stage only. One event loop, one thread, one
SQLite connection.
"""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web
from aiohttp.typedefs import Middleware

from oktaprofile.expression.unsettled import ANSWERS
from oktaprofile.simulator import errors
from oktaprofile.simulator.errors import ApiError
from oktaprofile.simulator.http.exchange import EXCHANGE, CutOff, Exchange, Next, refusal, response, settled
from oktaprofile.simulator.http.failing import failed
from oktaprofile.simulator.http.guard import refuse_strangers
from oktaprofile.simulator.http.journal import Entry, kept_body
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Operation
from oktaprofile.simulator.http.permissions import require_permission
from oktaprofile.simulator.http.service import SERVICE, Service

_CONTROL = "/simulator/"
_LARGEST_BODY_BYTES = 2**30  # 100,000 people are loaded in one
_UNCACHED = [("Cache-Control", "no-cache, no-store"), ("Pragma", "no-cache"), ("Expires", "0")]
_OPERATIONS = web.AppKey("operations", dict[object, Operation])


def application(service: Service, control: Iterable[Operation]) -> web.Application:
    """The application. `control` are the paths below `/simulator`."""
    stages: list[Middleware] = [guarded, controlled, *map(_of_okta, (recorded, limited, identified, failed))]
    app = web.Application(middlewares=stages, client_max_size=_LARGEST_BODY_BYTES)
    app[SERVICE] = service
    app[_OPERATIONS] = {}
    for one in sorted((*service.operations, *control), key=_literal_first):
        endpoint = _endpoint(one)
        app.router.add_route(one.method, _route(one.template), endpoint)
        app[_OPERATIONS][endpoint] = one
    return app


def _route(template: str) -> str:
    """The template in aiohttp's terms. A slash at the end changes nothing (the SDK 2 for Python sends one)."""
    return re.sub(r"\{(\w+)\}", r"{\1:[^/]+}", template) + "{slash:/?}"


def _is_control(path: str) -> bool:
    return path == "/" or path.startswith(_CONTROL)


def _literal_first(operation: Operation) -> str:
    return operation.template.replace("{", "\x7f")


def _of_okta(stage: Middleware) -> Middleware:
    """The stage, passed over by the control paths."""

    @web.middleware
    async def passed(request: web.Request, handler: Next) -> web.StreamResponse:
        return await (handler(request) if _is_control(request.path) else stage(request, handler))

    return passed


@web.middleware
async def guarded(request: web.Request, handler: Next) -> web.StreamResponse:
    """Only programs on this machine, by its own name."""
    try:
        refuse_strangers(request, request.app[SERVICE].names)
    except ApiError as error:
        sent = response(refusal(error))
        sent.force_close()  # the body was not read
        return sent
    return await handler(request)


@web.middleware
async def controlled(request: web.Request, handler: Next) -> web.StreamResponse:
    """A control path: its errors say what is wrong in plain words."""
    if not _is_control(request.path):
        return await handler(request)
    request[EXCHANGE] = Exchange("control", await request.read())
    try:
        sent = await handler(request)
    except ApiError as error:
        body = {"error": error.summary, "causes": error.causes, **error.document("oae")}
        sent = response(Answer(error.status, body))
    except web.HTTPException as unknown:
        operations = request.app[_OPERATIONS].values()
        paths = sorted(f"{one.method} {one.template}" for one in operations if _is_control(one.template))
        body = {"error": f"{request.method} {request.path} is none of {paths}"}
        sent = response(Answer(unknown.status, body))
    except (ValueError, LookupError, TypeError) as error:
        sent = response(Answer(400, {"error": f"{type(error).__name__}: {error}"}))
    sent.headers["Cache-Control"] = "no-store"
    return sent


async def recorded(request: web.Request, handler: Next) -> web.StreamResponse:
    """Request id, standard headers, journal. Answers every request: an error within becomes Okta's."""
    service, operation = request.app[SERVICE], _operation_of(request)
    number = service.journal.next_number()
    started, began = service.org.clock(), time.perf_counter()
    elsewhere = None if operation else service.elsewhere(request.method, request.path)
    exchange = request[EXCHANGE] = Exchange(
        operation.id if operation else elsewhere or f"{request.method} {request.path}",
        await request.read(),
        f"sim{number:08d}{service.org.ids.noise('request', number) & 0xFFFFFFFF:08x}",
    )
    body = exchange.body
    sent = await settled(request, handler)
    for name, value in (("x-okta-request-id", exchange.request_id), *_UNCACHED, *exchange.headers):
        sent.headers.add(name, value)
    service.journal.add(
        Entry(
            number,
            exchange.operation_id,
            request.method,
            request.path_qs,
            0 if isinstance(sent, CutOff) else sent.status,
            started,
            (time.perf_counter() - began) * 1000,
            exchange.request_id,
            exchange.fault.id if exchange.fault else None,
            kept_body(request.path, body),
        )
    )
    return sent


async def limited(request: web.Request, handler: Next) -> web.StreamResponse:
    """Concurrency, then the budget of the operation's bucket."""
    limits, operation = request.app[SERVICE].limits, _operation_of(request)
    verdict = limits.enter()
    try:
        if verdict is None and operation is not None:
            verdict = limits.spend(operation.bucket)
        if verdict is not None:
            request[EXCHANGE].headers += verdict.headers
            if not verdict.allowed:
                raise errors.rate_limited()
        return await handler(request)
    finally:
        limits.leave()


async def identified(request: web.Request, handler: Next) -> web.StreamResponse:
    """Who calls."""
    service, operation = request.app[SERVICE], _operation_of(request)
    if operation is not None and not operation.anonymous:
        url = _base_url(request) + request.rel_url.raw_path
        request[EXCHANGE].caller = service.identify(service.org, request.headers, request.method, url)
    return await handler(request)


def _endpoint(operation: Operation) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The innermost stage: permission, latency, handler."""
    control = _is_control(operation.template)

    async def endpoint(request: web.Request) -> web.StreamResponse:
        service, exchange = request.app[SERVICE], request[EXCHANGE]
        ANSWERS.null_joined = service.org.switches.null_joined  # a thread serves one org
        ANSWERS.length_of_null = service.org.switches.length_of_null
        if not control:
            require_permission(exchange.caller, operation)
            if not operation.paces_itself:
                await service.pause()
        answer = operation.handler(
            ApiRequest(
                org=service.org,
                method=request.method,
                path=request.path,
                parameters=request.match_info,
                query=dict(request.query),
                headers=request.headers,
                body=exchange.body,
                base_url=_base_url(request),
                caller=exchange.caller,
                pause=service.pause,
            )
        )
        return response(await answer if inspect.isawaitable(answer) else answer)

    return endpoint


def _operation_of(request: web.Request) -> Operation | None:
    return request.app[_OPERATIONS].get(request.match_info.handler)


def _base_url(request: web.Request) -> str:
    """Scheme and host by which the client called."""
    return f"{request.scheme}://{request.host}"
