"""What `terraform query` lists: each type, its filters, and what is passed over or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.okta.errors import OktaError
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.listing import Listed, ListRequest
from oktaprofile.plugin.rpc.generate import configurable
from oktaprofile.provider.identities import SCHEMAS
from oktaprofile.provider.provider import OktaProfileProvider
from tests.unit.provider.fake_okta import not_found
from tests.unit.provider.test_moved_from_okta import REGISTRY, org_of_the_cases

LINES = [
    "deskNumber",
    "primaryPhone",
    "telephoneNumber",
]  # the small org's schema has no login to check a line with


def listed(
    driver: Any, type_name: str, ended: Callable[[], bool] = lambda: False, **filters: Any
) -> list[Listed]:
    """The rows of a list."""
    lister = REGISTRY.list_resource(type_name)
    config = {**dict.fromkeys(lister.schema.attributes), **filters}
    return list(lister.list(ListRequest(config, ended), driver.context()))


def names(rows: list[Listed]) -> list[str]:
    """What people see of them."""
    return [row.display_name for row in rows]


def test_every_type_is_listed_with_a_whole_identity(okta: Any, new_driver: Callable[[], Any]) -> None:
    """And each row can be imported: its values are those of the import."""
    org_of_the_cases(okta)
    assert set(OktaProfileProvider.list_resources) == set(OktaProfileProvider.resources)
    for type_name in OktaProfileProvider.list_resources:
        driver = new_driver()
        rows = listed(driver, type_name)
        assert rows, type_name
        for row in rows:
            assert set(row.identity) == set(SCHEMAS[type_name].attributes)
            assert all(row.identity.values())
            imported = REGISTRY.resource(type_name).import_identity(row.identity, driver.context())
            assert REGISTRY.resource(type_name).identity_of(imported.state)


@pytest.mark.parametrize(
    ("type_name", "filters", "shown"),
    [
        ("oktaprofile_app_user_property", {"app": "RingCentral"},
         ["RingCentral: callQueues (Call queues)", "RingCentral: directNumber (Direct Number)"]),
        ("oktaprofile_app_user_property", {"app": "0oa2"},
         ["Active Directory: telephoneNumber (Telephone)"]),
        ("oktaprofile_app_user_property", {"names": ["directNumber", "telephoneNumber"]},
         ["RingCentral: directNumber (Direct Number)", "Active Directory: telephoneNumber (Telephone)"]),
        ("oktaprofile_app_user_properties", {},
         ["RingCentral: callQueues, directNumber", "Active Directory: telephoneNumber"]),
        ("oktaprofile_app_user_properties", {"names": ["directNumber"]}, ["RingCentral: directNumber"]),
        ("oktaprofile_user_property", {}, ["User (default): deskNumber (Desk number)", "Contractor: agency (Agency)"]),
        ("oktaprofile_user_property", {"user_type": "contractor"}, ["Contractor: agency (Agency)"]),
        ("oktaprofile_user_property", {"user_type": "default"}, ["User (default): deskNumber (Desk number)"]),
        ("oktaprofile_user_property", {"app": "RingCentral"}, ["User (default): deskNumber (Desk number)"]),
        ("oktaprofile_user_property", {"app": "0oa2"}, []),
        ("oktaprofile_mapping", {"direction": "to_okta"},
         ['"RingCentral" (0oa1) to User (default): deskNumber, login, primaryPhone']),
        ("oktaprofile_mapping", {"app": "Active Directory"},
         ['Contractor to "Active Directory" (0oa2): telephoneNumber']),
        ("oktaprofile_mapping", {"user_type": "oty1", "names": ["primaryPhone"]},
         ['"RingCentral" (0oa1) to User (default): primaryPhone']),
        ("oktaprofile_mapping", {"names": ["title"]}, []),
        ("oktaprofile_master_override", {}, ['User (default): deskNumber from "RingCentral" (0oa1)']),
        ("oktaprofile_master_override", {"app": "RingCentral", "user_type": "oty1"},
         ['User (default): deskNumber from "RingCentral" (0oa1)']),
        ("oktaprofile_master_override", {"app": "Active Directory"}, []),
        ("oktaprofile_master_override", {"names": ["primaryPhone"]}, []),
    ],
)  # fmt: skip
def test_filters(okta: Any, driver: Any, type_name: str, filters: dict[str, Any], shown: list[str]) -> None:
    """By app (label or id), user type, direction and name."""
    org_of_the_cases(okta)
    okta.custom("osc2")["agency"] = {"title": "Agency", "type": "string"}
    assert names(listed(driver, type_name, **filters)) == shown


@pytest.mark.parametrize(
    ("type_name", "filters", "said"),
    [
        ("oktaprofile_app_user_property", {"app": "RingCentrall"}, "No app has the label"),
        ("oktaprofile_mapping", {"app": "0oa9"}, "No app has the label"),
        ("oktaprofile_user_property", {"user_type": "temp"}, "no such user type"),
        ("oktaprofile_mapping", {"user_type": "temp"}, "no such user type"),
        ("oktaprofile_master_override", {"app": "Nobody's"}, "No app has the label"),
    ],
)
def test_filters_that_name_nothing(
    okta: Any, driver: Any, type_name: str, filters: dict[str, Any], said: str
) -> None:
    """An error that lists what there is, not an empty list."""
    with pytest.raises(DiagnosticError, match=said):
        listed(driver, type_name, **filters)


def test_apps_without_a_schema_are_passed_over(okta: Any, driver: Any) -> None:
    """Okta's built-in apps have none, and inactive ones are not looked at; asked for by name they are."""
    org_of_the_cases(okta)
    okta.add_app("0oa3", "Built-in")
    okta.add_app("0oa4", "Idle", status="INACTIVE")
    okta.custom("0oa4")["badge"] = {"title": "Badge", "type": "string"}
    del okta.schemas["0oa3"]
    assert len(listed(driver, "oktaprofile_app_user_properties")) == 2
    assert names(listed(driver, "oktaprofile_app_user_properties", app="Idle")) == ["Idle: badge"]


