"""What is called refused, or let in, is so for certain; of what nobody knows the impact says that."""

from __future__ import annotations

import pytest

from oktaprofile.impact.change import Attributed, Change, Mapped, override
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.report import Read, document
from oktaprofile.impact.sources import ASLEEP, OUTSIDE
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line, MappingKey
from oktaprofile.plan.outcomes import Outcome
from oktaprofile.simulator.app_users.rules import change as change_app_user
from oktaprofile.simulator.import_engine import run_import
from tests.unit.impact.seen import organization_of, people_of
from tests.unit.impact.small_org import AD, NUMBERS, RINGCENTRAL, TEXT, TYPE, WORKDAY, effects, organization
from tests.unit.impact.small_org import person as somebody
from tests.unit.simulator_import import small_org as simulated
from tests.unit.simulator_import.small_org import SmallOrg, text

LONG = "appuser.workPhone + appuser.workPhone"
NOBODY_TOLD = "new of Workday"


def told(change, before, people):
    """The document of a prediction."""
    prediction = Prediction(Question(change, phones=False), before)
    return document(prediction.run(people, lambda count: Read("org", "", "", 0.0, count)))


@pytest.mark.parametrize("target", [True, False], ids=["the target", "a line beside it"])
def test_a_refusal_outside_an_override_is_open(target):
    """Nobody knows whether anything is evaluated for people who have none of the override's apps (Okta support, Active
    Directory attributes do not sync): neither is the value refused for certain, nor the update that it is a part of."""
    before = organization(master=override([RINGCENTRAL]), maxLength=15)
    lines = {"title": Line("appuser.workPhone")}
    if target:
        lines["primaryPhone"] = Line(LONG)
    else:
        before.mappings[MappingKey(WORKDAY, TYPE, TO_OKTA)] = {"primaryPhone": Line(LONG)}
    change = Change([Mapped(WORKDAY, None, TO_OKTA, name, line) for name, line in lines.items()])
    found = effects(change, somebody(None), before=before)
    assert {one.effect.outcome for one in found.values()} == {Outcome.UNDETERMINED}
    if target:
        assert found["primaryPhone"].effect.reason == OUTSIDE
    assert told(change, before, [somebody(None)])["refused"]["people"] == 0
    inside = organization(maxLength=15)
    inside.mappings = before.mappings
    assert effects(change, somebody(None), before=inside)["title"].effect.outcome is Outcome.REFUSED


@pytest.mark.parametrize(("held", "outcome"), [("typed", "undetermined"), (None, "refused")])
@pytest.mark.parametrize("target", [True, False], ids=["the target", "a line beside it"])
def test_a_refused_push_of_what_may_be_typed_is_open(held, outcome, target):
    """A line is not evaluated for a value that was typed into the assignment (Okta's help, Manage app assignments), so
    nobody knows whether it stops the push. The embedded org pushes the rest to whoever typed one."""
    before = organization()
    before.app_schemas[AD]["title"] = TEXT
    key = MappingKey(AD, TYPE, TO_APP)
    before.mappings[key] = {"telephoneNumber": Line("user.primaryPhone"), "title": Line("user.title")}
    too_long = Line(" + ".join(["user.login"] * 5))
    lines = {"title": Line(f'"{NOBODY_TOLD}"')}
    if target:
        lines["telephoneNumber"] = too_long
    else:
        before.mappings[key] = {**before.mappings[key], "telephoneNumber": too_long}
    change = Change([Mapped(AD, None, TO_APP, name, line) for name, line in lines.items()])
    found = effects(change, somebody(ad=held or ""), before=before)
    assert found["title"].effect.outcome.value == outcome
    assert told(change, before, [somebody(ad=held or "")])["refused"]["people"] == (held is None)


def test_the_embedded_org_pushes_past_a_value_that_somebody_typed():
    """What the impact leaves open: the line that would be refused is not evaluated."""
    small = SmallOrg()
    small.define(simulated.AD, "title", text())
    small.map(simulated.AD, {}, direction="to_app")
    user = small.person("ana", {simulated.RINGCENTRAL: NUMBERS, simulated.AD: {}})
    app, app_user = small.org.apps.app(simulated.AD), small.org.app_users.get(simulated.AD, user)
    change_app_user(small.org, app, app_user, {"profile": {"telephoneNumber": "typed"}})
    lines = {"telephoneNumber": " + ".join(["user.login"] * 5), "title": "user.login"}
    small.map(simulated.AD, lines, direction="to_app")
    assert run_import(small.org)["pushes_refused"] == {}
    assert small.app_profile(simulated.AD, user) == {"telephoneNumber": "typed", "title": "ana@example.com"}


