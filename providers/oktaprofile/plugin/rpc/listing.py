"""ListResource: rows on a stream, until there are enough, nobody reads them, or Terraform is told to stop.

Terraform does not cancel the stream on Ctrl-C, it waits for its end; of one error it discards all rows; a row without
an identity or a wrong object fails it. So an error is the last event, and every row is whole.
"""

from __future__ import annotations

import time

from oktaprofile.plugin import log
from oktaprofile.plugin.engine.checking import check_config
from oktaprofile.plugin.engine.equality import unknown_as_null
from oktaprofile.plugin.engine.planning import fill_defaults
from oktaprofile.plugin.listing import ListRequest
from oktaprofile.plugin.rpc.answer import diagnostic_message
from oktaprofile.plugin.rpc.identity import identity_data
from oktaprofile.plugin.rpc.request import Request
from oktaprofile.plugin.rpc.values import encoded, fitted
from oktaprofile.plugin.wire import message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from oktaprofile.plugin.listing import Listed
    from oktaprofile.plugin.process import Process
    from oktaprofile.plugin.wire.message import Message

RPC = "ListResource"


def list_resource(servicer: Process, request: bytes, cancelled: Callable[[], bool]) -> Generator[bytes]:
    """The events of one list. The only place that catches every Exception of it. Raises WireError."""
    started, rows = time.monotonic(), 0
    call = Request(servicer, RPC, message.decode("ListResource.Request", request))
    try:
        for event in _events(call, cancelled):
            rows += 1
            yield message.encode("ListResource.Event", {**event, "diagnostic": _said(call)})
    except Exception as error:  # noqa: BLE001 - Terraform gets a diagnostic, whatever went wrong
        call.report(error)
    if said := _said(call):
        yield message.encode("ListResource.Event", {"diagnostic": said})
    duration_ms = round((time.monotonic() - started) * 1000, 1)
    log.debug("list answered", rpc=RPC, resource_type=call.type_name, duration_ms=duration_ms, calls=rows)


def _events(call: Request, cancelled: Callable[[], bool]) -> Generator[Message]:
    registry, stop = call.servicer.registry, call.servicer.stop
    lister = registry.list_resource(call.type_name)
    schema = call.schema = lister.schema
    config = call.config(schema, known=True)
    check_config(schema, config, call.diagnostics)
    registry.provider.examine(config, call.context())
    if call.diagnostics.has_errors:
        return
    limit, include = call.request.get("limit", 0), call.request.get("include_resource_object", False)
    request = ListRequest(fill_defaults(schema.attributes, config), lambda: cancelled() or stop.is_set())
    context = call.context()
    for number, row in enumerate(lister.list(request, context), start=1):
        if call.diagnostics.has_errors:
            return
        yield _event(call, row, include=include)
        if number == limit or cancelled():
            return
        if stop.is_set():
            break
    if stop.is_set():
        call.diagnostics.warning(
            "The list was stopped", "It shows what was found until then, and is not complete."
        )


def _event(call: Request, row: Listed, *, include: bool) -> Message:
    resource = call.servicer.registry.resource(call.type_name)
    event: Message = {
        "identity": identity_data(call, row.identity),
        "display_name": row.display_name,
    }
    if include:
        imported = resource.import_identity(row.identity, call.context())
        state = unknown_as_null(fitted(imported.state, resource.schema.type, lenient=True))
        event["resource_object"] = encoded(state, resource.schema.type)
    return event


def _said(call: Request) -> list[Message]:
    """The messages since the last event, once."""
    items = [diagnostic_message(call, item) for item in call.diagnostics.items]
    call.diagnostics.items.clear()
    return items
