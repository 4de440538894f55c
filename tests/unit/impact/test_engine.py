"""One person through the chain: app user, source, Okta, Active Directory."""

from __future__ import annotations

import pytest

from oktaprofile.impact.affected import affected, feedback
from oktaprofile.impact.change import Attributed, Change, Mapped, Mastered, apply, override
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.sources import OUTSIDE
from oktaprofile.impact.values import Values
from oktaprofile.people.organization import TO_APP, TO_OKTA, App, Line, MappingKey
from oktaprofile.plan.outcomes import Outcome
from tests.unit.impact.small_org import (
    AD,
    NUMBERS,
    RINGCENTRAL,
    SEED,
    TEXT,
    TYPE,
    WORKDAY,
    change,
    effects,
    organization,
    person,
)

GUARDED = (
    '(appuser.directNumber ?: "") + (appuser.extensionNumber != null ? "#" + appuser.extensionNumber : "")'
)


@pytest.mark.parametrize(
    ("expression", "numbers", "phone", "outcome", "value"),
    [
        (SEED, NUMBERS, "+18005550199", Outcome.CHANGED, "+14155550100#101"),
        (SEED, NUMBERS, None, Outcome.POPULATED, "+14155550100#101"),
        (SEED, NUMBERS, "+14155550100#101", Outcome.UNCHANGED, "+14155550100#101"),
        (SEED, {"directNumber": "+14155550100"}, None, Outcome.LITERAL_NULL, "+14155550100#null"),
        (SEED, {}, "#null", Outcome.LITERAL_NULL, "#null"),
        (GUARDED, {}, "+18005550199", Outcome.BLANKED, ""),
        (GUARDED, {}, None, Outcome.UNCHANGED, ""),
        ("appuser.directNumber", {}, "+18005550199", Outcome.BLANKED, ""),
        ("appuser.directNumber - 1", NUMBERS, "kept", Outcome.UNDETERMINED, "kept"),
        ("appuser.directNumber + (null + null)", NUMBERS, "kept", Outcome.ERROR, "kept"),
        ('String.substringBefore(appuser.directNumber, "x")', NUMBERS, "kept", Outcome.UNDETERMINED, "kept"),
        ("String.len(appuser.directNumber)", NUMBERS, "kept", Outcome.UNDETERMINED, "kept"),
    ],
)
def test_what_becomes_of_a_value(expression, numbers, phone, outcome, value):
    """Each outcome, with the value that Okta has afterwards; where a value is kept it is the old one."""
    result = effects(change(expression), person(numbers, phone=phone))["primaryPhone"]
    assert (result.effect.outcome, result.effect.value) == (outcome, value)


def test_a_value_over_the_length_is_kept_and_told_apart():
    """100 characters are the limit of the target, whatever the word null or anything else would say."""
    before = organization(maxLength=10)
    result = effects(change(), person(NUMBERS), before=before)["primaryPhone"]
    assert (result.effect.outcome, result.effect.value) == (Outcome.OVER_LENGTH, "+18005550199")
    assert result.effect.reason == "it is longer than 10"


@pytest.mark.parametrize(
    ("downstream", "phone", "ad", "outcome", "value"),
    [
        ("user.primaryPhone", "+1", "", Outcome.LITERAL_NULL, "+14155550100#null"),
        ("user.primaryPhone", "+1", "+1", Outcome.LITERAL_NULL, "+14155550100#null"),
        ("user.primaryPhone", "+1", "+14155550100#null", Outcome.LITERAL_NULL, "+14155550100#null"),
        ("user.primaryPhone", "+14155550100#null", "+14155550100#null", Outcome.LITERAL_NULL, "+14155550100#null"),
        ('"tel:" + user.primaryPhone', "+1", "", Outcome.LITERAL_NULL, "tel:+14155550100#null"),
        ("String.substring(user.primaryPhone, 0, 12)", "+1", "", Outcome.POPULATED, "+14155550100"),
        (
            "String.append(user.primaryPhone, user.primaryPhone)",
            "+1",
            "",
            Outcome.LITERAL_NULL,
            "+14155550100#null+14155550100#null",
        ),
        (" + ".join(["user.primaryPhone"] * 4), "+1", "", Outcome.OVER_LENGTH, None),
        ("user.title", "+1", "", Outcome.POPULATED, "annul null"),
    ],
)  # fmt: skip
def test_a_literal_null_is_one_downstream_too(downstream, phone, ad, outcome, value):
    """What a mapping to Okta joined is as bad in the app that it is pushed to; what does not carry it is not."""
    made = change()
    made.mapped.append(Mapped(AD, None, TO_APP, "telephoneNumber", Line(downstream)))
    somebody = person({"directNumber": "+14155550100"}, phone=phone, ad=ad)
    somebody.profile["title"] = "annul null"
    found = effects(made, somebody)
    assert found["primaryPhone"].effect.outcome is Outcome.LITERAL_NULL
    effect = found["telephoneNumber"].effect
    assert (effect.outcome, effect.value) == (outcome, value)


