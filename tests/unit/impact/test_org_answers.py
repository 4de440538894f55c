"""What an org's people answer of the open questions, after a change came true or did not."""

from __future__ import annotations

import pytest

from oktaprofile.impact.change import Change, Mapped, Mastered
from oktaprofile.people.organization import TO_OKTA, Line
from oktaprofile.simulator.import_engine import run_import
from oktaprofile.simulator.state.app_users import AppUser
from oktaprofile.simulator.state.directory import Entry
from tests.unit.impact.deployment import DIRECT, Deployment, gates
from tests.unit.simulator_import.small_org import AD, RINGCENTRAL, WORKDAY


@pytest.mark.parametrize(
    ("kept", "reached", "answer"),
    [("blank", False, "blank"), ("keep", True, "keep"), ("keep", False, None)],
)
def test_an_open_question_is_answered_by_people(kept: str, reached: bool, answer: str | None) -> None:
    """By the number of its row and in the embedded org's words, with how many people support it. Whoever kept a value
    says something only where others show that the same import reached everybody."""
    made = Deployment()
    small = made.small
    order = {"type": "OVERRIDE", "priority": [{"type": "APP", "value": WORKDAY}]}
    for name, id_ in made.users.items():
        small.org.app_users.put(AppUser(WORKDAY, id_, external_id=f"{WORKDAY}:{name}"))
        small.org.directory.put(Entry(WORKDAY, f"{WORKDAY}:{name}", id_, {"jobTitle": "x"}))
    small.map(WORKDAY, {})
    small.master("title", order)
    run_import(small.org, WORKDAY)
    title = [Mapped(WORKDAY, None, TO_OKTA, "title", Line("appuser.jobTitle"))] if reached else []
    small.org.switches.unmapped_source = kept
    prediction = made.predicted_of(Change(title, [Mastered(None, "primaryPhone", order)]))
    assert made.verified(prediction)["answers"] == []
    small.master("primaryPhone", order)
    small.map(WORKDAY, {"title": "appuser.jobTitle"} if reached else {})
    run_import(small.org)
    found = made.verified(prediction)
    [told] = [one for one in found["answers"] if one["question"] == "unmapped-source"]
    assert told == {"question": "unmapped-source", "answer": answer, "support": {kept: 3}}
    [phone] = [one for one in found["targets"] if one["attribute"] == "primaryPhone"]
    assert phone["open"][0]["question"] == "unmapped-source"
    assert gates(found)["max_different"] == ((0, True) if reached else (None, False))


def test_what_okta_shows_of_an_app_is_no_answer_about_a_directory() -> None:
    """An app user without the number may be one whom the directory still shows with it."""
    made = Deployment()
    for id_ in made.users.values():
        shown = made.small.org.app_users.get(AD, id_)
        assert shown is not None
        shown.profile["telephoneNumber"] = "old"
        made.small.org.app_users.put(shown)
    prediction = made.predicted('""')
    made.imported('""')
    found = made.verified(prediction)
    assert {one["attribute"]: one["open"][0]["emptied"] for one in found["targets"] if one["open"]} == {
        "telephoneNumber": 3
    }
    [told] = [one for one in found["answers"] if one["question"] == "directory-empty-text"]
    assert told == {"question": "directory-empty-text", "answer": None, "support": {"cleared": 3}}


@pytest.mark.parametrize("outside", ["follow", "frozen"])
def test_who_is_outside_of_an_override_says_which_source_they_follow(outside: str) -> None:
    """People of Workday alone, once RingCentral is the override's only app."""
    made = Deployment()
    small = made.small
    kim = small.person("kim", {WORKDAY: {"phone": "+14155550199"}}, profile={"primaryPhone": "old"})
    small.map(WORKDAY, {})
    small.master("primaryPhone", {"type": "OVERRIDE", "priority": [{"type": "APP", "value": RINGCENTRAL}]})
    run_import(small.org)
    small.org.switches.override_outside = outside
    changed = [
        Mapped(WORKDAY, None, TO_OKTA, "primaryPhone", Line("appuser.phone")),
        Mapped(RINGCENTRAL, None, TO_OKTA, "primaryPhone", Line(DIRECT)),
    ]
    prediction = made.predicted_of(Change(changed))
    small.map(WORKDAY, {"primaryPhone": "appuser.phone"})
    made.applied()
    run_import(small.org)
    assert (small.profile(kim)["primaryPhone"] == "old") is (outside == "frozen")
    [told] = [one for one in made.verified(prediction)["answers"] if one["question"] == "override-outside"]
    assert (told["answer"], told["support"]) == (outside, {outside: 1})


def test_a_word_null_that_came_true_is_an_answer() -> None:
    """And an import evaluated people again who had nothing new at the source."""
    made = Deployment()
    expression = f'{DIRECT} + "#" + appuser.extensionNumber'
    prediction = made.predicted(expression)
    made.imported(expression)
    told = {one["question"]: (one["answer"], one["support"]) for one in made.verified(prediction)["answers"]}
    assert told == {
        "null-joined": ("word", {"word": 2}),
        "import-reevaluates": ("on", {"on": 2}),
    }
