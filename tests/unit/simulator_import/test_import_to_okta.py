"""What an import makes of RingCentral's people in Okta."""

from __future__ import annotations

from typing import Any

import pytest

from oktaprofile.simulator.import_engine import run_import
from tests.unit.simulator_import.small_org import (
    AD,
    CONTRACTOR,
    EMPLOYEE,
    RINGCENTRAL,
    WORKDAY,
    SmallOrg,
    text,
)

NUMBERS = {"directNumber": "+14155550100", "extensionNumber": "101"}


@pytest.mark.parametrize(
    ("entry", "phone"),
    [
        (NUMBERS, "+14155550100#101"),
        ({"extensionNumber": "101"}, "#101"),
        ({"directNumber": "+14155550100"}, "+14155550100#null"),
    ],
    ids=["both numbers", "no direct number", "a null extension prints the word null"],
)
def test_numbers_become_the_primary_phone(entry: dict[str, str], phone: str) -> None:
    """The seed's expression is evaluated over the imported numbers; + with null prints "null" (ran on SpEL)."""
    small = SmallOrg()
    user = small.person("ana", {RINGCENTRAL: entry})
    counts = run_import(small.org, RINGCENTRAL)
    assert small.app_profile(RINGCENTRAL, user) == entry
    assert small.profile(user)["primaryPhone"] == phone
    assert (counts["entries"], counts["app_users_updated"], counts["users_updated"]) == (1, 1, 1)


def test_a_cleared_number_is_an_empty_text_not_null() -> None:
    """An attribute that had a value and lost it is "", so the expression's null guard does not see it as null."""
    small = SmallOrg()
    user = small.person("ana", {RINGCENTRAL: NUMBERS})
    run_import(small.org)
    entry = small.org.directory.get(RINGCENTRAL, f"{RINGCENTRAL}:ana")
    assert entry is not None
    entry.attributes = {"directNumber": "+14155550100"}
    small.org.directory.put(entry)
    run_import(small.org)
    assert small.app_profile(RINGCENTRAL, user)["extensionNumber"] == ""
    assert small.profile(user)["primaryPhone"] == "+14155550100#"


OVERRIDE = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RINGCENTRAL}]}
BOTH = {RINGCENTRAL: NUMBERS, WORKDAY: {"phone": "+49 30 1"}}
FROM_RINGCENTRAL, FROM_WORKDAY = "+14155550100#101", "+49 30 1"


@pytest.mark.parametrize(
    ("master", "entries", "assigned", "phone"),
    [
        ({"type": "PROFILE_MASTER"}, BOTH, None, FROM_WORKDAY),
        (OVERRIDE, BOTH, None, FROM_RINGCENTRAL),
        ({"type": "OKTA"}, BOTH, None, None),
        ({"type": "PROFILE_MASTER"}, BOTH, (RINGCENTRAL,), FROM_RINGCENTRAL),
        (OVERRIDE, BOTH, (WORKDAY,), FROM_WORKDAY),
        (
            {"type": "OVERRIDE", "priority": [{"value": WORKDAY}, {"value": RINGCENTRAL}]},
            BOTH,
            None,
            FROM_WORKDAY,
        ),
        (OVERRIDE, {WORKDAY: {"phone": "+49 30 1"}}, None, FROM_WORKDAY),
    ],
    ids=[
        "inherit: the profile source with the highest priority",
        "override: the app named, whatever the order of profile sources",
        "okta: no app",
        "inherit: only assigned apps count",
        "override of an app the user is not assigned to falls back",
        "override: the first named app wins",
        "a person whom RingCentral does not know",
    ],
)
def test_the_source_of_the_attribute_decides(
    master: dict[str, Any], entries: dict[str, Any], assigned: tuple[str, ...] | None, phone: str | None
) -> None:
    """Only the app that is the source of primaryPhone for this user writes it."""
    small = SmallOrg()
    small.master("primaryPhone", master)
    user = small.person("ana", entries, assigned=assigned)
    run_import(small.org)
    assert small.profile(user).get("primaryPhone") == phone


def test_without_attribute_level_mastering_the_override_counts_for_nothing() -> None:
    """With the support flag off every attribute follows the profile source."""
    small = SmallOrg(attribute_level_mastering=False)
    small.master("primaryPhone", OVERRIDE)
    user = small.person("ana", BOTH)
    run_import(small.org)
    assert small.profile(user)["primaryPhone"] == FROM_WORKDAY


def test_dont_push_leaves_existing_people_alone() -> None:
    """DONT_PUSH applies when a person is created only, so an import of one who exists changes nothing in Okta."""
    small = SmallOrg()
    small.map(RINGCENTRAL, {"primaryPhone": "appuser.directNumber"}, status="DONT_PUSH")
    user = small.person("ana", {RINGCENTRAL: NUMBERS})
    run_import(small.org)
    assert small.app_profile(RINGCENTRAL, user) == NUMBERS
    assert "primaryPhone" not in small.profile(user)


