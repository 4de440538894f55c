"""Each readiness check: when it is ok, missing or unknown, and what it tells to do."""

from __future__ import annotations

import pytest

from oktaprofile.okta.errors import Forbidden, Unauthorized
from oktaprofile.okta.org import Org
from oktaprofile.provider.readiness import is_ready, run_checks
from oktaprofile.provider.readiness_around import identity_providers
from oktaprofile.provider.readiness_check import Check
from tests.unit.provider.small_okta import IDLE, RINGCENTRAL, WORKDAY, ImpatientClock, SmallOkta, answered

ATTRIBUTES = ["directNumber", "extensionNumber"]


@pytest.fixture
def okta() -> SmallOkta:
    made = SmallOkta()
    made.app_users[RINGCENTRAL] = [
        {"profile": {"directNumber": "+16505550100", "extensionNumber": "101"}},
        {"profile": {"directNumber": None, "extensionNumber": "102"}},
    ]
    return made


def checked(okta: SmallOkta, app_id: str = RINGCENTRAL, **arguments: object) -> dict[str, Check]:
    """The checks by name, of a new process."""
    org = Org(okta, ImpatientClock())  # type: ignore[arg-type]
    found = run_checks(org, app_id, **{"attributes": ATTRIBUTES, **arguments})  # type: ignore[arg-type]
    return {check.name: check for check in found}


def test_an_org_that_has_everything_is_ready(okta: SmallOkta) -> None:
    """All that an API shows is ok; what none shows is unknown, with a step, and does not count."""
    checks = checked(okta)

    assert {name: check.status for name, check in checks.items()} == {
        "app_status": "ok",
        "app_features": "ok",
        "profile_mastering_and_push": "ok",
        "mappings_api": "ok",
        "attribute_level_mastering": "ok",
        "target_property": "ok",
        "attributes_exist": "ok",
        "attribute_values": "ok",
        "other_profile_sources": "ok",
        "directory_integration": "unknown",
        "deactivation_choice": "unknown",
        "attributes_pushed_back": "unknown",
        "profile_source_order": "unknown",
        "ringcentral_session": "unknown",
    }
    assert is_ready(list(checks.values()))
    assert all(check.next_step for check in checks.values() if check.status == "unknown")


def test_identity_providers_do_not_matter_to_an_override(okta: SmallOkta) -> None:
    """Then they are not asked for; and a plan never pays for them."""
    org = Org(okta, ImpatientClock())  # type: ignore[arg-type]
    assert "identity_providers" not in checked(okta)
    assert okta.calls["list_identity_providers"] == 0
    assert identity_providers(org, None, "primaryPhone").status == "ok"
    assert okta.calls["list_identity_providers"] == 1

    okta.master("primaryPhone", {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RINGCENTRAL}]})
    assert identity_providers(org.renewed(), None, "primaryPhone").status == "ok"
    assert okta.calls["list_identity_providers"] == 1


def test_every_check_that_is_not_ok_says_what_to_do(okta: SmallOkta) -> None:
    """An org that lacks everything: missing and unknown checks all have a next step."""
    okta.alm = okta.mappings_on = False
    okta.apps[RINGCENTRAL].update(features=[], status="INACTIVE")
    okta.app_schemas[RINGCENTRAL]["definitions"]["custom"]["properties"].clear()

    checks = checked(okta, property_name="primaryFone")

    assert not is_ready(list(checks.values()))
    assert {name for name, check in checks.items() if check.status == "missing"} == {
        "app_status",
        "app_features",
        "mappings_api",
        "attribute_level_mastering",
        "target_property",
        "attributes_exist",
    }
    assert all(check.next_step for check in checks.values() if check.status != "ok")


def test_push_is_reported_and_its_flag_is_unknown_unless_both_show(okta: SmallOkta) -> None:
    """A profile source without push is ready; the support flag then cannot be concluded."""
    okta.apps[RINGCENTRAL]["features"] = ["IMPORT_PROFILE_UPDATES", "PROFILE_MASTERING"]

    checks = checked(okta)

    assert checks["app_features"].status == "ok"
    assert "Okta pushes nothing to it" in checks["app_features"].detail
    assert checks["profile_mastering_and_push"].status == "unknown"
    assert "ALLOW_BOTH_PROFILE_MASTERING_AND_PUSH" in checks["profile_mastering_and_push"].next_step


def test_features_that_lack_name_the_setting(okta: SmallOkta) -> None:
    """Each missing feature is named with the place in the Admin Console."""
    okta.apps[RINGCENTRAL]["features"] = ["PUSH_PROFILE_UPDATES"]

    check = checked(okta)["app_features"]

    assert check.status == "missing"
    assert "lacks IMPORT_PROFILE_UPDATES and PROFILE_MASTERING" in check.detail
    assert "Provisioning > To Okta" in check.next_step


def test_attributes_that_stay_empty_after_an_import_are_missing(okta: SmallOkta) -> None:
    """They are shown with their external names and the likely cause, and no value of anybody is repeated."""
    schema = okta.app_schemas[RINGCENTRAL]
    schema["lastUpdated"] = "2026-07-01T10:00:00.000Z"
    schema["definitions"]["custom"]["properties"]["directNumber"]["externalName"] = "direct"
    profile = {"directNumber": "", "extensionNumber": "101"}
    okta.app_users[RINGCENTRAL] = [{"profile": profile, "lastSync": "2026-07-01T10:00:00.001Z"}]

    check = checked(okta)["attribute_values"]

    assert check.status == "missing"
    assert "No value in directNumber among the first 1 app users" in check.detail
    assert 'directNumber has the external name "direct"' in check.detail
    assert "empty for ever" in check.next_step
    assert "101" not in check.detail


