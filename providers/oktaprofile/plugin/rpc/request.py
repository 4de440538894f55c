"""One request of Terraform as a handler reads it, and what it has to say."""

from __future__ import annotations

from oktaprofile.plugin import log, private
from oktaprofile.plugin.diagnostics import DiagnosticError, Diagnostics
from oktaprofile.plugin.engine.checking import (
    CONFIG,
    configured,
    refuse_missing,
    refuse_unknown,
    refuse_unplanned,
)
from oktaprofile.plugin.resource import Context
from oktaprofile.plugin.wire import dynamic
from oktaprofile.text.redact import hide

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oktaprofile.plugin.process import Process
    from oktaprofile.plugin.resource import Context
    from oktaprofile.plugin.schema import Schema
    from oktaprofile.plugin.types import Type
    from oktaprofile.plugin.values import Value
    from oktaprofile.plugin.wire.message import Message

NULL = {"msgpack": b"\xc0"}


class Request:
    """What a handler works with.

    ``schema`` is set by it as soon as known: diagnostics' paths are read against it.
    """

    def __init__(self, servicer: Process, rpc: str, request: Message) -> None:
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
        state = self.object(field, schema)
        refuse_unknown(state, field)
        return state

    def config(self, schema: Schema, *, known: bool) -> dict[str, Value]:
        """The configuration; ``known``: Terraform calls only when all of it is."""
        config = self.object("config", schema)
        refuse_missing(schema.required, config, CONFIG)
        if known:
            refuse_unknown(config, "config")
        return config

    def planned(self, schema: Schema) -> dict[str, Value]:
        """A plan to apply: what is configured is there, and only what is computed may be unknown."""
        planned = self.object("planned_state", schema)
        refuse_missing(schema.required, planned, "planned state")
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
    """Keep the sensitive values of an object out of every message from now on."""
    for attribute, item, _ in configured(schema.sensitive, value):
        if attribute.sensitive:
            hide(item)
