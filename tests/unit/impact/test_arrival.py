"""When a change arrives, and what keeps it from arriving: apply_to_existing_users, and lines beside the changed one."""

from __future__ import annotations

import pytest

from oktaprofile.impact.change import Attributed, Change, Mapped, Mastered, override
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.report import Read, document
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line, MappingKey
from oktaprofile.people.surroundings import Surroundings
from oktaprofile.plan.outcomes import Outcome
from tests.unit.impact.small_org import (
    AD,
    NUMBERS,
    RINGCENTRAL,
    TEXT,
    TYPE,
    WORKDAY,
    effects,
    organization,
    person,
)

SOURCED = {"master": override([RINGCENTRAL])}


def applied(expression="appuser.directNumber", app_id=RINGCENTRAL, target="primaryPhone", direction=TO_OKTA):
    """A line of a mapping with apply_to_existing_users."""
    return Change([Mapped(app_id, None, direction, target, Line(expression), at_once=True)])


def sourced(**definition):
    """The org with RingCentral as the source of primaryPhone already, and nobody's line for it yet."""
    return organization(**SOURCED, **definition)


def test_towards_okta_people_are_reached_with_the_apply_and_so_is_the_directory():
    """Not with the next full import, which they were counted under."""
    found = effects(applied(), person(NUMBERS), before=sourced())
    assert {name: (one.effect.value, one.at_once) for name, one in found.items()} == {
        "primaryPhone": ("+14155550100", True),
        "telephoneNumber": ("+14155550100", True),
    }
    prediction = Prediction(Question(applied(), phones=False), sourced())
    made = document(prediction.run([person(NUMBERS)], lambda count: Read("org", "", "", 0.0, count)))
    for target in made["targets"]:
        assert target["arrives"] == {"full_import": 0, "own_change": 0, "at_once": 1}


def test_an_app_that_becomes_the_source_with_the_same_apply_is_waited_for():
    """Its mapping is applied before it is the source (the construct makes it so): the import brings the value."""
    made = applied()
    made.mastered.append(Mastered(None, "primaryPhone", override([RINGCENTRAL])))
    found = effects(made, person(NUMBERS))["primaryPhone"]
    assert (found.effect.value, found.at_once) == ("+14155550100", False)


def test_the_apply_needs_no_import():
    """It works from the app users as they are stored."""
    before = sourced()
    before.apps[RINGCENTRAL] = before.apps[RINGCENTRAL]._replace(features=frozenset({"PROFILE_MASTERING"}))
    found = effects(applied(), person(NUMBERS), before=before)["primaryPhone"]
    assert (found.effect.outcome, found.at_once) == (Outcome.CHANGED, True)


def test_attributes_without_values_are_applied_as_such():
    """Whatever an import would bring later, or a file says."""
    made = applied("appuser.badge")
    made.attributed.append(Attributed(RINGCENTRAL, None, "badge", {"type": "string"}))
    found = effects(made, person(NUMBERS), before=sourced())["primaryPhone"].effect
    assert found.outcome is Outcome.UNDETERMINED
    assert "as stored" in found.reason


def test_everything_of_the_mapping_is_looked_at():
    """Also what somebody is behind in: Okta evaluates the whole mapping again."""
    before = organization()
    before.app_schemas[AD]["title"] = TEXT
    before.mappings[MappingKey(AD, TYPE, TO_APP)]["title"] = Line("user.login")
    made = applied('user.primaryPhone + "!"', AD, "telephoneNumber", TO_APP)
    found = effects(made, person(NUMBERS), before=before)
    assert (found["title"].effect.value, found["title"].at_once) == ("ana@example.com", True)


def test_a_push_without_a_change_in_okta_is_refused_whole_as_well():
    """Applied at once or waiting for the next change: a value of another line that the app refuses stops it."""
    for at_once in (True, False):
        before = organization()
        before.app_schemas[AD]["title"] = {**TEXT, "maxLength": 3}
        before.mappings[MappingKey(AD, TYPE, TO_APP)]["title"] = Line("user.login")
        made = applied('user.primaryPhone + "!"', AD, "telephoneNumber", TO_APP)
        made.mapped[0] = made.mapped[0]._replace(at_once=at_once)
        found = effects(made, person(NUMBERS), before=before)["telephoneNumber"].effect
        assert (found.outcome, found.value) == (Outcome.REFUSED, None)


