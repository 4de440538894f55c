"""The table of questions, held together with the docs, the embedded org's switches and the steps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oktaprofile.answers.questions import BY_ID, QUESTIONS, SETTLED_BY_PROBE
from oktaprofile.probe.run import plan
from oktaprofile.probe.steps import STEPS, requests, things
from oktaprofile.simulator.switches import CHOICES, Switches

DOCS = Path(__file__).parents[3] / "docs"
ALL = [question.id for question in SETTLED_BY_PROBE]


def rows(page: str) -> dict[int, list[str]]:
    """The cells of each numbered row of a page's table."""
    lines = re.findall(r"^\| (\d+) \| (.+) \|$", (DOCS / page).read_text("utf-8"), re.MULTILINE)
    return {int(number): cells.split(" | ") for number, cells in lines}


def test_every_row_of_the_page_is_a_question_and_every_question_a_row() -> None:
    """Also by who settles it: the page's last cell names the probe's questions."""
    found = rows("unverified.md")
    asked: dict[int, set[str]] = {}
    for question in QUESTIONS:
        if question.row is not None:
            asked.setdefault(question.row, set()).add(question.id)
    assert set(found) == set(asked)
    for number, cells in found.items():
        by_probe = {id_ for id_ in asked[number] if not BY_ID[id_].by_hand}
        named = {word for word in re.findall(r"`([a-z-]+)`", cells[-1]) if word in BY_ID}
        assert named == by_probe, number


def test_every_assumption_of_the_product_is_a_row() -> None:
    """`Assumed (row N)`; the embedded org's own guesses decide nothing outside of it and have none."""
    package = DOCS.parent / "providers" / "oktaprofile"
    known, told = rows("unverified.md"), set()
    for path in package.rglob("*.py"):
        if path.is_relative_to(package / "simulator") or path == package / "okta" / "__init__.py":
            continue
        for paragraph in re.split(r"\n\s*#?\s*\n", path.read_text("utf-8")):
            if re.search(r"\bAssumed\b", paragraph):
                named = {int(number) for number in re.findall(r"\(row (\d+)\)", paragraph)}
                assert named, f"{path}: an assumption without its row"
                assert named <= set(known), path
                told |= named
    assert len(told) > 10


def test_every_question_is_of_use() -> None:
    """An answer sets the embedded org's switch, or something follows from it."""
    assert [one.id for one in QUESTIONS if not one.has_switch and not any(one.answers.values())] == []


def test_the_page_of_the_probe_lists_every_question() -> None:
    """With its answers."""
    page = (DOCS / "probe.md").read_text("utf-8")
    for question in QUESTIONS:
        [line] = re.findall(rf"^\| `{question.id}` \|.*$", page, re.MULTILINE)
        assert all(f"`{word}`" in line for word in question.answers), line


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one.has_switch], ids=lambda one: one.id)
def test_the_answers_are_the_words_of_the_switch(question: object) -> None:
    """So that `simulate --answers` sets it."""
    question = BY_ID[question.id]  # type: ignore[attr-defined]
    assert set(question.answers) == set(CHOICES.get(question.switch, ("on", "off")))
    assert hasattr(Switches(), question.switch)


def test_every_question_of_the_probe_has_a_step_and_a_switch() -> None:
    """And no other has a step."""
    assert set(STEPS) == set(ALL)
    assert all(BY_ID[id_].has_switch for id_ in ALL)
    assert len(BY_ID) == len(QUESTIONS)


def test_the_plan_says_what_is_made_and_how_often_is_called() -> None:
    """Questions that only read make nothing."""
    assert things(["pipeline"]) == []
    assert plan(["pipeline"], None)[0] == "It makes nothing."
    assert "At most 1 requests, 0 of them writes." in plan(["pipeline"], None)[-1]
    text = "\n".join(plan(ALL, "primaryPhone"))
    for part in ("a user type", "an app", "a user ", "the source of primaryPhone", "deletes what it made"):
        assert part in text
    assert requests(["null-joined"], base=False) == requests(["null-joined", "length-of-null"], base=False)
