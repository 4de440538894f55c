"""`oktaprofile_app_user_properties` with the real terraform on an embedded org, from its published example."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.hand_made import delete_on_destroy
from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace, spawn_org, start_org, wait_until

ADDRESS = "oktaprofile_app_user_properties.ringcentral"
NAMES = {"directNumber", "extensionNumber", "callQueues"}


def use_example(workspace: Workspace, org: SimulatedOrg) -> str:
    """The published example on this org's RingCentral; returns the app's id."""
    app_id = org.app_id("RingCentral")
    workspace.use_example("resources/oktaprofile_app_user_properties")
    return app_id


def resource(app_id: str, properties: str, more: str = "", name: str = "ringcentral") -> str:
    """A resource block; `properties` is the inside of the map."""
    return (
        f'resource "oktaprofile_app_user_properties" "{name}" {{\n  app_id = "{app_id}"\n{more}\n'
        f"  properties = {{\n{properties}\n  }}\n}}\n"
    )


def test_life_of_the_published_example(org: SimulatedOrg, workspace: Workspace) -> None:
    """Create, empty plan, update in place, import, destroy; what the app had before is as it was."""
    app_id = use_example(workspace, org)
    before = org.app_properties(app_id)
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["create"]}
    assert plan.after(ADDRESS)["restores"] == {}
    workspace.apply(plan).expect_success()
    assert org.app_properties(app_id).keys() - before.keys() == NAMES
    assert workspace.plan().actions == {}

    example = workspace.folder / "resource.tf"
    example.write_text(example.read_text().replace('"Extension"', '"Extension, 3 to 6 digits"'))
    assert workspace.plan().actions == {ADDRESS: ["update"]}
    workspace.apply().expect_success()
    assert org.app_properties(app_id)["extensionNumber"]["title"] == "Extension, 3 to 6 digits"

    workspace.run("state", "rm", ADDRESS).expect_success()
    workspace.import_(ADDRESS, f"{app_id}/directNumber,extensionNumber,callQueues").expect_success()
    assert workspace.plan().actions == {}

    delete_on_destroy(workspace, "oktaprofile_app_user_properties")
    workspace.destroy().expect_success()
    assert org.app_properties(app_id) == before


def test_import_of_everything(org: SimulatedOrg, workspace: Workspace) -> None:
    """The app's id alone imports all its custom properties."""
    app_id = use_example(workspace, org)
    workspace.import_(ADDRESS, app_id).expect_success()
    assert set(workspace.state()[ADDRESS]["properties"]) == set(org.app_properties(app_id))


def test_deleted_outside_is_added_again(org: SimulatedOrg, workspace: Workspace) -> None:
    """One property gone: the plan shows it, and the apply waits until Okta has released its name."""
    app_id = use_example(workspace, org)
    workspace.apply().expect_success()
    org.set_app_properties(app_id, {"directNumber": None})
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["update"]}
    workspace.apply(plan).expect_success()
    assert "directNumber" in org.app_properties(app_id)
    assert workspace.plan().actions == {}


def test_all_deleted_outside_is_created_again(org: SimulatedOrg, workspace: Workspace) -> None:
    """All of them gone: the resource leaves the state with a warning and is created again."""
    app_id = use_example(workspace, org)
    workspace.apply().expect_success()
    org.set_app_properties(app_id, dict.fromkeys(NAMES))
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["create"]}
    plan.outcome.expect("It was deleted outside of Terraform", "The next apply adds them again")


def test_changed_outside_is_put_right(org: SimulatedOrg, workspace: Workspace) -> None:
    """A managed argument is drift, one that the configuration leaves out is not."""
    app_id = use_example(workspace, org)
    workspace.apply().expect_success()
    org.set_app_properties(app_id, {"extensionNumber": {"title": "Ext", "description": "By hand"}})
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["update"]}
    workspace.apply(plan).expect_success()
    found = org.app_properties(app_id)["extensionNumber"]
    assert (found["title"], found["description"]) == ("Extension", "By hand")
    assert workspace.plan().actions == {}


