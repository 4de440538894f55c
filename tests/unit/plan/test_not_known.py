"""What a plan does not know yet is never a default: in the prediction, its gates and the review."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import pytest

from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.gates import Policy
from oktaprofile.impact.plan import change_of_plan
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.report import Read, Report, document
from oktaprofile.people.person import Person
from oktaprofile.plan.not_known import NotKnown, of_plan
from oktaprofile.plan.outcomes import Outcome
from oktaprofile.plan.reader import read_plan
from oktaprofile.review.build import build
from oktaprofile.review.impact_file import read_impact
from oktaprofile.review.words import plain
from tests.unit.impact.small_org import NUMBERS, organization, person
from tests.unit.plan.open_plans import STATES, Path, paths, plan_text, with_unknown
from tests.unit.review.plans import change
from tests.unit.review.plans import document as document_of

EVERY = [(name, path) for name, (_, state) in STATES.items() for path in paths(state)]
NO_MATTER = {
    "id",
    "restores",
    "title",
    "description",
    "adopt_existing",
    "name_release_timeout_seconds",
    "permissions",
}
"""Arguments by which nobody's value can become another one."""
COMPUTED = {"user_type_id", "effective_push_status"}
"""Computed from another argument, which these plans know."""
LENIENT = Policy(max_literal_null=None, max_not_known=None)


ONE = (person(NUMBERS, workday=False),)
EACH_APP = (*ONE, person(NUMBERS))
"""Of every app somebody is read."""


def predicted(text: str, policy: Policy | None = None, people: Iterable[Person] = ONE) -> Report:
    """The impact of a plan on people with numbers."""
    prediction = Prediction(Question(change_of_plan(text), policy), organization())
    return prediction.run(
        iter(people),
        lambda count: Read("org", "https://acme.okta.com", "2026-11-23T12:00:00Z", 0, count),
    )


def matters(path: Path) -> bool:
    """Whether an argument decides about values."""
    names = {str(step) for step in path}
    return not (
        names & (NO_MATTER - {"title"}) or (path[-1:] in (("title",),) and path[0] != "properties")
    ) and not (
        names & COMPUTED
        or (path[:1] == ("properties",) and len(path) > 2 and path[-1] in ("title", "description"))
    )


@pytest.mark.parametrize(
    ("name", "path"), EVERY, ids=[f"{name} {'.'.join(map(str, path))}" for name, path in EVERY]
)
@pytest.mark.parametrize("actions", [["create"], ["update"], ["delete", "create"]], ids="-".join)
def test_any_unknown_argument(name: str, path: Path, actions: list[str]) -> None:
    """Nothing that decides about a value is passed over, whatever the resource and however deep the argument."""
    kind, state = STATES[name]
    before = None if actions == ["create"] else state
    text = plan_text(kind, before, *with_unknown(state, path), change={"actions": actions})
    report, review = predicted(text, people=EACH_APP), build(read_plan(text))
    if matters(path):
        assert NotKnown("value", f"{kind}.x", ".".join(map(str, path))) in report.not_known
        assert not report.clear
        assert predicted(text, LENIENT).verdict == "not_known"
        assert review.status in ("attention", "failed")
        assert any("is known only after apply." in plain(one) for one in review.unverified)
    else:
        assert report.not_known == ()
        known = plan_text(kind, before, state, {}, change={"actions": actions})
        assert document(report)["targets"] == document(predicted(known, people=EACH_APP))["targets"]


MAPPING_KIND, MAPPING_STATE = STATES["mapping to Okta"]
DEFERRED = {"address": "m.x", "type": MAPPING_KIND}


def made(**more: Any) -> str:
    """The plan that makes the mapping, with these parts beside its changes."""
    return plan_text(MAPPING_KIND, None, MAPPING_STATE, {}, **more)


