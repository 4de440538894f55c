"""Taking over what an administrator had set by hand: nothing is lost unless the configuration says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.hand_made import (
    BADGE,
    DIRECT,
    NUMBERS,
    PHONE,
    SITE,
    SOURCE,
    configuration,
    import_all,
    import_ids,
    map_by_hand,
    restored,
    tenant,
    writes,
)
from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace, start_org

STATES = Path(__file__).parents[1] / "cases" / "state_0_1_0"
ALL = {NUMBERS, SITE, BADGE, PHONE, SOURCE}


def destroy_plan(workspace: Workspace) -> str:
    """What `terraform plan -destroy` prints, as one line."""
    return workspace.plan("-destroy").outcome.message


@pytest.mark.parametrize("references", [True, False], ids=["references", "bare ids"])
def test_a_destroy_right_after_an_import_changes_nothing(
    workspace: Workspace, org: SimulatedOrg, references: bool
) -> None:
    """`restores` holds what was found; the plan says that it stays; no write is sent, and the org is byte-equal."""
    app_id = tenant(org)
    before = org.snapshot()
    workspace.write(configuration(app_id, references=references))
    import_all(workspace, app_id)

    found = restored(workspace)
    assert set(found) == ALL
    assert json.loads(found[NUMBERS]["directNumber"])["title"] == "Direct number"
    assert json.loads(found[SITE])["title"] == "Site"
    assert json.loads(found[BADGE])["title"] == "Badge colour"
    assert found[PHONE]["primaryPhone"] == {"expression": "appuser.directNumber", "push_status": "PUSH"}
    assert found[SOURCE]["type"] == "OVERRIDE"
    assert workspace.plan().actions == {}
    said = destroy_plan(workspace)
    for sentence in (
        "Properties stay in Okta: directNumber, extensionNumber",
        "Properties stay in Okta: site",
        "Properties stay in Okta: badgeColor",
        "Mappings stay in Okta as they are: primaryPhone, title",
        "Overrides stay in Okta as they are: primaryPhone",
    ):
        assert sentence in said

    org.reset_requests()
    workspace.destroy().expect_success()
    assert writes(org) == []
    assert org.snapshot() == before


def test_generated_configuration_is_as_safe(workspace: Workspace, org: SimulatedOrg) -> None:
    """`-generate-config-out` writes no references, so a destroy has no order: nothing is written, so none is needed."""
    app_id = tenant(org)
    before = org.snapshot()
    blocks = [
        f'import {{\n  to = {address}\n  id = "{identifier}"\n}}\n'
        for address, identifier in import_ids(app_id).items()
    ]
    workspace.write("".join(blocks))
    workspace.plan(f"-generate-config-out={workspace.folder / 'generated.tf'}")
    workspace.apply().expect_success()
    assert set(workspace.state()) == ALL
    assert workspace.plan().actions == {}

    org.reset_requests()
    workspace.destroy().expect_success()
    assert writes(org) == []
    assert org.snapshot() == before


@pytest.mark.parametrize("way", ["import", "adopt"])
def test_a_destroy_after_changes_gives_back_what_was_found(
    workspace: Workspace, org: SimulatedOrg, way: str
) -> None:
    """Expression and definition are changed by Terraform; `restores` keeps the old ones, and destroy puts them back."""
    app_id = tenant(org)
    before = org.snapshot()
    changed = configuration(app_id, expression="appuser.site", title="Direct dial")
    if way == "import":
        workspace.write(configuration(app_id))
        import_all(workspace, app_id)
    else:
        changed = changed.replace("properties = {", "adopt_existing = true\n  properties = {", 1)
    workspace.write(changed)
    workspace.apply().expect_success()
    assert org.mapping(app_id)["properties"]["primaryPhone"]["expression"] == "appuser.site"
    assert org.app_properties(app_id)["directNumber"]["title"] == "Direct dial"
    assert restored(workspace)[PHONE]["primaryPhone"]["expression"] == "appuser.directNumber"
    assert workspace.plan().actions == {}

    assert "appuser.site (PUSH) becomes appuser.directNumber (PUSH)" in destroy_plan(workspace)
    workspace.destroy().expect_success()
    assert org.snapshot() == before


@pytest.mark.parametrize("references", [True, False], ids=["references", "bare ids"])
def test_whoever_wants_it_gone_says_so(workspace: Workspace, org: SimulatedOrg, references: bool) -> None:
    """`on_destroy = "delete"`: the plan counts the people who have a value, and all that was imported goes."""
    app_id = tenant(org)
    org.run_import()
    workspace.write(configuration(app_id, references=references))
    import_all(workspace, app_id)
    workspace.write(configuration(app_id, references=references, on_destroy="delete"))
    org.reset_requests()
    workspace.apply().expect_success()
    assert writes(org) == []

    said = destroy_plan(workspace)
    for sentence in (
        "Properties will be deleted with their values: directNumber, extensionNumber",
        "directNumber, extensionNumber existed before Terraform",
        "People who have a value (of 3 assigned to the app): directNumber: 3, extensionNumber: 3.",
        "Mappings that were there before Terraform are removed from Okta: primaryPhone, title",
        "Overrides that were there before Terraform are removed from Okta: primaryPhone",
    ):
        assert sentence in said
    workspace.destroy().expect_success()
    assert org.app_properties(app_id).keys().isdisjoint({"directNumber", "extensionNumber", "site"})
    assert "badgeColor" not in org.user_properties()
    assert org.mapping(app_id)["properties"].keys().isdisjoint({"primaryPhone", "title"})
    phone = org.call("GET", "/api/v1/meta/schemas/user/default")["definitions"]["base"]["properties"]
    assert phone["primaryPhone"]["master"] == {"type": "PROFILE_MASTER"}


def made_by_terraform(workspace: Workspace, org: SimulatedOrg, app: str = "RingCentral") -> str:
    """Attributes and a mapping that Terraform made; returns the app's id."""
    app_id = org.app_id(app)
    workspace.write(small_sync(app_id))
    workspace.apply().expect_success()
    return app_id


