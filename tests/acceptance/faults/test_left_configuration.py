"""A resource that was edited by hand and then taken out of the configuration.

Terraform plans such a destroy from the state as it was stored, not as refreshed (seen with 1.11): the provider has to
look for itself, or it would refuse the destroy for ever as "changed since the plan".
"""

from __future__ import annotations

from tests.acceptance.faults.fault_free import APPLY
from tests.acceptance.faults.writes import WRITES, Setup
from tests.acceptance.harness import SimulatedOrg, Workspace


def test_a_mapping_edited_by_hand(org: SimulatedOrg, workspace: Workspace) -> None:
    """The plan says what Okta has now; the apply puts back what was before Terraform."""
    write, setup = WRITES["mapping set"], Setup(org)
    setup.furnish()
    previous = write.in_okta(setup)
    workspace.write(write.after(setup))
    workspace.run(*APPLY).expect_success()
    edited = {"nickName": {"expression": "'by hand'", "pushStatus": "PUSH"}, "title": None}
    org.call("POST", f"/api/v1/mappings/{setup.mapping_id}", {"properties": edited})
    workspace.write("")
    plan = workspace.plan()
    plan.outcome.expect("Changed in Okta since the last apply: nickName", "'by hand'")
    workspace.apply(plan).expect_success()
    assert write.in_okta(setup) == previous
    assert workspace.plan().actions == {}


def test_a_mapping_edited_after_that_plan_is_left_alone(org: SimulatedOrg, workspace: Workspace) -> None:
    """What the plan could not show is not thrown away: the destroy is refused, and a new plan does it."""
    write, setup = WRITES["mapping set"], Setup(org)
    workspace.write(write.after(setup))
    workspace.run(*APPLY).expect_success()
    workspace.write("")
    plan = workspace.plan()
    edited = {"nickName": {"expression": "'by hand'", "pushStatus": "PUSH"}}
    org.call("POST", f"/api/v1/mappings/{setup.mapping_id}", {"properties": edited})
    workspace.apply(plan).expect_failure().expect("Okta changed since the plan", "'by hand'")
    assert write.in_okta(setup)["nickName"] == "'by hand'"
    workspace.apply().expect_success()
    assert "nickName" not in write.in_okta(setup)


def test_an_override_edited_by_hand(org: SimulatedOrg, workspace: Workspace) -> None:
    """The same for the source of an attribute."""
    write, setup = WRITES["master set"], Setup(org)
    previous = write.in_okta(setup)
    workspace.write(write.after(setup))
    workspace.run(*APPLY).expect_success()
    schema = org.call("GET", "/api/v1/meta/schemas/user/default")
    schema["definitions"]["base"]["properties"]["primaryPhone"]["master"] = {"type": "OKTA"}
    org.load({"schemas": [schema]})
    workspace.write("")
    plan = workspace.plan()
    plan.outcome.expect("Changed in Okta since the last apply: primaryPhone")
    workspace.apply(plan).expect_success()
    assert write.in_okta(setup) == previous
