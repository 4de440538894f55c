"""GenerateResourceConfig: a configuration that a person would write, of a resource that is to be imported.

Terraform writes down whatever is answered, unchecked: what nobody can configure must not be in it.
"""

from __future__ import annotations

from oktaprofile.plugin.engine.equality import same
from oktaprofile.plugin.engine.planning import each_object
from oktaprofile.plugin.rpc.values import encoded, fitted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.schema import Attribute
    from oktaprofile.plugin.values import Value
    from oktaprofile.plugin.wire.message import Message


def generate_resource_config(call: Request) -> Message:
    """The state without what is computed and what is a default; the author may take more out."""
    resource = call.servicer.registry.resource(call.type_name)
    schema = call.schema = resource.schema
    config = resource.generate(configurable(schema.attributes, call.state("state", schema)))
    return {"config": encoded(fitted(config, schema.type), schema.type)}


def configurable(attributes: Mapping[str, Attribute], values: dict[str, Value]) -> dict[str, Value]:
    """What of a state can be configured and is no default, at every depth; null for the rest."""
    config: dict[str, Value] = {}
    for name, attribute in attributes.items():
        value, default = values[name], attribute.default
        is_default = default is not None and same(attribute.type, value, default)
        if is_default or not (attribute.required or attribute.optional):
            value = None
        elif attribute.nested is not None:
            value = each_object(attribute.nested, value, configurable)
        config[name] = value
    return config
