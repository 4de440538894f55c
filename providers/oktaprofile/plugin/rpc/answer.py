"""From a request's bytes to the answer's: decode, hand over, and say what went wrong in Terraform's form."""

from __future__ import annotations

import time
from functools import cache

from oktaprofile.plugin import log
from oktaprofile.plugin.diagnostics import ERROR
from oktaprofile.plugin.engine.checking import written
from oktaprofile.plugin.registry import load
from oktaprofile.plugin.rpc.request import Request
from oktaprofile.plugin.wire import message
from oktaprofile.plugin.wire.path import attribute_path, pointed_at
from oktaprofile.plugin.wire.tables import MESSAGES, RPCS
from oktaprofile.text.characters import escaped
from oktaprofile.text.redact import redact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oktaprofile.plugin.process import Process
    from oktaprofile.plugin.wire.message import Message

SEVERITIES = {"error": 1, "warning": 2}

LONGEST_TEXT = 100_000
"""Characters of a summary or detail. A name of 60 MB in an error would be an answer that Terraform refuses."""


def answer(servicer: Process, rpc: str, handler: str, request: bytes) -> bytes:
    """Decode, hand over, encode. Only here every Exception of a call is caught. WireError: this is no such request."""
    started = time.monotonic()
    request_name, response_name = RPCS[rpc]
    call = Request(servicer, rpc, message.decode(request_name, request))
    response: Message = {}
    try:
        response = _handler(handler)(call)
    except Exception as error:  # noqa: BLE001 - Terraform gets a diagnostic, whatever went wrong
        call.report(error)
    attach(call, response, response_name)
    encoded_response = message.encode(response_name, response)
    if log.wanted("debug"):
        log.debug(
            "call answered",
            rpc=rpc,
            resource_type=call.type_name,
            duration_ms=round((time.monotonic() - started) * 1000, 1),
            bytes=len(encoded_response),
        )
    return encoded_response


def attach(call: Request, response: Message, response_name: str) -> None:
    """Put the call's diagnostics where this response has room for them."""
    fields = _fields(response_name)
    if "diagnostics" in fields:
        response["diagnostics"] = [diagnostic_message(call, item) for item in call.diagnostics.items]
        return
    for item in call.diagnostics.items:
        if item.severity == ERROR:
            text = valid_text(redact(f"{item.summary}\n\n{item.detail}"))
            response.update({"error": {"text": text}} if "error" in fields else {"Error": text})


@cache
def _handler(locator: str) -> Callable[[Request], Message]:
    handler: Callable[[Request], Message] = load(f"oktaprofile.plugin.rpc.{locator}")
    return handler


@cache
def _fields(message_name: str) -> set[str]:
    return {name for name, _, _ in MESSAGES[message_name].values()}


def diagnostic_message(call: Request, item: Any) -> Message:  # noqa: ANN401 - a Diagnostic
    """One message in Terraform's form, free of secrets and control characters."""
    path = attribute_path(item.path, call.schema.type) if call.schema is not None else None
    shown = pointed_at(path) if path is not None else None
    detail = item.detail if shown == path else _with_path(item)
    return {
        "severity": SEVERITIES[item.severity],
        "summary": valid_text(redact(item.summary)),
        "detail": valid_text(redact(detail)),
        "attribute": shown,
    }


def _with_path(item: Any) -> str:  # noqa: ANN401 - a Diagnostic
    """The detail with the whole path in words, where Terraform points at a part of it only."""
    path = written(item.path)
    detail: str = item.detail
    return detail if path in detail else f"{detail}\n\nAt {path}.".strip()


def valid_text(text: str) -> str:
    """``text`` as Terraform may print it: all of it UTF-8, nothing that controls a screen, not very long."""
    return escaped(text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…", "\n\t")
