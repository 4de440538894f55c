"""`verify`: what was predicted of each person against what is there after the import."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest

from oktaprofile.impact.change import Attributed, Change, Mapped, Mastered
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.prediction_file import read_prediction
from oktaprofile.impact.values import Values
from oktaprofile.impact.verification import verified
from oktaprofile.okta.errors import Forbidden
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line
from oktaprofile.simulator.import_engine import run_import
from oktaprofile.simulator.state.mappings import Direction
from oktaprofile.simulator.users.rules import change as change_user
from tests.unit.impact.deployment import DIRECT, Deployment, causes, counts, gates, prediction_of
from tests.unit.impact.seen import URL
from tests.unit.simulator_import.small_org import AD, CONTRACTOR, EMPLOYEE, RINGCENTRAL, WORKDAY, text

FORBIDDEN = Forbidden(operation="listLogEvents", method="GET", path="/api/v1/logs", status=403)


def test_after_the_import_everybody_is_as_predicted() -> None:
    """The refused person too: what was predicted of them is that nothing changes. Okta and the app downstream."""
    made = Deployment()
    prediction = made.predicted()
    made.imported()
    found = made.verified(prediction)
    assert found["verdict"] == "as_predicted"
    assert {one["attribute"]: counts(one) for one in found["targets"]} == {
        "primaryPhone": (3, 0, 0, 0),
        "telephoneNumber": (3, 0, 0, 0),
    }


def set_phone(made: Deployment, name: str, value: str) -> None:
    """As an administrator's program does it."""
    user = made.small.org.users.get(made.users[name])
    assert user is not None
    made.small.master("primaryPhone", {"type": "OKTA"})
    change_user(made.small.org, user, {"profile": {"primaryPhone": value}}, partial=True)


def test_before_the_import_and_after_somebodys_hand_people_differ() -> None:
    """Still the former value, another one, or not there any more: each counted with its cause, and the gates fail."""
    made = Deployment()
    prediction = made.predicted()
    not_applied = made.verified(prediction)
    assert (not_applied["verdict"], not_applied["targets"][0]["applied"]) == ("not_applied", "not_applied")
    assert counts(not_applied["targets"][0]) == (1, 2, 0, 0)
    assert causes(not_applied["targets"][0]) == {("not_yet", "not_applied"): 2}
    made.applied()
    waiting = made.verified(prediction)
    assert (waiting["verdict"], waiting["data"]["log"]["imports"]) == ("waiting", [])
    assert causes(waiting["targets"][0]) == {("not_yet", "no_import"): 2}
    assert gates(waiting)["max_different"] == (2, False)
    made.imported()
    set_phone(made, "ana", "by hand")
    made.small.org.users.remove(made.users["eve"])
    found = made.verified(prediction, samples=5)
    phone = found["targets"][0]
    assert (found["verdict"], counts(phone)) == ("differs", (1, 0, 1, 1))
    assert phone["samples"] == [
        {
            "user": made.users["ana"],
            "result": "otherwise",
            "why": "by_hand",
            "predicted": "+14155550100",
            "now": "by hand",
        },
        {
            "user": made.users["eve"],
            "result": "gone",
            "why": "not_listed",
            "predicted": "no number",
            "now": None,
        },
    ]
    assert gates(made.verified(prediction, different=1)) == {
        "max_different": (1, True),
        "max_gone": (1, False),
    }
    assert made.verified(prediction, different=1, gone=1)["verdict"] == "as_predicted"
    assert "by hand" not in json.dumps(made.verified(prediction))