def test_what_an_import_lets_in_is_counted():
    """Where a plan stops requiring a value, imports take people whom they skip today, with all that the app maps: what
    that is Okta does not have yet. Whoever lacks another required value is skipped as before."""
    before = organization(master=override([RINGCENTRAL]))
    before.mappings[MappingKey(RINGCENTRAL, TYPE, TO_OKTA)] = {
        "primaryPhone": Line("appuser.extensionNumber")
    }
    for name in ("directNumber", "badge"):
        before.app_schemas[RINGCENTRAL][name] = {**TEXT, "required": True}
    for change in (
        Change(attributed=[Attributed(RINGCENTRAL, None, "directNumber", {"required": False})]),
        Change(attributed=[Attributed(RINGCENTRAL, None, "directNumber", None)]),
    ):
        people = [
            somebody({"extensionNumber": "101", "badge": "1"}),
            somebody({"extensionNumber": "101"}),
            somebody({**NUMBERS, "badge": "1"}),
        ]
        found = told(change, before, people)
        [phone] = [one for one in found["targets"] if one["attribute"] == "primaryPhone"]
        assert (phone["outcomes"]["undetermined"], phone["outcomes"]["not_affected"]) == (1, 2)
        assert found["refused"]["set_free"] == 1
        assert any(
            "1 people the whole update is, or may be, refused or skipped" in one for one in found["warnings"]
        )


def test_the_embedded_org_lets_them_in():
    """With what the app has of them now."""
    small = SmallOrg(skipped_people="keep")
    small.define(simulated.RINGCENTRAL, "directNumber", text(required=True))
    small.map(simulated.RINGCENTRAL, {"primaryPhone": "appuser.extensionNumber"})
    user = small.person(
        "ana", {simulated.RINGCENTRAL: {"extensionNumber": "101"}}, profile={"primaryPhone": "old"}
    )
    run_import(small.org)
    change = Change(attributed=[Attributed(simulated.RINGCENTRAL, None, "directNumber", {"required": False})])
    found = told(change, organization_of(small.org), people_of(small.org))
    assert found["refused"]["set_free"] == 1
    small.define(simulated.RINGCENTRAL, "directNumber", text())
    run_import(small.org)
    assert small.profile(user)["primaryPhone"] == "101"


def test_a_source_that_gives_what_it_gave_is_no_other_source():
    """The reason of people whom a change does not concern says so."""
    before = organization(master=override([RINGCENTRAL]))
    before.mappings[MappingKey(RINGCENTRAL, TYPE, TO_OKTA)] = {
        "primaryPhone": Line("appuser.extensionNumber")
    }
    change = Change(attributed=[Attributed(RINGCENTRAL, None, "directNumber", {"required": True})])
    found = effects(change, somebody(NUMBERS), before=before)["primaryPhone"].effect
    assert (found.outcome, found.reason) == (
        Outcome.NOT_AFFECTED,
        "its source gives what it gave: RingCentral",
    )


@pytest.mark.parametrize(
    ("holder", "outcome"),
    [
        ({"extensionNumber": "5"}, "undetermined"),  # gets another one
        ({"extensionNumber": ""}, "undetermined"),  # loses it
        (None, "undetermined"),  # outside the override: nobody knows
        ({"extensionNumber": "new"}, "refused"),  # wants the other one's, who does not get rid of it
        ("deactivated", "refused"),
    ],
)
def test_a_unique_value_is_refused_only_where_its_holder_surely_keeps_it(holder, outcome):
    """Who has it may get another one, lose it, or be undetermined: then it depends on who comes first."""
    before = organization(unique="UNIQUE_VALIDATED", master=override([RINGCENTRAL]))
    before.mappings[MappingKey(WORKDAY, TYPE, TO_OKTA)] = {"primaryPhone": Line('appuser.workPhone + "!"')}
    has_it = somebody(None if holder == "deactivated" else holder, phone="new", workday=holder is None)
    has_it.id = "00u2"
    has_it.status = "DEPROVISIONED" if holder == "deactivated" else "ACTIVE"
    wants_it = somebody({"extensionNumber": "new"}, workday=False)
    line = Line("appuser.extensionNumber")
    change = Change([Mapped(RINGCENTRAL, None, TO_OKTA, "primaryPhone", line)])
    change.mapped.append(Mapped(WORKDAY, None, TO_OKTA, "primaryPhone", Line('appuser.workPhone + "?"')))
    prediction = Prediction(Question(change, users=["00u1"], phones=False), before)
    found = document(prediction.run([wants_it, has_it], lambda count: Read("org", "", "", 0.0, count)))
    [sample] = found["targets"][0]["samples"]
    assert sample["outcome"] == outcome


