"""From an answer to what aiohttp sends."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

from aiohttp import web

from oktaprofile.simulator.database import encoded
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Operation


class RawBody:
    """An answer's body as JSON text that is ready to send."""

    def __init__(self, content: bytes) -> None:
        self.content = content


async def run(operation: Operation, request: ApiRequest) -> Answer:
    """Runs a handler, be it a coroutine or not."""
    answer = operation.handler(request)
    return await answer if inspect.isawaitable(answer) else answer


def base_url(request: web.BaseRequest) -> str:
    """Scheme and host by which the client called."""
    return f"{request.scheme}://{request.host}"


def with_headers(sent: web.Response, headers: Iterable[tuple[str, str]]) -> web.Response:
    """Adds headers, each with a line of its own: two `Link` headers stay two."""
    for name, value in headers:
        sent.headers.add(name, value)
    return sent


def response(answer: Answer, headers: Iterable[tuple[str, str]]) -> web.Response:
    """JSON, or no body at all."""
    if answer.body is None:
        sent = web.Response(status=answer.status)
    else:
        raw = isinstance(answer.body, RawBody)
        content = answer.body.content if raw else encoded(answer.body).encode()
        sent = web.Response(status=answer.status, body=content, content_type="application/json")
    return with_headers(sent, [*headers, *answer.headers])
