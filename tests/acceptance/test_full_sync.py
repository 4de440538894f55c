"""Several resources together: the whole sync, its order, and an app that changes under it."""

from __future__ import annotations

import re

import pytest

from tests.acceptance.harness import SimulatedOrg, Workspace
from tests.acceptance.harness.terraform import ROOT


@pytest.fixture
def ringcentral(org: SimulatedOrg) -> str:
    """Id of the RingCentral app."""
    return org.app_id("RingCentral")


def test_the_full_sync_plans_with_eight_calls(workspace: Workspace, org: SimulatedOrg) -> None:
    """RingCentral, Active Directory and readiness: at most eight calls, before and after; in place also where the rows
    are answered after everything else.
    """
    workspace.use_example("full-sync")
    org.reset_requests()
    plan = workspace.plan()
    assert org.requests()["total"] <= 8, org.requests()["operations"]
    workspace.apply(plan).expect_success()

    for late in (None, "getProfileMapping"):
        if late is not None:
            org.add_fault(operation=late, delay_ms=400, times=None)
        org.reset_requests()
        workspace.run("plan", "-detailed-exitcode", "-input=false").expect("No changes.")
        assert org.requests()["total"] <= 8, (late, org.requests()["operations"])
        org.call("DELETE", "/simulator/faults", expect=None)


def test_the_readme_s_lines_work(workspace: Workspace, org: SimulatedOrg) -> None:
    """Its HCL as it is written there, on the embedded org: applied, and nothing to change then."""
    [lines] = re.findall(r"```hcl\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    workspace.write(lines)
    workspace.apply().expect_success()
    assert org.mapping(org.app_id("RingCentral"))["properties"]["primaryPhone"]["expression"].startswith(
        "appuser."
    )
    assert workspace.plan().actions == {}


SYNC = """
resource "terraform_data" "before" { input = "%s" }
data "oktaprofile_app" "source" {
  label      = "%s"
  depends_on = [terraform_data.before]
}
resource "oktaprofile_app_user_properties" "p" {
  app_id     = data.oktaprofile_app.source.id
  properties = { desk = { title = "%s" } }
}
resource "oktaprofile_app_user_property" "q" {
  app_id = data.oktaprofile_app.source.id
  name   = "floor"
  title  = "Floor"
}
resource "oktaprofile_mapping" "m" {
  app_id     = oktaprofile_app_user_properties.p.app_id
  properties = { nickName = { expression = "appuser.desk" } }
}
resource "oktaprofile_master_override" "o" {
  property = "nickName"
  sources  = [oktaprofile_mapping.m.app_id]
}
"""


def test_an_app_that_is_read_during_apply_only_loses_nothing(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """depends_on puts the data source off, so app_id is unknown at plan: nothing is replaced for it, which would
    delete the values that people have; what really changes is changed.
    """
    workspace.write(SYNC % (1, "RingCentral", "Desk"))
    workspace.apply().expect_success()
    before = org.snapshot()

    workspace.write(SYNC % (2, "RingCentral", "Desk"))
    plan = workspace.plan()
    assert ["update"] in plan.actions.values()
    assert not any("delete" in actions for actions in plan.actions.values())
    workspace.apply(plan).expect_success()
    assert org.snapshot() == before

    workspace.write(SYNC % (3, "RingCentral", "Desk 2"))
    workspace.apply().expect_success()
    assert org.app_properties(ringcentral)["desk"]["title"] == "Desk 2"
    assert workspace.plan().actions == {}


def test_another_app_takes_attributes_mapping_and_override_along(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """In one apply, in the order that Okta forces, and the old app is as it was. An app that only apply finds to be
    another one is refused there, with what to do.
    """
    before = org.snapshot()
    workspace.write(SYNC % (1, "RingCentral", "Desk"))
    workspace.apply().expect_success()

    workspace.write(SYNC % (2, "Workday", "Desk"))
    workspace.apply().expect_failure().expect("app_id was not known when the plan was made", "plan again")
    assert "desk" in org.app_properties(ringcentral)

    workspace.apply().expect_success()
    assert workspace.plan().actions == {}
    assert "desk" in org.app_properties(org.app_id("Workday"))
    assert "desk" not in org.app_properties(ringcentral)
    assert "nickName" not in org.mapping(ringcentral)["properties"]
    workspace.destroy().expect_success()
    assert org.snapshot() == before


DESK = """
resource "oktaprofile_user_property" "u" {
  name  = "%s"
  title = "Desk"
}
resource "oktaprofile_mapping" "m" {
  app_id     = "%s"
  user_type  = oktaprofile_user_property.u.user_type_id
  properties = { (oktaprofile_user_property.u.name) = { expression = "appuser.givenName" } }
}
resource "oktaprofile_mapping" "down" {
  app_id     = "%s"
  user_type  = oktaprofile_user_property.u.user_type_id
  direction  = "to_app"
  properties = { department = { expression = "user.${oktaprofile_user_property.u.name}" } }
}
"""


def test_renaming_a_user_attribute_that_is_mapped_takes_two_applies(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """Terraform deletes the old attribute before it updates the mappings, and Okta refuses that: an error at plan that
    names each mapping, not at every apply.
    """
    before = org.snapshot()
    workspace.write(DESK % ("desk", ringcentral, ringcentral))
    workspace.apply().expect_success()
    workspace.write(DESK % ("desk2", ringcentral, ringcentral))
    workspace.plan_error().expect(
        "A mapping still uses the property",
        "desk = appuser.givenName",
        "department = user.desk",
        "two applies",
    )
    workspace.write(DESK % ("desk", ringcentral, ringcentral))
    workspace.destroy().expect_success()
    assert org.snapshot() == before
