"""Protocol 6.11 on the wire, as far as it is served. Written by tools/generate_wire.py.

``MESSAGES``: message -> field number -> (name, kind, label). A kind is "varint", "bool", "string", "bytes" or
a message. A label is "one", "many", or "map" (a dict; the kind is the entry message, its key field 1 and its
value field 2). ``RPCS``: method -> (request message, response message).
"""

# fmt: off
RPCS = {
    "GetMetadata": ("GetMetadata.Request", "GetMetadata.Response"),
    "GetProviderSchema": ("GetProviderSchema.Request", "GetProviderSchema.Response"),
    "GetResourceIdentitySchemas": ("GetResourceIdentitySchemas.Request", "GetResourceIdentitySchemas.Response"),
    "UpgradeResourceIdentity": ("UpgradeResourceIdentity.Request", "UpgradeResourceIdentity.Response"),
    "ValidateProviderConfig": ("ValidateProviderConfig.Request", "ValidateProviderConfig.Response"),
    "ValidateResourceConfig": ("ValidateResourceConfig.Request", "ValidateResourceConfig.Response"),
    "ValidateDataResourceConfig": ("ValidateDataResourceConfig.Request", "ValidateDataResourceConfig.Response"),
    "ConfigureProvider": ("ConfigureProvider.Request", "ConfigureProvider.Response"),
    "UpgradeResourceState": ("UpgradeResourceState.Request", "UpgradeResourceState.Response"),
    "ReadResource": ("ReadResource.Request", "ReadResource.Response"),
    "PlanResourceChange": ("PlanResourceChange.Request", "PlanResourceChange.Response"),
    "ApplyResourceChange": ("ApplyResourceChange.Request", "ApplyResourceChange.Response"),
    "ImportResourceState": ("ImportResourceState.Request", "ImportResourceState.Response"),
    "MoveResourceState": ("MoveResourceState.Request", "MoveResourceState.Response"),
    "ReadDataSource": ("ReadDataSource.Request", "ReadDataSource.Response"),
    "GenerateResourceConfig": ("GenerateResourceConfig.Request", "GenerateResourceConfig.Response"),
    "ValidateListResourceConfig": ("ValidateListResourceConfig.Request", "ValidateListResourceConfig.Response"),
    "ListResource": ("ListResource.Request", "ListResource.Event"),
    "GetFunctions": ("GetFunctions.Request", "GetFunctions.Response"),
    "CallFunction": ("CallFunction.Request", "CallFunction.Response"),
    "StopProvider": ("StopProvider.Request", "StopProvider.Response"),
}

