"""What one request leaves in the journal and in its answer's headers, and how an answer is sent."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from oktaprofile.simulator import errors
from oktaprofile.simulator.database import encoded
from oktaprofile.simulator.errors import ApiError, OAuthError
from oktaprofile.simulator.http.faults import Fault
from oktaprofile.simulator.http.operations import Answer, Caller

_LOG = logging.getLogger("oktaprofile.simulator")
_METHOD_NOT_ALLOWED = 405


@dataclass
class Exchange:
    """One request. Each stage adds what it knows."""

    operation_id: str
    """Of the operation; method and path where there is none."""
    body: bytes = b""
    """What the handler reads; a fault may replace it."""
    request_id: str = ""
    caller: Caller = field(default_factory=lambda: Caller("anonymous"))
    fault: Fault | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)


EXCHANGE = web.RequestKey("exchange", Exchange)
Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


class CutOff(web.Response):
    """Nothing is sent: the connection was closed."""


async def settled(request: web.Request, handler: Next) -> web.StreamResponse:
    """The response of the stages within; an error becomes the answer that Okta gives. Never raises."""
    exchange = request[EXCHANGE]
    try:
        return await handler(request)
    except (ApiError, OAuthError) as error:
        return response(refusal(error, exchange.request_id))
    except web.HTTPException as unknown:  # the router knows no operation
        named = " " not in exchange.operation_id
        if unknown.status == _METHOD_NOT_ALLOWED and not named:
            return response(refusal(errors.method_not_allowed(), exchange.request_id))
        name = exchange.operation_id if named else "an unknown operation"
        return response(
            refusal(errors.not_simulated(name, request.method, request.path), exchange.request_id)
        )
    except Exception:  # noqa: BLE001 - the last resort of a server: one request fails, the org lives on
        _LOG.exception("%s %s failed", request.method, request.path)
        return response(refusal(errors.internal_error(), exchange.request_id))


def refusal(error: ApiError | OAuthError, request_id: str = "") -> Answer:
    """The answer of an error; the error id follows from the request id."""
    if isinstance(error, OAuthError):
        return Answer(
            error.status, {"error": error.error, "error_description": error.description}, error.headers
        )
    return Answer(error.status, error.document(f"oae{request_id[3:]:0>22}"[:25]), error.headers)


def response(answer: Answer) -> web.Response:
    """JSON, or no body at all. Each header has a line of its own: two `Link` headers stay two."""
    if answer.body is None:
        sent = web.Response(status=answer.status)
    else:
        content = answer.body if isinstance(answer.body, bytes) else encoded(answer.body).encode()
        sent = web.Response(status=answer.status, body=content, content_type="application/json")
    for name, value in answer.headers:
        if name == "Content-Type":
            sent.headers[name] = value
        else:
            sent.headers.add(name, value)
    return sent
