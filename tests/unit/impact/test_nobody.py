"""A count of 0 that nobody stands behind is no answer: the verdict is not clear, and the gate fails."""

from __future__ import annotations

import pytest

from oktaprofile.impact.change import Change, Mapped
from oktaprofile.impact.gates import Policy
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.report import Read, document
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line
from tests.unit.impact.small_org import AD, NUMBERS, RINGCENTRAL, change, organization, person

GUARDED = "appuser.directNumber"


def run(made, people, policy=None):
    """The document of a change over these people."""
    before = organization()
    before.types["oty2"] = "contractor"
    before.user_schemas["oty2"] = before.user_schemas[before.default_type]
    prediction = Prediction(Question(made, policy, phones=False), before)
    return document(prediction.run(people, lambda count: Read("org", "", "", 0.0, count)))


def contractors():
    """The change, of the other user type."""
    return Change([Mapped(RINGCENTRAL, "contractor", TO_OKTA, "primaryPhone", Line(GUARDED))])


def downstream():
    """A change of what Active Directory gets."""
    return Change([Mapped(AD, None, TO_APP, "telephoneNumber", Line("user.login"))])


@pytest.mark.parametrize(
    ("made", "people", "missing"),
    [
        (change(GUARDED), [], ["the org"]),
        (contractors(), [person(NUMBERS)], ["user type contractor"]),
        (change(GUARDED), [person(None)], ["RingCentral"]),
        (downstream(), [person(ad=None)], ["Active Directory"]),
        (change(GUARDED), [person(NUMBERS)], []),
        (Change(), [], []),
    ],
)  # fmt: skip
def test_a_part_of_which_nobody_was_read_is_not_known(made, people, missing):
    """The org, a user type, an app: named with what to do. The gate fails unless it is raised."""
    found = run(made, people)
    assert [(one["code"], one["address"]) for one in found["not_known"]] == [
        ("nobody_read", name) for name in missing
    ]
    assert found["verdict"] == ("gate_failed" if missing else "clear")
    assert [gate["name"] for gate in found["gates"] if not gate["passed"]] == ["max_not_known"][
        : len(missing)
    ]
    for name in missing:
        assert any(one.startswith(name) and "credentials" in one for one in found["warnings"])
    raised = run(made, people, Policy(max_not_known=1))
    assert raised["verdict"] == ("not_known" if missing else "clear")


def test_an_app_whose_people_decide_nothing_is_not_asked():
    """Workday maps the phone too, and the change does not touch it: nobody of it is missed."""
    assert run(change(GUARDED), [person(NUMBERS, workday=False)])["not_known"] == []