def test_a_row_that_went_meanwhile_is_passed_over(okta: Any, driver: Any) -> None:
    """Its app was deleted between the list and the read."""
    org_of_the_cases(okta)

    def get(mapping_id: str) -> dict[str, Any]:
        if mapping_id == "prm1":
            raise not_found("getProfileMapping", f"/api/v1/mappings/{mapping_id}")
        return next(row for row in okta.mappings if row["id"] == mapping_id)  # type: ignore[no-any-return]

    okta.get_profile_mapping = get
    assert len(listed(driver, "oktaprofile_mapping")) == 1


def test_apps_are_listed_once(okta: Any, driver: Any) -> None:
    """The page that finds them serves every look-up where it has all: Okta may allow 10 such calls a minute."""
    org_of_the_cases(okta)
    for row in listed(driver, "oktaprofile_app_user_property"):
        REGISTRY.resource("oktaprofile_app_user_property").import_identity(row.identity, driver.context())
    assert okta.calls.count("listApplications") == 1


def test_what_okta_refuses_is_an_error(okta: Any, driver: Any) -> None:
    """An empty list would read as "there is none"."""

    def refuse(*arguments: Any, **keywords: Any) -> Any:
        raise OktaError("The token lacks the scope okta.apps.read.", operation="listApplications")

    okta.list_applications = refuse
    with pytest.raises(DiagnosticError, match=r"Okta|scope"):
        listed(driver, "oktaprofile_app_user_property")


def test_nothing_is_read_that_nobody_wants(okta: Any, driver: Any) -> None:
    """Terraform has enough, or is stopped: no further app is read."""
    org_of_the_cases(okta)
    assert listed(driver, "oktaprofile_app_user_property", lambda: True) == []
    assert listed(driver, "oktaprofile_mapping", lambda: True) == []
    assert "getApplicationUserSchema" not in okta.calls
    assert "getProfileMapping" not in okta.calls


@pytest.mark.parametrize("type_name", OktaProfileProvider.list_resources)
def test_what_is_generated_plans_nothing(okta: Any, new_driver: Callable[[], Any], type_name: str) -> None:
    """The generated configuration of each row, imported, is no difference; two of them never own one source."""
    org_of_the_cases(okta)
    resource = REGISTRY.resource(type_name)
    for row in listed(new_driver(), type_name, **({"names": LINES} if "mapping" in type_name else {})):
        driver = new_driver()
        imported = resource.import_identity(row.identity, driver.context())
        assert imported.state is not None
        config = resource.generate(configurable(resource.schema.attributes, imported.state))
        assert "OVERRIDE" not in str(config)
        plan = driver.plan(resource, config, driver.read(resource, imported))
        assert driver.errors() == []
        assert plan.planned == imported.state
