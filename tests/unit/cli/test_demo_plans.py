"""What the demo shows of Terraform's output (cli/demo/plans.py)."""

from __future__ import annotations

import pytest

from oktaprofile.cli.demo import plans

PLAN = "  sync  \x1b[1mPlan:\x1b[0m 4 to import, 0 to add, 0 to change, 0 to destroy.\n"


@pytest.mark.parametrize(
    "ended", ["Apply complete! Resources: 4 imported.", "Destroy complete! Resources: 4 destroyed."]
)
def test_a_deployment_s_result_is_how_it_ended(ended: str) -> None:
    """And not what it planned, where cdktf lost the end of what Terraform printed."""
    assert str(plans.result(f"{PLAN}\n   sync  \x1b[32m{ended}\x1b[0m\n")) == ended
    assert str(plans.result(PLAN)) == str(plans.result("")) == plans.UNHEARD
    assert plans.summary(PLAN) == "Plan: 4 to import, 0 to add, 0 to change, 0 to destroy."