def test_a_target_that_the_change_does_not_touch_for_these_people_may_refuse_their_update():
    """Workday's line changes; for people of RingCentral nothing does, and its value is too long all the same."""
    before = sourced()
    before.user_schemas[TYPE]["title"] = {**TEXT, **SOURCED, "maxLength": 3}
    before.mappings[MappingKey(RINGCENTRAL, TYPE, TO_OKTA)] = {"title": Line("appuser.directNumber")}
    made = Change(
        [
            Mapped(RINGCENTRAL, None, TO_OKTA, "primaryPhone", Line("appuser.extensionNumber")),
            Mapped(WORKDAY, None, TO_OKTA, "title", Line("appuser.workPhone")),
        ]
    )
    found = effects(made, person(NUMBERS), before=before)
    assert found["title"].effect.outcome is Outcome.NOT_AFFECTED
    assert found["primaryPhone"].effect.outcome is Outcome.REFUSED


def test_one_of_two_possible_sources_may_refuse_the_whole_update():
    """Which of them is the source nobody knows: the other attributes are undetermined, and not changed."""
    before = sourced()
    before.user_schemas[TYPE]["title"] = {**TEXT, "maxLength": 3}
    made = Change(
        [
            Mapped(RINGCENTRAL, None, TO_OKTA, "primaryPhone", Line("appuser.extensionNumber")),
            Mapped(RINGCENTRAL, None, TO_OKTA, "title", Line("appuser.directNumber")),
            Mapped(WORKDAY, None, TO_OKTA, "title", Line('"abc"')),
        ]
    )
    found = effects(made, person(NUMBERS), before=before)
    assert found["title"].effect.outcome is Outcome.UNDETERMINED
    assert found["primaryPhone"].effect.outcome is Outcome.UNDETERMINED


def test_a_value_that_the_mapping_does_not_give_may_have_been_typed():
    """Typed into the assignment it stays, and behind it is updated: no API shows which. Counted as neither."""
    for held, outcome in (("+18005550199", Outcome.CHANGED), ("typed", Outcome.UNDETERMINED)):
        made = Change([Mapped(AD, None, TO_APP, "telephoneNumber", Line('user.primaryPhone + "!"'))])
        found = effects(made, person(NUMBERS, ad=held))["telephoneNumber"].effect
        assert found.outcome is outcome
        in_okta = effects(
            Change([Mapped(WORKDAY, None, TO_OKTA, "primaryPhone", Line('"+1"'))]), person(ad=held)
        )
        assert in_okta["telephoneNumber"].effect.outcome is outcome
    new = Change([Mapped(AD, None, TO_APP, "telephoneNumber", Line("user.login"))])
    before = organization()
    before.mappings[MappingKey(AD, TYPE, TO_APP)] = {}
    # Of what nothing gives a value today, what is there was typed, too (Okta's help, Manage app assignments).
    assert (
        effects(new, person(ad="old"), before=before)["telephoneNumber"].effect.outcome
        is Outcome.UNDETERMINED
    )
    before.apps[AD] = before.apps[AD]._replace(features=before.apps[AD].features | {"IMPORT_PROFILE_UPDATES"})
    assert effects(new, person(ad="old"), before=before)["telephoneNumber"].effect.outcome is Outcome.CHANGED


def test_what_a_group_gives_may_come_back_where_nothing_is_mapped_any_more():
    """Published: a mapped attribute cannot be given by a group, and once it is unmapped it can."""
    made = Change([Mapped(AD, None, TO_APP, "telephoneNumber", None)])
    for given, outcome in ((frozenset(), "not_affected"), ({(AD, "telephoneNumber")}, "undetermined")):
        before = organization()
        before.surroundings = Surroundings(group_values=frozenset(given))
        prediction = Prediction(Question(made, phones=False), before)
        report = document(prediction.run([person(ad="1")], lambda count: Read("org", "", "", 0.0, count)))
        assert report["targets"][0]["outcomes"][outcome] == 1


def test_a_value_of_which_nothing_is_known_may_refuse_the_whole_push():
    """One attribute reads what is undetermined in Okta, and the app limits it: the others may not arrive either."""
    for limit, outcome in (({"maxLength": 3}, Outcome.UNDETERMINED), ({}, Outcome.CHANGED)):
        before = organization()
        before.app_schemas[AD] |= {"badge": {**TEXT, **limit}, "info": TEXT}
        before.app_schemas[AD]["telephoneNumber"] = TEXT
        lines = {"info": "user.primaryPhone", "badge": "user.title"}
        before.mappings[MappingKey(AD, TYPE, TO_APP)] = {name: Line(text) for name, text in lines.items()}
        made = Change(
            [
                Mapped(WORKDAY, None, TO_OKTA, "primaryPhone", Line('"+1"')),
                Mapped(
                    WORKDAY, None, TO_OKTA, "title", Line('String.substringBefore(appuser.workPhone, "x")')
                ),
            ]
        )
        somebody = person()
        somebody.apps[AD].profile["info"] = "+18005550199"
        found = effects(made, somebody, before=before)
        assert found["badge"].effect.outcome is Outcome.UNDETERMINED
        assert found["info"].effect.outcome is outcome


