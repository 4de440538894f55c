"""What Okta publishes two things about, or nothing: the impact is never sure, and the embedded org can do each."""

from __future__ import annotations

import pytest

from oktaprofile.impact.change import Attributed, Change, Mapped, Mastered, override
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.report import Read, document
from oktaprofile.people.organization import TO_OKTA, Line, MappingKey
from oktaprofile.plan.outcomes import Outcome
from oktaprofile.simulator.import_engine import INCREMENTAL, run_import
from tests.unit.impact.small_org import NUMBERS, TYPE, change, effects, organization, person
from tests.unit.impact.small_org import RINGCENTRAL as RC
from tests.unit.simulator_import.small_org import AD, EMPLOYEE, RINGCENTRAL, WORKDAY, SmallOrg, text

OVERRIDE = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RINGCENTRAL}]}


def test_a_source_that_maps_nothing_is_never_not_affected():
    """Okta's help says null in one place and kept in another (Map profile attributes; AD agent import
    considerations)."""
    only_the_source = Change(mastered=[Mastered(None, "primaryPhone", override([RC]))])
    found = effects(only_the_source, person(NUMBERS))
    assert found["primaryPhone"].effect.outcome is Outcome.UNDETERMINED
    assert "maps nothing to it" in found["primaryPhone"].effect.reason
    assert found["telephoneNumber"].effect.outcome is Outcome.UNDETERMINED
    empty = effects(only_the_source, person(NUMBERS, phone=None))["primaryPhone"]
    assert empty.effect.outcome is Outcome.NOT_AFFECTED


def test_the_report_warns_of_a_source_that_maps_nothing_and_of_people_outside():
    """Two sentences with their numbers; people outside the override's app may stay as they are for good."""
    only_the_source = Change(mastered=[Mastered(None, "primaryPhone", override([RC]))])
    prediction = Prediction(Question(only_the_source, phones=False), organization())
    people = [person(NUMBERS), person(None)]
    found = document(prediction.run(people, lambda count: Read("org", "", "", 0.0, count)))
    codes = {one["code"]: one["fields"] for one in found["typed_warnings"]}
    assert codes["source-maps-nothing"] == {"attribute": "primaryPhone", "people": 1}
    assert found["verdict"] == "not_known"
    assert codes["outside-the-override"] == {"attribute": "primaryPhone", "people": 1}


def test_nobody_says_whether_people_outside_an_override_still_follow_their_source():
    """They would change if they follow, and stay if they do not."""
    before = organization(master=override([RC]))
    made = change(override_source=False)
    made.mapped = [Mapped("0oaW", None, TO_OKTA, "primaryPhone", Line('appuser.workPhone + "!"'))]
    found = effects(made, person(None), before=before)["primaryPhone"].effect
    assert found.outcome is Outcome.UNDETERMINED
    inside = effects(made, person(NUMBERS), before=before)["primaryPhone"].effect
    assert inside.outcome is Outcome.NOT_AFFECTED


@pytest.mark.parametrize(("switch", "phone"), [("keep", "old"), ("blank", "")])
def test_the_embedded_org_keeps_or_blanks_what_its_source_does_not_map(switch, phone):
    """Both readings of Okta's help."""
    small = SmallOrg(unmapped_source=switch)
    small.master("primaryPhone", OVERRIDE)
    small.map(RINGCENTRAL, {})
    user = small.person("ana", {RINGCENTRAL: NUMBERS}, profile={"primaryPhone": "old"})
    run_import(small.org, RINGCENTRAL)
    assert small.profile(user)["primaryPhone"] == phone


@pytest.mark.parametrize(("switch", "phone"), [("follow", "+49 30 1"), ("frozen", "old")])
def test_the_embedded_org_lets_people_outside_follow_or_freezes_them(switch, phone):
    """Nobody publishes which."""
    small = SmallOrg(override_outside=switch)
    small.master("primaryPhone", OVERRIDE)
    user = small.person("ana", {WORKDAY: {"phone": "+49 30 1"}}, profile={"primaryPhone": "old"})
    run_import(small.org)
    assert small.profile(user)["primaryPhone"] == phone


@pytest.mark.parametrize(
    ("kind", "reevaluates", "reached"),
    [("full", True, True), ("full", False, False), ("incremental", True, False)],
)
def test_whom_an_import_reaches_after_a_mapping_changed(kind, reevaluates, reached):
    """Incremental: only people who changed at the source (published). Full: everybody, but whether they are evaluated
    again is published nowhere."""
    small = SmallOrg(import_reevaluates=reevaluates)
    small.map(RINGCENTRAL, {})
    user = small.person("ana", {RINGCENTRAL: NUMBERS})
    run_import(small.org)
    small.map(RINGCENTRAL, {"primaryPhone": "appuser.directNumber"})
    run_import(small.org, RINGCENTRAL, kind=kind)
    assert ("primaryPhone" in small.profile(user)) is reached


