"""What Okta and Microsoft publish about people's values, as cases: each is held against the impact, the embedded org
and, where it is about one value, the checker. tests/cases/published names the source of each.

So a mistake that impact and embedded org share is seen: neither is compared with the other here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.expression import check
from oktaprofile.expression.fits import limited
from oktaprofile.impact.change import Change, Mapped
from oktaprofile.impact.effects import Doubtful, ValueCheck
from oktaprofile.impact.predict import Prediction, Question
from oktaprofile.impact.report import Read, document
from oktaprofile.people.organization import TO_APP, TO_OKTA, Line
from oktaprofile.plan.outcomes import REFUSALS
from oktaprofile.simulator.import_engine import run_import
from oktaprofile.simulator.import_engine.push import Push
from oktaprofile.simulator.import_engine.rules import Rule
from oktaprofile.simulator.schemas.values import misfit
from oktaprofile.simulator.state.apps import App
from tests.unit.impact.seen import organization_of, people_of
from tests.unit.simulator_import.small_org import AD, EMPLOYEE, RINGCENTRAL, SmallOrg, text

CASES = Path("tests/cases/published")
VALUES = json.loads((CASES / "values.json").read_text("utf-8"))
PEOPLE = json.loads((CASES / "people.json").read_text("utf-8"))
VERDICTS = ("fits", "refused", "open")


def by_fact(case: dict[str, Any]) -> str:
    return str(case["fact"])


@pytest.mark.parametrize("case", VALUES, ids=by_fact)
def test_the_impact_on_one_value(case):
    """Fits, is refused, or nothing is said: as published."""
    definition = limited(case.get("app", ""), case.get("attribute", ""), case["definition"])
    found: dict[str, list[object]] = {name: [] for name in VERDICTS}
    for value in (value for name in VERDICTS for value in case.get(name, ())):
        effect = ValueCheck(definition).effect(value, None, literal_null=False)
        verdict = "open" if type(effect) is Doubtful else "refused" if effect.outcome in REFUSALS else "fits"
        found[verdict].append(value)
    assert found == {name: case.get(name, []) for name in VERDICTS}


@pytest.mark.parametrize("case", VALUES, ids=by_fact)
def test_the_embedded_org_on_one_value(case):
    """The same. What is open is not stored there."""
    small = SmallOrg()
    definition = case["definition"]
    if "app" in case:
        push = Push(small.org, App("0oaX", case["app"], "X"))
        definition = push._limited(Rule(case["attribute"], definition, None)).definition
    for value in case.get("fits", ()):
        assert misfit(value, definition) is None
    for value in (*case.get("refused", ()), *case.get("open", ())):
        assert misfit(value, definition) is not None


@pytest.mark.parametrize(
    "case", [one for one in VALUES if one["definition"]["type"] == "string"], ids=by_fact
)
def test_the_checker_on_a_constant(case):
    """A constant that cannot fit is an error at plan; one of which nothing is published is a warning."""
    name = case.get("attribute", "it")
    schema = {
        "name": case.get("app", ""),
        "definitions": {"custom": {"properties": {name: case["definition"]}}},
    }
    for verdict in VERDICTS:
        for value in case.get(verdict, ()):
            findings = check(
                json.dumps(value, ensure_ascii=False), direction="to_app", target_schema=schema, target=name
            )
            wanted = {"fits": set(), "refused": {"error"}, "open": {"warning"}}[verdict]
            assert {one.severity for one in findings if one.code.startswith("target")} == wanted, value


class Scenario:
    """One case of people: an org that has imported and pushed everything but what the case maps."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.small = small = SmallOrg()
        self._define(
            EMPLOYEE, {"login": {"required": True, "minLength": 5, "maxLength": 100}, **case["user"]}
        )
        self._define(RINGCENTRAL, {"email": {}, "department": {}})
        self._define(AD, case.get("push", {}))
        small.map(RINGCENTRAL, {})
        small.map(AD, {}, direction="to_app")
        self.users = [self._person(number, one) for number, one in enumerate(case["people"])]
        run_import(small.org)
        small.map(RINGCENTRAL, case.get("already", {}))
        small.map(AD, case.get("already_pushed", {}), direction="to_app")

    def _define(self, owner: str, attributes: dict[str, Any]) -> None:
        for name, definition in attributes.items():
            self.small.define(owner, name, text(**definition))

    def _person(self, number: int, one: dict[str, Any]) -> str:
        apps = [RINGCENTRAL, AD] if one.get("assigned", True) else []
        entries = (
            {RINGCENTRAL: one["values"]} if one.get("unlinked") else {RINGCENTRAL: one["values"], AD: {}}
        )
        return self.small.person(
            f"p{number}",
            entries,
            assigned=tuple(apps),
            status=one.get("status", "ACTIVE"),
            profile=one.get("has"),
        )

    def predicted(self) -> dict[str, Any]:
        """The impact's document, with everybody's samples."""
        lines = [(RINGCENTRAL, TO_OKTA, "map"), (AD, TO_APP, "push_map")]
        change = Change(
            [
                Mapped(app_id, None, direction, target, Line(expression))
                for app_id, direction, name in lines
                for target, expression in self.case.get(name, {}).items()
            ]
        )
        org = self.small.org
        prediction = Prediction(Question(change, users=self.users, phones=False), organization_of(org))
        return document(prediction.run(people_of(org), lambda count: Read("org", "", "", 0.0, count)))

    def imported(self) -> dict[str, Any]:
        """The change, and the import after it: its counts."""
        small, case = self.small, self.case
        small.map(RINGCENTRAL, {**case.get("already", {}), **case["map"]})
        small.map(AD, {**case.get("already_pushed", {}), **case.get("push_map", {})}, direction="to_app")
        return run_import(small.org, RINGCENTRAL)