def test_app_deleted_outside(org: SimulatedOrg, workspace: Workspace) -> None:
    """The refresh warns, the plan says that there is no such app; what is left can be destroyed as the hint says."""
    app_id = org.app_id("RingCentral")
    workspace.write(
        f'resource "oktaprofile_app_user_properties" "p" {{\n  app_id     = "{app_id}"\n'
        '  properties = { desk = { title = "Desk" } }\n}\n'
    )
    workspace.apply().expect_success()
    org.call("POST", f"/api/v1/apps/{app_id}/lifecycle/deactivate")
    org.call("DELETE", f"/api/v1/apps/{app_id}", expect=204)
    workspace.plan_error().expect(
        "It was deleted outside of Terraform",
        "There is no such app",
        app_id,
        "terraform destroy -refresh=false",
    )
    workspace.destroy("-refresh=false").expect_success()
    assert workspace.state() == {}


def test_existing_property_is_refused_then_adopted_then_restored(
    org: SimulatedOrg, workspace: Workspace
) -> None:
    """Another definition is an error; adopt_existing takes it over; destroy puts it back to the byte."""
    app_id = org.app_id("RingCentral")
    org.set_app_properties(
        app_id, {"directNumber": {"title": "DID", "type": "string", "description": "By hand"}}
    )
    before = org.app_properties(app_id)
    properties = 'directNumber = { title = "Direct number", max_length = 40 }'
    workspace.write(resource(app_id, properties))
    workspace.plan_error().expect(
        "The property exists with another definition",
        'title is "DID" there and "Direct number" in the configuration',
        "adopt_existing = true",
    )
    workspace.write(resource(app_id, properties, "  adopt_existing = true"))
    plan = workspace.plan()
    assert json.loads(plan.after(ADDRESS)["restores"]["directNumber"]) == before["directNumber"]
    plan.outcome.expect("An existing property will be adopted and changed")
    workspace.apply(plan).expect_success()
    assert org.app_properties(app_id)["directNumber"]["title"] == "Direct number"
    assert workspace.plan().actions == {}
    workspace.destroy().expect_success()
    assert org.app_properties(app_id) == before


def test_existing_property_as_configured_is_adopted_and_left(org: SimulatedOrg, workspace: Workspace) -> None:
    """A warning, no write, and destroy leaves it where it was."""
    app_id = org.app_id("RingCentral")
    before = org.app_properties(app_id)
    workspace.write(resource(app_id, 'jobTitle = { title = "Job title" }'))
    plan = workspace.plan()
    plan.outcome.expect("An existing property will be adopted", "destroy leaves it there")
    org.reset_requests()
    workspace.apply(plan).expect_success()
    workspace.destroy().expect_success()
    assert "updateApplicationUserProfile" not in org.requests()["operations"]
    assert org.app_properties(app_id) == before


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (None, {"title": "S", "type": "string"}, "Okta changed after the plan was made"),
        (None, {"title": "Other", "type": "string"}, "The property exists with another definition"),
        ({"title": "X", "type": "string"}, {"title": "Y"}, "Okta changed after the plan was made"),
    ],
    ids=["added the same", "added another", "changed"],
)
def test_saved_plan_is_refused_when_okta_changed(
    org: SimulatedOrg, workspace: Workspace, before: object, after: object, sentence: str
) -> None:
    """What was reviewed is applied as reviewed, or not at all: nothing is sent, nothing is in the state."""
    app_id = org.app_id("RingCentral")
    if before:
        org.set_app_properties(app_id, {"site": before})
    workspace.write(resource(app_id, 'site = { title = "S" }', "  adopt_existing = true" if before else ""))
    plan = workspace.plan()
    org.set_app_properties(app_id, {"site": after})
    expected = org.app_properties(app_id)
    workspace.apply(plan).expect_failure().expect(sentence)
    assert org.app_properties(app_id) == expected
    assert workspace.state() == {}


