"""The published data sources on an embedded org, by the real terraform, and what they print where they fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.acceptance.harness import SimulatedOrg, Workspace, start_org


def applied(workspace: Workspace, example: str) -> dict[str, Any]:
    """Applies a published example and returns its outputs."""
    workspace.use_example(f"data-sources/{example}")
    workspace.apply().expect_success()
    return workspace.outputs()


def named(label: str) -> str:
    """A configuration that looks an app up by its label. JSON's quoting is HCL's, but for the templates."""
    return f"""data "oktaprofile_app" "a" {{
  label = {json.dumps(label, ensure_ascii=False)}
}}
output "id" {{
  value = data.oktaprofile_app.a.id
}}
"""


def test_the_app_example_finds_ringcentral(workspace: Workspace, org: SimulatedOrg) -> None:
    """One call finds the app, with its features."""
    org.reset_requests()

    assert applied(workspace, "oktaprofile_app") == {"ringcentral_is_a_profile_source": True}

    assert set(org.requests()["operations"]) == {"listApplications"}


def test_the_user_type_example_finds_both_types(workspace: Workspace, org: SimulatedOrg) -> None:
    """The default type without its name, another one by name."""
    by_name = {one["name"]: one for one in org.call("GET", "/api/v1/meta/types/user")}

    found = applied(workspace, "oktaprofile_user_type")["user_types"]

    assert found == [by_name["user"]["id"], by_name["contractor"]["id"]]
    assert by_name["user"]["default"] is True


def test_the_app_user_schema_example_lists_every_attribute(workspace: Workspace, org: SimulatedOrg) -> None:
    """Base and custom, also those that nobody declared."""
    schema = org.call("GET", f"/api/v1/meta/schemas/apps/{org.app_id('Active Directory')}/default")[
        "definitions"
    ]

    found = applied(workspace, "oktaprofile_app_user_schema")["active_directory_attributes"]

    assert found == sorted([*schema["base"]["properties"], *schema["custom"]["properties"]])


def test_the_user_schema_example_shows_the_sources(workspace: Workspace, org: SimulatedOrg) -> None:
    """Custom attributes with a source of their own, as the org holds them."""
    expected = {
        name: attribute["master"]["type"]
        for name, attribute in org.user_properties().items()
        if attribute["master"]["type"] != "PROFILE_MASTER"
    }
    assert expected

    found = applied(workspace, "oktaprofile_user_schema")

    assert found["attributes_with_a_source_of_their_own"] == expected


def test_the_mapping_example_reads_expressions_verbatim(workspace: Workspace) -> None:
    """With their quotes."""
    found = applied(workspace, "oktaprofile_mapping")["what_okta_writes_to_active_directory"]

    assert found["displayName"] == 'user.firstName + " " + user.lastName'


NO_API_TELLS = {
    "profile_source_order",
    "ringcentral_session",
    "directory_integration",
    "deactivation_choice",
    "attributes_pushed_back",
}


def test_the_readiness_example_says_what_is_left(workspace: Workspace) -> None:
    """The attributes are missing, what no API tells is listed, all else is ok."""
    assert set(applied(workspace, "oktaprofile_sync_readiness")["left_to_do"]) == {
        "attributes_exist",
        "attribute_values",
        *NO_API_TELLS,
    }


def test_readiness_tells_the_switches_of_the_org(new_workspace: Callable[[SimulatedOrg], Workspace]) -> None:
    """Without mappings API and attribute-level mastering the checks say so, and the plan goes on."""
    with start_org("--no-mappings-api", "--no-attribute-level-mastering") as org:
        left = applied(new_workspace(org), "oktaprofile_sync_readiness")["left_to_do"]

    assert "Ask Okta Support to enable the Profile Mappings API" in left["mappings_api"]
    assert "ATTRIBUTE_LEVEL_MASTERING" in left["attribute_level_mastering"]


def test_readiness_follows_attributes_and_imports(workspace: Workspace, org: SimulatedOrg) -> None:
    """Attributes just made are unknown until an import has run, then ok; an outsider without a value is missing."""
    ringcentral = org.app_id("RingCentral")
    org.set_app_properties(
        ringcentral,
        {
            name: {"title": name, "type": "string", "scope": "NONE"}
            for name in ("directNumber", "extensionNumber")
        },
    )
    left = applied(workspace, "oktaprofile_sync_readiness")["left_to_do"]
    assert "Run an import of the app" in left["attribute_values"]
    assert "attributes_exist" not in left

    org.run_import()
    left = applied(workspace, "oktaprofile_sync_readiness")["left_to_do"]
    assert set(left) == NO_API_TELLS

    org.set_app_properties(ringcentral, {"wrongName": {"title": "x", "type": "string", "scope": "NONE"}})
    org.run_import()
    configuration = (workspace.folder / "data-source.tf").read_text()
    (workspace.folder / "data-source.tf").write_text(configuration.replace('"directNumber"', '"wrongName"'))
    workspace.apply().expect_success()
    assert "stays empty for ever" in workspace.outputs()["left_to_do"]["attribute_values"]


def test_a_label_with_quotes_and_backslashes_is_found(workspace: Workspace, org: SimulatedOrg) -> None:
    """Labels are data, in the configuration, on the wire and in messages."""
    label = 'My "App" \\ №1'
    org.load({"apps": [{"id": "0oaquoted", "name": "custom_1", "label": label}]})
    workspace.write(named(label))

    workspace.apply().expect_success()

    assert workspace.outputs()["id"] == "0oaquoted"


def test_an_unknown_label_is_refused_with_the_likely_one(workspace: Workspace, org: SimulatedOrg) -> None:
    """Case counts; the app that was probably meant is shown with its id."""
    workspace.write(named("ringCentral"))

    workspace.plan_error().expect(
        "No app has the label 'ringCentral'", "The label is compared exactly", org.app_id("RingCentral")
    )


def test_an_ambiguous_label_lists_the_candidates(workspace: Workspace, org: SimulatedOrg) -> None:
    """Two apps with one label: both are shown, with what tells them apart."""
    org.load(
        {"apps": [{"id": "0oasecond", "name": "ringcentral", "label": "RingCentral", "status": "INACTIVE"}]}
    )
    workspace.write(named("RingCentral"))

    workspace.plan_error().expect(
        "2 apps have the label 'RingCentral'",
        "0oasecond 'RingCentral' ringcentral INACTIVE",
        "Choose one by its id",
    )


@pytest.mark.parametrize(
    ("configuration", "sentence"),
    [
        ('data "oktaprofile_app" "a" {}', "Set one of id, label and name; set are none."),
        ('data "oktaprofile_app" "a" { id = "0oanothing" }', "There is no such app"),
        ('data "oktaprofile_user_type" "t" { name = "visitor" }', "No user types have the name 'visitor'"),
        ('data "oktaprofile_user_schema" "s" { user_type = "visitor" }', "There is no such user type"),
        ('data "oktaprofile_app_user_schema" "s" { app_id = "0oanothing" }', "The app has no user schema"),
        ('data "oktaprofile_mapping" "m" { app_id = "0oanothing" }', "There is no such app"),
        ('data "oktaprofile_sync_readiness" "r" { app_id = "0oanothing" }', "There is no such app"),
    ],
)
def test_what_does_not_exist_is_a_clear_error(
    workspace: Workspace, configuration: str, sentence: str
) -> None:
    """Never an empty result."""
    workspace.write(configuration)

    workspace.plan_error().expect(sentence)


def test_the_mapping_without_the_api_says_whom_to_ask(
    new_workspace: Callable[[SimulatedOrg], Workspace],
) -> None:
    """Okta's 401 is not mistaken for a wrong token."""
    with start_org("--no-mappings-api") as org:
        workspace = new_workspace(org)
        workspace.use_example("data-sources/oktaprofile_mapping")

        workspace.plan_error().expect("The mappings API is off in this org", "Ask Okta support")