def test_a_push_that_is_refused_today_and_lets_everything_through_afterwards_is_counted():
    """By another line, or by what the attribute takes: the value waits for the person's next change, and with it comes
    whatever else the refusals kept back. Whoever's push is refused afterwards as well is not set free."""
    before = organization()
    before.app_schemas[AD]["nickname"] = {**TEXT, "maxLength": 20}
    key = MappingKey(AD, TYPE, TO_APP)
    before.mappings[key] = {"nickname": Line("user.login + user.login")}
    line = Change([Mapped(AD, None, TO_APP, "nickname", Line("user.login"))])
    definition = Change(attributed=[Attributed(AD, None, "nickname", {"maxLength": 50})])
    still = Change(attributed=[Attributed(AD, None, "nickname", {"maxLength": 25})])
    for change, freed in ((line, 1), (definition, 1), (still, 0)):
        found = told(change, before, [somebody(), somebody(ad=None)])
        assert found["refused"]["set_free"] == freed
        [nickname] = found["targets"]
        assert nickname["waits_for_push"] == 1
        assert nickname["outcomes"]["newly_populated"] == freed
        assert found["verdict"] == ("not_known" if freed else "gate_failed")


def test_to_look_at_everybody_first_keeps_nobody():
    """They are asked for twice, and are no list in between: of each value a number of 8 bytes is kept."""
    asked = 0

    class People:
        def __iter__(self):
            nonlocal asked
            asked += 1
            for number in range(7):
                one = somebody({"extensionNumber": f"{number % 6}"}, workday=False)
                one.id = f"00u{number}"
                yield one

    change = Change([Mapped(RINGCENTRAL, None, TO_OKTA, "primaryPhone", Line("appuser.extensionNumber"))])
    prediction = Prediction(Question(change, phones=False), organization(unique="UNIQUE_VALIDATED"))
    report = prediction.run(People(), lambda count: Read("org", "", "", 0.0, count))
    assert asked == 2
    assert report.tallies[0].outcomes[Outcome.REFUSED] == 2


@pytest.mark.parametrize(
    ("definition", "people"),
    [
        ({"maxLength": 2}, 1),
        ({"enum": ["1"]}, 1),
        ({"required": True}, 1),
        ({"maxLength": 9}, 0),
        ({"title": "B"}, 0),
    ],
)
def test_present_values_that_a_definition_does_not_allow_any_more_are_counted(definition, people):
    """Nothing fills the attribute, so nobody's value changes: but the API refuses every later update of a profile of
    which one value does not fit (Okta support, Updates to a user's profile via POST). Whoever's did not fit before does
    not count."""
    before = organization()
    before.user_schemas[TYPE]["badge"] = {**TEXT, "minLength": 1}
    change = Change(attributed=[Attributed(None, None, "badge", definition)])
    values = (
        ({"badge": "12345"}, {"badge": "1"}, {})
        if "required" in definition
        else ({"badge": "12345"}, {"badge": "1"})
    )
    everybody = [somebody() for _ in values]
    for one, value in zip(everybody, values, strict=True):
        one.profile.update(value)
    found = told(change, before, everybody)
    said = [one["fields"] for one in found["typed_warnings"] if one["code"] == "present-values-do-not-fit"]
    assert said == ([{"attribute": "badge", "people": people}] if people else [])
    assert found["verdict"] == ("not_known" if people else "clear")
    assert found["targets"][0]["outcomes"]["not_affected"] == len(values)


@pytest.mark.parametrize("first", ["INACTIVE", "no source"])
def test_an_override_by_an_app_that_is_no_active_source_is_open(first):
    """Whether it is the source all the same, or the next one, nobody publishes; where both keep the value, it stays."""
    before = organization(master=override([RINGCENTRAL, WORKDAY]))
    asleep = (
        {"status": "INACTIVE"} if first == "INACTIVE" else {"features": frozenset({"IMPORT_PROFILE_UPDATES"})}
    )
    before.apps[RINGCENTRAL] = before.apps[RINGCENTRAL]._replace(**asleep)
    before.mappings[MappingKey(RINGCENTRAL, TYPE, TO_OKTA)] = {"primaryPhone": Line("appuser.directNumber")}
    change = Change([Mapped(WORKDAY, None, TO_OKTA, "primaryPhone", Line('appuser.workPhone + "!"'))])
    found = effects(change, somebody(NUMBERS), before=before)["primaryPhone"].effect
    assert (found.outcome, found.reason) == (Outcome.UNDETERMINED, ASLEEP)
    only = effects(change, somebody(NUMBERS, workday=False), before=before)["primaryPhone"].effect
    assert only.outcome is Outcome.NOT_AFFECTED