def test_the_word_null_in_a_name_is_no_null():
    """Only a null that was joined counts: the value of an attribute may contain the word."""
    joined = change('appuser.directNumber + "#" + appuser.extensionNumber')
    named = effects(joined, person({"directNumber": "annulled", "extensionNumber": "1"}))["primaryPhone"]
    assert named.effect.outcome is Outcome.CHANGED
    both = effects(joined, person({"directNumber": "annulled"}))["primaryPhone"]
    assert both.effect.outcome is Outcome.LITERAL_NULL


def test_the_source_of_the_attribute_decides():
    """Without the override Workday and RingCentral may both be the profile source: their order is no API's."""
    mapped = change(override_source=False)
    unsure = effects(mapped, person(NUMBERS))["primaryPhone"].effect
    assert unsure.outcome is Outcome.UNDETERMINED
    assert "order" in unsure.reason
    first = effects(mapped, person(NUMBERS), order=(RINGCENTRAL, WORKDAY))["primaryPhone"].effect
    assert first.value == "+14155550100#101"
    second = effects(mapped, person(NUMBERS), order=(WORKDAY, RINGCENTRAL))["primaryPhone"].effect
    assert (second.outcome, second.reason) == (Outcome.NOT_AFFECTED, "another source has priority: Workday")
    alone = effects(mapped, person(NUMBERS, workday=False))["primaryPhone"].effect
    assert alone.outcome is Outcome.CHANGED


def test_two_sources_that_agree_need_no_order():
    """The order matters only where it matters."""
    mapped = change("appuser.directNumber", override_source=False)
    same = effects(mapped, person({"directNumber": "+18005550199"}, phone="old"))["primaryPhone"].effect
    assert (same.outcome, same.value) == (Outcome.CHANGED, "+18005550199")


@pytest.mark.parametrize(
    ("somebody", "reason"),
    [
        (person(None), f"another source has priority: Workday; {OUTSIDE}"),
        (
            person(None, workday=False),
            f"the value is edited in Okta: no app is its source for this user; {OUTSIDE}",
        ),
        (person(NUMBERS, status="DEPROVISIONED"), "the user is deactivated"),
        (person(NUMBERS, linked=False), "the app user is linked to nobody in the app"),
    ],
)
def test_who_is_not_affected_and_why(somebody, reason):
    """People outside RingCentral keep what they have, and the report says why."""
    result = effects(change(), somebody)["primaryPhone"]
    assert (result.effect.outcome, result.effect.reason) == (Outcome.NOT_AFFECTED, reason)


def test_a_change_that_would_come_anyway_is_told():
    """An import that is overdue is not the plan's doing."""
    before = organization()
    made = Change([Mapped(WORKDAY, None, TO_OKTA, "primaryPhone", Line('appuser.workPhone + ""'))])
    result = effects(made, person(None, phone="old"), before=before)["primaryPhone"]
    assert (result.effect.outcome, result.anyway) == (Outcome.CHANGED, True)


def test_new_attributes_have_no_values_until_an_import():
    """The honest answer for the seed's own plan; with values from a file it is predicted in full."""
    before = organization()
    before.app_schemas[RINGCENTRAL] = {}
    made = change()
    made.attributed = [Attributed(RINGCENTRAL, None, name, {"type": "string"}) for name in NUMBERS]
    unknown = effects(made, person({}), before=before)
    assert unknown["primaryPhone"].effect.outcome is Outcome.UNDETERMINED
    assert "new attributes" in unknown["primaryPhone"].effect.reason
    assert unknown["telephoneNumber"].effect.outcome is Outcome.UNDETERMINED
    values = Values(RINGCENTRAL, "externalId", frozenset(NUMBERS), {"rc-1": {"extensionNumber": "101"}})
    known = effects(made, person({}), before=before, values=values)
    assert known["primaryPhone"].effect.value == "#101"
    assert known["telephoneNumber"].effect.value == "#101"
    other = Values(RINGCENTRAL, "externalId", frozenset(NUMBERS), {})
    missing = effects(made, person({}), before=before, values=other)["primaryPhone"].effect
    assert missing.reason == "the values file has no row for this user"


