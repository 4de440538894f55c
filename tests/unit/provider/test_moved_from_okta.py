"""`moved` blocks from okta/okta: what they take over, and that nothing changes in Okta.

The cases are states as okta/okta 6.12.0 stores them, with short ids (tests/cases/moved_from_okta).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError, Diagnostics
from oktaprofile.plugin.moving import MoveRequest
from oktaprofile.plugin.registry import Registry
from oktaprofile.plugin.resource import Applied, Context, Resource
from oktaprofile.provider.provider import OktaProfileProvider
from tests.unit.provider.small_terraform import filled

REGISTRY = Registry(OktaProfileProvider())
CASES: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "cases/moved_from_okta/resources.json").read_text()
)
TARGETS = {
    "okta_app_user_schema_property": "oktaprofile_app_user_property",
    "okta_user_schema_property": "oktaprofile_user_property",
    "okta_profile_mapping": "oktaprofile_mapping",
}
FOUND_HERE = Path(__file__).parents[4] / "shared/moved-from-okta/terraform.tfstate"


def move(
    source: dict[str, Any],
    target: str = "",
    provider: str = "registry.terraform.io/okta/okta",
    **changed: Any,
) -> tuple[Resource, Applied]:
    """The target type, and what its move answers as the engine stores it. The provider is not configured."""
    name = target or TARGETS[source["type"]]
    resource = REGISTRY.resource(name)
    state = {**source["attributes"], **changed}
    request = MoveRequest(provider, source["type"], source["schema_version"], state, name)
    moved = resource.move(request, Context(Diagnostics(), None))  # type: ignore[arg-type]
    assert moved.state is not None
    return resource, Applied(filled(resource.schema.attributes, moved.state), moved.private)


def org_of_the_cases(okta: Any) -> None:
    """Everything that the cases name is in Okta, beside other people's lines."""
    okta.add_app("0oa2", "Active Directory")
    okta.apps["0oa1"]["features"] = ["IMPORT_PROFILE_UPDATES", "PROFILE_MASTERING"]
    okta.apps["0oa2"]["features"] = ["PUSH_PROFILE_UPDATES"]
    okta.custom("0oa2")["telephoneNumber"] = {"title": "Telephone", "type": "string"}
    okta.custom().update(
        directNumber={"title": "Direct Number", "type": "string", "scope": "NONE", "maxLength": 40},
        callQueues={"title": "Call queues", "type": "array", "items": {"type": "string", "enum": ["sales"]}},
    )
    okta.custom("default")["deskNumber"] = {
        "title": "Desk number",
        "type": "string",
        "master": {"type": "OVERRIDE", "priority": [{"type": "APP", "value": "0oa1"}]},
        "permissions": [{"principal": "SELF", "action": "READ_WRITE"}],
    }
    line = {"expression": "appuser.directNumber", "pushStatus": "PUSH"}
    sides = {"user": {"id": "oty1", "type": "user"}, "app": {"id": "0oa1", "type": "appuser"}}
    okta.mappings += [
        {
            "id": "prm1",
            "source": sides["app"],
            "target": sides["user"],
            "properties": {"deskNumber": line, "primaryPhone": line, "login": line},
        },
        {
            "id": "prm2",
            "source": {"id": "oty2", "type": "user"},
            "target": {"id": "0oa2", "type": "appuser"},
            "properties": {"telephoneNumber": {"expression": "user.primaryPhone", "pushStatus": "PUSH"}},
        },
    ]


CONFIGURED = {
    "app_attribute": {"app_id": "0oa1", "name": "directNumber", "title": "Direct Number", "max_length": 40},
    "app_list": {
        "app_id": "0oa1",
        "name": "callQueues",
        "title": "Call queues",
        "type": "array",
        "array_type": "string",
    },
    "user_attribute": {"name": "deskNumber", "title": "Desk number", "permissions": "READ_WRITE"},
    "to_okta": {
        "app_id": "0oa1",
        "properties": {
            name: {"expression": "appuser.directNumber"} for name in ("deskNumber", "primaryPhone")
        },
    },
    "to_app": {
        "app_id": "0oa2",
        "direction": "to_app",
        "user_type": "oty2",
        "properties": {"telephoneNumber": {"expression": "user.primaryPhone"}},
    },
}


@pytest.mark.parametrize("case", CASES)
def test_the_first_plan_is_empty_and_destroy_leaves_what_was_there(
    okta: Any, new_driver: Callable[[], Any], case: str
) -> None:
    """Moved, read, planned: nothing to do. Destroyed: nothing is written, since what was found is put back."""
    org_of_the_cases(okta)
    resource, moved = move(CASES[case])
    process = new_driver()
    read = process.read(resource, moved)
    assert read.state is not None
    assert read.state["restores"], "what was there is what destroy leaves"
    plan = process.plan(resource, CONFIGURED[case], read)
    assert process.errors() == []
    assert plan.planned == read.state
    assert plan.requires_replace == []
    process = new_driver()
    process.read(resource, Applied(read.state, plan.private))
    process.apply(resource, None, Applied(read.state, plan.private))
    assert okta.sent == []


