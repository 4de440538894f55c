"""OpenTofu is served as Terraform is: with its calls alone, and nothing in the schema that it does not know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.acceptance.harness import TOKEN, SimulatedOrg
from tests.acceptance.plugin.okta_calls import OKTA, PROPERTY, created, whole_life
from tests.acceptance.plugin.opentofu import FIELDS, OpenTofu, Refused
from tests.acceptance.plugin.process import KEPT_ENVIRONMENT, Identity, Plugin


@pytest.fixture
def tofu(start: Callable[..., Plugin]) -> OpenTofu:
    """Connected to a fresh Okta provider."""
    identity = Identity()
    return OpenTofu(start(identity, OKTA, **KEPT_ENVIRONMENT).connect(identity))


def test_a_whole_life(tofu: OpenTofu, org: SimulatedOrg) -> None:
    """Create, plan, apply, read, change, import, destroy, data and functions, with each call; the org is as it was."""
    whole_life(tofu, org)
    assert {rpc for rpc, _ in tofu.sent} == set(FIELDS)


def test_an_import_in_a_run_of_its_own(start: Callable[..., Plugin], org: SimulatedOrg) -> None:
    """As OpenTofu has it, in a process that did not make the thing: nothing to change; destroy leaves it, or takes it
    away where that is said.
    """
    before = org.snapshot()
    runs = []
    for _ in range(2):
        identity = Identity()
        runs.append(OpenTofu(start(identity, OKTA, **KEPT_ENVIRONMENT).connect(identity)))
        runs[-1].configure(org_url=org.url, api_token=TOKEN)
    desk = {"name": "desk", "title": "Desk"}
    created(runs[0], PROPERTY, desk)
    imported = runs[1].import_(PROPERTY, "default/desk")
    assert imported is not None
    planned, replaced = runs[1].plan(PROPERTY, imported, desk)
    assert (planned.values, replaced) == (imported.values, [])
    gone, _ = runs[1].plan(PROPERTY, imported, None)
    assert runs[1].apply(PROPERTY, imported, gone, None) is None
    assert "desk" in org.user_properties()

    imported = runs[1].import_(PROPERTY, "default/desk")
    assert imported is not None
    to_go = {**desk, "on_destroy": "delete"}
    planned, _ = runs[1].plan(PROPERTY, imported, to_go)
    owned = runs[1].apply(PROPERTY, imported, planned, to_go)
    assert owned is not None
    gone, _ = runs[1].plan(PROPERTY, owned, None)
    assert runs[1].apply(PROPERTY, owned, gone, None) is None
    assert org.snapshot() == before


def test_errors_reach_it(tofu: OpenTofu) -> None:
    """Unconfigured and wrong, with a diagnostic and no status that it does not know."""
    with pytest.raises(Refused, match="title"):
        tofu.plan(PROPERTY, None, {"name": "desk", "title": ""})


def attributes(block: dict[str, Any]) -> list[dict[str, Any]]:
    """All of a block's attributes, at every depth."""
    found = []
    for attribute in block.get("attributes", []):
        found.append(attribute)
        found += attributes(attribute.get("nested_type", {}))
    return found


def test_the_schema_has_nothing_of_terraform_s_alone(tofu: OpenTofu) -> None:
    """No write-only attribute (OpenTofu has them from 1.11), no ephemeral or action type, no state store. Moves between
    types came with 1.10; list types and unknown capabilities are passed over by every version (tried with 1.12.6).
    """
    assert set(tofu.schema) <= {
        "provider",
        "resource_schemas",
        "data_source_schemas",
        "functions",
        "list_resource_schemas",
        "server_capabilities",
    }
    assert set(tofu.schema["server_capabilities"]) == {
        "plan_destroy",
        "get_provider_schema_optional",
        "move_resource_state",
        "generate_resource_config",
    }
    schemas = [tofu.schema["provider"], *tofu.schema["resource_schemas"].values()]
    schemas += tofu.schema["data_source_schemas"].values()
    every = [attribute for schema in schemas for attribute in attributes(schema["block"])]
    assert len(every) > 100
    assert not any(attribute.get("write_only") for attribute in every)
