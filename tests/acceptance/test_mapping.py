"""`oktaprofile_mapping` on an embedded org, by the real terraform."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace, run_oktaprofile, start_org

ROOT = Path(__file__).parents[2]
ADDRESS = "oktaprofile_mapping.m"
EXAMPLE = "resources/oktaprofile_mapping"
EXAMPLE_ADDRESS = "oktaprofile_mapping.ringcentral_to_okta"
FOREIGN = {"expression": "appuser.givenName + '; \"mine\"'", "pushStatus": "PUSH"}

MakeWorkspace = Callable[[SimulatedOrg], Workspace]


def keys(org: SimulatedOrg, app_id: str) -> dict[str, Any]:
    """The keys of the row towards the default user type."""
    properties: dict[str, Any] = org.mapping(app_id)["properties"]
    return properties


def edit(org: SimulatedOrg, app_id: str, properties: dict[str, Any]) -> None:
    """An administrator's change of that row; None removes a key."""
    org.call("POST", f"/api/v1/mappings/{org.mapping(app_id)['id']}", {"properties": properties})


def configuration(app_id: str, properties: dict[str, str], *, label: str = "m", further: str = "") -> str:
    """One mapping; `properties`: target to expression."""
    lines = "".join(
        f"    {target} = {{ expression = {json.dumps(expression)} }}\n"
        for target, expression in properties.items()
    )
    return (
        f'resource "oktaprofile_mapping" "{label}" {{\n  app_id = "{app_id}"\n'
        f"  properties = {{\n{lines}  }}\n  {further}\n}}\n"
    )


@pytest.fixture
def ringcentral(org: SimulatedOrg) -> str:
    return org.app_id("RingCentral")


