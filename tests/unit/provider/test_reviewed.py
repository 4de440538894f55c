"""An edit made between plan and apply is named, where Terraform sends along what the first plan said (1.16)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.engine.planning import propose
from oktaprofile.plugin.resource import PlanRequest
from oktaprofile.provider.resources.app_user_property.schema import AppUserProperty
from oktaprofile.provider.resources.mapping.schema import Mapping
from oktaprofile.provider.resources.master_override.schema import MasterOverride
from tests.unit.provider.small_okta import RINGCENTRAL, WORKDAY, SmallOkta
from tests.unit.provider.small_terraform import Terraform, filled

PROPERTY = AppUserProperty()
LINE = {"expression": "appuser.directNumber"}
OTHER = {"expression": "appuser.userName", "pushStatus": "PUSH"}


def sending(resource: Any) -> tuple[SmallOkta, Terraform]:
    """A small org, and a Terraform 1.16 on it."""
    org = SmallOkta()
    terraform = Terraform(resource, org)
    terraform.sends_first_private = True
    return org, terraform


def test_a_key_that_was_mapped_before_its_create() -> None:
    """What, before, now; nothing was written, nothing is in the state."""
    org, terraform = sending(Mapping())
    config = {"app_id": RINGCENTRAL, "properties": {"primaryPhone": LINE}}
    with pytest.raises(AssertionError) as refusal:
        terraform.apply(**config, between=lambda: org.keys().update(primaryPhone=dict(OTHER)))
    said = str(refusal.value)
    assert "Changed in Okta after the plan was made: primaryPhone" in said
    assert "in the plan: no mapping\n  in Okta now: appuser.userName  (PUSH)" in said
    assert org.keys()["primaryPhone"] == OTHER
    assert terraform.state is None

    terraform.apply(**config)
    assert "reviewed" not in terraform.private, "it is for the apply alone"


def test_a_key_that_went_before_an_update_takes_it_over() -> None:
    """Of an update only the keys that are new to it can be another: the others are compared by the apply."""
    org, terraform = sending(Mapping())
    terraform.apply(app_id=RINGCENTRAL, properties={"primaryPhone": LINE})
    org.keys()["badge"] = dict(OTHER)
    both = {"primaryPhone": LINE, "badge": LINE}
    with pytest.raises(AssertionError, match=r"badge\n  in the plan: appuser.userName"):
        terraform.apply(app_id=RINGCENTRAL, properties=both, between=lambda: org.keys().pop("badge"))


def test_a_source_that_was_set_before_its_override() -> None:
    """In the words of the console."""
    org, terraform = sending(MasterOverride())
    by_workday = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": WORKDAY}]}
    with pytest.raises(AssertionError) as refusal:
        terraform.apply(
            property="badge", sources=[RINGCENTRAL], between=lambda: org.master("badge", by_workday)
        )
    said = str(refusal.value)
    assert "Changed in Okta after the plan was made: badge" in said
    assert "in the plan: OKTA" in said
    assert "in Okta now: OVERRIDE by 1." in said


def test_a_property_that_was_made_before_its_create(okta: Any, new_driver: Callable[[], Any]) -> None:
    """An older version is sent nothing, and refuses with its own words."""

    def planned(driver: Any, first: Any = None) -> Any:
        config = filled(PROPERTY.schema.attributes, {"app_id": "0oa1", "name": "site", "title": "Site"})
        proposed = propose(PROPERTY.schema.attributes, config, None)
        request = PlanRequest(config, None, proposed, {}, first_private=first, keeps_private=True)
        return PROPERTY.plan(request, driver.context())

    reviewed = planned(new_driver())
    assert planned(new_driver(), reviewed.private).planned == reviewed.planned
    okta.custom()["site"] = {"title": "Site", "type": "string"}
    with pytest.raises(DiagnosticError) as refused:
        planned(new_driver(), reviewed.private)
    assert refused.value.summary == "Changed in Okta after the plan was made: site"
    assert 'in the plan: nothing\n  in Okta now: {"title":"Site","type":"string"}' in refused.value.detail
    assert planned(new_driver()).planned["restores"]