def test_people_whom_nothing_changes_are_compared_as_well() -> None:
    """By records in which no value can be read: the same, another value, gone, and who came later."""
    made = Deployment()
    outside = {
        name: made.small.person(name, {}, profile={"primaryPhone": f"+1{name}"})
        for name in ("kim", "lee", "may")
    }
    made.users |= outside
    prediction = made.predicted()
    assert all(f"+1{name}" not in prediction for name in outside)
    made.imported()
    set_phone(made, "kim", "another")
    made.small.org.users.remove(made.users["lee"])
    made.small.person("new", {}, profile={"primaryPhone": "1"})
    found = made.verified(prediction, samples=1)
    phone = found["targets"][0]
    assert phone["unaffected"] == {"same": 1, "changed": 1, "gone": 1}
    assert (phone["new"], causes(phone)) == (1, {("changed", "by_hand"): 1, ("gone", "not_listed"): 1})
    assert gates(found) == {"max_different": (1, False), "max_gone": (1, False)}
    older = json.loads(prediction)
    for target in older["targets"]:
        del target["unaffected"]
    unkept = made.verified(json.dumps(older))
    assert (unkept["targets"][0]["unaffected"], unkept["verdict"]) == (None, "as_predicted")


def test_somebody_of_another_user_type_by_now_is_gone_from_the_first_one() -> None:
    """Each user type has a target of its own; what was predicted for one is not looked for in the other."""
    made = Deployment()
    prediction = made.predicted()
    made.imported()
    moved = made.small.org.users.get(made.users["ana"])
    assert moved is not None
    moved.type_id = CONTRACTOR
    made.small.org.users.put(moved)
    found = made.verified(prediction)
    assert [counts(one) for one in found["targets"]] == [(2, 0, 0, 1), (2, 0, 0, 1)]
    assert (found["verdict"], gates(found)["max_gone"]) == ("differs", (1, False))
    assert causes(found["targets"][0]) == {("gone", "another_type"): 1}
    assert {one["user_type"]["name"] for one in found["targets"]} == {"user"}


def test_a_refused_update_and_a_refused_push_are_found_in_the_log() -> None:
    """Who was predicted to change and was refused all the same: the System Log says why, person by person."""
    made = Deployment()
    prediction = made.predicted()
    for name, number in (("ana", "+1" + "5" * 30), ("eve", "+1" + "6" * 12)):
        entry = made.small.org.directory.some(RINGCENTRAL, [f"{RINGCENTRAL}:{name}"])[f"{RINGCENTRAL}:{name}"]
        entry.attributes["directNumber"] = number
        made.small.org.directory.put(entry)
    made.imported()
    okta, directory = made.verified(prediction)["targets"]
    assert causes(okta) == {("not_yet", "update_refused"): 1, ("otherwise", "source_changed"): 1}
    assert causes(directory) == {("not_yet", "okta_differs"): 1, ("otherwise", "okta_differs"): 1}
    unread, _ = made.verified(prediction, refusal=FORBIDDEN)["targets"]
    assert causes(unread) == {("not_yet", "log_not_read"): 1, ("otherwise", "source_changed"): 1}


def test_another_value_that_no_source_and_no_event_explains_is_said_to_be_that() -> None:
    """An import changed the person before: that it brought this value, too, would be a guess, and a wrong one."""
    made = Deployment()
    prediction = made.predicted()
    made.imported()
    ana = made.small.org.users.get(made.users["ana"])
    assert ana is not None
    ana.profile["primaryPhone"] = "nobody knows"
    made.small.org.users.put(ana)
    assert causes(made.verified(prediction)["targets"][0]) == {("otherwise", "unexplained"): 1}


def test_a_length_that_is_not_applied_is_no_plan_that_is() -> None:
    """A plan that changes a definition alone, or beside its mapping."""
    made = Deployment()
    definition = text(maxLength=50)
    prediction = made.predicted_of(
        Change(
            [Mapped(RINGCENTRAL, None, TO_OKTA, "primaryPhone", Line(DIRECT))],
            attributed=[Attributed(None, EMPLOYEE, "primaryPhone", definition)],
        )
    )
    made.applied()
    assert made.verified(prediction)["targets"][0]["applied"] == "partly"
    made.small.define(EMPLOYEE, "primaryPhone", definition)
    assert made.verified(prediction)["targets"][0]["applied"] == "applied"


