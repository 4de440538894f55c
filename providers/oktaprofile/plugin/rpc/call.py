"""One call in hand: its request, what it has to say, and the way from exceptions to diagnostics."""

from __future__ import annotations

import time

from oktaprofile.plugin import log, private
from oktaprofile.plugin.diagnostics import ERROR, DiagnosticError, Diagnostics
from oktaprofile.plugin.registry import load
from oktaprofile.plugin.wire import dynamic, message
from oktaprofile.plugin.wire.path import attribute_path, pointed_at
from oktaprofile.plugin.wire.tables import MESSAGES, RPCS
from oktaprofile.text.redact import hide, redact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oktaprofile.plugin.dispatch import Servicer
    from oktaprofile.plugin.resource import Context
    from oktaprofile.plugin.schema import Schema
    from oktaprofile.plugin.types import Type
    from oktaprofile.plugin.values import Value
    from oktaprofile.plugin.wire.message import Message

NULL = {"msgpack": b"\xc0"}
SEVERITIES = {"error": 1, "warning": 2}

LONGEST_TEXT = 100_000
"""Characters of a summary or detail. A name of 60 MB in an error would be an answer that Terraform refuses."""


class Call:
    """What a handler works with.

    ``schema`` is set by it as soon as known: diagnostics' paths are read against it.
    """

    __slots__ = ("diagnostics", "request", "rpc", "schema", "servicer")

    def __init__(self, servicer: Servicer, rpc: str, request: Message) -> None:
        self.servicer = servicer
        self.rpc = rpc
        self.request = request
        self.diagnostics = Diagnostics()
        self.schema: Schema | None = None

    @property
    def type_name(self) -> str:
        name: str = self.request.get("type_name", "")
        return name

    def context(self, *, client: bool = True) -> Context:
        """The author's view of this call; no client for what runs before the provider is configured."""
        from oktaprofile.plugin.resource import Context

        return Context(self.diagnostics, self.servicer.stop, self.servicer.client if client else None)

    def value(self, field: str, type_: Type) -> Value:
        """A DynamicValue of the request; null when absent. Raises DiagnosticError."""
        try:
            return dynamic.decode(self.request.get(field), type_)
        except dynamic.ValueMismatch as mismatch:
            raise DiagnosticError(
                f"Terraform's {field.replace('_', ' ')} does not fit the provider's schema",
                f"{mismatch.text}. If the provider's version was just changed, run terraform init.",
                mismatch.path,
            ) from mismatch

    def object(self, field: str, schema: Schema) -> dict[str, Value]:
        """A DynamicValue that is an object of ``schema``, never null.

        Its sensitive values never reach a message.
        """
        value = self.value(field, schema.type)
        if not isinstance(value, dict):
            raise DiagnosticError(f"Terraform sent no {field.replace('_', ' ')}")
        protect(schema, value)
        return value

    def state(self, field: str, schema: Schema) -> dict[str, Value]:
        """What was stored: an object that is wholly known."""
        from oktaprofile.plugin.engine.checking import refuse_unknown

        state = self.object(field, schema)
        refuse_unknown(state, field)
        return state

    def config(self, schema: Schema, *, known: bool) -> dict[str, Value]:
        """The configuration; ``known``: Terraform calls only when all of it is."""
        from oktaprofile.plugin.engine.checking import refuse_missing, refuse_unknown

        config = self.object("config", schema)
        refuse_missing(schema.attributes, config, "config")
        if known:
            refuse_unknown(config, "config")
        return config

    def planned(self, schema: Schema) -> dict[str, Value]:
        """A plan to apply: what is configured is there, and only what is computed may be unknown."""
        from oktaprofile.plugin.engine.checking import refuse_missing, refuse_unplanned

        planned = self.object("planned_state", schema)
        refuse_missing(schema.attributes, planned, "planned state")
        refuse_unplanned(schema.attributes, planned)
        return planned

    def is_null(self, field: str) -> bool:
        """Whether this DynamicValue of the request is null or absent."""
        value = self.request.get(field)
        return not value or value == NULL

    def private(self, field: str) -> dict[str, Any]:
        """Private state from the request. Raises DiagnosticError."""
        return private.decode(self.request.get(field))

    def report(self, exception: Exception) -> None:
        """Say an exception from the author's code as an error.

        A foreign one goes to the log with its traceback.
        """
        if isinstance(exception, DiagnosticError):
            self.diagnostics.error(exception.summary, exception.detail, exception.path)
            return
        log.failure("the provider failed", exception, rpc=self.rpc, resource_type=self.type_name)
        what = f"{self.rpc} of {self.type_name}" if self.type_name else self.rpc
        self.diagnostics.error(
            "The provider failed unexpectedly",
            f"{what} raised {type(exception).__name__}: {exception}\n\n"
            "This is a mistake in the provider, not in the configuration: please report it, with the "
            "traceback that TF_LOG_PROVIDER=ERROR shows.",
        )


