"""`verify`: what was predicted of each person against what is there after the import."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oktaprofile.impact.change import Change, Mapped
from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.report import Read
from oktaprofile.impact.report import document as impact_document
from oktaprofile.impact.verification import document, read_prediction, verified
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line
from oktaprofile.simulator.import_engine import run_import
from tests.unit.impact.seen import URL, organization_of, people_of
from tests.unit.simulator_import.small_org import AD, EMPLOYEE, RINGCENTRAL, SmallOrg, text

DIRECT = "appuser.directNumber"


class Deployment:
    """An org with three people in RingCentral: one fits, one is too long, one has a number that nobody can tell."""

    def __init__(self) -> None:
        self.small = small = SmallOrg()
        small.define(EMPLOYEE, "primaryPhone", text(maxLength=20))
        small.map(RINGCENTRAL, {})
        numbers = {"ana": "+14155550100", "bob": "+1" + "4" * 30, "eve": "no number"}
        self.users = {
            name: small.person(
                name, {RINGCENTRAL: {"directNumber": number}, AD: {}}, profile={"primaryPhone": "old"}
            )
            for name, number in numbers.items()
        }
        run_import(small.org)

    def predicted(self, expression: str = DIRECT, *, people: bool = True) -> str:
        change = Change([Mapped(RINGCENTRAL, None, TO_OKTA, "primaryPhone", Line(expression))])
        question = Question(change, people=people, phones=False)
        prediction = Prediction(question, organization_of(self.small.org))
        report = prediction.run(
            people_of(self.small.org), lambda count: Read("org", URL, "2026-11-30T12:00:00Z", 0.0, count)
        )
        return json.dumps(impact_document(report))

    def imported(self, expression: str = DIRECT) -> None:
        self.small.map(RINGCENTRAL, {"primaryPhone": expression})
        run_import(self.small.org, RINGCENTRAL)

    def verified(self, prediction: str, **options: Any) -> dict[str, Any]:
        found = read_prediction(prediction)
        how = {"samples": 0, "most_different": 0, "read_at": "later", **options}
        return document(found, verified(found, people_of(self.small.org)), **how)


def counts(target: dict[str, Any]) -> tuple[int, int, int, int]:
    return target["as_predicted"], target["not_yet"], target["otherwise"], target["gone"]


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


def test_before_the_import_and_after_somebodys_hand_people_differ() -> None:
    """Still the former value, another one, or not there any more: each counted, and the gate fails."""
    made = Deployment()
    prediction = made.predicted()
    waiting = made.verified(prediction)
    assert (waiting["verdict"], counts(waiting["targets"][0])) == ("differs", (1, 2, 0, 0))
    made.imported()
    ana = made.small.org.users.get(made.users["ana"])
    assert ana is not None
    ana.profile["primaryPhone"] = "by hand"
    made.small.org.users.put(ana)
    made.small.org.users.remove(made.users["eve"])
    found = made.verified(prediction, samples=5)
    phone = found["targets"][0]
    assert counts(phone) == (1, 0, 1, 1)
    assert phone["samples"] == [
        {"user": made.users["ana"], "verdict": "otherwise", "predicted": "+14155550100", "now": "by hand"}
    ]
    assert made.verified(prediction, most_different=1)["gate"]["passed"]
    assert "by hand" not in json.dumps(made.verified(prediction))


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
    prediction = Prediction(Question(change, people=True, phones=False), organization_of(made.small.org))
    report = prediction.run(people_of(made.small.org), lambda count: Read("org", URL, "", 0.0, count))
    made.small.map(AD, {"telephoneNumber": 'user.primaryPhone + "!"'}, direction="to_app")
    found = made.verified(json.dumps(impact_document(report)))
    [phone] = found["targets"]
    assert (phone["waiting"], found["verdict"]) == (3, "as_predicted")


@pytest.mark.parametrize(
    ("document_text", "said"),
    [
        ("{}", "is no oktaprofile-impact document"),
        ('{"format": "oktaprofile-impact", "targets": [{}]}', "is not built"),
        ("nonsense", "impact file"),
    ],
)
def test_what_is_no_prediction_is_refused(document_text: str, said: str) -> None:
    """With how to make one."""
    with pytest.raises(ImpactError, match=said) as caught:
        read_prediction(document_text)
    assert "--people" in caught.value.next_step


def test_a_prediction_without_people_is_refused() -> None:
    """Counts alone cannot be compared person by person."""
    with pytest.raises(ImpactError, match="holds nobody's values"):
        read_prediction(Deployment().predicted(people=False))


def test_a_verdict_over_nobody_is_none() -> None:
    """Whoever may not read the people, or finds them gone, is not told that all is as predicted."""
    made = Deployment()
    prediction = read_prediction(made.predicted())
    with pytest.raises(ImpactError, match="is there any more") as caught:
        verified(prediction, [])
    assert "credentials" in caught.value.next_step


def test_where_everything_was_open_nothing_is_as_predicted() -> None:
    """Undetermined for everybody, or left open by the plan itself: the verdict is not that it came true."""
    made = Deployment()
    prediction = made.predicted(f'String.substringBefore({DIRECT}, "#")')
    assert made.verified(prediction)["verdict"] == "not_known"
    empty = {"format": "oktaprofile-impact", "targets": [], "data": {"org": URL, "taken_at": ""}}
    assert made.verified(json.dumps(empty))["verdict"] == "as_predicted"
    left_open = {**empty, "not_known": [{"code": "value", "address": "a.b", "argument": "app_id"}]}
    assert made.verified(json.dumps(left_open))["verdict"] == "not_known"
