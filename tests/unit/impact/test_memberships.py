"""Group rules that read what changes: whom they begin to match, and no longer match, as a number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oktaprofile.impact.change import Change, Mapped
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.report import Read, document
from oktaprofile.people.organization import TO_OKTA, Line
from oktaprofile.people.surroundings import GROUP_RULE, IdentityProvider, Reading, Surroundings
from tests.unit.impact.small_org import NUMBERS, TYPE, WORKDAY, organization, person


def told(expression, people, *, line='"+49 30"', providers=()):
    """The document where a rule of this expression is in the org, and Workday's line for primaryPhone changes."""
    before = organization()
    rule = Reading(GROUP_RULE, None, "Okta", "US", expression)
    before.surroundings = Surroundings((rule,), providers)
    change = Change([Mapped(WORKDAY, None, TO_OKTA, "primaryPhone", Line(line))])
    prediction = Prediction(Question(change, phones=False), before)
    return document(prediction.run(people, lambda count: Read("org", "", "", 0.0, count)))


def fields(found, code="group-rules"):
    return [one["fields"] for one in found["typed_warnings"] if one["code"] == code]


@pytest.mark.parametrize(
    ("expression", "moves"),
    [
        ('String.startsWith(user.primaryPhone, "+1")', (0, 2, 1)),
        ('user.primaryPhone == "+49 30"', (2, 0, 1)),
        ('user.title == "x" AND String.startsWith(user.primaryPhone, "+4")', (0, 0, 1)),
        ("isMemberOfGroupName(user.primaryPhone)", (0, 0, 3)),
        ("user.primaryPhone ==", (0, 0, 3)),
    ],
)
def test_whom_a_rule_begins_to_match_and_no_longer_matches(expression, moves):
    """By its expression, before and after; who cannot be judged counts apart. People who are pending or deactivated are
    not looked at (Okta's help, Create group rules), nor whoever keeps their value."""
    people = [
        person(),
        person(status="SUSPENDED"),
        person(status="STAGED"),
        person(status="DEPROVISIONED"),
        person(phone="+49 30"),
        person(NUMBERS),  # which of two sources counts nobody knows
        person(workday=False),
    ]
    before = organization()
    before.mappings.clear()
    [said] = fields(told(expression, people))
    assert (said["joins"], said["leaves"], said["open"]) == moves
    assert said["rules"] == "US"


def test_a_rule_that_moves_nobody_leaves_nothing_open():
    """It reads the attribute, and its result is the same for everybody: the verdict is clear."""
    found = told("user.primaryPhone != null", [person()])
    assert fields(found) == []
    assert found["verdict"] == "clear"
    assert [one["name"] for one in found["targets"][0]["readers"] if one["kind"] == "group_rule"] == ["US"]
    moved = told('user.primaryPhone == "+49 30"', [person()])
    assert moved["verdict"] == "not_known"
    assert any("begins to match 1 people, and no longer matches 0" in one for one in moved["warnings"])


def test_rules_look_at_the_default_user_type_only():
    """Okta's help, Known issues of user types."""
    other = replace(person(), type_id="otyOther")
    assert fields(told('user.primaryPhone == "+49 30"', [other])) == []


def test_identity_providers_are_counted_by_whom_they_may_concern():
    """Who signs in with one no API shows: it may be anybody of the user type."""
    provider = IdentityProvider("0oaI", "Partner", ((TYPE, "primaryPhone"),))
    found = told("user.title", [person(), person()], providers=(provider,))
    [said] = fields(found, "identity-providers")
    assert said == {"attribute": "primaryPhone", "providers": "Partner", "people": 2}
    assert any("it may be any of 2 people" in one for one in found["warnings"])