def test_a_person_who_changed_gets_every_line_with_an_incremental_import():
    """Published: incremental brings the person's full profile (Okta's help, OPP incremental import)."""
    small = SmallOrg()
    small.map(RINGCENTRAL, {})
    user = small.person("ana", {RINGCENTRAL: NUMBERS})
    run_import(small.org)
    small.map(RINGCENTRAL, {"primaryPhone": "appuser.directNumber"})
    entry = small.org.directory.get(RINGCENTRAL, f"{RINGCENTRAL}:ana")
    assert entry is not None
    entry.attributes["extensionNumber"] = "102"
    small.org.directory.put(entry)
    run_import(small.org, RINGCENTRAL, kind=INCREMENTAL)
    assert small.profile(user)["primaryPhone"] == "+14155550100"


@pytest.mark.parametrize("whole", [False, True])
def test_a_push_may_carry_attributes_that_are_not_filled_yet(whole):
    """A push sends the whole profile (Okta support, partial profile push): an empty new attribute overwrites the
    app's."""
    small = SmallOrg(push_whole_profile=whole)
    small.define(AD, "ipPhone", text())
    small.define(EMPLOYEE, "primaryPhone", text(maxLength=100))
    small.person("ana", {RINGCENTRAL: NUMBERS, AD: {"ipPhone": "101"}})
    run_import(small.org, RINGCENTRAL)
    entry = small.org.directory.get(AD, f"{AD}:ana")
    assert entry is not None
    assert entry.attributes.get("ipPhone") == (None if whole else "101")
    assert entry.attributes["telephoneNumber"] == "+14155550100#101"


def test_an_app_that_becomes_a_profile_source_moves_all_that_it_maps():
    """Not the phone alone: names and mail of those whose only source it is (Okta's help, About profile sourcing)."""
    before = organization()
    before.apps[RC] = before.apps[RC]._replace(features=frozenset({"IMPORT_PROFILE_UPDATES"}))
    key = MappingKey(RC, TYPE, TO_OKTA)
    lines = {"primaryPhone": "appuser.directNumber", "title": "appuser.extensionNumber"}
    before.mappings[key] = {name: Line(text, "DONT_PUSH") for name, text in lines.items()}
    prediction = Prediction(Question(Change(sourcing=["RingCentral"]), phones=False), before)
    people = [person(NUMBERS, workday=False), person(NUMBERS), person(None)]
    found = document(prediction.run(people, lambda count: Read("org", "", "", 0.0, count)))
    changed = {one["attribute"]: one["outcomes"] for one in found["targets"] if one["app_id"] is None}
    assert set(changed) == {"primaryPhone", "title"}
    assert (changed["title"]["newly_populated"], changed["title"]["undetermined"]) == (1, 1)
    [said] = [one["fields"] for one in found["typed_warnings"] if one["code"] == "becomes-profile-source"]
    assert said == {"app": "RingCentral", "people": 1, "attributes": "primaryPhone, title"}


def test_an_app_that_is_a_profile_source_already_becomes_none():
    """What is asked about is so today: nothing changes, and that is all that is said."""
    prediction = Prediction(Question(Change(sourcing=["RingCentral"]), phones=False), organization())
    found = document(prediction.run([person(NUMBERS)], lambda count: Read("org", "", "", 0.0, count)))
    assert [one["code"] for one in found["typed_warnings"]] == ["nothing-changes"]


def test_an_attribute_that_becomes_required_skips_whoever_has_none():
    """Whatever is mapped: the import leaves them out, and the next full one may deactivate them (Okta's help, Active
    Directory field mappings)."""
    made = Change(attributed=[Attributed(RC, None, "directNumber", {"required": True})])
    before = organization(master=override([RC]))
    before.mappings[MappingKey(RC, TYPE, TO_OKTA)] = {"title": Line("appuser.extensionNumber")}
    without = effects(made, person({"extensionNumber": "101"}, workday=False), before=before)["title"].effect
    assert (without.outcome, without.reason) == (
        Outcome.SKIPPED,
        "RingCentral skips them: directNumber is required and missing",
    )
    with_one = effects(made, person(NUMBERS, workday=False), before=before)["title"].effect
    assert with_one.outcome is Outcome.NOT_AFFECTED
    new = Change(attributed=[Attributed(RC, None, "badge", {"type": "string", "required": True})])
    assert (
        effects(new, person(NUMBERS, workday=False), before=before)["title"].effect.outcome
        is Outcome.UNDETERMINED
    )


