"""`oktaprofile_app_user_property` with the real terraform on an embedded org, from its published example."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.acceptance.hand_made import delete_on_destroy
from tests.acceptance.harness import SimulatedOrg, Workspace, start_org

ADDRESS = "oktaprofile_app_user_property.site"


def use_example(workspace: Workspace, org: SimulatedOrg) -> str:
    """The published example on this org's RingCentral; returns the app's id."""
    app_id = org.app_id("RingCentral")
    workspace.use_example("resources/oktaprofile_app_user_property")
    return app_id


def resource(app_id: str, arguments: str, label: str = "site") -> str:
    """A resource block."""
    return f'resource "oktaprofile_app_user_property" "{label}" {{\n  app_id = "{app_id}"\n{arguments}\n}}\n'


def test_life_of_the_published_example(org: SimulatedOrg, workspace: Workspace) -> None:
    """Create, empty plan, update in place, import, destroy; what the app had before is as it was."""
    app_id = use_example(workspace, org)
    before = org.app_properties(app_id)
    workspace.apply().expect_success()
    assert org.app_properties(app_id)["site"]["oneOf"][0] == {"const": "BEL", "title": "Belmont"}
    assert workspace.plan().actions == {}

    example = workspace.folder / "resource.tf"
    example.write_text(example.read_text().replace('"Denver"', '"Denver, CO"'))
    assert workspace.plan().actions == {ADDRESS: ["update"]}
    workspace.apply().expect_success()
    assert org.app_properties(app_id)["site"]["oneOf"][1]["title"] == "Denver, CO"

    workspace.run("state", "rm", ADDRESS).expect_success()
    workspace.import_(ADDRESS, f"{app_id}/site").expect_success()
    assert workspace.plan().actions == {}

    delete_on_destroy(workspace, "oktaprofile_app_user_property")
    workspace.destroy().expect_success()
    assert org.app_properties(app_id) == before


def test_deleted_and_changed_outside(org: SimulatedOrg, workspace: Workspace) -> None:
    """A change is put right in place; a deletion is created again with a warning."""
    app_id = use_example(workspace, org)
    workspace.apply().expect_success()
    org.set_app_properties(app_id, {"site": {"title": "Office", "description": "By hand"}})
    assert workspace.plan().actions == {ADDRESS: ["update"]}
    workspace.apply().expect_success()
    found = org.app_properties(app_id)["site"]
    assert (found["title"], found["description"]) == ("Site", "By hand")

    org.set_app_properties(app_id, {"site": None})
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["create"]}
    plan.outcome.expect(
        "It was deleted outside of Terraform", "none of the properties in the state any more: site"
    )
    workspace.apply(plan).expect_success()
    assert workspace.plan().actions == {}


def test_another_type_replaces_and_waits_for_the_name(org: SimulatedOrg, workspace: Workspace) -> None:
    """The plan warns of lost values and the wait; one apply does it, once Okta has released the name."""
    app_id = org.app_id("RingCentral")
    workspace.write(resource(app_id, '  name = "extensionNumber"\n  title = "E"'))
    workspace.apply().expect_success()
    workspace.write(resource(app_id, '  name = "extensionNumber"\n  title = "E"\n  type = "integer"'))
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["delete", "create"]}
    plan.outcome.expect(
        "The property will be deleted and added again", "values", "300 s", "forces replacement"
    )
    org.reset_requests()
    workspace.apply(plan).expect_success()
    assert org.app_properties(app_id)["extensionNumber"]["type"] == "integer"
    assert org.requests()["operations"]["updateApplicationUserProfile"] >= 3, "a delete, a refusal, an add"
    assert workspace.plan().actions == {}


def test_another_name_replaces_with_a_warning(org: SimulatedOrg, workspace: Workspace) -> None:
    """Renaming deletes the old property."""
    app_id = org.app_id("RingCentral")
    workspace.write(resource(app_id, '  name = "site"\n  title = "S"'))
    workspace.apply().expect_success()
    workspace.write(resource(app_id, '  name = "office"\n  title = "S"'))
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["delete", "create"]}
    plan.outcome.expect("Properties will be deleted with their values: site", "site of the app")
    workspace.apply(plan).expect_success()
    assert "site" not in org.app_properties(app_id)
    assert "office" in org.app_properties(app_id)


def test_adopted_property_is_put_back(org: SimulatedOrg, workspace: Workspace) -> None:
    """adopt_existing, the plan shows what destroy restores, destroy restores it to the byte."""
    app_id = org.app_id("RingCentral")
    before = org.app_properties(app_id)
    arguments = (
        '  name = "ringCentralRole"\n  title = "Role in RingCentral"\n  enum = ["Standard", "Manager"]'
    )
    workspace.write(resource(app_id, arguments))
    workspace.plan_error().expect("The property exists with another definition", "adopt_existing = true")
    workspace.write(resource(app_id, arguments + "\n  adopt_existing = true"))
    plan = workspace.plan()
    assert json.loads(plan.after(ADDRESS)["restores"]) == before["ringCentralRole"]
    workspace.apply(plan).expect_success()
    assert org.app_properties(app_id)["ringCentralRole"]["enum"] == ["Standard", "Manager"]
    workspace.write(
        resource(app_id, arguments + '\n  adopt_existing = true\n  type = "integer"').replace("enum", "#")
    )
    workspace.plan_error().expect("existed before it was imported or adopted")
    workspace.destroy("-refresh=false").expect_success()
    assert org.app_properties(app_id) == before


def test_two_blocks_and_a_renamed_block(org: SimulatedOrg, workspace: Workspace) -> None:
    """Two blocks for one property are refused, also when one is the other's old address; moved resolves it."""
    app_id = org.app_id("RingCentral")
    arguments = '  name = "site"\n  title = "S"'
    workspace.write(resource(app_id, arguments) + resource(app_id, arguments, "again"))
    workspace.plan_error().expect("Two resources own the same property")
    workspace.write(resource(app_id, arguments))
    workspace.apply().expect_success()
    workspace.write(resource(app_id, arguments, "office"))
    workspace.plan_error().expect("Two resources own the same property", "moved block")
    moved = f"moved {{\n  from = {ADDRESS}\n  to = oktaprofile_app_user_property.office\n}}\n"
    workspace.write(resource(app_id, arguments, "office") + moved)
    assert workspace.plan().actions == {}