@pytest.mark.parametrize("last_sync", [{}, {"lastSync": "2026-07-01T09:59:59.999Z"}])
def test_empty_attributes_before_an_import_are_unknown(okta: SmallOkta, last_sync: dict[str, str]) -> None:
    """Right after the attributes were made nothing can be concluded: the next step is an import."""
    okta.app_schemas[RINGCENTRAL]["lastUpdated"] = "2026-07-01T10:00:00.000Z"
    okta.app_users[RINGCENTRAL] = [{"profile": {}, **last_sync}]

    check = checked(okta)["attribute_values"]

    assert check.status == "unknown"
    assert "No import seems to have run" in check.detail
    assert "Import Now" in check.next_step


def test_values_are_not_asked_for_before_the_attributes_exist(okta: SmallOkta) -> None:
    """No call, and an honest unknown; likewise for an app without users."""
    okta.app_schemas[RINGCENTRAL]["definitions"]["custom"]["properties"].clear()
    assert checked(okta)["attribute_values"].status == "unknown"
    assert okta.calls["list_application_users"] == 0

    fresh = SmallOkta()
    assert checked(fresh)["attribute_values"].detail == "The app has no users yet."


def test_what_the_credentials_may_not_read_is_unknown(okta: SmallOkta) -> None:
    """A 403 of one operation costs its own check only, and names the scope."""
    forbidden = answered(Forbidden, 403, "E0000006", "You do not have permission")
    okta.fail_next = {"list_profile_mappings": forbidden, "list_application_users": forbidden}

    checks = checked(okta)

    assert (checks["mappings_api"].status, checks["attribute_values"].status) == ("unknown", "unknown")
    assert "okta.profileMappings.read" in checks["mappings_api"].next_step
    assert "okta.apps.read" in checks["attribute_values"].next_step


def test_refused_credentials_are_no_check(okta: SmallOkta) -> None:
    """With a wrong token nothing can be said: the error goes up."""
    okta.fail_next["list_applications"] = answered(Unauthorized, 401, "E0000011", "Invalid token provided")

    with pytest.raises(Unauthorized):
        checked(okta)


def test_the_target_tells_its_longest_value_and_its_source(okta: SmallOkta) -> None:
    """The mapped value must fit; the present source is shown in the console's words."""
    okta.master("primaryPhone", {"type": "OVERRIDE", "priority": [{"type": "APP", "value": WORKDAY}]})

    detail = checked(okta)["target_property"].detail

    assert "up to 100 characters" in detail
    assert 'OVERRIDE by 1. "Workday" (0oaWork)' in detail


def test_other_profile_sources_are_named_but_inactive_ones_are_not(okta: SmallOkta) -> None:
    """They compete for every attribute without an override."""
    detail = checked(okta)["other_profile_sources"].detail
    assert '"Workday" (0oaWork)' in detail
    assert IDLE not in detail

    del okta.apps[WORKDAY]
    assert checked(okta)["other_profile_sources"].detail == "No other active app is a profile source."


def test_a_missing_mapping_row_is_missing(okta: SmallOkta) -> None:
    """The API is on, but the app cannot map to the user type."""
    okta.mappings.clear()

    check = checked(okta)["mappings_api"]

    assert check.status == "missing"
    assert "there is no mapping from the app" in check.detail


def test_the_checks_cost_six_calls(okta: SmallOkta) -> None:
    """Apps, two schemas, list and row of the mapping, app users; all but the last are shared with resources."""
    checked(okta)

    assert okta.calls.total() == 6


def test_the_deactivation_choice_is_told_whether_or_not_the_box_is_ticked(okta: SmallOkta) -> None:
    """The default deactivates people in Okta: "Do nothing" is named before and after the app becomes a source."""
    ticked = checked(okta)["deactivation_choice"]
    assert "The default is Deactivate" in ticked.detail
    assert ticked.next_step.startswith('Choose "Do nothing"')
    okta.apps[RINGCENTRAL].update(features=["IMPORT_PROFILE_UPDATES"])
    assert checked(okta)["deactivation_choice"].next_step.startswith(
        'When you tick "Allow … to source Okta users", '
    )


def test_attributes_that_a_push_may_empty(okta: SmallOkta) -> None:
    """Before they exist: the order of steps. Afterwards: a full import. An app without push sends nothing back."""
    assert (
        "run a full import before anybody's profile changes"
        in checked(okta)["attributes_pushed_back"].next_step
    )
    okta.app_schemas[RINGCENTRAL]["definitions"]["custom"]["properties"].clear()
    before = checked(okta)["attributes_pushed_back"]
    assert before.status == "unknown"
    assert "directNumber, extensionNumber will be empty from the moment they are added" in before.detail
    assert before.next_step.startswith("Before they are added, switch off Update User Attributes")
    okta.apps[RINGCENTRAL].update(features=["IMPORT_PROFILE_UPDATES", "PROFILE_MASTERING"])
    assert checked(okta)["attributes_pushed_back"].status == "ok"
