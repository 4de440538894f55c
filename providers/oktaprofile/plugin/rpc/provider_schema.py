"""What the provider offers: GetMetadata, GetProviderSchema."""

from __future__ import annotations

from oktaprofile.plugin.rpc.functions import function_message
from oktaprofile.plugin.schema import Attribute, Nested, Schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oktaprofile.plugin.registry import Registry
    from oktaprofile.plugin.rpc.request import Request
    from oktaprofile.plugin.wire.message import Message

CAPABILITIES = {
    "plan_destroy": True,
    "get_provider_schema_optional": True,
    "move_resource_state": True,
    "generate_resource_config": True,
}
MARKDOWN = 1
NESTING = {"single": 1, "list": 2, "set": 3, "map": 4}


def get_metadata(call: Request) -> Message:
    """The names of all types; imports none of them."""
    provider = call.servicer.registry.provider
    return {
        "server_capabilities": CAPABILITIES,
        "resources": [{"type_name": name} for name in sorted(provider.resources)],
        "data_sources": [{"type_name": name} for name in sorted(provider.data_sources)],
        "functions": [{"name": name} for name in sorted(provider.functions)],
        "list_resources": [{"type_name": name} for name in sorted(provider.list_resources)],
    }


def get_provider_schema(call: Request) -> Message:
    """The whole schema, computed: the answer when no prebuilt one is at hand."""
    return schema_response(call.servicer.registry)


def schema_response(registry: Registry) -> Message:
    """The GetProviderSchema answer. Imports every type."""
    provider = registry.provider
    return {
        "provider": schema_message(provider.schema, of_provider=True),
        "resource_schemas": {
            name: schema_message(registry.resource(name).schema) for name in provider.resources
        },
        "data_source_schemas": {
            name: schema_message(registry.data_source(name).schema) for name in provider.data_sources
        },
        "list_resource_schemas": {
            name: schema_message(registry.list_resource(name).schema, of_provider=True)
            for name in provider.list_resources
        },
        "functions": {name: function_message(registry.function(name)) for name in provider.functions},
        "server_capabilities": CAPABILITIES,
    }


def schema_message(schema: Schema, *, of_provider: bool = False) -> Message:
    """``of_provider``: or of a list. Its attributes are never computed, with a default or not, for nothing of them is
    stored.
    """
    return {
        "version": schema.version,
        "block": {
            "attributes": attribute_messages(schema.attributes, of_provider=of_provider),
            "description": schema.description,
            "description_kind": MARKDOWN,
        },
    }


def attribute_messages(attributes: Mapping[str, Attribute], *, of_provider: bool) -> list[Message]:
    """In name order, so that the answer is the same for the same schema."""
    return [
        {
            "name": name,
            "type": attribute.type.signature().encode() if attribute.nested is None else None,
            "nested_type": nested_message(attribute.nested, of_provider=of_provider)
            if attribute.nested
            else None,
            "description": attribute.description,
            "description_kind": MARKDOWN,
            "required": attribute.required,
            "optional": attribute.optional,
            "computed": attribute.computed and not of_provider,
            "sensitive": attribute.sensitive,
        }
        for name, attribute in sorted(attributes.items())
    ]


def nested_message(nested: Nested, *, of_provider: bool) -> Message:
    """A nested attribute's object type."""
    return {
        "attributes": attribute_messages(nested.attributes, of_provider=of_provider),
        "nesting": NESTING[nested.mode],
    }
