"""An override that was imported is put back as it was found."""

from __future__ import annotations

import pytest

from oktaprofile.plugin.diagnostics import DiagnosticError
from tests.unit.provider.small_okta import RINGCENTRAL, WORKDAY, SmallOkta
from tests.unit.provider.small_terraform import Terraform

BY_RINGCENTRAL = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RINGCENTRAL}]}
BY_WORKDAY = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": WORKDAY}]}
INHERIT = {"type": "PROFILE_MASTER"}


def test_import_reads_the_override(okta: SmallOkta, terraform: Terraform) -> None:
    """An imported override plans nothing, and destroy leaves it: it was there before Terraform."""
    okta.master("primaryPhone", BY_RINGCENTRAL)

    terraform.import_("default/primaryPhone")
    plan = terraform.plan(property="primaryPhone", sources=[RINGCENTRAL])
    assert plan.planned == terraform.state
    terraform.destroy()

    assert "Overrides stay in Okta as they are: primaryPhone" in terraform.run.told[0]
    assert okta.master("primaryPhone") == BY_RINGCENTRAL
    assert okta.calls["update_user_profile"] == 0


def test_an_imported_override_comes_back_after_a_change(okta: SmallOkta, terraform: Terraform) -> None:
    """Terraform put another app in front: destroy puts the administrator's order back."""
    okta.master("primaryPhone", BY_RINGCENTRAL)
    terraform.import_("default/primaryPhone")
    terraform.apply(property="primaryPhone", sources=[WORKDAY, RINGCENTRAL])
    terraform.destroy()
    assert "Overrides get back what was found before Terraform" in terraform.run.told[0]
    assert okta.master("primaryPhone") == BY_RINGCENTRAL


def test_on_destroy_delete_removes_an_imported_override(okta: SmallOkta, terraform: Terraform) -> None:
    """Whoever wants it gone says so, and the plan says what was there."""
    okta.master("primaryPhone", BY_RINGCENTRAL)
    terraform.import_("default/primaryPhone")
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], on_destroy="delete")
    terraform.destroy()
    assert "Overrides that were there before Terraform are removed from Okta" in terraform.run.told[0]
    assert okta.master("primaryPhone") == INHERIT


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("primaryPhone", "USER_TYPE/property"),
        ("default/nothing", "no user attribute nothing"),
        ("default/email", "is not overridden"),
    ],
)
def test_a_wrong_import_id_says_what_is_wrong(terraform: Terraform, id_: str, words: str) -> None:
    """Shape, attribute and override are checked."""
    with pytest.raises(DiagnosticError) as error:
        terraform.import_(id_)

    assert words in f"{error.value.summary} {error.value.detail}"
