"""`oktaprofile_master_override` on an embedded org, by the real terraform, under each answer to a base
attribute's source.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.harness import SimulatedOrg, Workspace, start_org

ROOT = Path(__file__).parents[2]
ADDRESS = "oktaprofile_master_override.o"
EXAMPLE = "resources/oktaprofile_master_override"
INHERIT = {"type": "PROFILE_MASTER"}

MakeWorkspace = Callable[[SimulatedOrg], Workspace]


def master(org: SimulatedOrg, name: str = "primaryPhone") -> dict[str, Any]:
    """The master of an attribute of the default user type, as Okta shows it."""
    definitions = org.call("GET", "/api/v1/meta/schemas/user/default")["definitions"]
    attribute = {**definitions["base"]["properties"], **definitions["custom"]["properties"]}[name]
    found: dict[str, Any] = attribute["master"]
    return found


def set_master(
    org: SimulatedOrg, value: dict[str, Any], name: str = "primaryPhone", half: str = "base"
) -> None:
    """Sets it as an administrator does in the console, also where the API would not take it."""
    schema = org.call("GET", "/api/v1/meta/schemas/user/default")
    schema["definitions"][half]["properties"][name]["master"] = value
    org.load({"schemas": [schema]})


def by(*app_ids: str) -> dict[str, Any]:
    """An override by these apps."""
    return {"type": "OVERRIDE", "priority": [{"type": "APP", "value": app_id} for app_id in app_ids]}


def configuration(*sources: str, attribute: str = "primaryPhone", further: str = "", label: str = "o") -> str:
    """One override; `sources` are app ids."""
    listed = ", ".join(f'"{source}"' for source in sources)
    return (
        f'resource "oktaprofile_master_override" "{label}" {{\n  property = "{attribute}"\n'
        f"  sources  = [{listed}]\n  {further}\n}}\n"
    )


@pytest.fixture
def ringcentral(org: SimulatedOrg) -> str:
    return org.app_id("RingCentral")


@pytest.fixture
def workday(org: SimulatedOrg) -> str:
    return org.app_id("Workday")


def test_the_example_sets_and_restores_the_source(workspace: Workspace, org: SimulatedOrg) -> None:
    """The published example applies, plans nothing more, and leaves the org as it was."""
    before = org.snapshot()
    workspace.use_example(EXAMPLE)

    workspace.apply().expect_success()
    assert master(org) == by(org.app_id("RingCentral"))
    assert workspace.plan().actions == {}

    workspace.destroy().expect_success()
    assert org.snapshot() == before


def test_life_of_an_override(workspace: Workspace, org: SimulatedOrg, ringcentral: str, workday: str) -> None:
    """Create, update in place in order, drift put right, destroy with the previous master back."""
    previous = by(workday)
    set_master(org, previous)
    workspace.write(configuration(ringcentral))
    plan = workspace.plan()
    assert plan.after(ADDRESS)["restores"] == previous
    workspace.apply(plan).expect_success()
    assert master(org) == by(ringcentral)

    workspace.write(configuration(workday, ringcentral))
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["update"]}
    workspace.apply(plan).expect_success()
    assert master(org) == by(workday, ringcentral)

    set_master(org, dict(INHERIT))
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["update"]}
    workspace.apply(plan).expect_success()
    assert master(org) == by(workday, ringcentral)

    workspace.destroy().expect_success()
    assert master(org) == previous


def test_the_published_import_plans_nothing(workspace: Workspace, org: SimulatedOrg) -> None:
    """The example is made, forgotten by Terraform, and imported by the published command; destroy leaves
    what it found.
    """
    workspace.use_example(EXAMPLE)
    workspace.apply().expect_success()
    command = (ROOT / "examples" / EXAMPLE / "import.sh").read_text().splitlines()[-1].split()[2:]
    workspace.run("state", "rm", command[0]).expect_success()

    workspace.import_(*command).expect_success()
    assert workspace.plan().actions == {}

    found = master(org)
    workspace.destroy().expect_success()
    assert master(org) == found != INHERIT


def test_a_custom_attribute_that_was_deleted_leaves_the_state(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """The refresh warns, and the next plan says that there is no such attribute."""
    org.set_user_properties({"deskPhone": {"title": "Desk", "type": "string"}})
    workspace.write(configuration(ringcentral, attribute="deskPhone"))
    workspace.apply().expect_success()
    org.set_user_properties({"deskPhone": None})

    workspace.plan_error().expect(
        "deskPhone no longer exists in Okta", "There is no user attribute deskPhone"
    )


@pytest.mark.parametrize("answer", ["ignore", "reject"])
def test_a_base_attribute_that_okta_does_not_take(new_workspace: MakeWorkspace, answer: str) -> None:
    """The exact steps are printed, nothing is recorded or changed, and verify takes over once they are done."""
    with start_org("--base-master", answer) as org:
        ringcentral, workday = org.app_id("RingCentral"), org.app_id("Workday")
        before = org.snapshot()
        workspace = new_workspace(org)
        workspace.write(configuration(ringcentral, workday))

        workspace.apply().expect_failure().expect(
            "Okta did not store the source of primaryPhone",
            "reads back PROFILE_MASTER (Inherit from profile source)"
            if answer == "ignore"
            else "Okta refused it",
            'Find the attribute "primaryPhone"',
            'choose "Override profile source" and add these apps in this order: 1. "RingCentral" '
            f'({ringcentral}) 2. "Workday" ({workday})',
            "4. Click Save Attribute.",
            '5. Then set mode = "verify"',
        )
        assert workspace.state() == {}
        assert org.snapshot() == before

        set_master(org, by(ringcentral, workday))
        org.reset_requests()
        workspace.write(configuration(ringcentral, workday, further='mode = "verify"'))
        workspace.apply().expect_success()
        assert workspace.plan().actions == {}
        workspace.destroy().expect_success()
        assert "updateUserProfile" not in org.requests()["operations"]
        assert master(org) == by(ringcentral, workday)


@pytest.mark.parametrize("answer", ["accept", "ignore", "reject"])
def test_a_custom_attribute_works_under_every_answer(new_workspace: MakeWorkspace, answer: str) -> None:
    """Only base attributes are in doubt."""
    with start_org("--base-master", answer) as org:
        before = org.snapshot()
        workspace = new_workspace(org)
        workspace.write(configuration(org.app_id("RingCentral"), attribute="deskLocation"))

        workspace.apply().expect_success()
        assert master(org, "deskLocation") == by(org.app_id("RingCentral"))
        workspace.destroy().expect_success()
        assert org.snapshot() == before


def test_what_is_stored_otherwise_is_undone(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str, workday: str
) -> None:
    """An org that stores another order: the error says what is there, and the previous master is back."""
    stored = {"master": {"priority": by(workday)["priority"]}}
    document = {"definitions": {"base": {"properties": {"primaryPhone": stored}}}}
    org.add_fault(
        operation="updateUserProfile", match="OVERRIDE", times=None, action="rewrite", document=document
    )
    workspace.write(configuration(ringcentral))

    workspace.apply().expect_failure().expect(f'reads back OVERRIDE by 1. "Workday" ({workday})')

    assert org.faults()[0]["applied"] > 0
    assert master(org) == INHERIT
    assert workspace.state() == {}


def test_verify_asserts_and_detects_drift(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str, workday: str
) -> None:
    """A first plan fails with the steps; later drift shows in the plan, and the apply fails."""
    workspace.write(configuration(ringcentral, further='mode = "verify"'))
    workspace.plan_error().expect(
        "The source of primaryPhone is not set like this in Okta",
        f'Wanted: OVERRIDE by 1. "RingCentral" ({ringcentral}).',
        "Found: PROFILE_MASTER (Inherit from profile source).",
        '1. In the Admin Console open Directory > Profile Editor and click the Okta profile "User '
        '(default)".',
    )
    set_master(org, by(ringcentral))
    workspace.apply().expect_success()

    set_master(org, by(workday))
    plan = workspace.plan()
    assert plan.actions == {ADDRESS: ["update"]}
    plan.outcome.expect("Warning: The source of primaryPhone is not set like this in Okta")
    workspace.apply().expect_failure().expect(
        "Error: The source of primaryPhone is not set like this in Okta"
    )
    assert master(org) == by(workday)


def test_without_attribute_level_mastering_the_plan_says_whom_to_ask(new_workspace: MakeWorkspace) -> None:
    """Okta would drop the field without a word."""
    with start_org("--no-attribute-level-mastering") as org:
        workspace = new_workspace(org)
        workspace.write(configuration(org.app_id("RingCentral")))

        workspace.plan_error().expect(
            "Attribute-level mastering is off in this org", "Ask Okta Support to enable"
        )


@pytest.mark.parametrize(
    ("sources", "sentence"),
    [
        ([], "sources is empty"),
        (["0oa1", "0oa2", "0oa1"], "'0oa1' is at positions 1 and 3"),
        (["0oanothing"], "There is no such app"),
        (["Active Directory"], "is not a profile source: its features lack PROFILE_MASTERING"),
    ],
)
def test_bad_sources_are_refused_at_plan(
    workspace: Workspace, org: SimulatedOrg, sources: list[str], sentence: str
) -> None:
    """None, one twice, one that is no app, one that is no profile source. Labels stand for ids here."""
    org.load({"apps": [{"id": org.app_id("Active Directory"), "switches": {"profile_mastering": False}}]})
    ids = [org.app_id(source) if " " in source else source for source in sources]
    workspace.write(configuration(*ids))

    workspace.plan_error().expect(sentence)


def test_an_inactive_source_is_refused_at_plan(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """An app from which Okta imports nothing."""
    org.call("POST", f"/api/v1/apps/{ringcentral}/lifecycle/deactivate")
    workspace.write(configuration(ringcentral))

    workspace.plan_error().expect("A source is not active", "is INACTIVE")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"attribute": "primaryFone"}, "Did you mean primaryPhone?"),
        ({"further": 'user_type = "visitor"'}, "There is no such user type"),
        ({"further": 'mode = "observe"'}, "manage"),
    ],
)
def test_other_bad_input_is_refused_at_plan(
    workspace: Workspace, ringcentral: str, arguments: dict[str, str], sentence: str
) -> None:
    """Attribute, user type and mode."""
    workspace.write(configuration(ringcentral, **arguments))

    workspace.plan_error().expect(sentence)


def test_two_resources_cannot_own_one_source(workspace: Workspace, ringcentral: str, workday: str) -> None:
    """Each apply would undo the other."""
    workspace.write(configuration(ringcentral) + configuration(workday, label="second"))

    workspace.plan_error().expect("Two resources own the source of primaryPhone")


def test_a_renamed_resource_needs_a_moved_block(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """Restoring by the old one and writing by the new one would run side by side; a move changes nothing."""
    workspace.write(configuration(ringcentral))
    workspace.apply().expect_success()
    renamed = configuration(ringcentral, label="renamed")
    workspace.write(renamed)
    workspace.plan_error().expect("Two resources own the source of primaryPhone", "moved block")

    workspace.write(
        renamed + f"moved {{\n  from = {ADDRESS}\n  to   = oktaprofile_master_override.renamed\n}}\n"
    )

    assert workspace.plan().actions == {}


def test_an_attribute_and_an_override_cannot_both_set_the_source(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """A user property that configures `master` owns its source; one that leaves it out does not."""
    attribute = (
        'resource "oktaprofile_user_property" "p" {\n  name  = "deskPhone"\n  title = "Desk"\n  %s\n}\n'
    )
    override = configuration(ringcentral, attribute="deskPhone").replace(
        "property =", "user_type = oktaprofile_user_property.p.user_type_id\n  property ="
    )
    workspace.write(attribute % 'master = "OKTA"' + override)
    workspace.plan_error().expect("Two resources own the source of deskPhone", "oktaprofile_user_property")

    before = org.snapshot()
    workspace.write(attribute % "" + override)
    workspace.apply().expect_success()
    assert master(org, "deskPhone") == by(ringcentral)
    assert workspace.plan().actions == {}
    workspace.destroy().expect_success()
    assert org.snapshot() == before


def test_another_user_type_has_its_own_source(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str
) -> None:
    """An override of one type leaves the other types alone."""
    workspace.write(configuration(ringcentral, further='user_type = "contractor"'))

    workspace.apply().expect_success()

    types = {one["name"]: one for one in org.call("GET", "/api/v1/meta/types/user")}
    assert workspace.state()[ADDRESS]["user_type_id"] == types["contractor"]["id"]
    assert master(org) == INHERIT
    assert workspace.plan().actions == {}


def test_an_override_changed_between_plan_and_apply_is_not_overwritten(
    workspace: Workspace, org: SimulatedOrg, ringcentral: str, workday: str
) -> None:
    """A saved plan is applied as reviewed or not at all."""
    workspace.write(configuration(ringcentral))
    workspace.apply().expect_success()
    workspace.write(configuration(workday, ringcentral))
    plan = workspace.plan()
    set_master(org, {"type": "OKTA"})

    workspace.apply(plan).expect_failure().expect("Okta changed since the plan", "Plan again")

    assert master(org) == {"type": "OKTA"}


def test_a_steady_plan_costs_two_calls(workspace: Workspace, org: SimulatedOrg, ringcentral: str) -> None:
    """The user schema and the list of apps, for any number of overrides of the default type."""
    workspace.write(
        configuration(ringcentral) + configuration(ringcentral, attribute="mobilePhone", label="second")
    )
    workspace.apply().expect_success()
    org.reset_requests()

    assert workspace.plan().actions == {}

    assert org.requests()["operations"] == {"getUserSchema": 1, "listApplications": 1}


def test_a_property_that_is_replaced_gets_its_override_anew(org: SimulatedOrg, workspace: Workspace) -> None:
    """Another type, or a person with -replace, deletes the attribute with its override: one apply makes both anew, and
    the next plan is empty.
    """
    workdays = f'  sources = ["{org.app_id("Workday")}"]\n'
    configuration = (
        'resource "oktaprofile_user_property" "p" {{\n  name = "desk"\n  title = "Desk"\n  type = "{type}"\n}}\n'
        'resource "oktaprofile_master_override" "o" {{\n  property = "desk"\n'
        "  user_type = oktaprofile_user_property.p.user_type_id\n{sources}}}\n"
    )
    workspace.write(configuration.format(type="string", sources=workdays))
    workspace.apply().expect_success()
    workspace.write(configuration.format(type="integer", sources=workdays))
    for asked in ([], ["-replace=oktaprofile_user_property.p"]):
        plan = workspace.plan(*asked)
        assert plan.actions == {
            "oktaprofile_user_property.p": ["delete", "create"],
            "oktaprofile_master_override.o": ["delete", "create"],
        }
        workspace.apply(plan).expect_success()
        assert org.user_properties()["desk"]["master"]["type"] == "OVERRIDE"
        assert workspace.plan().actions == {}