def test_before_the_first_import_new_attributes_without_values_are_no_change_of_the_source() -> None:
    """Predicted from a file of values; Okta has none of them yet."""
    made = Deployment()
    prediction = made.predicted()
    for name in made.users:
        empty = made.small.org.app_users.get(RINGCENTRAL, made.users[name])
        assert empty is not None
        empty.profile.pop("directNumber")
        made.small.org.app_users.put(empty)
    made.applied()
    found = made.verified(prediction)
    assert (found["verdict"], causes(found["targets"][0])) == ("waiting", {("not_yet", "no_import"): 2})


def test_the_source_itself_says_whether_it_has_changed_or_okta_has_not_imported() -> None:
    """As RingCentral's directory tells it, beside what Okta imported."""
    made = Deployment()
    prediction = made.predicted()
    for name in ("ana", "eve"):
        stale = made.small.org.app_users.get(RINGCENTRAL, made.users[name])
        assert stale is not None
        stale.profile["directNumber"] = "older"
        made.small.org.app_users.put(stale)
    made.applied()
    rows = {"ana@example.com": {"directNumber": "+14155550100"}, "eve@example.com": {"directNumber": "+1999"}}
    values = Values(RINGCENTRAL, "userName", frozenset({"directNumber"}), rows)
    assert causes(made.verified(prediction, values=values)["targets"][0]) == {
        ("not_yet", "not_imported"): 1,
        ("not_yet", "source_changed"): 1,
    }


def test_an_import_that_leaves_a_value_alone_is_told_from_none() -> None:
    """An incremental import reaches nobody: no event. A frozen attribute: an event, and the value as it was."""
    made = Deployment(import_reevaluates=False)
    prediction = made.predicted()
    made.imported()
    assert causes(made.verified(prediction)["targets"][0]) == {("not_yet", "no_event"): 2}
    for name in ("ana", "eve"):
        entry = made.small.org.directory.some(RINGCENTRAL, [f"{RINGCENTRAL}:{name}"])[f"{RINGCENTRAL}:{name}"]
        entry.attributes["extensionNumber"] = "7"
        made.small.org.directory.put(entry)
    made.small.map(RINGCENTRAL, {})
    run_import(made.small.org, RINGCENTRAL)
    made.applied()
    assert causes(made.verified(prediction)["targets"][0]) == {("not_yet", "left_as_it_was"): 2}


def test_a_log_that_may_not_be_read_is_no_log_without_events() -> None:
    """The counts stay; the cause is not known, and it is said who would have to be allowed what."""
    made = Deployment()
    prediction = made.predicted()
    made.applied()
    found = made.verified(prediction, refusal=FORBIDDEN)
    assert found["data"]["log"]["state"] == "not_read"
    assert (found["verdict"], causes(found["targets"][0])) == ("differs", {("not_yet", "log_not_read"): 2})


def test_what_was_open_becomes_a_fact() -> None:
    """Undetermined is no difference: it is said what happened, by reason."""
    made = Deployment()
    expression = f'String.substringBefore({DIRECT}, "#")'
    prediction = made.predicted(expression)
    made.imported(expression)
    phone = made.verified(prediction)["targets"][0]
    assert counts(phone) == (0, 0, 0, 0)
    assert sum(one["stayed"] for one in phone["open"]) == 3
    assert all(one["reason"] for one in phone["open"])


def test_whoever_waits_for_their_next_change_is_no_difference() -> None:
    """A mapping downstream is applied with a person's next change: said so, and counted apart."""
    made = Deployment()
    change = Change([Mapped(AD, None, TO_APP, "telephoneNumber", Line('user.primaryPhone + "!"'))])
    prediction = made.predicted_of(change)
    made.small.map(AD, {"telephoneNumber": 'user.primaryPhone + "!"'}, direction="to_app")
    found = made.verified(prediction)
    [phone] = found["targets"]
    assert (phone["waiting"], found["verdict"]) == (3, "as_predicted")