def test_property_in_use_by_a_mapping(org: SimulatedOrg, workspace: Workspace) -> None:
    """Okta would refuse to delete it: the plan names the mapping's target and the order of steps."""
    app_id = org.app_id("RingCentral")
    workspace.write(resource(app_id, '  name = "directNumber"\n  title = "D"'))
    workspace.apply().expect_success()
    mapping = next(
        row
        for row in org.call("GET", f"/api/v1/mappings?sourceId={app_id}&limit=200")
        if row["target"]["type"] == "user" and row["target"]["name"] == "user"
    )
    expression = {"expression": "appuser.directNumber", "pushStatus": "PUSH"}
    org.call("POST", f"/api/v1/mappings/{mapping['id']}", {"properties": {"mobilePhone": expression}})
    workspace.destroy().expect_failure().expect(
        "A mapping still uses the property", "mobilePhone", "takes these away first", mapping["id"]
    )
    assert ADDRESS in workspace.state()
    org.call("POST", f"/api/v1/mappings/{mapping['id']}", {"properties": {"mobilePhone": None}})
    workspace.destroy().expect_success()


def test_calls_for_a_hundred_resources(org: SimulatedOrg, workspace: Workspace) -> None:
    """100 of them: a plan reads as much as for 2, and applying the saved plan takes at most 30 calls of an org that
    needs some time for each, as Okta does.
    """
    org.add_fault(operation="updateApplicationUserProfile", delay_ms=500, times=None)
    app_id = org.app_id("RingCentral")
    counted = 'count = {}\n  name = "p${{count.index}}"\n  title = "P"'
    workspace.write(resource(app_id, counted.format(2)))
    org.reset_requests()
    workspace.plan()
    plan_of_two = org.requests()["total"]
    workspace.write(resource(app_id, counted.format(100)))
    org.reset_requests()
    plan = workspace.plan()
    assert org.requests()["total"] == plan_of_two <= 2
    org.reset_requests()
    workspace.apply(plan).expect_success()
    operations = org.requests()["operations"]
    print("100 singular properties:", operations)
    assert sum(operations.values()) <= 30, operations
    assert len([name for name in org.app_properties(app_id) if name.startswith("p")]) == 100