def test_the_chain_goes_on_downstream():
    """AD gets what Okta will have; where Okta keeps its value, AD does."""
    result = effects(change(), person(NUMBERS))["telephoneNumber"]
    assert (result.effect.outcome, result.effect.value) == (Outcome.POPULATED, "+14155550100#101")
    kept = effects(change(), person(None, ad="old"))["telephoneNumber"]
    assert (kept.effect.outcome, kept.effect.value) == (Outcome.NOT_AFFECTED, "old")
    long = effects(change("appuser.directNumber"), person({"directNumber": "9" * 65}))["telephoneNumber"]
    assert long.effect.outcome is Outcome.OVER_LENGTH


def test_a_mapping_downstream_waits_for_a_push():
    """Without a change of the person in Okta nothing is pushed: the new line is applied with the next one."""
    made = Change([Mapped(AD, None, TO_APP, "telephoneNumber", Line('user.primaryPhone + "!"'))])
    result = effects(made, person(NUMBERS))["telephoneNumber"]
    assert (result.effect.value, result.waits) == ("+18005550199!", True)
    made.mapped[0] = made.mapped[0]._replace(at_once=True)
    result = effects(made, person(NUMBERS))["telephoneNumber"]
    assert (result.effect.value, result.waits, result.at_once) == ("+18005550199!", False, True)


def test_nothing_is_pushed_back_to_where_it_came_from():
    """RingCentral has the number: it gave it."""
    before = organization()
    before.apps[RINGCENTRAL] = before.apps[RINGCENTRAL]._replace(
        features=before.apps[RINGCENTRAL].features | {"PUSH_PROFILE_UPDATES"}
    )
    before.app_schemas[RINGCENTRAL] = {**before.app_schemas[RINGCENTRAL], "mirror": TEXT}
    before.mappings[MappingKey(RINGCENTRAL, TYPE, TO_APP)] = {"mirror": Line("user.primaryPhone")}
    result = effects(change(), person(NUMBERS), before=before)["mirror"]
    assert result.effect.outcome is Outcome.NOT_AFFECTED


def test_a_circle_is_named():
    """What is pushed to an app that gives it back changes once more later; the prediction says so and stops."""
    before = organization()
    before.mappings[MappingKey(AD, TYPE, TO_OKTA)] = {"title": Line("appuser.telephoneNumber")}
    after = apply(change(), before)
    circles = feedback(after.organization, affected(before, after))
    assert circles == [("Active Directory", "telephoneNumber", "title")]


def test_a_source_needs_attribute_level_mastering():
    """An org without it has no `master` in its schema, and Okta would drop what the plan writes."""
    before = organization()
    before.user_schemas[TYPE] = {"primaryPhone": {"type": "string"}}
    with pytest.raises(ImpactError, match="keeps no source"):
        apply(Change(mastered=[Mastered(None, "primaryPhone", override([RINGCENTRAL]))]), before)


def test_a_reason_never_quotes_a_value():
    """Reasons are counted and printed: what an error quotes of a profile is left out."""
    failing = change('appuser.directNumber + 1 matches "(" ? "a" : "b"')
    secret = effects(failing, person({"directNumber": "+14155550142"}))["primaryPhone"].effect
    assert secret.outcome in (Outcome.ERROR, Outcome.UNDETERMINED)
    assert "5550142" not in secret.reason


def test_the_apps_that_decide_about_values():
    """Sources, apps that are pushed to, and apps that an override names without being a source any more."""
    before = organization(master=override(["0oaX", "0oaGone"]))
    before.apps["0oaX"] = App("0oaX", "x", "X", status="INACTIVE")
    before.apps["0oaOther"] = App("0oaOther", "other", "Other")
    assert before.deciding_apps == sorted([RINGCENTRAL, WORKDAY, AD, "0oaX"])