@pytest.mark.parametrize(
    ("document_text", "said"),
    [
        ("{}", "is no oktaprofile-impact document"),
        ('{"format": "oktaprofile-impact", "version": 1, "targets": [{}]}', "is not built"),
        ('{"format": "oktaprofile-impact", "version": 2, "targets": []}', "has version 2"),
        ('{"format": "oktaprofile-impact", "targets": []}', "has version None"),
        ("nonsense", "impact file"),
    ],
)
def test_what_is_no_prediction_is_refused(document_text: str, said: str) -> None:
    """With how to make one."""
    with pytest.raises(ImpactError, match=said) as caught:
        prediction_of(document_text)
    assert "oktaprofile" in caught.value.next_step


def test_a_prediction_without_people_is_refused() -> None:
    """Counts alone cannot be compared person by person."""
    with pytest.raises(ImpactError, match="holds nobody's values"):
        prediction_of(Deployment().predicted(people=False))


def test_a_verdict_over_nobody_is_none() -> None:
    """Whoever may not read the people, or finds them gone, is not told that all is as predicted."""
    made = Deployment()
    prediction = prediction_of(made.predicted())
    with pytest.raises(ImpactError, match="is there any more") as caught:
        verified(prediction, [], made.causes(prediction))
    assert "credentials" in caught.value.next_step


def test_where_everything_was_open_nothing_is_as_predicted() -> None:
    """Undetermined for everybody, or left open by the plan itself: the verdict is not that it came true. Nor is it
    where beside that nobody but those who wait has what was predicted: nothing at all need have happened."""
    made = Deployment()
    expression = f'String.substringBefore({DIRECT}, "#")'
    prediction = made.predicted(expression)
    assert made.verified(prediction)["verdict"] == "not_applied"
    made.applied(expression)
    assert made.verified(prediction)["verdict"] == "not_known"
    made.small.map(RINGCENTRAL, {})
    line = Mapped(RINGCENTRAL, None, TO_OKTA, "primaryPhone", Line(f'String.substringBefore({DIRECT}, "#")'))
    waits = Mapped(AD, None, TO_APP, "telephoneNumber", Line('user.title + "!"'))
    made.small.person("joe", {AD: {}}, profile={"title": "CEO"})
    both = made.predicted_of(Change([line, waits]))
    made.applied(expression)
    made.small.map(AD, {"telephoneNumber": 'user.title + "!"'}, direction="to_app")
    found = made.verified(both)
    assert (found["targets"][1]["waiting"], found["verdict"]) == (1, "not_known")
    data = {"org": URL, "taken_at": "2026-11-30T11:00:00Z"}
    empty = {"format": "oktaprofile-impact", "version": 1, "targets": [], "data": data}
    assert made.verified(json.dumps(empty))["verdict"] == "as_predicted"
    left_open = {**empty, "not_known": [{"code": "value", "address": "a.b", "argument": "app_id"}]}
    assert made.verified(json.dumps(left_open))["verdict"] == "not_known"


def test_a_change_of_somebody_elses_mapping_leaves_the_import_counted() -> None:
    """Of an app that is no source, or downstream for what is in Okta; one of the source does not."""
    made = Deployment()
    order = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RINGCENTRAL}]}
    line = Mapped(RINGCENTRAL, None, TO_OKTA, "primaryPhone", Line(DIRECT))
    prediction = prediction_of(made.predicted_of(Change([line], [Mastered(None, "primaryPhone", order)])))
    made.small.master("primaryPhone", order)
    made.imported()

    def imported_after_a_change_of(app_id: str, direction: Direction) -> dict[str, bool]:
        made.small.map(app_id, {}, direction=direction)
        rows = made.small.org.mappings.of_type(EMPLOYEE)
        [id_] = [row.id for row in rows if (row.app_id, row.direction) == (app_id, direction)]
        target = {"id": id_, "type": "ProfileMapping"}
        made.small.org.logs.append("directory.mapping.update", "Update mapping", targets=[target])
        causes = made.causes(prediction)
        return {one.attribute: causes.imported(index) for index, one in enumerate(prediction.targets)}

    both = {"primaryPhone": True, "telephoneNumber": True}
    assert imported_after_a_change_of(WORKDAY, "to_okta") == both
    assert imported_after_a_change_of(AD, "to_app") == {**both, "telephoneNumber": False}
    assert imported_after_a_change_of(RINGCENTRAL, "to_okta") == dict.fromkeys(both, False)