@pytest.mark.parametrize("case", PEOPLE, ids=by_fact)
def test_the_impact_on_people(case):
    """Each person's outcome for each attribute, and how many people's whole update is refused."""
    scenario = Scenario(case)
    found = scenario.predicted()
    for user, one in zip(scenario.users, case["people"], strict=True):
        outcomes = {
            target["attribute"]: sample["outcome"]
            for target in found["targets"]
            for sample in target.get("samples", ())
            if sample["user"] == user
        }
        if not one.get("assigned", True):  # nobody of the app's: no result downstream
            outcomes = {name: outcomes[name] for name in one["outcomes"]}
        assert outcomes == one["outcomes"]
    people = case.get("refused", 0) + case.get("skipped", 0)
    assert found["refused"]["people"] == people
    gate = next(one for one in found["gates"] if one["name"] == "max_refused")
    assert gate["passed"] is (people == 0)


@pytest.mark.parametrize("case", PEOPLE, ids=by_fact)
def test_the_embedded_org_on_people(case):
    """What is stored in Okta and in the app, and an event for each refusal that names no value."""
    scenario = Scenario(case)
    written = len(scenario.small.events())
    counts = scenario.imported()
    for user, one in zip(scenario.users, case["people"], strict=True):
        profile = scenario.small.profile(user)
        beside = {"firstName", "lastName"} | ({"login"} if "login" not in one["stored"] else set())
        assert {name: value for name, value in profile.items() if name not in beside} == one["stored"]
        if "pushed" in one:
            kept = scenario.small.app_profile(AD, user)
            assert kept == one["pushed"]
        if one.get("assigned", True) and one["values"]:
            assert scenario.small.app_profile(RINGCENTRAL, user) == one["values"]
    refused = counts["users_refused"] + sum(counts["pushes_refused"].values())
    wanted = case.get("embedded_refused", case.get("refused", 0))  # what is open is not stored there
    assert (refused, counts["users_skipped"]) == (wanted, case.get("skipped", 0))
    events = [
        one for one in scenario.small.events()[written:] if one["outcome"]["result"] in ("FAILURE", "SKIPPED")
    ]
    about_people = [one for one in events if "mapping" not in one["eventType"]]
    assert len(about_people) == refused + counts["users_skipped"]
    assert "1111111" not in str(events)