def test_the_example_maps_attributes_that_it_creates(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """Attributes and mapping in one apply; the second plan is empty, destroy leaves the org as it was."""
    before = org.snapshot()
    workspace.use_example(EXAMPLE)

    plan = workspace.plan()
    assert plan.after(EXAMPLE_ADDRESS)["properties"]["primaryPhone"]["effective_push_status"] == "PUSH"
    workspace.apply(plan).expect_success()
    assert "appuser.extensionNumber" in keys(org, ringcentral)["primaryPhone"]["expression"]
    assert workspace.plan().actions == {}

    workspace.destroy().expect_success()
    assert org.snapshot() == before


def test_life_of_a_mapping(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """Create over a foreign key, update in place, take a key out and another in, destroy with all put back."""
    edit(org, ringcentral, {"title": FOREIGN})
    before = org.snapshot()
    workspace.write(configuration(ringcentral, {"title": "appuser.jobTitle"}))
    plan = workspace.plan()
    plan.outcome.expect("Attributes that are mapped already are taken over", FOREIGN["expression"])
    assert plan.after(ADDRESS)["restores"]["title"]["expression"] == FOREIGN["expression"]
    workspace.apply(plan).expect_success()
    assert keys(org, ringcentral)["title"]["expression"] == "appuser.jobTitle"
    assert workspace.plan().actions == {}

    workspace.write(
        configuration(ringcentral, {"title": '"Dr. " + appuser.jobTitle', "nickName": "appuser.givenName"})
    )
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["update"]}
    workspace.apply(plan).expect_success()
    assert keys(org, ringcentral)["nickName"]["expression"] == "appuser.givenName"

    workspace.write(configuration(ringcentral, {"nickName": "appuser.givenName"}))
    workspace.apply().expect_success()
    assert keys(org, ringcentral)["title"] == FOREIGN

    workspace.destroy().expect_success()
    assert org.snapshot() == before


def test_changed_and_deleted_outside(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """Drift shows in the plan and is put right; a deleted key is added again."""
    workspace.write(configuration(ringcentral, {"nickName": "appuser.givenName"}))
    workspace.apply().expect_success()

    for change in ({"expression": "appuser.familyName", "pushStatus": "PUSH"}, None):
        edit(org, ringcentral, {"nickName": change})
        plan = workspace.plan()
        assert plan.actions == {ADDRESS: ["update"]}
        workspace.apply(plan).expect_success()
        assert keys(org, ringcentral)["nickName"]["expression"] == "appuser.givenName"

    workspace.destroy().expect_success()
    assert "nickName" not in keys(org, ringcentral)


def test_an_app_deleted_outside_leaves_the_state(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """The refresh warns, the plan says that the app is gone; what is left can be destroyed as the hint says."""
    workspace.write(configuration(ringcentral, {"nickName": "appuser.givenName"}))
    workspace.apply().expect_success()
    org.call("POST", f"/api/v1/apps/{ringcentral}/lifecycle/deactivate")
    org.call("DELETE", f"/api/v1/apps/{ringcentral}", expect=204)

    workspace.plan_error().expect(
        "The mapping no longer exists in Okta",
        "There is no such app",
        ringcentral,
        "terraform destroy -refresh=false",
    )

    workspace.destroy("-refresh=false").expect_success()
    assert workspace.state() == {}


def test_the_published_import_plans_nothing(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """The example is made, forgotten by Terraform, and imported by the published command."""
    workspace.use_example(EXAMPLE)
    workspace.apply().expect_success()
    workspace.run("state", "rm", EXAMPLE_ADDRESS).expect_success()
    command = (ROOT / "examples" / EXAMPLE / "import.sh").read_text().splitlines()[-1]

    workspace.import_(*command.replace("0oa1ringcentral", ringcentral).split()[2:]).expect_success()

    assert workspace.plan().actions == {}


def test_import_takes_several_keys(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """Chosen keys of a row that Okta filled, with `auto` where it fits; a destroy says that they stay."""
    workspace.write(configuration(ringcentral, {"email": "appuser.email", "firstName": "appuser.givenName"}))

    workspace.import_(ADDRESS, f"{ringcentral}/to_okta/default/email,firstName").expect_success()

    assert workspace.plan().actions == {}
    plan = workspace.plan("-destroy")
    plan.outcome.expect("Mappings stay in Okta as they are: email, firstName", "email: appuser.email")


def test_another_user_type_has_its_own_row(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """The default type's row stays as it is; changing the type replaces the resource and restores the old row."""
    types = {one["name"]: one["id"] for one in org.call("GET", "/api/v1/meta/types/user")}
    before = keys(org, ringcentral)
    workspace.write(
        configuration(ringcentral, {"nickName": "appuser.givenName"}, further='user_type = "contractor"')
    )
    workspace.apply().expect_success()
    contractor = org.mapping(ringcentral, types["contractor"])
    assert contractor["properties"]["nickName"]["expression"] == "appuser.givenName"
    assert keys(org, ringcentral) == before
    assert workspace.plan().actions == {}

    workspace.write(
        configuration(ringcentral, {"nickName": "appuser.givenName"}, further='user_type = "user"')
    )
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["delete", "create"]}
    workspace.apply(plan).expect_success()
    assert "nickName" not in org.mapping(ringcentral, types["contractor"])["properties"]
    assert "nickName" in keys(org, ringcentral)

    workspace.write(configuration(ringcentral, {"nickName": "appuser.givenName"}))
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["update"]}
    workspace.apply(plan).expect_success()


def test_towards_an_app_whose_label_has_quotes(workspace: Workspace, org: SimulatedOrg) -> None:
    """Messages show the label as it is."""
    label = 'AD "west" \\ 1'
    app_id = org.app_id("Active Directory")
    app = org.call("GET", f"/api/v1/apps/{app_id}")
    org.load({"apps": [{**app, "label": label}]})
    expression = "user.firstName + ' \"' + user.lastName"
    workspace.write(configuration(app_id, {"title": "user.title + 1 +"}, further='direction = "to_app"'))
    workspace.plan_error().expect("The expression for title is not valid", "^")
    workspace.write(configuration(app_id, {"nothing": '"x"'}, further='direction = "to_app"'))
    workspace.plan_error().expect(f'The app user profile of "{label}" ({app_id}) has no attribute nothing')

    workspace.write(configuration(app_id, {"title": expression}, further='direction = "to_app"'))
    workspace.apply().expect_success()

    assert org.mapping(app_id, direction="to_app")["properties"]["title"]["expression"] == expression
    assert workspace.plan().actions == {}


def test_a_check_that_refuses_can_be_made_to_warn(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """The error names the code, `allow` takes it, Okta gets the expression, and taking `allow` away refuses again."""
    mapped = {"nickName": 'appuser.email < 3 ? "a" : "b"'}
    workspace.write(configuration(ringcentral, mapped))
    workspace.plan_error().expect("cannot compare", 'allow = ["compares-types"]')

    allowing = configuration(ringcentral, mapped, further='allow = ["compares-types"]')
    workspace.write(allowing)
    workspace.apply().expect_success().expect("may not do what is meant")
    assert keys(org, ringcentral)["nickName"]["expression"] == mapped["nickName"]
    assert workspace.plan().actions == {}

    workspace.write(configuration(ringcentral, mapped))
    workspace.plan_error().expect("cannot compare")
    workspace.write(configuration(ringcentral, {"nickName": "appuser.email"}))
    workspace.apply().expect_success()
    assert workspace.plan().actions == {}


def test_people_who_exist_get_a_changed_mapping_at_once(workspace: Workspace, org: SimulatedOrg) -> None:
    """Without an import or an edit of anybody, by the argument and by the command; OAuth is refused at plan."""
    directory = org.app_id("Active Directory")
    further = 'direction = "to_app"\n  apply_to_existing_users = true'

    def titles() -> set[str]:
        people = org.call("GET", f"/api/v1/apps/{directory}/users?limit=200")
        return {one["profile"].get("title") for one in people}

    workspace.write(configuration(directory, {"title": '"Dr."'}, further=further))
    workspace.apply().expect_success().expect("applied to everybody at once")
    assert titles() == {"Dr."}
    assert workspace.plan().actions == {}

    row = org.mapping(directory, direction="to_app")
    changed = {"title": {**row["properties"]["title"], "expression": '"Prof."'}}
    org.call("POST", f"/api/v1/mappings/{row['id']}", {"properties": changed})
    command = ["reapply", "--app", "Active Directory"]
    for option, expected in (("--direction=to_app", "Dr."), ("--yes", "Prof.")):
        command.append(option)
        environment = {**os.environ, "OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN}
        done = run_oktaprofile(*command, folder=workspace.folder, environment=environment)
        assert done.returncode == 0, done.output
        assert titles() == {expected}


def test_a_mapping_changed_between_plan_and_apply_is_not_overwritten(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """A saved plan is applied as reviewed or not at all, also where the key was not mapped at plan."""
    workspace.write(configuration(ringcentral, {"nickName": "appuser.givenName"}))
    plan = workspace.plan()
    edit(org, ringcentral, {"nickName": FOREIGN})
    workspace.apply(plan).expect_failure().expect("inconsistent final plan", "plan again")
    assert keys(org, ringcentral)["nickName"] == FOREIGN

    workspace.apply().expect_success()
    workspace.write(configuration(ringcentral, {"nickName": "appuser.familyName"}))
    plan = workspace.plan()
    edit(org, ringcentral, {"nickName": FOREIGN})
    workspace.apply(plan).expect_failure().expect("Okta changed since the plan", "Plan again")
    assert keys(org, ringcentral)["nickName"] == FOREIGN


def test_without_the_mappings_api_the_plan_says_whom_to_ask(new_workspace: MakeWorkspace) -> None:
    """Nothing is written before that is known."""
    with start_org("--no-mappings-api") as org:
        workspace = new_workspace(org)
        workspace.write(configuration(org.app_id("RingCentral"), {"nickName": "appuser.givenName"}))

        workspace.plan_error().expect("The mappings API is off in this org", "Ask Okta support")


@pytest.mark.parametrize("mastering", [True, False])
def test_a_push_status_that_okta_refuses_is_refused_at_plan(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str, mastering: bool
) -> None:
    """The word that Okta would refuse, and why; `auto` is right in both cases."""
    org.load({"apps": [{"id": ringcentral, "switches": {"profile_mastering": mastering}}]})
    wrong, right = ("DONT_PUSH", "PUSH") if mastering else ("PUSH", "DONT_PUSH")
    text = configuration(ringcentral, {"nickName": "appuser.givenName"})
    workspace.write(text.replace(" }\n", f', push_status = "{wrong}" }}\n', 1))
    workspace.plan_error().expect(
        f"Okta does not take {wrong} for this app", f'push_status = "auto" (here: {right})'
    )

    workspace.write(text)
    workspace.apply().expect_success()
    assert keys(org, ringcentral)["nickName"]["pushStatus"] == right


@pytest.mark.parametrize(
    ("properties", "further", "sentences"),
    [
        (
            {"primaryPhone": "appuser.directNumber"},
            "",
            [
                "the app's profile has no attribute directNumber",
                "^^^^^^^^^^^^",
                "app_id = oktaprofile_app_user_properties.NAME.app_id",
            ],
        ),
        (
            {"primaryFone": "appuser.email"},
            "",
            ["no attribute primaryFone to map to", "Did you mean primaryPhone?"],
        ),
        ({"title": "user.title"}, "", ["so it reads appuser", "Write: appuser.title"]),
        ({"title": "appuser.jobTitle +"}, "", ["The expression for title is not valid", "^"]),
        ({"title": "user.profile.title"}, "", ["Identity Engine syntax"]),
        ({}, "", ["properties is empty"]),
        (
            {"title": "appuser.jobTitle"},
            'user_type = "visitor"',
            ["There is no such user type", "contractor"],
        ),
        ({"title": "appuser.jobTitle"}, 'direction = "sideways"', ["to_okta", "to_app"]),
    ],
)
def test_bad_input_is_refused_at_plan(
    workspace: Workspace,
    org: SimulatedOrg,
    ringcentral: str,
    properties: dict[str, str],
    further: str,
    sentences: list[str],
) -> None:
    """Each with the reason and the next step, and nothing written."""
    before = org.snapshot()
    workspace.write(configuration(ringcentral, properties, further=further))

    workspace.plan_error().expect(*sentences)

    assert org.snapshot() == before


def test_a_literal_null_is_warned_of_with_the_guarded_form(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """The plan goes through, and prints the expression with every attribute guarded."""
    workspace.write(configuration(ringcentral, {"nickName": 'appuser.givenName + " " + appuser.jobTitle'}))

    plan = workspace.plan()

    plan.outcome.expect(
        "Warning: The expression for nickName goes wrong for people without a value",
        'appuser.jobTitle may be null, and then the word "null" is joined to the text',
        '+ (appuser.jobTitle != null AND appuser.jobTitle != "" ? " " + appuser.jobTitle : "")',
    )


def test_an_unknown_app_is_refused_at_plan(workspace: Workspace) -> None:
    """With the id and where to find the right one."""
    workspace.write(configuration("0oanothing", {"title": "appuser.jobTitle"}))

    workspace.plan_error().expect("There is no such app", "0oanothing", "oktaprofile_app")


def test_an_inactive_app_is_refused_at_plan(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """Okta runs neither imports nor pushes for it."""
    org.call("POST", f"/api/v1/apps/{ringcentral}/lifecycle/deactivate")
    workspace.write(configuration(ringcentral, {"title": "appuser.jobTitle"}))

    workspace.plan_error().expect("The app is not active", "Activate the app")


def test_two_resources_cannot_own_one_key(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """Whichever is planned second is refused; different keys of one row go together."""
    first = configuration(ringcentral, {"title": "appuser.jobTitle"})
    workspace.write(first + configuration(ringcentral, {"title": '"x"'}, label="second"))
    workspace.plan_error().expect("Two resources own the mapping of title")

    workspace.write(first + configuration(ringcentral, {"nickName": '"x"'}, label="second"))
    org.reset_requests()
    workspace.apply().expect_success()
    assert org.requests()["operations"]["updateProfileMapping"] == 1


def test_a_renamed_resource_needs_a_moved_block(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """Destroying the old one and creating the new one would run side by side; a move changes nothing."""
    workspace.write(configuration(ringcentral, {"nickName": "appuser.givenName"}))
    workspace.apply().expect_success()
    renamed = configuration(ringcentral, {"nickName": "appuser.givenName"}, label="renamed")
    workspace.write(renamed)
    workspace.plan_error().expect("Two resources own the mapping of nickName", "moved block")

    workspace.write(renamed + f"moved {{\n  from = {ADDRESS}\n  to   = oktaprofile_mapping.renamed\n}}\n")

    assert workspace.plan().actions == {}


def test_replacing_a_tainted_mapping_keeps_what_it_restores(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """The create half is planned with what the delete half will have put back."""
    edit(org, ringcentral, {"nickName": FOREIGN})
    workspace.write(configuration(ringcentral, {"nickName": "appuser.givenName"}))
    workspace.apply().expect_success()
    workspace.run("taint", ADDRESS).expect_success()

    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["delete", "create"]}
    workspace.apply(plan).expect_success()
    assert workspace.state()[ADDRESS]["restores"]["nickName"]["expression"] == FOREIGN["expression"]

    workspace.destroy().expect_success()
    assert keys(org, ringcentral)["nickName"] == FOREIGN


def test_the_org_gone_in_mid_apply_loses_nothing(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """The write is stored, its answer and the read-back are lost: the state keeps the key and what it restores."""
    edit(org, ringcentral, {"nickName": FOREIGN})
    workspace.write(
        configuration(ringcentral, {"nickName": "appuser.givenName"}) + "provider "
        '"oktaprofile" {\n'
        "  max_retries = 0\n"
        "}\n"
    )
    plan = workspace.plan()
    org.add_fault(operation="updateProfileMapping", action="drop_after")
    org.add_fault(operation="getProfileMapping", skip=1, action="drop_before", times=None)

    workspace.apply(plan).expect_failure().expect("Whether Okta stored it is not known")

    assert all(rule["applied"] for rule in org.faults())
    assert workspace.state()[ADDRESS]["restores"]["nickName"]["expression"] == FOREIGN["expression"]


def test_call_counts(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """Five reads for a first plan, four for a steady one, the same for one key or many."""
    targets = ("title", "nickName", "displayName", "department", "division", "userType")
    workspace.write(configuration(ringcentral, dict.fromkeys(targets, "appuser.jobTitle")))
    org.reset_requests()
    plan = workspace.plan()
    assert org.requests()["operations"] == {
        "listApplications": 1,
        "getUserSchema": 1,
        "getApplicationUserSchema": 1,
        "listProfileMappings": 1,
        "getProfileMapping": 1,
    }
    workspace.apply(plan).expect_success()

    org.reset_requests()
    assert workspace.plan().actions == {}
    assert org.requests()["total"] == 4
    assert "listProfileMappings" not in org.requests()["operations"]
