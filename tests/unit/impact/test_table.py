"""The table for a person: what is in the document is in it, and nothing in the document is markup."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from oktaprofile.cli.impact_table import age, show
from oktaprofile.impact.gates import Policy
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.report import Read, document
from tests.unit.impact.small_org import AD, NUMBERS, RINGCENTRAL, change, organization, person


def shown(question: Question, people: list, before=None) -> str:
    prediction = Prediction(question, before or organization())
    report = prediction.run(iter(people), lambda count: Read("org", "https://acme.okta.com", "", 0.0, count))
    console = Console(file=io.StringIO(), width=140)
    show(console, document(report))
    return console.file.getvalue()


def test_the_table_of_a_failed_gate():
    """Expressions as a diff, the source, outcomes, shapes, phone numbers of both systems, the gates."""
    people = [person(NUMBERS), person({"directNumber": "+14155552671"}), person(None)]
    text = shown(Question(change(), Policy(max_changed_percent=50.0)), people)
    for words in (
        "3 users of https://acme.okta.com",
        "Okta.primaryPhone  user: 2 of 3 change (66.667 %)",
        "+ RingCentral: (appuser.directNumber",
        "source: PROFILE_MASTER → OVERRIDE (RingCentral)",
        "1  contain the word null",
        "1: another source has priority: Workday",
        "+9×11#null",
        "phone numbers before: 2 e164",
        "Active Directory.telephoneNumber",
        "phone numbers before: none",
        "phone numbers after: 1 e164_with_extension, 1 invalid",
        "2 gates failed.",
    ):
        assert words in text, f"{words!r} is not in\n{text}"


def test_labels_are_no_markup():
    """An app may be called anything: [bold], a link, a control character, a command to the pipeline that logs it."""
    before = organization()
    before.apps[AD] = before.apps[AD]._replace(label="::error::[red]AD[/]\x1b[2J ##[error]")
    before.apps[RINGCENTRAL] = before.apps[RINGCENTRAL]._replace(label="[link=https://evil.example]RC")
    text = shown(Question(change()), [person(NUMBERS)], before)
    assert "[red]AD[/]" in text
    assert "[link=https://evil.example]RC" in text
    assert "\x1b" not in text
    assert "error: :[red]AD" in text
    assert "::" not in text
    assert "##[" not in text


def test_a_clear_prediction_and_one_with_warnings():
    """Gates that are passed because nothing is known are not called clear."""
    assert "Clear: every gate is passed." in shown(
        Question(change("appuser.directNumber")), [person(NUMBERS)]
    )
    trap = shown(Question(change()), [person(NUMBERS)])
    assert (
        "RingCentral → Okta, primaryPhone: appuser.extensionNumber may be null" in trap
    )  # the checker's own
    assert "Every gate is passed; see the warnings." in trap
    unknown = shown(Question(change('String.substringBefore(appuser.directNumber, "x")')), [person(NUMBERS)])
    assert "Every gate is passed; what becomes of people is not wholly known, see the warnings." in unknown
    assert "? (undetermined)" in unknown


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (90, "90 s"), (3600, "60 min"), (7200, "2 h"), (86_401, "24.1 h"), (864_000, "10 days")],
)
def test_an_age_is_read_by_people(seconds, text):
    """Rounded up: a snapshot that is a second too old is not shown as fresh enough."""
    assert age(seconds) == text