def protect(schema: Schema, value: dict[str, Value]) -> None:
    """Keep the sensitive and write-only values of an object out of every message from now on."""
    from oktaprofile.plugin.engine.checking import configured

    for attribute, item, _ in configured(schema.attributes, value):
        if attribute.sensitive or attribute.write_only:
            hide(item)


def encoded(value: Value, type_: Type) -> Message:
    """The DynamicValue of what an author returned. Raises DiagnosticError where it does not fit the type."""
    try:
        return dynamic.encode(value, type_)
    except dynamic.ValueMismatch as mismatch:
        raise misfit(mismatch) from mismatch


def fitted(value: Value, type_: Type, *, lenient: bool = False) -> Value:
    """``value`` in the form that every room relies on.

    Raises DiagnosticError where it does not fit the type.
    """
    try:
        return dynamic.fit(value, type_, lenient=lenient)
    except dynamic.ValueMismatch as mismatch:
        raise misfit(mismatch) from mismatch


def misfit(mismatch: dynamic.ValueMismatch) -> DiagnosticError:
    """The error for an author's value that its own schema does not allow."""
    from oktaprofile.plugin.engine.checking import BUG, written

    return DiagnosticError(
        "The provider made a value that does not fit its schema",
        f"{written(mismatch.path)}: {mismatch.text}. {BUG}",
        mismatch.path,
    )


def answer(servicer: Servicer, rpc: str, handler: str, request: bytes) -> bytes:
    """Decode, hand over, encode. The only place that catches every Exception of a call."""
    from oktaprofile.plugin.dispatch import BadRequestError

    started = time.monotonic()
    request_name, response_name = RPCS[rpc]
    try:
        call = Call(servicer, rpc, message.decode(request_name, request))
    except message.WireError as error:
        raise BadRequestError(f"{rpc}: {error}") from error
    response: Message = {}
    try:
        response = load(f"oktaprofile.plugin.rpc.{handler}")(call)
    except Exception as error:  # noqa: BLE001 - Terraform gets a diagnostic, whatever went wrong
        call.report(error)
    attach(call, response, response_name)
    encoded_response = message.encode(response_name, response)
    log.debug(
        "call answered",
        rpc=rpc,
        resource_type=call.type_name,
        duration_ms=round((time.monotonic() - started) * 1000, 1),
        bytes=len(encoded_response),
    )
    return encoded_response


def attach(call: Call, response: Message, response_name: str) -> None:
    """Put the call's diagnostics where this response has room for them."""
    fields = {name for name, _, _ in MESSAGES[response_name].values()}
    if "diagnostics" in fields:
        response["diagnostics"] = [_diagnostic(call, item) for item in call.diagnostics.items]
        return
    for item in call.diagnostics.items:
        if item.severity == ERROR:
            text = valid_text(redact(f"{item.summary}\n\n{item.detail}"))
            response.update({"error": {"text": text}} if "error" in fields else {"Error": text})


def _diagnostic(call: Call, item: Any) -> Message:  # noqa: ANN401 - a Diagnostic
    path = attribute_path(item.path, call.schema.type) if call.schema is not None else None
    shown = pointed_at(path) if path is not None else None
    detail = item.detail if shown == path else _with_place(item)
    return {
        "severity": SEVERITIES[item.severity],
        "summary": valid_text(redact(item.summary)),
        "detail": valid_text(redact(detail)),
        "attribute": shown,
    }


def _with_place(item: Any) -> str:  # noqa: ANN401 - a Diagnostic
    """The detail with the whole path in words, where Terraform points at a part of it only."""
    from oktaprofile.plugin.engine.checking import written

    place = written(item.path)
    detail: str = item.detail
    return detail if place in detail else f"{detail}\n\nAt {place}.".strip()


def valid_text(text: str) -> str:
    """``text`` without half surrogate pairs, which no UTF-8 can hold, and with control characters made visible.

    A name from outside must not clear a person's screen, nor turn the text round. Shortened when very long.
    """
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT] + "…"
    whole = text.encode(errors="replace").decode()
    if whole.isprintable():
        return whole
    return "".join(
        shown if shown.isprintable() or shown in "\n\t" else shown.encode("unicode_escape").decode()
        for shown in whole
    )