def test_removed_from_the_map_warns_and_deletes(org: SimulatedOrg, workspace: Workspace) -> None:
    """The plan says that people's values go; a name that is added again at once is waited for."""
    app_id = org.app_id("RingCentral")
    both = 'directNumber = { title = "D" }\n extensionNumber = { title = "E" }'
    workspace.write(resource(app_id, both))
    workspace.apply().expect_success()
    workspace.write(resource(app_id, 'directNumber = { title = "D" }'))
    plan = workspace.plan()
    plan.outcome.expect("Properties will be deleted with their values", "extensionNumber of the app")
    workspace.apply(plan).expect_success()
    assert "extensionNumber" not in org.app_properties(app_id)
    workspace.write(resource(app_id, both))
    workspace.apply().expect_success()
    assert "extensionNumber" in org.app_properties(app_id)


def test_removing_a_property_with_its_mapping_takes_two_applies(
    org: SimulatedOrg, workspace: Workspace
) -> None:
    """Terraform would change the schema first, which Okta refuses: the plan says so and names the mapping."""
    app_id = org.app_id("RingCentral")
    mapping = (
        'resource "oktaprofile_mapping" "x" {\n'
        f"  app_id = {ADDRESS}.app_id\n"
        '  properties = {\n    primaryPhone = { expression = "appuser.directNumber" }\n%s\n  }\n}\n'
    )
    mobile = '    mobilePhone = { expression = "appuser.extensionNumber" }'
    both = 'directNumber = { title = "D" }\n extensionNumber = { title = "E" }'
    workspace.write(resource(app_id, both) + mapping % mobile)
    workspace.apply().expect_success()
    one = 'directNumber = { title = "D" }'
    workspace.write(resource(app_id, one) + mapping % "")
    workspace.plan_error().expect(
        "A mapping still uses the property", "user.mobilePhone = appuser.extensionNumber", "two applies"
    )
    workspace.write(resource(app_id, both) + mapping % "")
    workspace.apply().expect_success()
    workspace.write(resource(app_id, one) + mapping % "")
    workspace.apply().expect_success()
    assert "extensionNumber" not in org.app_properties(app_id)
    workspace.destroy().expect_success()
    assert "directNumber" not in org.app_properties(app_id)


def test_another_app_replaces_with_a_warning(org: SimulatedOrg, workspace: Workspace) -> None:
    """The properties of the old app go; the new one gets them."""
    old, new = org.app_id("RingCentral"), org.app_id("Workday")
    workspace.write(resource(old, 'site = { title = "S" }'))
    workspace.apply().expect_success()
    workspace.write(resource(new, 'site = { title = "S" }'))
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["delete", "create"]}
    plan.outcome.expect("Properties will be deleted with their values", f"site of the app {old}")
    workspace.apply(plan).expect_success()
    assert "site" not in org.app_properties(old)
    assert "site" in org.app_properties(new)


def test_quarantine_longer_than_allowed(new_workspace: Callable[[SimulatedOrg], Workspace]) -> None:
    """The wait is bounded; the error says how to go on, and the state holds nothing."""
    with start_org("--quarantine-seconds", "60") as org:
        app_id = org.app_id("RingCentral")
        workspace = new_workspace(org)
        workspace.write(resource(app_id, 'site = { title = "S" }', "  name_release_timeout_seconds = 1"))
        workspace.apply().expect_success()
        workspace.destroy().expect_success()
        workspace.apply().expect_failure().expect(
            "Okta has not released the property's name yet",
            "name_release_timeout_seconds",
            "deletion process",
        )
        assert workspace.state() == {}


def test_calls_for_a_hundred_properties(org: SimulatedOrg, workspace: Workspace) -> None:
    """Applying a saved plan that adds 100 takes at most 4 calls; a plan takes the same for 2 and for 100."""
    app_id = org.app_id("RingCentral")
    workspace.write(resource(app_id, 'p0 = { title = "P" }\n p1 = { title = "P" }'))
    org.reset_requests()
    workspace.plan()
    plan_of_two = org.requests()["total"]
    lines = "\n".join(f'p{number} = {{ title = "P {number}" }}' for number in range(100))
    workspace.write(resource(app_id, lines))
    org.reset_requests()
    plan = workspace.plan()
    assert org.requests()["total"] == plan_of_two <= 2
    org.reset_requests()
    workspace.apply(plan).expect_success()
    assert org.requests()["total"] <= 4, org.requests()["operations"]
    assert len([name for name in org.app_properties(app_id) if name.startswith("p")]) == 100


