"""What `oktaprofile_mapping` does to one mapping row, from create to destroy."""

from __future__ import annotations

import copy
from typing import Any

from tests.unit.provider.small_okta import RINGCENTRAL, SmallOkta, app
from tests.unit.provider.small_terraform import Terraform

DIRECT = 'appuser.directNumber != null ? appuser.directNumber : ""'
PHONE = {"primaryPhone": {"expression": DIRECT}}
OTHER = {"expression": "appuser.userName", "pushStatus": "PUSH"}


def test_creates_updates_and_removes_its_key_alone(okta: SmallOkta, terraform: Terraform) -> None:
    """Create adds the key, update changes it, destroy leaves the row as it was found."""
    before = copy.deepcopy(okta.mappings)

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.keys()["primaryPhone"] == {"expression": DIRECT, "pushStatus": "PUSH"}
    assert terraform.state is not None
    assert terraform.state["restores"] == {}

    terraform.apply(
        app_id=RINGCENTRAL, properties={"primaryPhone": {"expression": "appuser.extensionNumber"}}
    )
    assert okta.keys()["primaryPhone"]["expression"] == "appuser.extensionNumber"

    terraform.destroy()
    assert okta.mappings == before


def test_a_second_plan_changes_nothing(terraform: Terraform) -> None:
    """The plan after the apply is the state itself."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    plan = terraform.plan(app_id=RINGCENTRAL, properties=PHONE)

    assert plan.planned == terraform.state
    assert terraform.run.told == []


def test_the_former_expression_is_planned_and_put_back(okta: SmallOkta, terraform: Terraform) -> None:
    """What the key held is in the plan's `restores`, warned of, and back in Okta after destroy."""
    okta.keys()["primaryPhone"] = dict(OTHER)
    plan = terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    assert plan.planned["restores"] == {
        "primaryPhone": {"expression": "appuser.userName", "push_status": "PUSH"}
    }
    assert "primaryPhone: appuser.userName  (PUSH)" in terraform.run.told[0]

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    terraform.destroy()

    assert okta.keys()["primaryPhone"] == OTHER


def test_an_identical_mapping_is_adopted_without_a_write(okta: SmallOkta, terraform: Terraform) -> None:
    """A key that is as configured already costs no write, and destroy leaves it."""
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.calls["update_profile_mapping"] == 0

    terraform.destroy()
    assert okta.keys()["primaryPhone"]["expression"] == DIRECT


def test_keys_come_and_go_in_an_update(okta: SmallOkta, terraform: Terraform) -> None:
    """A key that is added gets its own `restores`; one that is taken out gets back what it had."""
    okta.keys()["email"] = dict(OTHER)
    okta.keys()["firstName"] = dict(OTHER)
    terraform.apply(app_id=RINGCENTRAL, properties={**PHONE, "email": {"expression": "appuser.directNumber"}})

    terraform.apply(
        app_id=RINGCENTRAL, properties={**PHONE, "firstName": {"expression": "appuser.directNumber"}}
    )

    assert okta.keys()["email"] == OTHER
    assert terraform.state is not None
    assert set(terraform.state["restores"]) == {"firstName"}
    terraform.destroy()
    assert okta.keys()["firstName"] == OTHER


def test_an_edit_in_okta_shows_as_drift(okta: SmallOkta, terraform: Terraform) -> None:
    """The refreshed state holds the administrator's expression, and apply puts the configured one back."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    okta.keys()["primaryPhone"] = dict(OTHER)

    plan = terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    assert terraform.state is not None
    assert terraform.state["properties"]["primaryPhone"]["expression"] == "appuser.userName"
    assert plan.planned["properties"]["primaryPhone"]["expression"] == DIRECT

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.keys()["primaryPhone"]["expression"] == DIRECT


def test_a_key_removed_in_okta_is_added_again_and_keeps_what_it_restores(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """The key leaves `properties` on refresh, `restores` stays, and destroy still puts the previous one back."""
    okta.keys()["primaryPhone"] = dict(OTHER)
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    del okta.keys()["primaryPhone"]

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.keys()["primaryPhone"]["expression"] == DIRECT

    terraform.destroy()
    assert okta.keys()["primaryPhone"] == OTHER


def test_a_plan_costs_five_reads_and_the_next_four(okta: SmallOkta, terraform: Terraform) -> None:
    """Apps, both schemas, list and row on create; no list once the row's id is known."""
    terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    assert dict(okta.calls) == {
        "list_applications": 1,
        "get_user_schema": 1,
        "get_application_user_schema": 1,
        "list_profile_mappings": 1,
        "get_profile_mapping": 1,
    }
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    okta.calls.clear()
    terraform.plan(app_id=RINGCENTRAL, properties=PHONE)

    assert okta.calls["list_profile_mappings"] == 0
    assert okta.calls.total() == 4


def test_a_label_may_hold_a_quote(okta: SmallOkta, terraform: Terraform) -> None:
    """Apps are found by id, and messages show their label as it is."""
    okta.apps[RINGCENTRAL] = app(RINGCENTRAL, 'Ring "Central" \\ 1', "ringcentral", [], status="INACTIVE")

    message = terraform.refused(app_id=RINGCENTRAL, properties=PHONE)

    assert 'Ring "Central" \\ 1' in message


def test_unknown_values_leave_open_what_depends_on_them(terraform: Terraform) -> None:
    """An app that is yet to be made: id, user type, push status and `restores` are known after apply."""
    from oktaprofile.plugin.values import UNKNOWN

    planned: dict[str, Any] = terraform.plan(app_id=UNKNOWN, properties=PHONE).planned

    assert [planned[name] for name in ("id", "user_type_id", "restores")] == [UNKNOWN] * 3
    assert planned["properties"]["primaryPhone"]["effective_push_status"] is UNKNOWN
