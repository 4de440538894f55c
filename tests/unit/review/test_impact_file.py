"""Reading what `oktaprofile impact` wrote: nothing in it can hide a failed gate, or name somebody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.plan.warnings import FEEDBACK, PERSON_NOT_FOUND, Warned, to_json
from oktaprofile.review.errors import UnreadableImpact
from oktaprofile.review.impact_file import read_impact
from oktaprofile.review.source_lines import SourceLines
from oktaprofile.review.words import plain
from oktaprofile.review.writers import sarif
from tests.unit.review.plans import case_text, change, mapping, review

GATE = {"name": "max_blanked", "limit": 0, "found": 2, "passed": False, "where": "0oaAD.mail"}


def impact(**more: Any) -> dict[str, Any]:
    """An impact document as version 0.1.0 wrote it, with these parts instead."""
    return {**json.loads(case_text("change.impact")), **more}


def test_a_name_that_occurs_twice_is_refused() -> None:
    """Python takes the last one: an empty list of gates at the end would turn exit code 2 into 0."""
    text = case_text("change.impact").rstrip().removesuffix("}") + ', "gates": []}'
    with pytest.raises(UnreadableImpact, match="has 'gates' twice"):
        read_impact(text)


@pytest.mark.parametrize(
    "gates",
    [
        [],
        [{**GATE, "passed": True}],
        [{**GATE, "passed": "false"}],
        [{**GATE, "passed": 1}],
        [{**GATE, "found": "0", "passed": True}],
    ],
)
def test_gates_that_contradict_themselves_are_refused(gates: Any) -> None:
    """Left out although the verdict says that one failed, passed above the limit, or no number at all."""
    with pytest.raises(UnreadableImpact, match="not built as oktaprofile impact builds it"):
        read_impact(json.dumps(impact(gates=gates)))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400])
@pytest.mark.parametrize("name", ["found", "limit"])
def test_a_number_that_nothing_is_above_is_refused(name: str, number: str) -> None:
    """A limit that no number of people passes, and a number that no limit is compared with."""
    text = json.dumps(impact(gates=[{**GATE, name: "HERE", "passed": True}])).replace('"HERE"', number)
    with pytest.raises(UnreadableImpact, match="a number is not finite"):
        read_impact(text)


def test_gates_of_0_1_0_name_their_target_as_text() -> None:
    """`APP_ID.NAME`; newer ones have the app and the attribute apart."""
    [target] = json.loads(case_text("change.impact"))["targets"][:1]
    targets = [{**target, "app_id": "0oaAD", "attribute": "mail"}]
    old = read_impact(json.dumps(impact(targets=targets, gates=[GATE], verdict="gate_failed")))
    new = {**GATE, "where": "anything", "attribute": "mail", "app_id": "0oaAD"}
    assert old.gates == read_impact(json.dumps(impact(gates=[new], verdict="gate_failed"))).gates


@pytest.mark.parametrize("person", ["ana.mueller", "00u1", "Ana Müller"])
def test_a_warning_about_a_person_is_masked_by_its_field(person: str) -> None:
    """Whatever the sentence around it says; a warning as text alone is counted and not shown."""
    typed = [
        to_json(Warned(PERSON_NOT_FOUND, {"person": person})),
        {"code": "new-code", "fields": {"person": person}},
    ]
    feedback = to_json(Warned(FEEDBACK, {"app": "AD", "attribute": "mail", "target": "email"}))
    texts = [f"Nobody knows {person}."]
    said = shown(impact(warnings=texts, typed_warnings=[*typed, feedback]))
    assert person not in said
    assert "Impact: somebody asked for is not among the people." in said
    assert "Impact: a warning that this version does not know: 'new-code'" in said
    assert "'AD'.'mail' -> user.'email'" in said
    old = shown(impact(warnings=texts))
    assert person not in old
    assert "1 warning as text alone" in old


def shown(document: dict[str, Any]) -> str:
    """What a review of such an impact could not verify."""
    return "\n".join(plain(one) for one in review(impact=read_impact(json.dumps(document))).unverified)


def test_a_failed_gate_points_at_the_line_of_its_attribute() -> None:
    """By the attribute and the app that the gate names, not by its sentence."""
    gates = [{**GATE, "attribute": "mail", "app_id": "0oaAD"}, {**GATE, "attribute": "mail", "app_id": None}]
    found = read_impact(json.dumps(impact(gates=gates, verdict="gate_failed")))
    lines = {"mail": "user.email"}
    plan = [
        change("to_okta.x", "oktaprofile_mapping", None, mapping({"mail": "appuser.a"}, app_id="0oaRC")),
        change("to_ad.x", "oktaprofile_mapping", None, mapping(lines, app_id="0oaAD", direction="to_app")),
    ]
    [run] = json.loads(sarif.write(review(*plan, impact=found), SourceLines(Path("/nowhere"))))["runs"]
    failed = [one for one in run["results"] if one["ruleId"] == "gate-max_blanked"]
    places = [one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for one in failed]
    assert places == ["to_ad.x", "to_okta.x"]


def test_an_impact_of_a_plan_that_leaves_something_else_open_is_of_another_plan() -> None:
    """Else a plan with unknown values would pass by an older plan's impact, which had none."""
    after = mapping({"title": "x"})
    del after["properties"]["title"]["expression"]
    unknown = {"after_unknown": {"properties": {"title": {"expression": True}}}}
    plan = change("m.x", "oktaprofile_mapping", None, after, change=unknown)
    open_ = {"code": "value", "address": "m.x", "argument": "properties.title.expression"}
    nobody = {"code": "nobody_read", "address": "RingCentral", "argument": ""}  # the org's, and no plan's
    for known, failed in (([], True), ([open_], False), ([open_, nobody], False)):
        found = read_impact(json.dumps(impact(gates=[], verdict="clear", not_known=known)))
        gates = {gate.name: gate.passed for gate in review(plan, impact=found).gates}
        assert gates["impact_of_this_plan"] is not failed
