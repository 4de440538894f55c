"""What a mapping that was imported, or was there before, gets back."""

from __future__ import annotations

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from oktaprofile.plugin.resource import ApplyRequest, PlanRequest
from tests.unit.provider.small_okta import CONTRACTOR, RINGCENTRAL, SmallOkta
from tests.unit.provider.small_terraform import Run, Terraform

DIRECT = 'appuser.directNumber != null ? appuser.directNumber : ""'
PHONE = {"primaryPhone": {"expression": DIRECT}}
OTHER = {"expression": "appuser.userName", "pushStatus": "PUSH"}


def test_login_is_never_unmapped(okta: SmallOkta, terraform: Terraform) -> None:
    """An imported login is left as it was found; with on_destroy it is left all the same, with a warning."""
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/login")
    login = {"login": {"expression": "appuser.userName"}}
    terraform.apply(app_id=RINGCENTRAL, properties=login, on_destroy="delete")

    terraform.destroy()

    assert any("The mapping of login stays in Okta" in one for one in terraform.run.told)
    assert okta.keys()["login"]["expression"] == "appuser.userName"
    assert okta.calls["update_profile_mapping"] == 0


def test_a_destroy_puts_back_what_was_imported(okta: SmallOkta, terraform: Terraform) -> None:
    """What the import found comes back, whatever was made of it; a key made later goes. The plan says which."""
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}
    okta.keys()["email"] = dict(OTHER)
    before = dict(okta.keys())
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone,email")
    changed = {**PHONE, "email": {"expression": "appuser.directNumber"}}
    terraform.apply(
        app_id=RINGCENTRAL, properties={**changed, "firstName": {"expression": "appuser.directNumber"}}
    )

    terraform.destroy()

    [stay, back] = terraform.run.told
    assert "Mappings stay in Okta as they are: primaryPhone" in stay
    assert DIRECT in stay
    assert "Mappings get back what was found before Terraform: email" in back
    assert "  email: appuser.directNumber  (PUSH) becomes appuser.userName  (PUSH)" in back
    assert "firstName" not in stay + back
    assert okta.keys() == before


def test_on_destroy_delete_removes_what_was_imported(okta: SmallOkta, terraform: Terraform) -> None:
    """For one key of several that is taken out, and for a destroy: the plan names each with its expression."""
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}
    okta.keys()["email"] = dict(OTHER)
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone,email")

    gone = {"app_id": RINGCENTRAL, "properties": PHONE, "on_destroy": "delete"}
    terraform.plan(**gone)
    assert "before Terraform are removed from Okta: email" in terraform.run.told[0]
    terraform.apply(**gone)
    terraform.plan(**gone)
    assert terraform.run.told == []
    assert set(okta.keys()) == {"login", "primaryPhone"}

    terraform.destroy()
    [told] = terraform.run.told
    assert "before Terraform are removed from Okta: primaryPhone" in told
    assert DIRECT in told
    assert set(okta.keys()) == {"login"}


def test_taking_an_imported_key_out_puts_it_back(okta: SmallOkta, terraform: Terraform) -> None:
    """Without on_destroy it stays in Okta as it was found."""
    okta.keys()["email"] = dict(OTHER)
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone,email")
    terraform.apply(app_id=RINGCENTRAL, properties=PHONE)
    assert okta.keys()["email"] == OTHER


@pytest.mark.parametrize("refreshed", [True, False])
def test_a_key_that_version_0_1_0_imported_stays(
    okta: SmallOkta, terraform: Terraform, refreshed: bool
) -> None:
    """Its state has no `restores` for it: a refresh fills them in, and a destroy leaves it also without one."""
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone")
    assert terraform.state is not None
    terraform.state["restores"] = {}
    terraform.private["imported"] = ["primaryPhone"]
    if refreshed:
        terraform.refresh()
        assert terraform.state["restores"]["primaryPhone"]["expression"] == DIRECT
    terraform.destroy()
    assert okta.keys()["primaryPhone"]["expression"] == DIRECT
    assert okta.calls["update_profile_mapping"] == 0


def test_a_key_that_version_0_1_0_imported_and_somebody_removed_stays_removed(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """There is nothing to put back, and the delete is no failure."""
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}
    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone")
    assert terraform.state is not None
    terraform.state["restores"] = {}
    terraform.private["imported"] = ["primaryPhone"]
    del okta.keys()["primaryPhone"]

    context = Run(okta).context
    plan = terraform.resource.plan(PlanRequest(None, terraform.state, None, terraform.private), context())
    terraform.resource.delete(ApplyRequest(terraform.state, None, None, plan.private), context())

    assert set(okta.keys()) == {"login"}


def test_import_takes_the_named_keys_and_plans_nothing(okta: SmallOkta, terraform: Terraform) -> None:
    """`auto` is the imported word where Okta holds what it stands for, so a plain configuration plans nothing."""
    okta.keys()["primaryPhone"] = {"expression": DIRECT, "pushStatus": "PUSH"}

    terraform.import_(f"{RINGCENTRAL}/to_okta/default/primaryPhone")

    plan = terraform.plan(app_id=RINGCENTRAL, properties=PHONE)
    assert plan.planned == terraform.state
    assert terraform.state["restores"] == {"primaryPhone": {"expression": DIRECT, "push_status": "PUSH"}}


def test_import_without_keys_takes_all(okta: SmallOkta, terraform: Terraform) -> None:
    """The whole row, also of another user type."""
    okta.keys(type_=CONTRACTOR)["primaryPhone"] = {"expression": DIRECT, "pushStatus": "DONT_PUSH"}

    terraform.import_(f"{RINGCENTRAL}/to_okta/contractor")

    assert terraform.state is not None
    assert terraform.state["user_type_id"] == CONTRACTOR
    assert {key: item["push_status"] for key, item in terraform.state["properties"].items()} == {
        "login": "auto",
        "primaryPhone": "DONT_PUSH",
    }


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        (RINGCENTRAL, "APP_ID/DIRECTION/USER_TYPE"),
        (f"{RINGCENTRAL}/sideways/default", "DIRECTION is to_okta or to_app"),
        (f"{RINGCENTRAL}/to_okta/default/nothing", "Okta does not map nothing"),
        ("0oaNone/to_okta/default", "no such app"),
        (f"{RINGCENTRAL}/to_okta/visitor", "no such user type"),
    ],
)
def test_a_wrong_import_id_says_what_is_wrong(terraform: Terraform, id_: str, words: str) -> None:
    """Shape, direction, keys, app and user type of an import id are checked."""
    with pytest.raises(DiagnosticError) as error:
        terraform.import_(id_)

    assert words in f"{error.value.summary} {error.value.detail}"
