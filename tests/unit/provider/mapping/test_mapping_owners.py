"""Which app, user type and direction a mapping is about, and who owns its keys."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from oktaprofile.plugin.resource import ApplyRequest
from oktaprofile.provider.resources.mapping.schema import Mapping
from tests.unit.provider.small_okta import CONTRACTOR, DEFAULT_TYPE, DIRECTORY, RINGCENTRAL, SmallOkta
from tests.unit.provider.small_terraform import Run, Terraform

DIRECT = 'appuser.directNumber != null ? appuser.directNumber : ""'
PHONE = {"primaryPhone": {"expression": DIRECT}}
OTHER = {"expression": "appuser.userName", "pushStatus": "PUSH"}


def test_auto_follows_the_app(okta: SmallOkta, terraform: Terraform) -> None:
    """A profile source pushes; once it is none any more, the plan shows the other status and apply writes it."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    okta.apps[RINGCENTRAL]["features"] = []

    plan = terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    assert plan.planned["properties"]["primaryPhone"]["effective_push_status"] == "DONT_PUSH"

    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.keys()["primaryPhone"]["pushStatus"] == "DONT_PUSH"


@pytest.mark.parametrize(
    ("app_id", "status", "effective"),
    [(DIRECTORY, "auto", "PUSH"), (RINGCENTRAL, "DONT_PUSH", "DONT_PUSH"), ("0oaWork", "auto", "DONT_PUSH")],
)
def test_towards_the_app_push_follows_profile_push(
    okta: SmallOkta, terraform: Terraform, app_id: str, status: str, effective: str
) -> None:
    """`auto` towards an app is PUSH where Okta pushes profile updates; an explicit word is taken as it is."""
    terraform.apply(
        app_id=app_id,
        direction="to_app",
        properties={"userName": {"expression": "user.email", "push_status": status}},
    )

    assert okta.keys(app_id, "to_app")["userName"] == {"expression": "user.email", "pushStatus": effective}


@pytest.mark.parametrize("giver_first", [True, False])
@pytest.mark.parametrize("change", [{}, {"user_type": CONTRACTOR}], ids=["update", "replacement"])
def test_a_key_does_not_change_hands_within_one_plan(
    okta: SmallOkta, terraform: Terraform, change: dict[str, str], *, giver_first: bool
) -> None:
    """Who gives a key up and who takes it would run in no order, and the taker would restore the giver's value."""
    terraform.apply(app_id=RINGCENTRAL, properties={**PHONE, "email": {"expression": "appuser.userName"}})
    taker, run = Terraform(Mapping(), okta), Run(okta)
    giving: dict[str, Any] = {
        "app_id": RINGCENTRAL,
        "properties": {"email": {"expression": "appuser.userName"}},
        **change,
    }
    taking: dict[str, Any] = {"app_id": RINGCENTRAL, "properties": PHONE}
    plans = [(terraform, giving), (taker, taking)]
    (first, one), (second, other) = plans if giver_first else plans[::-1]

    first.plan(run=run, **one)

    message = second.refused(run=run, **other)
    assert "Two resources own the mapping of primaryPhone" in message
    assert "take it out of the one and apply" in message


def test_another_user_type_of_the_same_name_is_somebody_elses(okta: SmallOkta, terraform: Terraform) -> None:
    """The type was deleted with its row, and one of its name made: nothing of the state is put into the new row."""
    okta.keys(type_=CONTRACTOR)["primaryPhone"] = dict(OTHER)
    terraform.apply(app_id=RINGCENTRAL, user_type="contractor", properties=PHONE)
    okta.make_contractor_anew()
    okta.keys(type_="otyAnew")["primaryPhone"] = {"expression": "appuser.email", "pushStatus": "PUSH"}
    before = copy.deepcopy(okta.mappings)

    terraform.refresh()

    assert terraform.state is None
    assert "no longer exists in Okta" in terraform.run.told[0]
    assert okta.mappings == before


def test_a_destroy_finds_another_user_type_of_the_same_name(okta: SmallOkta, terraform: Terraform) -> None:
    """The same when nobody refreshed: the destroy has nothing left to do."""
    okta.keys(type_=CONTRACTOR)["primaryPhone"] = dict(OTHER)
    terraform.apply(app_id=RINGCENTRAL, user_type="contractor", properties=PHONE)
    assert terraform.state is not None
    okta.make_contractor_anew()
    before = copy.deepcopy(okta.mappings)

    request = ApplyRequest(terraform.state, None, None, terraform.private)
    Mapping().delete(request, Run(okta).context())

    assert okta.mappings == before


def test_another_user_type_replaces_and_the_same_one_does_not(okta: SmallOkta, terraform: Terraform) -> None:
    """`user_type` compares by id: naming the default type is no change of place."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    same = terraform.plan(app_id=RINGCENTRAL, user_type="user", properties=PHONE)
    other = terraform.plan(app_id=RINGCENTRAL, user_type="contractor", properties=PHONE)

    assert same.requires_replace == []
    assert same.planned["user_type_id"] == DEFAULT_TYPE
    assert other.requires_replace == [("user_type",)]


def test_two_resources_cannot_own_one_key(okta: SmallOkta, terraform: Terraform) -> None:
    """The second plan in one process is refused; another direction of the same app is another row."""
    terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    run = terraform.run

    second = Terraform(Mapping(), okta)
    message = second.refused(run=run, app_id=RINGCENTRAL, properties=PHONE)
    second.plan(
        run=run, app_id=RINGCENTRAL, direction="to_app", properties={"userName": {"expression": "user.email"}}
    )

    assert "Two resources own the mapping of primaryPhone" in message
