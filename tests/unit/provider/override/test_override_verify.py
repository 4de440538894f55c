"""`mode = "verify"`: what an administrator set is asserted, and nothing is ever written."""

from __future__ import annotations

import pytest

from oktaprofile.plugin.resource import ApplyFailed
from tests.unit.provider.small_okta import RINGCENTRAL, WORKDAY, SmallOkta
from tests.unit.provider.small_terraform import Terraform

BY_RINGCENTRAL = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RINGCENTRAL}]}
BY_WORKDAY = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": WORKDAY}]}
INHERIT = {"type": "PROFILE_MASTER"}


def test_verify_fails_the_first_plan_until_an_administrator_has_set_it(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """Found against wanted, with the steps; then it holds, and nothing is ever written."""
    message = terraform.refused(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    assert 'Wanted: OVERRIDE by 1. "RingCentral" (0oaRing).' in message
    assert "Found:  PROFILE_MASTER (Inherit from profile source)." in message
    assert 'click the Okta profile "User (default)"' in message

    okta.master("primaryPhone", BY_RINGCENTRAL)
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    assert terraform.state is not None
    assert terraform.state["restores"] is None
    terraform.destroy()

    assert okta.calls["update_user_profile"] == 0
    assert okta.master("primaryPhone") == BY_RINGCENTRAL


def test_verify_shows_later_drift_in_the_plan_and_fails_the_apply(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """The plan stays readable, with a warning; the apply fails with the same steps and records what is there."""
    okta.master("primaryPhone", BY_RINGCENTRAL)
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    okta.master("primaryPhone", BY_WORKDAY)

    plan = terraform.plan(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    assert terraform.state is not None
    assert (terraform.state["sources"], plan.planned["sources"]) == ([WORKDAY], [RINGCENTRAL])
    assert terraform.run.told[0].startswith("warning: The source of primaryPhone is not set like this")

    with pytest.raises(ApplyFailed, match="not set like this"):
        terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    assert terraform.state["sources"] == [WORKDAY]


def test_from_manage_to_verify_and_back_the_former_source_is_not_forgotten(
    okta: SmallOkta, terraform: Terraform
) -> None:
    """While it only verifies, what was before Terraform stays in `restores`; in manage again destroy puts it back."""
    okta.master("primaryPhone", BY_WORKDAY)
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])

    terraform.plan(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    assert "no longer manages the source" in terraform.run.told[0]
    assert "stays in restores" in terraform.run.told[0]
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    terraform.plan(property="primaryPhone", sources=[RINGCENTRAL], mode="manage")
    assert 'destroy puts back OVERRIDE by 1. "Workday" (0oaWork)' in terraform.run.told[0]
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="manage")
    terraform.destroy()

    assert okta.master("primaryPhone") == BY_WORKDAY


def test_verify_leaves_the_override_also_after_manage(okta: SmallOkta, terraform: Terraform) -> None:
    """What it once had to put back is kept and not used: `verify` never writes, on destroy neither."""
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL])
    terraform.apply(property="primaryPhone", sources=[RINGCENTRAL], mode="verify")
    writes = okta.calls["update_user_profile"]

    terraform.destroy()

    assert okta.master("primaryPhone") == BY_RINGCENTRAL
    assert okta.calls["update_user_profile"] == writes
