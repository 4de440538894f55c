"""What a mapping does when Okta was edited, refuses, or does not answer."""

from __future__ import annotations

import pytest

from oktaprofile.okta.errors import Conflict, ConnectionFailed, OutcomeUnknown
from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import ApplyFailed
from oktaprofile.provider.resources.mapping.change import MappingChange
from tests.unit.provider.small_okta import RINGCENTRAL, SmallOkta, refused
from tests.unit.provider.small_terraform import InconsistentPlan, Terraform

DIRECT = 'appuser.directNumber != null ? appuser.directNumber : ""'
PHONE = {"primaryPhone": {"expression": DIRECT}}
OTHER = {"expression": "appuser.userName", "pushStatus": "PUSH"}


def test_an_edit_between_plan_and_apply_refuses_the_apply(okta: SmallOkta, terraform: Terraform) -> None:
    """An update that was reviewed against another expression is not sent."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    with pytest.raises(ApplyFailed, match="changed since the plan") as failure:
        terraform.apply(
            app_id=RINGCENTRAL,
            properties={"primaryPhone": {"expression": '"+1"'}},
            between=lambda: okta.keys().update(primaryPhone=dict(OTHER)),
        )

    assert "Plan again" in failure.value.detail
    assert okta.keys()["primaryPhone"] == OTHER
    assert terraform.state is not None


def test_a_key_added_between_plan_and_create_makes_terraform_refuse(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """`restores` is known at plan, so Terraform itself refuses; the warning beside it says why."""
    with pytest.raises(InconsistentPlan, match="changed in Okta after the plan was made: plan again"):
        terraform.apply(
            app_id=RINGCENTRAL,
            properties=PHONE,
            between=lambda: okta.keys().update(primaryPhone=dict(OTHER)),
        )

    assert okta.keys()["primaryPhone"] == OTHER


def test_a_change_looks_once_more_under_the_lock() -> None:
    """Before its first write a change refuses what neither the plan found nor it wants; its own traces it accepts."""
    mine, other = (
        {"expression": "appuser.a", "pushStatus": "PUSH"},
        {"expression": "appuser.b", "pushStatus": "PUSH"},
    )
    change = MappingChange({"email": mine, "login": None}, {"email": None, "login": other})

    with pytest.raises(Conflict, match=r"email: the plan found no mapping, Okta now has appuser\.b"):
        change.fragment({"properties": {"email": other, "login": other}})

    assert change.fragment({"properties": {"login": other}}) == {"properties": {"email": mine, "login": None}}
    assert change.fragment({"properties": {"email": mine, "login": other}}) == {"properties": {"login": None}}
    assert change.fragment({"properties": {"email": mine}}) is None
    assert [one.path for one in change.unproved({"properties": {"login": other}})] == [
        ("properties", "email"),
        ("properties", "login"),
    ]


def test_an_edit_between_plan_and_destroy_refuses_the_destroy(okta: SmallOkta, terraform: Terraform) -> None:
    """Somebody's newer expression survives a destroy that was planned before it."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    with pytest.raises(DiagnosticError, match="changed since the plan"):
        terraform.destroy(between=lambda: okta.keys().update(primaryPhone=dict(OTHER)))

    assert okta.keys()["primaryPhone"] == OTHER


@pytest.mark.parametrize("gone", ["row", "app"])
def test_a_row_that_is_gone_leaves_the_state_with_a_warning(
    okta: SmallOkta, terraform: Terraform, gone: str
) -> None:
    """Okta removes rows with their app; the refresh says so instead of failing."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    okta.mappings.clear()
    if gone == "app":
        del okta.apps[RINGCENTRAL]

    terraform.refresh()

    assert terraform.state is None
    assert "no longer exists" in terraform.run.told[0]


def test_destroying_what_is_gone_succeeds(okta: SmallOkta, terraform: Terraform) -> None:
    """A row that vanished between refresh and delete is what destroy wanted."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)

    terraform.destroy(between=okta.mappings.clear)

    assert terraform.state is None


def test_a_lost_outcome_keeps_the_former_expression(okta: SmallOkta, terraform: Terraform) -> None:
    """A create whose outcome is unknown stays in the state, so that destroy can still restore."""
    okta.keys()["primaryPhone"] = dict(OTHER)

    def cut() -> None:
        okta.fail_next["update_profile_mapping"] = ConnectionFailed("connection lost", sent=True)
        okta.fail_next["get_profile_mapping"] = ConnectionFailed("connection lost")

    with pytest.raises(ApplyFailed) as failure:
        terraform.apply(app_id=RINGCENTRAL, properties=PHONE, before_write=cut)

    assert isinstance(failure.value.__cause__, OutcomeUnknown)
    assert terraform.state is not None
    assert terraform.state["restores"]["primaryPhone"]["expression"] == "appuser.userName"


def test_a_stop_before_the_write_leaves_nothing_behind(okta: SmallOkta, terraform: Terraform) -> None:
    """Ctrl-C while the apply has not written yet: no call, no state."""
    with pytest.raises(ApplyFailed, match="Interrupted"):
        terraform.apply(app_id=RINGCENTRAL, properties=PHONE, before_write=lambda: terraform.run.stop.set())

    assert terraform.state is None
    assert okta.calls["update_profile_mapping"] == 0


def test_a_refusal_leaves_no_state_and_points_at_the_key(okta: SmallOkta, terraform: Terraform) -> None:
    """Okta's 400 is an error at the key that it names; nothing is recorded as made."""

    def refuse() -> None:
        okta.fail_next["update_profile_mapping"] = refused("updateMapping", "Invalid target field email")

    with pytest.raises(ApplyFailed) as failure:
        terraform.apply(
            app_id=RINGCENTRAL,
            properties={**PHONE, "email": {"expression": "appuser.directNumber"}},
            before_write=refuse,
        )

    assert failure.value.path == ("properties", "email")
    assert terraform.state is None


def test_an_update_that_sends_nothing_keeps_the_resource(okta: SmallOkta, terraform: Terraform) -> None:
    """Also where somebody removed all of its keys: the resource does not leave the state for a failure."""
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    del okta.keys()["primaryPhone"]

    def refuse() -> None:
        okta.fail_next["update_profile_mapping"] = ConnectionFailed("no route to host")

    with pytest.raises(ApplyFailed):
        terraform.apply(app_id=RINGCENTRAL, properties=PHONE, before_write=refuse)

    assert terraform.state is not None
    assert terraform.state["properties"] == {}