def small_sync(app_id: str) -> str:
    """One attribute, and the mapping that reads it."""
    return (
        'resource "oktaprofile_app_user_properties" "numbers" {\n'
        f'  app_id = "{app_id}"\n  properties = {{ directNumber = {{ title = "Direct number" }} }}\n}}\n'
        'resource "oktaprofile_mapping" "phone" {\n'
        f"  app_id = {NUMBERS}.app_id\n"
        '  properties = { primaryPhone = { expression = "appuser.directNumber" } }\n}\n'
    )


def test_a_destroy_that_a_foreign_mapping_would_stop_is_refused_at_plan(
    workspace: Workspace, org: SimulatedOrg
) -> None:
    """Somebody's own mapping of the attribute: the plan names it, and nothing was written by then."""
    app_id = made_by_terraform(workspace, org)
    map_by_hand(org, app_id, {"title": "appuser.directNumber"})
    org.reset_requests()
    refused = workspace.destroy().expect_failure()
    refused.expect("A mapping still uses the property", "user.title = appuser.directNumber")
    assert "user.primaryPhone =" not in refused.message
    assert writes(org) == []

    workspace.write("")  # the blocks leave the configuration: the same destroy, in no order
    workspace.plan_error().expect("A mapping still uses the property", "user.title = appuser.directNumber")

    map_by_hand(org, app_id, {"title": None})
    workspace.apply().expect_success()
    assert "directNumber" not in org.app_properties(app_id)