def test_the_app_is_made_by_the_same_plan() -> None:
    """The attribute and its mapping are of an app whose id is known after apply: not known, and not a damaged plan.

    The attribute may be one of any app, so an expression that reads it is not called invalid either.
    """
    extension = {"name": "phoneExt", "title": "Extension", "type": "string", "restores": None}
    lines = {"title": {"expression": "appuser.phoneExt", "push_status": "auto"}}
    unknown = {"app_id": True, "id": True}
    computed = {
        "properties": {"title": {"effective_push_status": True}},
        "user_type_id": True,
        "restores": True,
    }
    entries = [
        change("p.x", "oktaprofile_app_user_property", None, extension, change={"after_unknown": unknown}),
        change(
            "m.x", "oktaprofile_mapping", None, {"direction": "to_okta", "user_type": None, "properties": lines},
            change={"after_unknown": unknown | computed},
        ),
        change("m.y", "oktaprofile_mapping", None, {**MAPPING_STATE, "properties": {"login": lines["title"]}}),
    ]  # fmt: skip
    text = json.dumps(document_of(*entries))
    report = predicted(text)
    assert report.not_known == (NotKnown("value", "p.x", "app_id"), NotKnown("value", "m.x", "app_id"))
    assert [(gate.name, gate.found, gate.passed) for gate in report.gates][2:] == [
        ("max_not_known", 2, False)
    ]
    assert {one.target.attribute: dict(one.outcomes) for one in report.tallies} == {
        "login": {Outcome.UNDETERMINED: 1},
        "title": {Outcome.UNDETERMINED: 1},
    }
    assert predicted(text, Policy(max_not_known=2)).clear
    assert build(read_plan(text)).status == "attention"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"complete": False}, "incomplete"),
        ({"complete": None}, "incomplete"),
        ({"deferred_changes": [{"reason": "x", "resource_change": DEFERRED}]}, "put_off"),
        ({"action_invocations": [{}]}, "not_understood"),
    ],
)  # fmt: skip
def test_a_plan_that_is_not_the_whole_of_it(more: Any, code: str) -> None:
    """Put off, incomplete, or newer than this version: no verdict is clear, and the gate fails unless it is raised."""
    report = predicted(made(**more))
    assert [one.code for one in report.not_known] == [code]
    assert document(report)["verdict"] == "gate_failed"
    assert (
        document(predicted(made(**more), Policy(max_literal_null=None, max_not_known=1)))["verdict"]
        == "not_known"
    )
    assert build(read_plan(made(**more))).status == "attention"
    assert predicted(made()).verdict == "clear"


def test_a_deposed_object() -> None:
    """It may be deleted before or after the rest is written, so nobody can tell the value."""
    text = plan_text(MAPPING_KIND, MAPPING_STATE, None, {})
    entry = json.loads(text)
    entry["resource_changes"][0]["deposed"] = "1a2b"
    report = predicted(json.dumps(entry))
    assert [one.code for one in report.not_known] == ["deposed"]
    assert report.tallies[0].outcomes == {Outcome.UNDETERMINED: 1}


def test_two_resources_write_one_attribute() -> None:
    """One resource gives it up and another one writes it: Terraform fixes no order between them."""
    title = {"title": {"expression": "'y'", "push_status": "PUSH"}}
    text = document_of(
        change("m.a", MAPPING_KIND, MAPPING_STATE, None),
        change("m.b", MAPPING_KIND, None, {**MAPPING_STATE, "properties": title}),
    )
    found = {one.target.attribute: dict(one.outcomes) for one in predicted(json.dumps(text)).tallies}
    assert found["title"] == {Outcome.UNDETERMINED: 1}


def test_a_sensitive_expression_is_used_and_not_shown() -> None:
    """It is predicted; neither the report nor the error of a wrong one has it."""
    marks = {"after_sensitive": {"properties": {"primaryPhone": {"expression": True}}}}
    report = document(predicted(made(change=marks)))
    assert report["targets"][0]["outcomes"]["changed"] == 1
    assert report["targets"][0]["expressions"][0]["after"]["expression"] == "(sensitive)"
    assert "directNumber" not in json.dumps(report)
    wrong = deepcopy(MAPPING_STATE)
    wrong["properties"]["primaryPhone"]["expression"] = "appuser.s3cret +"
    with pytest.raises(ImpactError) as caught:
        predicted(plan_text(MAPPING_KIND, None, wrong, {}, change=marks))
    assert "s3cret" not in str(caught.value)
    assert "not valid" in str(caught.value)


def test_what_the_impact_leaves_open_is_in_its_file() -> None:
    """The review reads it there, with the gate that the policy of the impact decided."""
    found = read_impact(json.dumps(document(predicted(made(complete=False)))))
    assert found.not_known == (NotKnown("incomplete"),)
    assert [gate.name for gate in found.gates if not gate.passed] == ["max_not_known"]
    assert of_plan(read_plan(made(complete=False))) == found.not_known
