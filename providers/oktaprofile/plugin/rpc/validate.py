"""ValidateProviderConfig, ValidateResourceConfig and so on: bad input fails here.

What is known is checked even where something else is unknown still.
"""

from __future__ import annotations

from oktaprofile.plugin.engine.checking import check_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.plugin.listing import ListResource
    from oktaprofile.plugin.resource import DataSource, Provider, Resource
    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.wire.message import Message


def validate_provider_config(call: Request) -> Message:
    """The provider block."""
    return _validate(call, call.servicer.registry.provider)


def validate_resource_config(call: Request) -> Message:
    """A resource block."""
    return _validate(call, call.servicer.registry.resource(call.type_name), examined=True)


def validate_data_resource_config(call: Request) -> Message:
    """A data block."""
    return _validate(call, call.servicer.registry.data_source(call.type_name), examined=True)


def validate_list_resource_config(call: Request) -> Message:
    """A list block's `config`."""
    return _validate(call, call.servicer.registry.list_resource(call.type_name), examined=True)


def _validate(
    call: Request, configurable: Provider | Resource | DataSource | ListResource, *, examined: bool = False
) -> Message:
    call.schema = configurable.schema
    config = call.config(configurable.schema, known=False)
    check_config(configurable.schema, config, call.diagnostics)
    if examined:
        call.servicer.registry.provider.examine(config, call.context(client=False))
    configurable.validate(config, call.context(client=False))
    return {}
