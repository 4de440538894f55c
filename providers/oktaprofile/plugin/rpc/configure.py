"""ConfigureProvider and StopProvider: the beginning and the early end of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.plugin.engine.planning import fill_defaults

if TYPE_CHECKING:
    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.wire.message import Message


def configure_provider(call: Request) -> Message:
    """Make the client that later calls work with."""
    provider = call.servicer.registry.provider
    call.schema = provider.schema
    config = fill_defaults(provider.schema.attributes, call.config(provider.schema, known=False))
    version = call.request.get("terraform_version", "")
    call.servicer.client = provider.configure(config, version, call.context(client=False))
    return {}


def stop_provider(call: Request) -> Message:
    """End waits early. The server goes on: a call in hand must still report what it made."""
    call.servicer.stop.set()
    return {}
