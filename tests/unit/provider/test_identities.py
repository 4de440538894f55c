"""What identifies each resource: whole, the way back to the same state by import, and cheap to ask for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.provider.identities import SCHEMAS
from oktaprofile.provider.provider import OktaProfileProvider
from tests.unit.provider.test_moved_from_okta import REGISTRY, org_of_the_cases

IMPORTS = {
    "oktaprofile_app_user_property": ("0oa1/directNumber", {"app_id": "0oa1", "name": "directNumber"}),
    "oktaprofile_app_user_properties": (
        "0oa1/directNumber,callQueues",
        {"app_id": "0oa1", "properties": ["callQueues", "directNumber"]},
    ),
    "oktaprofile_user_property": (
        "default/deskNumber",
        {"name": "deskNumber", "user_type_id": "oty1"},
    ),
    "oktaprofile_mapping": (
        "0oa1/to_okta/default/primaryPhone,deskNumber",
        {
            "app_id": "0oa1",
            "direction": "to_okta",
            "user_type_id": "oty1",
            "properties": ["deskNumber", "primaryPhone"],
        },
    ),
    "oktaprofile_master_override": (
        "default/deskNumber",
        {"property": "deskNumber", "user_type_id": "oty1"},
    ),
}


def test_every_resource_has_one() -> None:
    """Each with a required part, and every part described: Terraform shows no more of it."""
    assert set(SCHEMAS) == set(OktaProfileProvider.resources)
    for schema in SCHEMAS.values():
        assert any(attribute.required for attribute in schema.attributes.values())
        assert all(attribute.description for attribute in schema.attributes.values())


@pytest.mark.parametrize("type_name", IMPORTS)
def test_an_import_by_identity_is_the_import_by_id(
    okta: Any, new_driver: Callable[[], Any], type_name: str
) -> None:
    """The same state; its identity is the one that was asked for. The default type's id leaves user_type out, as a
    configuration does.
    """
    org_of_the_cases(okta)
    resource, (id_, identity) = REGISTRY.resource(type_name), IMPORTS[type_name]
    by_id = resource.import_state(id_, new_driver().context())
    by_identity = resource.import_identity(identity, new_driver().context())
    assert by_identity.state == by_id.state
    assert by_id.state is not None
    known = resource.identity_of(by_id.state)
    assert {name: known.get(name) for name in SCHEMAS[type_name].attributes} == identity
    if "user_type" in by_id.state:
        assert by_id.state["user_type"] is None


@pytest.mark.parametrize(
    ("type_name", "identity", "shown"),
    [
        ("oktaprofile_app_user_properties", {"app_id": "0oa1", "properties": None}, ["callQueues", "directNumber"]),
        (
            "oktaprofile_mapping",
            {"app_id": "0oa1", "direction": None, "user_type_id": None, "properties": None},
            ["deskNumber", "login", "primaryPhone"],
        ),
    ],
)  # fmt: skip
def test_what_an_import_leaves_out(
    okta: Any, driver: Any, type_name: str, identity: dict[str, Any], shown: list[str]
) -> None:
    """No names: all of them. No direction: towards Okta. No user type: the default one."""
    org_of_the_cases(okta)
    imported = REGISTRY.resource(type_name).import_identity(identity, driver.context())
    assert imported.state is not None
    assert sorted(imported.state["properties"]) == shown


def test_another_user_type_keeps_its_id(okta: Any, driver: Any) -> None:
    """And one that is not there is an error that lists those that are."""
    org_of_the_cases(okta)
    okta.custom("osc2")["agency"] = {"title": "Agency", "type": "string"}
    resource = REGISTRY.resource("oktaprofile_user_property")
    imported = resource.import_identity({"name": "agency", "user_type_id": "oty2"}, driver.context())
    assert imported.state is not None
    assert imported.state["user_type"] == "oty2"
    with pytest.raises(DiagnosticError, match="no such user type"):
        resource.import_identity({"name": "agency", "user_type_id": "oty9"}, driver.context())


def test_the_schemas_load_no_resource() -> None:
    """Terraform asks for them at the start of every command."""
    script = (
        "import sys; from oktaprofile.plugin.dispatch import SERVICE, Servicer\n"
        "servicer = Servicer('oktaprofile.provider.provider:OktaProfileProvider')\n"
        "answer = servicer.dispatch(SERVICE + 'GetResourceIdentitySchemas', b'')\n"
        "assert len(answer) > 500\n"
        "loaded = [name for name in sys.modules if '.resources.' in name or name in ('requests', 'dataclasses')]\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
