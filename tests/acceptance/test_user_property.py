"""`oktaprofile_user_property` with the real terraform on an embedded org, from its published example."""

from __future__ import annotations

from collections.abc import Callable

from tests.acceptance.hand_made import delete_on_destroy
from tests.acceptance.harness import SimulatedOrg, Workspace, start_org

ADDRESS = "oktaprofile_user_property.extension"


def use_example(workspace: Workspace, org: SimulatedOrg) -> str:
    """The published example on this org's RingCentral; returns the app's id."""
    app_id = org.app_id("RingCentral")
    workspace.use_example("resources/oktaprofile_user_property")
    return app_id


def resource(arguments: str, label: str = "extension") -> str:
    """A resource block."""
    return f'resource "oktaprofile_user_property" "{label}" {{\n{arguments}\n}}\n'


def schema_of(org: SimulatedOrg, type_name: str) -> str:
    """The schema id of a user type."""
    found = next(one for one in org.call("GET", "/api/v1/meta/types/user") if one["name"] == type_name)
    return str(found["_links"]["schema"]["href"].rpartition("/")[2])


def test_life_of_the_published_example(org: SimulatedOrg, workspace: Workspace) -> None:
    """Create with a source, empty plan, update in place, import, destroy; the schema is as it was. The look-up by label
    asks for a page and for the label at once, and tells that the app is a source.
    """
    app_id = use_example(workspace, org)
    before = org.user_properties()
    org.reset_requests()
    plan = workspace.plan()
    assert org.requests()["operations"] == {"getUserSchema": 1, "listApplications": 2}
    org.reset_requests()
    workspace.apply(plan).expect_success()
    assert org.requests()["operations"] == {"getUserSchema": 2, "listApplications": 1, "updateUserProfile": 1}
    made = org.user_properties()["phoneExtension"]
    assert made["master"] == {"type": "OVERRIDE", "priority": [{"type": "APP", "value": app_id}]}
    assert made["permissions"] == [{"principal": "SELF", "action": "READ_ONLY"}]
    assert workspace.plan().actions == {}

    example = workspace.folder / "resource.tf"
    example.write_text(example.read_text().replace("READ_ONLY", "HIDE"))
    assert workspace.plan().actions == {ADDRESS: ["update"]}
    workspace.apply().expect_success()
    assert org.user_properties()["phoneExtension"]["permissions"] == [{"principal": "SELF", "action": "HIDE"}]

    workspace.run("state", "rm", ADDRESS).expect_success()
    workspace.import_(ADDRESS, "default/phoneExtension").expect_success()
    assert workspace.plan().actions == {}

    delete_on_destroy(workspace, "oktaprofile_user_property")
    workspace.destroy().expect_success()
    assert org.user_properties() == before


def test_changed_and_deleted_outside(org: SimulatedOrg, workspace: Workspace) -> None:
    """The order of the sources is drift; a deleted property is created again."""
    ringcentral, workday = org.app_id("RingCentral"), org.app_id("Workday")
    workspace.write(
        resource(
            f'  name = "x"\n  title = "X"\n  master = "OVERRIDE"\n  master_priority = ["{ringcentral}", "{workday}"]'
        )
    )
    workspace.apply().expect_success()
    turned = [{"type": "APP", "value": workday}, {"type": "APP", "value": ringcentral}]
    org.set_user_properties({"x": {"master": {"type": "OVERRIDE", "priority": turned}}})
    assert workspace.plan().actions == {ADDRESS: ["update"]}
    workspace.apply().expect_success()
    assert org.user_properties()["x"]["master"]["priority"] == turned[::-1]
    org.set_user_properties({"x": None})
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["create"]}
    plan.outcome.expect("It was deleted outside of Terraform")


def test_another_user_type(org: SimulatedOrg, workspace: Workspace) -> None:
    """By name; its id is the same property; import by name; the default type is untouched."""
    default = org.user_properties()
    schema_id = schema_of(org, "contractor")
    workspace.write(resource('  user_type = "contractor"\n  name = "agency"\n  title = "Agency"'))
    workspace.apply().expect_success()
    assert "agency" in org.user_properties(schema_id)
    type_id = workspace.state()[ADDRESS]["user_type_id"]
    workspace.write(resource(f'  user_type = "{type_id}"\n  name = "agency"\n  title = "Agency"'))
    assert workspace.plan().actions == {ADDRESS: ["update"]}, "the spelling in the state, nothing in Okta"
    workspace.run("state", "rm", ADDRESS).expect_success()
    workspace.import_(ADDRESS, f"{type_id}/agency").expect_success()
    assert workspace.plan().actions == {}
    assert org.user_properties() == default


def test_scope_changes_in_place_and_type_replaces(org: SimulatedOrg, workspace: Workspace) -> None:
    """User schemas take another scope; another type deletes and adds again, with a warning."""
    workspace.write(resource('  name = "x"\n  title = "X"\n  scope = "SELF"'))
    workspace.apply().expect_success()
    workspace.write(resource('  name = "x"\n  title = "X"\n  scope = "NONE"'))
    assert workspace.plan().actions == {ADDRESS: ["update"]}
    workspace.apply().expect_success()
    workspace.write(resource('  name = "x"\n  title = "X"\n  scope = "NONE"\n  type = "boolean"'))
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["delete", "create"]}
    plan.outcome.expect("The property will be deleted and added again")
    workspace.apply(plan).expect_success()
    assert org.user_properties()["x"]["type"] == "boolean"


def test_adopted_property_is_put_back(org: SimulatedOrg, workspace: Workspace) -> None:
    """Permissions and master of an existing property are changed and restored."""
    before = org.user_properties()
    workspace.write(
        resource(
            '  name = "deskLocation"\n  title = "Desk"\n  permissions = "HIDE"\n  master = "PROFILE_MASTER"\n'
            "  max_length = 9\n  adopt_existing = true"
        )
    )
    workspace.apply().expect_success()
    assert org.user_properties()["deskLocation"]["master"] == {"type": "PROFILE_MASTER"}
    workspace.destroy().expect_success()
    assert org.user_properties() == before


def test_bad_input(org: SimulatedOrg, workspace: Workspace) -> None:
    """Unknown user type, a base property's name, an override without or with a repeated source."""
    workspace.write(resource('  user_type = "partner"\n  name = "x"\n  title = "X"'))
    workspace.plan_error().expect("There is no such user type", "partner", "contractor")
    workspace.write(resource('  name = "primaryPhone"\n  title = "X"'))
    workspace.plan_error().expect("The property's name is taken", "base properties of the default user type")
    workspace.write(resource('  name = "x"\n  title = "X"\n  master = "OVERRIDE"'))
    workspace.plan_error().expect("master_priority is missing")
    workspace.write(
        resource('  name = "x"\n  title = "X"\n  master = "OVERRIDE"\n  master_priority = ["0oa1", "0oa1"]')
    )
    workspace.plan_error().expect("master_priority has an element twice", "0oa1")


def test_source_without_attribute_level_sourcing(new_workspace: Callable[[SimulatedOrg], Workspace]) -> None:
    """Okta would drop it silently; the plan refuses it."""
    with start_org("--no-attribute-level-mastering") as org:
        workspace = new_workspace(org)
        use_example(workspace, org)
        workspace.plan_error().expect("Attribute-level sourcing is off in this org", "master")
