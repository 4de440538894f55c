"""Whole plans that terraform made: what they do, in words, with their risks, and what a destroy would put back."""

from __future__ import annotations

import json

from oktaprofile.plan.reader import read_plan
from oktaprofile.review.build import build
from oktaprofile.review.flow import CHANGED, GONE
from oktaprofile.review.model import HIGH, LOW, MEDIUM
from oktaprofile.review.words import plain
from tests.unit.review.plans import (
    attribute,
    case,
    case_text,
    change,
    codes,
    review,
    steps_of,
)


def test_the_first_plan_of_the_sync() -> None:
    """Attributes, mappings and the source, with apps by label and what there was before."""
    found = steps_of(case("create"))
    assert found[0] == (
        "added",
        "Attribute 'directNumber' of the 'RingCentral' profile added",
        "",
        "text, titled 'Direct Number'",
    )
    assert (
        "added",
        "Source of 'primaryPhone' in the Okta user profile overridden",
        "each user's profile source",
        "'RingCentral'",
    ) in found
    words = [row[1] for row in found]
    assert "Mapping of 'telephoneNumber' from the Okta user profile to 'Active Directory' added" in words
    assert len(found) == 5


def test_a_changed_expression_is_shown_by_token() -> None:
    """What is gone and what is new, and the checker's finding with its caret and fix; joined, the texts are whole."""
    [changed] = [one for one in case("change").expressions if one.target == "primaryPhone"]
    assert [text for text, gone in changed.before_runs if gone] == [
        "(appuser.extensionNumber != null ?",
        ': "")',
    ]
    assert not any(new for _, new in changed.after_runs)
    assert "".join(text for text, _ in changed.before_runs) == changed.before
    assert "".join(text for text, _ in changed.after_runs) == changed.after
    [note] = changed.after_notes
    assert (note.severity, note.code) == ("warning", "null-in-concatenation")
    assert "^^^^" in note.text
    assert note.fix
    assert changed.before_notes == ()


def test_a_null_trap_in_a_new_expression_is_a_high_risk() -> None:
    """It goes wrong for somebody; a former expression that is put back is not this plan's doing."""
    assert "expression-null-in-concatenation" in codes(case("change"))
    assert "expression-null-in-concatenation" not in codes(case("destroy"))


def test_what_is_taken_over_is_shown_with_what_was_there() -> None:
    """A mapping that Okta has already: before is what `restores` will put back."""
    [row] = [row for row in steps_of(case("change")) if "displayName" in row[1]]
    assert row[0] == "changed"
    assert row[1].endswith("changed, applied only when a user is created")
    assert row[2:] == ("'user.firstName + \" \" + user.lastName'", "'user.primaryPhone'")
    assert "mapping-taken-over" in codes(case("change"), "medium")


def test_a_replaced_attribute_loses_values_and_its_name_for_a_while() -> None:
    """The highest risk names the quarantine and how long the plan waits."""
    [risk] = [one for one in case("replace").risks if one.code == "attribute-replaced"]
    assert risk.level == HIGH
    assert "values that people have in it are lost" in plain(risk.words)
    assert "300 seconds" in plain(risk.words)
    assert (
        "replaced",
        "Attribute 'roomNumber' of the 'RingCentral' profile deleted and added again ('type')",
        "text, titled 'Room'",
        "whole number, titled 'Room'",
    ) in steps_of(case("replace"))


def test_a_destroy_says_what_is_lost_and_what_comes_back() -> None:
    """Attributes and values go, a source is lost, one mapping is restored; the foreign resource is a risk too."""
    found = case("destroy")
    assert set(codes(found)) == {"attribute-deleted", "mapping-removed", "source-lost", "foreign-destroyed"}
    gone = [plain(one.words) for one in found.risks if one.code == "mapping-removed"]
    assert [("to the Okta user profile" in words, "Okta's help says both" in words) for words in gone] == [
        (True, True),
        (False, False),
    ]
    restored = [row for row in steps_of(found) if row[0] == "restored"]
    assert [row[3] for row in restored] == ["'user.firstName + \" \" + user.lastName'"]
    states = {edge.target: edge.state for edge in found.flow.edges}
    assert states == {"displayName": CHANGED, "telephoneNumber": GONE, "primaryPhone": GONE}
    assert found.restores == ()