def test_unknown_outcome_is_tainted_and_converges(org: SimulatedOrg, workspace: Workspace) -> None:
    """The answer to the write and the read-back are lost: the state keeps the property, the next apply ends it."""
    app_id = org.app_id("RingCentral")
    provider = 'provider "oktaprofile" {\n  max_retries = 0\n}\n'
    workspace.write(provider + resource(app_id, '  name = "site"\n  title = "S"'))
    plan = workspace.plan()
    org.add_fault(operation="updateApplicationUserProfile", action="drop_after")
    org.add_fault(operation="getApplicationUserSchema", action="drop_before", skip=1, times=None)
    workspace.apply(plan).expect_failure().expect("Whether Okta stored it is not known", "terraform plan")
    org.end_faults()
    assert "site" in org.app_properties(app_id)
    assert workspace.state()[ADDRESS]["name"] == "site"
    workspace.apply().expect_success()
    assert workspace.plan().actions == {}
    workspace.destroy().expect_success()
    assert "site" not in org.app_properties(app_id)


def test_what_okta_ignores_is_no_false_state(org: SimulatedOrg, workspace: Workspace) -> None:
    """Okta answers 200 and stores nothing: an error with what was sent, and no state."""
    app_id = use_example(workspace, org)
    org.add_fault(operation="updateApplicationUserProfile", action="ignore_write", times=None)
    workspace.apply().expect_failure().expect("Okta did not store what was sent", "site", "sent")
    org.end_faults()
    assert ADDRESS not in workspace.state()
    assert "site" not in org.app_properties(app_id)


def test_dependent_destroy_waits_for_an_app_made_in_the_same_apply(
    new_workspace: Callable[[SimulatedOrg], Workspace],
) -> None:
    """An app id that is known after apply only: the plan reads nothing of the app, the apply checks everything."""
    with start_org() as org:
        app_id = org.app_id("RingCentral")
        workspace = new_workspace(org)
        source = f'resource "terraform_data" "app" {{\n  input = "{app_id}"\n}}\n'
        block = resource(app_id, '  name = "userName"\n  title = "U"').replace(
            f'"{app_id}"', "terraform_data.app.output"
        )
        workspace.write(source + block)
        workspace.plan()
        workspace.apply().expect_failure().expect("The property's name is taken", "base properties")
        workspace.write(source + block.replace("userName", "site"))
        workspace.apply().expect_success()
        assert workspace.plan().actions == {}


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        ('name = "x y"\n title = "T"', ["name is not allowed", "'x y'"]),
        ('name = "x"\n title = "T"\n union = "ENABLE"', ["union is for arrays"]),
        ('name = "x"\n title = "T"\n type = "array"', ["array_type is missing"]),
        ('name = "x"\n title = "T"\n scope = "ALL"', ["scope", "NONE", "SELF"]),
        ('name = "x"\n title = "T"\n name_release_timeout_seconds = -1', ["name_release_timeout_seconds"]),
    ],
)
def test_bad_input_is_refused_by_validate(
    org: SimulatedOrg, workspace: Workspace, arguments: str, sentences: list[str]
) -> None:
    """No call of Okta is needed to find these."""
    workspace.write(resource("0oa1", arguments))
    org.reset_requests()
    workspace.run("validate", "-no-color").expect_failure().expect(*sentences)
    assert org.requests()["total"] == 0


def test_import_of_what_is_not_there(org: SimulatedOrg, workspace: Workspace) -> None:
    """The error lists the properties there are."""
    app_id = use_example(workspace, org)
    workspace.import_(ADDRESS, f"{app_id}/sites").expect_failure().expect(
        "There is no such property", "jobTitle"
    )
