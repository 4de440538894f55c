"""What is imported when: Terraform starts the plugin several times a command, and most starts need no client."""

from __future__ import annotations

import subprocess
import sys

from oktaprofile.provider.provider import OktaProfileProvider

SLOW = (
    "requests",
    "urllib3",
    "logging",
    "json",
    "decimal",
    "pathlib",
    "difflib",
    "oktaprofile.okta",
    "oktaprofile.expression.checker",
    "inspect",
)
RESOURCES = [locator.partition(":")[0] for locator in OktaProfileProvider.resources.values()]
DATA_SOURCES = [locator.partition(":")[0] for locator in OktaProfileProvider.data_sources.values()]


def test_schema_and_validate_import_nothing_slow() -> None:
    """The start-up rule (plugin/__init__.py): before Configure neither the client nor the slow parts of the standard
    library are imported, beyond what serving loads.
    """
    modules = ["oktaprofile.provider.provider", *RESOURCES, *DATA_SOURCES]
    code = (
        "import sys; import oktaprofile.plugin.transport.http2; before = set(sys.modules)\n"
        f"import {', '.join(modules)}\n"
        "print(' '.join(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded >= set(modules)
    assert loaded.isdisjoint(SLOW), loaded & set(SLOW)


def test_every_type_can_be_loaded() -> None:
    """Each resource, data source and function that the provider names exists, with a schema of its own."""
    from oktaprofile.plugin.registry import Registry
    from oktaprofile.plugin.rpc.provider_schema import schema_response

    provider = OktaProfileProvider()
    answer = schema_response(Registry(provider))
    assert set(answer["resource_schemas"]) == set(provider.resources)
    assert set(answer["data_source_schemas"]) == set(provider.data_sources)
    assert set(answer["functions"]) == set(provider.functions)


def test_every_argument_is_described() -> None:
    """The generated documentation has no empty line: each attribute of my resources says what it is."""
    from oktaprofile.provider.configuration import SCHEMA
    from oktaprofile.provider.resources.app_user_properties.schema import AppUserProperties
    from oktaprofile.provider.resources.app_user_property.schema import AppUserProperty
    from oktaprofile.provider.resources.user_property.schema import UserProperty

    for schema in (SCHEMA, AppUserProperties.schema, AppUserProperty.schema, UserProperty.schema):
        assert schema.description
        assert not [name for name, attribute in schema.attributes.items() if not attribute.description]