@pytest.mark.parametrize(
    ("properties", "sentences"),
    [
        ('userName = { title = "U" }', ["The property's name is taken", "base properties"]),
        (
            'JobTitle = { title = "U" }',
            ["The property's name is taken", "jobTitle", "without regard to case"],
        ),
        ('a = { title = "A" }\n A = { title = "A" }', ["Two names that differ only in case"]),
        (
            'jobTitle = { title = "Job title", type = "integer" }',
            ["Okta cannot change it into this", '"integer"'],
        ),
        ('direct-number = { title = "D" }', ["properties has a name that is not allowed", "direct-number"]),
        ('a = { title = "A", min_length = 3, max_length = 2 }', ["min_length is greater than max_length"]),
        ('a = { title = "A", type = "number", enum = ["1", "x"] }', ["Wrong value in enum", "'x'"]),
        ('a = { title = "A", type = "text" }', ["text", "string", "boolean"]),
    ],
)
def test_bad_input_is_refused_at_plan(
    org: SimulatedOrg, workspace: Workspace, properties: str, sentences: list[str]
) -> None:
    """Names that are taken, impossible types and wrong definitions: an error at plan that says why."""
    workspace.write(resource(org.app_id("RingCentral"), properties))
    workspace.plan_error().expect(*sentences)


def test_change_of_type_is_refused_with_ways_out(org: SimulatedOrg, workspace: Workspace) -> None:
    """A map entry cannot be replaced alone."""
    app_id = org.app_id("RingCentral")
    workspace.write(resource(app_id, 'a = { title = "A" }'))
    workspace.apply().expect_success()
    workspace.write(resource(app_id, 'a = { title = "A", type = "integer" }'))
    workspace.plan_error().expect("Okta cannot change that", "another name", "second apply")


def test_unknown_and_inactive_app(org: SimulatedOrg, workspace: Workspace) -> None:
    """Both are errors at plan that name the app and the next step."""
    workspace.write(resource("0oaDoesNotExist", 'a = { title = "A" }'))
    workspace.plan_error().expect("There is no such app", "0oaDoesNotExist", "oktaprofile_app")
    app_id = org.app_id("RingCentral")
    org.call("POST", f"/api/v1/apps/{app_id}/lifecycle/deactivate")
    workspace.write(resource(app_id, 'a = { title = "A" }'))
    workspace.plan_error().expect("The app is not active", "RingCentral", "INACTIVE", "activate it")


def test_two_resources_that_own_the_same_property(org: SimulatedOrg, workspace: Workspace) -> None:
    """Refused at plan, wherever the second claim comes from."""
    app_id = org.app_id("RingCentral")
    single = f'app_id = "{app_id}"\n name = "site"\n title = "S"'
    workspace.write(
        resource(app_id, 'site = { title = "S" }')
        + f'resource "oktaprofile_app_user_property" "x" {{\n{single}\n}}\n'
    )
    workspace.plan_error().expect("Two resources own the same property", "site of the app", "moved block")


def test_master_without_attribute_level_sourcing(new_workspace: Callable[[SimulatedOrg], Workspace]) -> None:
    """Okta would drop the argument silently; the plan refuses it."""
    with start_org("--no-attribute-level-mastering") as org:
        workspace = new_workspace(org)
        workspace.write(resource(org.app_id("RingCentral"), 'a = { title = "A", master = "OKTA" }'))
        workspace.plan_error().expect("Attribute-level sourcing is off", "ATTRIBUTE_LEVEL_MASTERING")


def test_replace_and_taint(org: SimulatedOrg, workspace: Workspace) -> None:
    """`-replace` and `taint` delete and add the properties again, waiting for their names."""
    app_id = use_example(workspace, org)
    workspace.apply().expect_success()
    plan = workspace.plan(f"-replace={ADDRESS}")
    assert plan.actions == {ADDRESS: ["delete", "create"]}
    workspace.apply(plan).expect_success()
    workspace.run("taint", ADDRESS).expect_success()
    workspace.apply().expect_success()
    assert org.app_properties(app_id).keys() >= NAMES
    assert workspace.plan().actions == {}