MESSAGES: dict[str, dict[int, tuple[str, str, str]]] = {
    "ActionSchema": {
        1: ("schema", "Schema", "one"),
    },
    "ApplyResourceChange.Request": {
        1: ("type_name", "string", "one"),
        2: ("prior_state", "DynamicValue", "one"),
        3: ("planned_state", "DynamicValue", "one"),
        4: ("config", "DynamicValue", "one"),
        5: ("planned_private", "bytes", "one"),
        6: ("provider_meta", "DynamicValue", "one"),
        7: ("planned_identity", "ResourceIdentityData", "one"),
    },
    "ApplyResourceChange.Response": {
        1: ("new_state", "DynamicValue", "one"),
        2: ("private", "bytes", "one"),
        3: ("diagnostics", "Diagnostic", "many"),
        4: ("legacy_type_system", "bool", "one"),
        5: ("new_identity", "ResourceIdentityData", "one"),
    },
    "AttributePath": {
        1: ("steps", "AttributePath.Step", "many"),
    },
    "AttributePath.Step": {
        1: ("attribute_name", "string", "one"),
        2: ("element_key_string", "string", "one"),
        3: ("element_key_int", "varint", "one"),
    },
    "CallFunction.Request": {
        1: ("name", "string", "one"),
        2: ("arguments", "DynamicValue", "many"),
    },
    "CallFunction.Response": {
        1: ("result", "DynamicValue", "one"),
        2: ("error", "FunctionError", "one"),
    },
    "ClientCapabilities": {
        1: ("deferral_allowed", "bool", "one"),
        2: ("write_only_attributes_allowed", "bool", "one"),
        3: ("store_planned_private", "bool", "one"),
        4: ("computed_blocks_allowed", "bool", "one"),
    },
    "ConfigureProvider.Request": {
        1: ("terraform_version", "string", "one"),
        2: ("config", "DynamicValue", "one"),
        3: ("client_capabilities", "ClientCapabilities", "one"),
    },
    "ConfigureProvider.Response": {
        1: ("diagnostics", "Diagnostic", "many"),
    },
    "Deferred": {
        1: ("reason", "varint", "one"),
    },
    "Diagnostic": {
        1: ("severity", "varint", "one"),
        2: ("summary", "string", "one"),
        3: ("detail", "string", "one"),
        4: ("attribute", "AttributePath", "one"),
    },
    "DynamicValue": {
        1: ("msgpack", "bytes", "one"),
        2: ("json", "bytes", "one"),
    },
    "Function": {
        1: ("parameters", "Function.Parameter", "many"),
        2: ("variadic_parameter", "Function.Parameter", "one"),
        3: ("return", "Function.Return", "one"),
        4: ("summary", "string", "one"),
        5: ("description", "string", "one"),
        6: ("description_kind", "varint", "one"),
        7: ("deprecation_message", "string", "one"),
    },
    "Function.Parameter": {
        1: ("name", "string", "one"),
        2: ("type", "bytes", "one"),
        3: ("allow_null_value", "bool", "one"),
        4: ("allow_unknown_values", "bool", "one"),
        5: ("description", "string", "one"),
        6: ("description_kind", "varint", "one"),
    },
    "Function.Return": {
        1: ("type", "bytes", "one"),
    },
    "FunctionError": {
        1: ("text", "string", "one"),
        2: ("function_argument", "varint", "one"),
    },
    "GenerateResourceConfig.Request": {
        1: ("type_name", "string", "one"),
        2: ("state", "DynamicValue", "one"),
    },
    "GenerateResourceConfig.Response": {
        1: ("config", "DynamicValue", "one"),
        2: ("diagnostics", "Diagnostic", "many"),
    },
    "GetFunctions.Request": {},
    "GetFunctions.Response": {
        1: ("functions", "GetFunctions.Response.FunctionsEntry", "map"),
        2: ("diagnostics", "Diagnostic", "many"),
    },
    "GetFunctions.Response.FunctionsEntry": {
        1: ("key", "string", "one"),
        2: ("value", "Function", "one"),
    },
    "GetMetadata.ActionMetadata": {
        1: ("type_name", "string", "one"),
    },
    "GetMetadata.DataSourceMetadata": {
        1: ("type_name", "string", "one"),
    },
    "GetMetadata.EphemeralMetadata": {
        1: ("type_name", "string", "one"),
    },
    "GetMetadata.FunctionMetadata": {
        1: ("name", "string", "one"),
    },
    "GetMetadata.ListResourceMetadata": {
        1: ("type_name", "string", "one"),
    },
    "GetMetadata.Request": {},
    "GetMetadata.ResourceMetadata": {
        1: ("type_name", "string", "one"),
    },
    "GetMetadata.Response": {
        1: ("server_capabilities", "ServerCapabilities", "one"),
        2: ("diagnostics", "Diagnostic", "many"),
        3: ("data_sources", "GetMetadata.DataSourceMetadata", "many"),
        4: ("resources", "GetMetadata.ResourceMetadata", "many"),
        5: ("functions", "GetMetadata.FunctionMetadata", "many"),
        6: ("ephemeral_resources", "GetMetadata.EphemeralMetadata", "many"),
        7: ("list_resources", "GetMetadata.ListResourceMetadata", "many"),
        8: ("state_stores", "GetMetadata.StateStoreMetadata", "many"),
        9: ("actions", "GetMetadata.ActionMetadata", "many"),
    },
    "GetMetadata.StateStoreMetadata": {
        1: ("type_name", "string", "one"),
    },
    "GetProviderSchema.Request": {},
    "GetProviderSchema.Response": {
        1: ("provider", "Schema", "one"),
        2: ("resource_schemas", "GetProviderSchema.Response.ResourceSchemasEntry", "map"),
        3: ("data_source_schemas", "GetProviderSchema.Response.DataSourceSchemasEntry", "map"),
        4: ("diagnostics", "Diagnostic", "many"),
        5: ("provider_meta", "Schema", "one"),
        6: ("server_capabilities", "ServerCapabilities", "one"),
        7: ("functions", "GetProviderSchema.Response.FunctionsEntry", "map"),
        8: ("ephemeral_resource_schemas", "GetProviderSchema.Response.EphemeralResourceSchemasEntry", "map"),
        9: ("list_resource_schemas", "GetProviderSchema.Response.ListResourceSchemasEntry", "map"),
        10: ("state_store_schemas", "GetProviderSchema.Response.StateStoreSchemasEntry", "map"),
        11: ("action_schemas", "GetProviderSchema.Response.ActionSchemasEntry", "map"),
    },
    "GetProviderSchema.Response.ActionSchemasEntry": {
        1: ("key", "string", "one"),
        2: ("value", "ActionSchema", "one"),
    },
    "GetProviderSchema.Response.DataSourceSchemasEntry": {
        1: ("key", "string", "one"),
        2: ("value", "Schema", "one"),
    },
    "GetProviderSchema.Response.EphemeralResourceSchemasEntry": {
        1: ("key", "string", "one"),
        2: ("value", "Schema", "one"),
    },
    "GetProviderSchema.Response.FunctionsEntry": {
        1: ("key", "string", "one"),
        2: ("value", "Function", "one"),
    },
    "GetProviderSchema.Response.ListResourceSchemasEntry": {
        1: ("key", "string", "one"),
        2: ("value", "Schema", "one"),
    },
    "GetProviderSchema.Response.ResourceSchemasEntry": {
        1: ("key", "string", "one"),
        2: ("value", "Schema", "one"),
    },
    "GetProviderSchema.Response.StateStoreSchemasEntry": {
        1: ("key", "string", "one"),
        2: ("value", "Schema", "one"),
    },
    "GetResourceIdentitySchemas.Request": {},
    "GetResourceIdentitySchemas.Response": {
        1: ("identity_schemas", "GetResourceIdentitySchemas.Response.IdentitySchemasEntry", "map"),
        2: ("diagnostics", "Diagnostic", "many"),
    },
    "GetResourceIdentitySchemas.Response.IdentitySchemasEntry": {
        1: ("key", "string", "one"),
        2: ("value", "ResourceIdentitySchema", "one"),
    },
    "ImportResourceState.ImportedResource": {
        1: ("type_name", "string", "one"),
        2: ("state", "DynamicValue", "one"),
        3: ("private", "bytes", "one"),
        4: ("identity", "ResourceIdentityData", "one"),
    },
    "ImportResourceState.Request": {
        1: ("type_name", "string", "one"),
        2: ("id", "string", "one"),
        3: ("client_capabilities", "ClientCapabilities", "one"),
        4: ("identity", "ResourceIdentityData", "one"),
    },
    "ImportResourceState.Response": {
        1: ("imported_resources", "ImportResourceState.ImportedResource", "many"),
        2: ("diagnostics", "Diagnostic", "many"),
        3: ("deferred", "Deferred", "one"),
    },
    "ListResource.Event": {
        1: ("identity", "ResourceIdentityData", "one"),
        2: ("display_name", "string", "one"),
        3: ("resource_object", "DynamicValue", "one"),
        4: ("diagnostic", "Diagnostic", "many"),
    },
    "ListResource.Request": {
        1: ("type_name", "string", "one"),
        2: ("config", "DynamicValue", "one"),
        3: ("include_resource_object", "bool", "one"),
        4: ("limit", "varint", "one"),
    },
    "MoveResourceState.Request": {
        1: ("source_provider_address", "string", "one"),
        2: ("source_type_name", "string", "one"),
        3: ("source_schema_version", "varint", "one"),
        4: ("source_state", "RawState", "one"),
        5: ("target_type_name", "string", "one"),
        6: ("source_private", "bytes", "one"),
        7: ("source_identity", "RawState", "one"),
        8: ("source_identity_schema_version", "varint", "one"),
    },
    "MoveResourceState.Response": {
        1: ("target_state", "DynamicValue", "one"),
        2: ("diagnostics", "Diagnostic", "many"),
        3: ("target_private", "bytes", "one"),
        4: ("target_identity", "ResourceIdentityData", "one"),
    },
    "PlanResourceChange.Request": {
        1: ("type_name", "string", "one"),
        2: ("prior_state", "DynamicValue", "one"),
        3: ("proposed_new_state", "DynamicValue", "one"),
        4: ("config", "DynamicValue", "one"),
        5: ("prior_private", "bytes", "one"),
        6: ("provider_meta", "DynamicValue", "one"),
        7: ("client_capabilities", "ClientCapabilities", "one"),
        8: ("prior_identity", "ResourceIdentityData", "one"),
        9: ("planned_private", "bytes", "one"),
    },
    "PlanResourceChange.Response": {
        1: ("planned_state", "DynamicValue", "one"),
        2: ("requires_replace", "AttributePath", "many"),
        3: ("planned_private", "bytes", "one"),
        4: ("diagnostics", "Diagnostic", "many"),
        5: ("legacy_type_system", "bool", "one"),
        6: ("deferred", "Deferred", "one"),
        7: ("planned_identity", "ResourceIdentityData", "one"),
    },
    "RawState": {
        1: ("json", "bytes", "one"),
        2: ("flatmap", "RawState.FlatmapEntry", "map"),
    },
    "RawState.FlatmapEntry": {
        1: ("key", "string", "one"),
        2: ("value", "string", "one"),
    },
    "ReadDataSource.Request": {
        1: ("type_name", "string", "one"),
        2: ("config", "DynamicValue", "one"),
        3: ("provider_meta", "DynamicValue", "one"),
        4: ("client_capabilities", "ClientCapabilities", "one"),
    },
    "ReadDataSource.Response": {
        1: ("state", "DynamicValue", "one"),
        2: ("diagnostics", "Diagnostic", "many"),
        3: ("deferred", "Deferred", "one"),
    },
    "ReadResource.Request": {
        1: ("type_name", "string", "one"),
        2: ("current_state", "DynamicValue", "one"),
        3: ("private", "bytes", "one"),
        4: ("provider_meta", "DynamicValue", "one"),
        5: ("client_capabilities", "ClientCapabilities", "one"),
        6: ("current_identity", "ResourceIdentityData", "one"),
    },
    "ReadResource.Response": {
        1: ("new_state", "DynamicValue", "one"),
        2: ("diagnostics", "Diagnostic", "many"),
        3: ("private", "bytes", "one"),
        4: ("deferred", "Deferred", "one"),
        5: ("new_identity", "ResourceIdentityData", "one"),
    },
    "ResourceIdentityData": {
        1: ("identity_data", "DynamicValue", "one"),
    },
    "ResourceIdentitySchema": {
        1: ("version", "varint", "one"),
        2: ("identity_attributes", "ResourceIdentitySchema.IdentityAttribute", "many"),
    },
    "ResourceIdentitySchema.IdentityAttribute": {
        1: ("name", "string", "one"),
        2: ("type", "bytes", "one"),
        3: ("required_for_import", "bool", "one"),
        4: ("optional_for_import", "bool", "one"),
        5: ("description", "string", "one"),
    },
    "Schema": {
        1: ("version", "varint", "one"),
        2: ("block", "Schema.Block", "one"),
    },
    "Schema.Attribute": {
        1: ("name", "string", "one"),
        2: ("type", "bytes", "one"),
        3: ("description", "string", "one"),
        4: ("required", "bool", "one"),
        5: ("optional", "bool", "one"),
        6: ("computed", "bool", "one"),
        7: ("sensitive", "bool", "one"),
        8: ("description_kind", "varint", "one"),
        9: ("deprecated", "bool", "one"),
        10: ("nested_type", "Schema.Object", "one"),
        11: ("write_only", "bool", "one"),
        12: ("deprecation_message", "string", "one"),
    },
    "Schema.Block": {
        1: ("version", "varint", "one"),
        2: ("attributes", "Schema.Attribute", "many"),
        3: ("block_types", "Schema.NestedBlock", "many"),
        4: ("description", "string", "one"),
        5: ("description_kind", "varint", "one"),
        6: ("deprecated", "bool", "one"),
        7: ("deprecation_message", "string", "one"),
        8: ("computed", "bool", "one"),
    },
    "Schema.NestedBlock": {
        1: ("type_name", "string", "one"),
        2: ("block", "Schema.Block", "one"),
        3: ("nesting", "varint", "one"),
        4: ("min_items", "varint", "one"),
        5: ("max_items", "varint", "one"),
    },
    "Schema.Object": {
        1: ("attributes", "Schema.Attribute", "many"),
        3: ("nesting", "varint", "one"),
        4: ("min_items", "varint", "one"),
        5: ("max_items", "varint", "one"),
    },
    "ServerCapabilities": {
        1: ("plan_destroy", "bool", "one"),
        2: ("get_provider_schema_optional", "bool", "one"),
        3: ("move_resource_state", "bool", "one"),
        4: ("generate_resource_config", "bool", "one"),
    },
    "StopProvider.Request": {},
    "StopProvider.Response": {
        1: ("Error", "string", "one"),
    },
    "UpgradeResourceIdentity.Request": {
        1: ("type_name", "string", "one"),
        2: ("version", "varint", "one"),
        3: ("raw_identity", "RawState", "one"),
    },
    "UpgradeResourceIdentity.Response": {
        1: ("upgraded_identity", "ResourceIdentityData", "one"),
        2: ("diagnostics", "Diagnostic", "many"),
    },
    "UpgradeResourceState.Request": {
        1: ("type_name", "string", "one"),
        2: ("version", "varint", "one"),
        3: ("raw_state", "RawState", "one"),
    },
    "UpgradeResourceState.Response": {
        1: ("upgraded_state", "DynamicValue", "one"),
        2: ("diagnostics", "Diagnostic", "many"),
    },
    "ValidateDataResourceConfig.Request": {
        1: ("type_name", "string", "one"),
        2: ("config", "DynamicValue", "one"),
    },
    "ValidateDataResourceConfig.Response": {
        1: ("diagnostics", "Diagnostic", "many"),
    },
    "ValidateListResourceConfig.Request": {
        1: ("type_name", "string", "one"),
        2: ("config", "DynamicValue", "one"),
        3: ("include_resource_object", "DynamicValue", "one"),
        4: ("limit", "DynamicValue", "one"),
    },
    "ValidateListResourceConfig.Response": {
        1: ("diagnostics", "Diagnostic", "many"),
    },
    "ValidateProviderConfig.Request": {
        1: ("config", "DynamicValue", "one"),
    },
    "ValidateProviderConfig.Response": {
        2: ("diagnostics", "Diagnostic", "many"),
    },
    "ValidateResourceConfig.Request": {
        1: ("type_name", "string", "one"),
        2: ("config", "DynamicValue", "one"),
        3: ("client_capabilities", "ClientCapabilities", "one"),
    },
    "ValidateResourceConfig.Response": {
        1: ("diagnostics", "Diagnostic", "many"),
    },
}
