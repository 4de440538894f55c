"""ReadDataSource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.plugin.engine.planning import fill_defaults
from oktaprofile.plugin.rpc.read import refuse_unknown
from oktaprofile.plugin.rpc.values import encoded

if TYPE_CHECKING:
    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.wire.message import Message


def read_data_source(call: Request) -> Message:
    """Terraform calls with a wholly known config only."""
    data_source = call.servicer.registry.data_source(call.type_name)
    schema = call.schema = data_source.schema
    config = fill_defaults(schema.attributes, call.config(schema, known=True))
    call.servicer.registry.provider.examine(config, call.context())
    if call.diagnostics.has_errors:
        return {}
    state = data_source.read(config, call.context())
    if call.diagnostics.has_errors:
        return {}
    refuse_unknown(state)
    return {"state": encoded(state, schema.type)}