def test_what_may_be_of_another_type_may_refuse_the_whole_push():
    """A list that is undetermined in Okta, read by a plain text of the app: the others may not arrive either."""
    lists = {"type": "array", "items": {"type": "string"}, "master": {"type": "PROFILE_MASTER"}}
    for kind, outcome in ((lists, Outcome.UNDETERMINED), (TEXT, Outcome.CHANGED)):
        before = organization()
        before.user_schemas[TYPE]["teams"] = kind
        before.app_schemas[AD] |= {"comment": TEXT, "info": TEXT}
        lines = {"info": "user.primaryPhone", "comment": "user.teams"}
        before.mappings[MappingKey(AD, TYPE, TO_APP)] = {name: Line(text) for name, text in lines.items()}
        before.mappings[MappingKey(RINGCENTRAL, TYPE, TO_OKTA)] = {}
        source = override([RINGCENTRAL])
        made = Change([Mapped(WORKDAY, None, TO_OKTA, "primaryPhone", Line('"+1"'))])
        made.mastered.append(Mastered(None, "teams", source))  # to which it maps nothing
        somebody = person(NUMBERS)
        somebody.profile["teams"] = ["a"] if kind is lists else "a"
        somebody.apps[AD].profile |= {"info": "+18005550199", "comment": "a"}
        found = effects(made, somebody, before=before, order=(WORKDAY, RINGCENTRAL))
        assert found["comment"].effect.outcome is Outcome.UNDETERMINED
        assert found["info"].effect.outcome is outcome


@pytest.mark.parametrize("limit", [{"maxLength": 9}, {"required": True}, {"type": "integer"}, {}])
@pytest.mark.parametrize(
    ("line", "at_once"),
    [
        ("appuser.badge", False),  # new, and nobody has a value
        ("appuser.badge", True),
        (None, False),  # known after the apply
        ('String.substringBefore(appuser.extensionNumber, "x")', False),  # published nowhere
    ],
)
def test_a_value_of_which_nothing_is_known_may_refuse_the_whole_update(limit, line, at_once):
    """Whatever it is that nobody knows of a value: where the attribute does not take all, the others may not arrive."""
    before = organization()
    before.user_schemas[TYPE]["badge"] = {**TEXT, **limit}
    made = Change([Mapped(RINGCENTRAL, None, TO_OKTA, "badge", Line(line), (), at_once)])
    made.mapped.append(Mapped(RINGCENTRAL, None, TO_OKTA, "title", Line('"x"'), (), at_once))
    made.attributed.append(Attributed(RINGCENTRAL, None, "badge", TEXT))
    found = effects(made, person(NUMBERS, workday=False), before=before)
    assert found["badge"].effect.outcome is Outcome.UNDETERMINED
    sure = not limit and line is not None
    assert found["title"].effect.outcome is (Outcome.POPULATED if sure else Outcome.UNDETERMINED)


@pytest.mark.parametrize(("imports", "outcome"), [(True, "undetermined"), (False, "unchanged")])
def test_a_push_of_what_an_import_asks_for_lets_in_whoever_it_skipped(imports, outcome):
    """Published: an import skips whoever lacks a required value. Once it is pushed, what the app has comes."""
    before = organization()
    features = {"PUSH_PROFILE_UPDATES", *(["IMPORT_PROFILE_UPDATES"] if imports else ())}
    before.apps[AD] = before.apps[AD]._replace(features=frozenset(features))
    before.app_schemas[AD] |= {"telephoneNumber": {**TEXT, "required": True}, "info": TEXT}
    lines = {"telephoneNumber": "user.primaryPhone", "info": "user.primaryPhone == null ? user.title : null"}
    before.mappings[MappingKey(AD, TYPE, TO_APP)] = {name: Line(text) for name, text in lines.items()}
    made = Change([Mapped(WORKDAY, None, TO_OKTA, "primaryPhone", Line("appuser.workPhone + '1'"))])
    found = effects(made, person(phone=None), before=before)
    assert found["telephoneNumber"].effect.outcome is Outcome.POPULATED
    assert found["info"].effect.outcome.value == outcome
    held = effects(made, person(phone=None, ad="+1"), before=before)
    assert held["info"].effect.outcome is Outcome.UNCHANGED