def test_every_plan_says_what_a_later_destroy_puts_back() -> None:
    """What `restores` holds, also for resources that do not change now."""
    words = [plain(one.words) for one in case("empty").restores]
    assert (
        "Mapping of 'displayName' from the Okta user profile to 'Active Directory' becomes "
        "'user.firstName + \" \" + user.lastName' again" in words
    )
    assert "'primaryPhone' in the Okta user profile comes from each user's profile source again" in words
    assert "'directNumber' of the 'RingCentral' profile is deleted, with its values" in words


def test_an_empty_plan_says_so() -> None:
    """Nothing changes, seven resources stay, and no risk is made up."""
    found = case("empty")
    assert (found.status, found.counts, found.unchanged, found.risks) == ("empty", {}, 7, ())


def test_drift_is_shown_as_what_happened() -> None:
    """Of a refresh-only plan: what Okta has now, no risks of applying and nothing to restore."""
    found = case("drift", drift=True)
    assert (found.subject, found.status) == ("drift", "attention")
    assert steps_of(found) == [
        (
            "changed",
            "Mapping of 'primaryPhone' from 'RingCentral' to the Okta user profile changed",
            '\'(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber\'',
            "'appuser.directNumber'",
        )
    ]
    assert found.risks == found.restores == ()


def test_other_providers_are_listed_and_their_values_never_kept() -> None:
    """An address, an action and the names of arguments: no value."""
    found = review(
        change(
            "aws_instance.a", "aws_instance", {"ami": "secret-1", "tags": {}}, {"ami": "secret-2", "tags": {}}
        ),
        change("null_resource.b", "null_resource", {"id": "secret-3"}, None),
    )
    assert [(one.address, one.action, one.arguments) for one in found.foreign] == [
        ("aws_instance.a", "update", ("ami",)),
        ("null_resource.b", "delete", ()),
    ]
    assert "secret" not in repr(found)
    assert codes(found) == ["foreign-destroyed"]
    assert codes(found, "low") == ["foreign-changed"]


def test_nothing_is_left_out() -> None:
    """A change of ours that means nothing to Okta is listed with the arguments it is about."""
    found = review(
        change(
            "oktaprofile_app_user_property.x",
            "oktaprofile_app_user_property",
            attribute("room", name_release_timeout_seconds=300),
            attribute("room", name_release_timeout_seconds=60),
        )
    )
    assert steps_of(found) == [
        (
            "update",
            "Nothing changes in Okta, only in Terraform's state: 'name_release_timeout_seconds'",
            "",
            "",
        )
    ]


def test_new_attributes_of_an_app_that_gets_pushed_profiles_are_a_risk() -> None:
    """Empty until an import, and pushed with the whole profile; nothing where the app is known to get no push."""
    added = [risk for risk in case("create").risks if risk.code == "new-attribute-pushed-empty"]
    assert [(risk.level, risk.address) for risk in added] == [
        (MEDIUM, "oktaprofile_app_user_properties.ringcentral")
    ]
    text = plain(added[0].words)
    assert "'directNumber', 'extensionNumber' will be empty in them until an import" in text
    assert "run a full import after" in text
    document = json.loads(case_text("create"))
    silent = json.dumps(document).replace('"PUSH_PROFILE_UPDATES", ', "")
    assert "new-attribute-pushed-empty" not in {risk.code for risk in build(read_plan(silent), None).risks}
    [unknown] = review(change("x.y", "oktaprofile_app_user_property", None, attribute("room"))).risks
    assert (unknown.level, unknown.code) == (LOW, "new-attribute-pushed-empty")
    kept = {**attribute("room"), "restores": '{"title": "Room"}'}
    assert not [
        risk
        for risk in review(change("x.y", "oktaprofile_app_user_property", None, kept)).risks
        if risk.code == "new-attribute-pushed-empty"
    ]