def test_what_was_moved_is_owned_like_an_import(okta: Any, new_driver: Callable[[], Any]) -> None:
    """The same state and private state, owner aside, as an import of the same key gives."""
    org_of_the_cases(okta)
    for case, id_ in (
        ("app_attribute", "0oa1/directNumber"),
        ("user_attribute", "default/deskNumber"),
        ("to_okta", "0oa1/to_okta/default/deskNumber,primaryPhone"),
        ("to_app", "0oa2/to_app/oty2/telephoneNumber"),
    ):
        resource, moved = move(CASES[case])
        process = new_driver()
        read = process.read(resource, moved)
        imported = resource.import_state(id_, process.context())
        imported = process.read(resource, imported)
        assert read.state == imported.state
        assert {**read.private, "owner": ""} == {**imported.private, "owner": ""}


@pytest.mark.parametrize("arguments", [CONFIGURED["app_attribute"], None], ids=["plan", "destroy"])
def test_nothing_is_planned_before_a_read(okta: Any, driver: Any, arguments: Any) -> None:
    """With -refresh=false nobody knows what was there: a destroy would delete it."""
    org_of_the_cases(okta)
    resource, moved = move(CASES["app_attribute"])
    with pytest.raises(DiagnosticError, match="has not been read yet"):
        driver.plan(resource, arguments, moved)


def test_what_is_gone_in_okta_is_made_again(okta: Any, driver: Any) -> None:
    """An attribute or a line that somebody deleted meanwhile is planned anew, not refused."""
    org_of_the_cases(okta)
    del okta.custom()["directNumber"]
    del okta.mappings[0]["properties"]["deskNumber"]
    resource, moved = move(CASES["app_attribute"])
    assert driver.read(resource, moved) is None
    resource, moved = move(CASES["to_okta"])
    assert list(driver.read(resource, moved).state["properties"]) == ["primaryPhone"]


@pytest.mark.parametrize("host", ["registry.terraform.io", "registry.opentofu.org", "mirror.example.com"])
def test_any_registry_s_okta_okta_is_taken_over(host: str) -> None:
    """OpenTofu names its own registry."""
    assert move(CASES["app_attribute"], provider=f"{host}/okta/okta")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"provider": "registry.terraform.io/acme/okta"}, "takes over nothing of this type"),
        ({"target": "oktaprofile_user_property"}, "takes over nothing of this type"),
        ({"target": "oktaprofile_app_user_properties"}, "a moved block moves one"),
        ({"target": "oktaprofile_master_override"}, "takes over nothing of this type"),
        ({"type": "object"}, "type object are left to okta/okta"),
        ({"index": ""}, "has no index"),
        ({"app_id": 5}, "has no app_id"),
    ],
)
def test_what_cannot_be_taken_over_is_refused(source: dict[str, Any], said: str) -> None:
    """The error says why, that nothing was changed, and what to do."""
    with pytest.raises(DiagnosticError) as refused:
        move(CASES["app_attribute"], **source)
    assert "okta_app_user_schema_property cannot be moved to" in refused.value.summary
    assert said in refused.value.detail
    assert "import" in refused.value.detail


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"source_type": "user"}, "user to user"),
        ({"mappings": []}, "maps no attribute"),
        ({"mappings": None}, "maps no attribute"),
    ],
)
def test_a_mapping_that_cannot_be_taken_over(changed: dict[str, Any], said: str) -> None:
    """Between two user types, or of nothing at all."""
    with pytest.raises(DiagnosticError) as refused:
        move(CASES["to_okta"], **changed)
    assert said in refused.value.detail


def test_what_okta_okta_did_besides_is_named() -> None:
    """Removing other people's lines, and applying changes at once: nobody does it after the move."""
    diagnostics = Diagnostics()
    for case in ("to_okta", "to_app"):
        state = {**CASES[case]["attributes"], "always_apply": case == "to_app"}
        request = MoveRequest("h/okta/okta", "okta_profile_mapping", 0, state, "oktaprofile_mapping")
        REGISTRY.resource("oktaprofile_mapping").move(request, Context(diagnostics, None))  # type: ignore[arg-type]
    assert [item.summary for item in diagnostics.items] == [
        "delete_when_absent ends with the move of prm2",
        "always_apply ends with the move of prm2",
    ]


@pytest.mark.skipif(not FOUND_HERE.exists(), reason="what the official provider really wrote is not here")
def test_the_official_provider_s_own_state() -> None:
    """Each of its resources of our types is taken over, and the cases have its attributes and versions."""
    stored = [
        {"type": one["type"], **instance}
        for one in json.loads(FOUND_HERE.read_text())["resources"]
        for instance in one["instances"]
        if one["type"] in TARGETS
    ]
    assert len(stored) == 7
    shapes = {(case["type"], case["schema_version"], *sorted(case["attributes"])) for case in CASES.values()}
    for source in stored:
        assert (source["type"], source["schema_version"], *sorted(source["attributes"])) in shapes
        _, moved = move(source)
        assert moved.state is not None
        assert moved.state["id"]