@pytest.mark.parametrize(
    ("expression", "definition", "why"),
    [
        ("appuser.directNumber", text(maxLength=5), "refused"),
        ("appuser.directNumber", text(minLength=50), "refused"),
        ("appuser.directNumber", text(enum=["+1", "+2"]), "refused"),
        ("appuser.directNumber", {"type": "integer"}, "refused"),
        ("1 + 1", text(), "refused"),
        ("null", text(required=True), "refused"),
        ("appuser.nothing.more", text(), "invalid"),
        ("appuser.directNumber ? 'a' : 'b'", text(), None),
        ("not a ( real expression", text(), "invalid"),
    ],
    ids=[
        "too long",
        "too short",
        "not in enum",
        "wrong type",
        "a number for a text",
        "required but null",
        "fails on null",
        "a text as condition: fails or is undetermined",
        "no expression",
    ],
)
def test_a_value_that_cannot_be_stored_keeps_the_old_one(
    expression: str, definition: dict[str, Any], why: str | None
) -> None:
    """The attribute keeps its value, the import goes on, and the count says why; the number is in no count."""
    small = SmallOrg()
    small.define(EMPLOYEE, "primaryPhone", definition)
    small.map(RINGCENTRAL, {"primaryPhone": expression})
    user = small.person("ana", {RINGCENTRAL: NUMBERS}, profile={"primaryPhone": "old"})
    counts = run_import(small.org)
    assert small.profile(user)["primaryPhone"] == "old"
    assert counts["users_updated"] == 0
    assert sum(counts["values_kept"].values()) == 1
    if why is not None:
        assert counts["values_kept"][why] == 1
    assert counts["reasons"][0]["target"] == "primaryPhone"
    assert "4155550100" not in str(counts)


def test_what_nobody_published_keeps_the_old_value_and_is_counted_apart() -> None:
    """Undetermined is not an error of the expression: it is counted for itself and logged as nothing."""
    small = SmallOrg()
    small.map(RINGCENTRAL, {"primaryPhone": "String.substring(appuser.directNumber, 0, 99)"})
    user = small.person("ana", {RINGCENTRAL: NUMBERS}, profile={"primaryPhone": "old"})
    counts = run_import(small.org)
    assert small.profile(user)["primaryPhone"] == "old"
    assert counts["values_kept"] == {"invalid": 0, "undetermined": 1, "refused": 0}
    assert not [event for event in small.events() if "invalid" in event["eventType"]]


def test_an_exactly_fitting_value_is_stored() -> None:
    """maxLength counts UTF-16 units and includes its own value; a stored 0 limits nothing."""
    small = SmallOrg()
    small.define(EMPLOYEE, "primaryPhone", text(maxLength=4))
    small.define(EMPLOYEE, "title", text(maxLength=0))
    small.map(RINGCENTRAL, {"primaryPhone": "appuser.directNumber", "title": "appuser.extensionNumber"})
    user = small.person("ana", {RINGCENTRAL: {"directNumber": "ab😀", "extensionNumber": "long enough"}})
    run_import(small.org, RINGCENTRAL)
    assert small.profile(user)["primaryPhone"] == "ab😀"
    assert small.profile(user)["title"] == "long enough"


def test_each_user_type_has_its_own_mapping() -> None:
    """A contractor follows the mapping between RingCentral and the contractor type; without one nothing
    reaches them."""
    small = SmallOrg()
    ana = small.person("ana", {RINGCENTRAL: NUMBERS})
    bob = small.person("bob", {RINGCENTRAL: NUMBERS}, type_id=CONTRACTOR)
    run_import(small.org)
    assert small.profile(ana)["primaryPhone"] == FROM_RINGCENTRAL
    assert "primaryPhone" not in small.profile(bob)
    small.map(RINGCENTRAL, {"primaryPhone": "appuser.extensionNumber"}, type_id=CONTRACTOR)
    run_import(small.org)
    assert small.profile(bob)["primaryPhone"] == "101"


def test_a_login_that_another_user_has_is_kept() -> None:
    """Logins are unique in the org whatever their case; the conflicting person keeps theirs, the others are
    not held up."""
    small = SmallOrg()
    small.map(RINGCENTRAL, {"login": "appuser.directNumber"})
    ana = small.person("ana", {RINGCENTRAL: {"directNumber": "BOB@example.com"}})
    bob = small.person("bob", {RINGCENTRAL: {"directNumber": "bob@example.com"}})
    eve = small.person("eve", {RINGCENTRAL: {"directNumber": "new@example.com"}})
    fox = small.person("fox", {RINGCENTRAL: {"directNumber": "new@example.com"}})
    counts = run_import(small.org, RINGCENTRAL)
    logins = [small.profile(user)["login"] for user in (ana, bob, eve, fox)]
    assert logins == ["ana@example.com", "bob@example.com", "new@example.com", "fox@example.com"]
    assert counts["values_kept"]["refused"] == 2


def test_attributes_without_an_external_name_can_be_left_empty() -> None:
    """No source tells whether a hand-made attribute is filled; the switch shows the sync both ways."""
    small = SmallOrg(import_hand_made_attributes=False)
    named = text(externalName="extensionNumber")
    small.define(RINGCENTRAL, "extensionNumber", named)
    user = small.person("ana", {RINGCENTRAL: NUMBERS})
    run_import(small.org)
    assert small.app_profile(RINGCENTRAL, user) == {"extensionNumber": "101"}


def test_an_attribute_arrives_under_the_variable_name_from_its_external_name() -> None:
    """The directory speaks external names, the app user's profile variable names."""
    small = SmallOrg()
    small.define(RINGCENTRAL, "directNumber", text(externalName="phoneNumbers.^[primary==true].value"))
    entry = {"phoneNumbers.^[primary==true].value": "+1", "extensionNumber": "2"}
    user = small.person("ana", {RINGCENTRAL: entry})
    run_import(small.org)
    assert small.app_profile(RINGCENTRAL, user) == {"directNumber": "+1", "extensionNumber": "2"}


def test_without_the_attribute_in_the_schema_nothing_is_imported() -> None:
    """RingCentral may know a number that Okta's app schema has no attribute for: it stays there."""
    small = SmallOrg()
    small.define(RINGCENTRAL, "directNumber", None)
    user = small.person("ana", {RINGCENTRAL: NUMBERS, AD: {}})
    run_import(small.org)
    assert small.app_profile(RINGCENTRAL, user) == {"extensionNumber": "101"}
    assert small.profile(user)["primaryPhone"] == "#101"