def test_interrupted_while_okta_writes(org: SimulatedOrg, workspace: Workspace) -> None:
    """Ctrl-C during the write: the call in hand is finished, and the state holds what exists."""
    app_id = use_example(workspace, org)
    org.add_fault(operation="updateApplicationUserProfile", delay_ms=3000)
    process = workspace.start("apply", "-no-color", "-input=false", "-auto-approve")
    wait_until(lambda: org.faults()[0]["matched"], "the write began")
    workspace.interrupt(process)
    workspace.finish(process).expect("Interrupt")
    org.end_faults()
    assert org.app_properties(app_id).keys() >= NAMES
    assert set(workspace.state()[ADDRESS]["properties"]) == NAMES
    assert workspace.plan().actions == {}


def test_interrupted_while_waiting_for_a_name(new_workspace: Callable[[SimulatedOrg], Workspace]) -> None:
    """Ctrl-C ends the wait at once; nothing is stored, and nothing is in the state."""
    with start_org("--quarantine-seconds", "120") as org:
        app_id = org.app_id("RingCentral")
        workspace = new_workspace(org)
        workspace.write(resource(app_id, 'site = { title = "S" }'))
        workspace.apply().expect_success()
        workspace.destroy().expect_success()
        org.reset_requests()
        process = workspace.start("apply", "-no-color", "-input=false", "-auto-approve")
        wait_until(
            lambda: "updateApplicationUserProfile" in org.requests()["operations"], "the first refusal"
        )
        began = time.monotonic()
        workspace.interrupt(process)
        outcome = workspace.finish(process)
        assert time.monotonic() - began < 10
        outcome.expect_failure().expect("Interrupted", "not stored")
        assert workspace.state() == {}


def test_org_gone_in_mid_apply(tmp_path: Path, new_workspace: Callable[[SimulatedOrg], Workspace]) -> None:
    """The org dies while it writes: an error that says what is not known; later the same apply converges."""
    state = str(tmp_path / "org.sqlite")
    with spawn_org("--state", state) as org:
        app_id = use_example(workspace := new_workspace(org), org)
        org.add_fault(operation="updateApplicationUserProfile", delay_ms=20000)
        process = workspace.start("apply", "-no-color", "-input=false", "-auto-approve")
        wait_until(lambda: org.faults()[0]["matched"], "the write began")
        org.kill()
        outcome = workspace.finish(process)
        outcome.expect_failure()
        assert "is not known" in outcome.message or "cannot be reached" in outcome.message, outcome.output
    with spawn_org("--state", state) as again:  # its former port may be somebody else's by now
        workspace.environment["OKTA_ORG_URL"] = again.url
        workspace.apply().expect_success()
        assert again.app_properties(app_id).keys() >= NAMES
        assert workspace.plan().actions == {}


@pytest.mark.parametrize(
    ("environment", "sentences"),
    [
        ({"OKTA_API_TOKEN": ""}, ["api_token", "OKTA_API_TOKEN"]),
        ({"OKTA_API_TOKEN": "wrong"}, ["Okta does not accept the credentials", "E0000011", "request id"]),
        ({"OKTA_ORG_URL": "http://acme.okta.com"}, ["org_url", "unencrypted"]),
        ({"OKTA_ORG_URL": "http://127.0.0.1:9"}, ["Okta cannot be reached", "OKTA_ORG_URL"]),
        ({"OKTA_ORG_URL": ""}, ["org_url", "OKTA_ORG_NAME"]),
        ({"OKTA_API_CLIENT_ID": "0oaClient"}, ["api_token", "client_id"]),
    ],
    ids=["no token", "wrong token", "http", "nobody there", "no org", "two ways"],
)
def test_wrong_access_is_explained(
    org: SimulatedOrg, workspace: Workspace, environment: dict[str, str], sentences: list[str]
) -> None:
    """Token and address: each error names the argument, its variable, and what to do; never the token."""
    use_example(workspace, org)
    workspace.environment.update(environment)
    outcome = workspace.plan_error()
    outcome.expect(*sentences)
    assert TOKEN not in outcome.output