def test_a_move_that_a_foreign_mapping_would_stop_is_refused_at_plan(
    workspace: Workspace, org: SimulatedOrg
) -> None:
    """A sync that moves to another app: what uses the attributes of the old one is listed, and stops the plan."""
    app_id = made_by_terraform(workspace, org)
    other = org.app_id("Workday")
    map_by_hand(org, app_id, {"title": "appuser.directNumber"})
    workspace.write(small_sync(other))
    org.reset_requests()
    refused = workspace.plan_error()
    refused.expect("A mapping still uses the property", "user.title = appuser.directNumber")
    assert writes(org) == []

    map_by_hand(org, app_id, {"title": None})
    workspace.apply().expect_success()
    assert "directNumber" not in org.app_properties(app_id)
    assert "directNumber" in org.app_properties(other)


def test_a_mapping_that_stays_stops_the_deletion_of_its_attribute(
    workspace: Workspace, org: SimulatedOrg
) -> None:
    """The attribute is to be deleted, the imported mapping that reads it is to be put back: they contradict."""
    app_id = tenant(org)
    workspace.write(configuration(app_id))
    import_all(workspace, app_id)
    text = configuration(app_id).replace("properties = {", 'on_destroy = "delete"\n  properties = {', 1)
    workspace.write(text)
    workspace.apply().expect_success()
    workspace.run("plan", "-destroy", "-no-color", "-input=false").expect_failure().expect(
        "A mapping still uses the property",
        "user.primaryPhone = appuser.directNumber",
        'it needs on_destroy = "delete" too',
    )


def test_the_same_configuration_gets_the_same_plan(workspace: Workspace, org: SimulatedOrg) -> None:
    """A second sync of the same app does not refer to the attributes: it is planned, made and destroyed with them."""
    app_id = org.app_id("RingCentral")
    before = org.snapshot()
    contractors = next(one["id"] for one in org.call("GET", "/api/v1/meta/types/user") if not one["default"])
    workspace.write(
        small_sync(app_id) + 'resource "oktaprofile_mapping" "contractors" {\n'
        f'  app_id = "{app_id}"\n  user_type = "{contractors}"\n'
        '  properties = { primaryPhone = { expression = "appuser.directNumber" } }\n}\n'
    )
    for _ in range(6):
        assert set(workspace.plan().actions) == {NUMBERS, PHONE, "oktaprofile_mapping.contractors"}
    for _ in range(2):
        workspace.apply().expect_success()
        assert workspace.plan().actions == {}
        workspace.destroy().expect_success()
        assert org.snapshot() == before


@pytest.mark.parametrize("name", ["imported", "imported_and_changed", "adopted", "created"])
def test_a_state_of_version_0_1_0_plans_nothing(
    name: str, new_workspace: Callable[[SimulatedOrg], Workspace], tmp_path: Path
) -> None:
    """A state that version 0.1.0 wrote (recorded): no difference, and a destroy takes away what Terraform made only."""
    with start_org() as org:
        app_id = org.app_id("RingCentral") if name == "created" else tenant(org)
        workspace = new_workspace(org)
        expression = "appuser.directNumber"
        title = "Direct number"
        if name == "imported_and_changed":
            expression, title = '"+1" + appuser.directNumber', "Direct dial"
        workspace.write(configuration(app_id, expression=expression, title=title))
        before = org.snapshot()
        if name == "created":
            maker = Workspace(tmp_path / "maker", {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN})
            maker.write(configuration(app_id))
            maker.apply().expect_success()
        elif name == "imported_and_changed":
            map_by_hand(org, app_id, {"primaryPhone": expression})
            org.set_app_properties(app_id, {"directNumber": {**DIRECT, "title": title}})
            before = org.snapshot()
        (workspace.folder / "terraform.tfstate").write_bytes((STATES / f"{name}.json").read_bytes())

        assert workspace.plan().actions == {}
        said = destroy_plan(workspace)
        if name.startswith("imported"):
            # An imported override was noted as one that Terraform made: the plan says so, and what to do.
            assert "Version 0.1.0 of the provider noted that" in said
            workspace.run("state", "rm", SOURCE).expect_success()
        workspace.destroy().expect_success()
        assert org.snapshot() == before