@pytest.mark.parametrize(
    ("at_once", "outcome"),
    [(False, Outcome.SKIPPED), (True, Outcome.UNDETERMINED)],
    ids=["import", "at once"],
)
def test_whoever_an_import_skips_already_gets_nothing_of_the_change(at_once, outcome):
    """What was required before the change counts as what it makes required; others, and who has nothing to get, do not
    notice. Applying a mapping to everybody is no import."""
    made = Change(
        mapped=[Mapped(RC, None, TO_OKTA, "title", Line("appuser.extensionNumber"), at_once=at_once)]
    )
    before = organization()
    before.app_schemas[RC]["directNumber"] = {**before.app_schemas[RC]["directNumber"], "required": True}
    for profile, expected in (
        ({"extensionNumber": "101"}, outcome),
        ({"extensionNumber": "101", "directNumber": ""}, outcome),
        (NUMBERS, Outcome.POPULATED),
        ({}, Outcome.UNCHANGED),
    ):
        found = effects(made, person(profile, workday=False), before=before)["title"].effect
        assert found.outcome is expected, profile
        if expected is outcome:
            assert found.reason == "RingCentral skips them: directNumber is required and missing"


def test_whoever_is_skipped_by_one_of_two_possible_sources_is_undetermined():
    """Which of the two is the source no API tells: a value may come, or the person is skipped."""
    made = Change(attributed=[Attributed(RC, None, "directNumber", {"required": True})])
    before = organization()
    before.mappings[MappingKey(RC, TYPE, TO_OKTA)] = {"title": Line("appuser.extensionNumber")}
    found = effects(made, person({"extensionNumber": "101"}), before=before)["title"].effect
    assert (found.outcome, found.reason) == (
        Outcome.UNDETERMINED,
        "RingCentral skips them: directNumber is required and missing",
    )


def test_the_embedded_org_skips_people_without_a_required_attribute():
    """Nothing of theirs is updated, and the event says SKIPPED and names the attribute."""
    small = SmallOrg()
    small.define(RINGCENTRAL, "directNumber", text(required=True))
    user = small.person("ana", {RINGCENTRAL: {"extensionNumber": "101"}}, profile={"primaryPhone": "old"})
    assert run_import(small.org, RINGCENTRAL)["users_skipped"] == 1
    assert small.profile(user)["primaryPhone"] == "old"
    assert small.app_profile(RINGCENTRAL, user) == {}
    event, left = small.events()
    assert left["eventType"] == "user.lifecycle.deactivate"
    assert event["outcome"]["result"] == "SKIPPED"
    assert "directNumber" in event["outcome"]["reason"]


@pytest.mark.parametrize(
    ("choice", "kind", "highest", "status", "becomes"),
    [
        ("deactivate", "full", True, "ACTIVE", "DEPROVISIONED"),
        ("deactivate", "incremental", True, "ACTIVE", "ACTIVE"),
        ("deactivate", "full", False, "ACTIVE", "ACTIVE"),
        ("suspend", "full", True, "ACTIVE", "SUSPENDED"),
        ("suspend", "full", True, "STAGED", "DEPROVISIONED"),
        ("keep", "full", True, "ACTIVE", "ACTIVE"),
    ],
)
def test_a_full_import_deactivates_whom_it_skips(choice, kind, highest, status, becomes):
    """As the app's setting says, and only from the highest of the person's profile sources (published)."""
    small = SmallOrg(skipped_people=choice)
    source = small.org.apps.profile_sources()[0 if highest else 1].id
    small.define(source, "badge", text(required=True))
    apps = {one.id: {} for one in small.org.apps.profile_sources()}
    user = small.person("ana", apps, status=status)
    run_import(small.org, source, kind=kind)
    found = small.org.users.get(user)
    assert found is not None
    assert found.status == becomes


def test_whoever_a_source_skips_may_be_deactivated():
    """Counted, warned of, and what other apps would bring them is open: they may be deactivated first."""
    made = Change(attributed=[Attributed(RC, None, "directNumber", {"required": True})])
    made.mapped = [
        Mapped("0oaW", None, TO_OKTA, "primaryPhone", Line('"+1"')),
        Mapped(RC, None, TO_OKTA, "title", Line("appuser.extensionNumber")),
    ]
    before = organization(master=override(["0oaW"]))
    before.user_schemas[TYPE]["title"] = {"type": "string", "master": override([RC])}
    prediction = Prediction(Question(made, phones=False), before)
    people = [person({"extensionNumber": "101"}), person(NUMBERS)]
    found = document(prediction.run(people, lambda count: Read("org", "", "", 0.0, count)))
    phone = next(one for one in found["targets"] if one["attribute"] == "primaryPhone")
    assert (phone["outcomes"]["undetermined"], phone["outcomes"]["changed"]) == (1, 1)
    assert found["refused"]["may_be_deactivated"] == 1
    assert any("Do nothing" in one for one in found["warnings"])