def test_nothing_is_as_predicted_before_it_can_be() -> None:
    """Everybody's update is predicted to be refused: the old value shows nothing before an import, let alone before the
    apply. Nor does a limit that allows everybody to differ."""
    made = Deployment()
    made.small.define(EMPLOYEE, "primaryPhone", text(maxLength=3))
    prediction = made.predicted()
    assert counts(made.verified(prediction)["targets"][0]) == (3, 0, 0, 0)
    assert made.verified(prediction)["verdict"] == "not_applied"
    made.applied()
    assert made.verified(prediction)["verdict"] == "waiting"
    made.imported()
    assert made.verified(prediction)["verdict"] == "as_predicted"
    lenient = Deployment()
    found = lenient.verified(lenient.predicted(), different=99)
    assert (found["verdict"], gates(found)["max_different"]) == ("not_applied", (2, True))


def test_an_import_that_has_not_finished_is_waited_for() -> None:
    """The cause says so, and the verdict is waiting."""
    made = Deployment()
    prediction = made.predicted()
    made.applied()
    app = {"id": RINGCENTRAL, "type": "AppInstance"}
    made.small.org.logs.append("system.import.start", "Import started", targets=[app])
    found = made.verified(prediction)
    assert (found["verdict"], found["data"]["log"]["importing"]) == ("waiting", [RINGCENTRAL])
    assert causes(found["targets"][0]) == {("not_yet", "importing"): 2}


def of_many(people: int, length: int) -> bytes:
    """An impact document of one attribute, with long values."""
    rows = (
        {"user": f"00u{number:06}", "outcome": "changed", "before": "x", "after": "y" * length}
        | {"reason": "", "waits": False}
        for number in range(people)
    )
    target = {"system": "okta", "app_id": None, "user_type": {"id": "oty1"}, "attribute": "primaryPhone"}
    target |= {"outcomes": {"changed": people}, "people": list(rows)}
    data = {"org": URL, "taken_at": "2026-11-30T11:00:00Z"}
    return json.dumps(
        {"format": "oktaprofile-impact", "version": 1, "targets": [target], "data": data}
    ).encode()


def test_a_long_prediction_is_not_held() -> None:
    """Hundreds of megabytes for a million people: 20 bytes are held of each, and somebody's row is read again when they
    are asked for."""
    people, length = 4_000, 4_000
    file = io.BytesIO(of_many(people, length))
    tracemalloc.start()
    try:
        [target] = read_prediction(file).targets
        held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 50 * people
    assert peak < 8_000_000 < people * length
    assert len(target.people) == people
    for number in range(0, people, 97):
        found = target.people.find(f"00u{number:06}")
        assert found is not None
        assert (found[0], found[1].after) == (number, "y" * length)
    assert target.people.find("00unobody") is None


def test_a_prediction_that_says_two_things_of_somebody_is_refused() -> None:
    """Nobody knows which of the two was meant."""
    with pytest.raises(ImpactError, match="is not built"):
        prediction_of(of_many(3, 1).decode().replace("00u000002", "00u000000"))


def test_a_prediction_that_is_written_to_meanwhile_is_an_error() -> None:
    """Never somebody else's values, and no traceback."""
    content = of_many(3, 1)
    file = io.BytesIO(content)
    [target] = read_prediction(file).targets
    file.seek(0)
    file.write(b" " * len(content))
    with pytest.raises(ImpactError, match="was written to"):
        target.people.find("00u000001")
