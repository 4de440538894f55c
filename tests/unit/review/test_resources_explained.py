"""Changes of single resources, in words: sources, definitions, mappings, and what is not known."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import Any

import pytest

from oktaprofile.plan.errors import UnreadablePlan
from oktaprofile.plan.reader import read_plan
from oktaprofile.review.build import build
from oktaprofile.review.flow import CHANGED, NEW, SAME
from oktaprofile.review.impact_file import read_impact
from oktaprofile.review.words import plain
from tests.unit.review.plans import (
    APP,
    DIRECT,
    app,
    attribute,
    case,
    case_text,
    change,
    codes,
    mapping,
    override,
    review,
    steps_of,
)


def test_a_source_that_no_longer_supplies_is_a_high_risk() -> None:
    """Master lost: an app taken out of the override, by label."""
    found = review(
        change(
            "oktaprofile_master_override.x",
            "oktaprofile_master_override",
            override([APP, "0oaWORK"]),
            override(["0oaWORK"]),
        ),
        read=[app("RingCentral"), app("Workday", "0oaWORK")],
    )
    assert codes(found) == ["source-lost"]
    [source] = found.sources
    assert (plain(source.before), plain(source.after)) == ("1. 'RingCentral', 2. 'Workday'", "'Workday'")
    assert (
        plain(source.winner)
        == "'Workday' for everybody it is assigned to; for the others each user's profile source"
    )


def test_apps_are_called_by_label_and_told_apart_by_id() -> None:
    """An app that no data source looked up has its label in the impact; two apps of one label have their ids beside."""
    text = case_text("change.impact")
    [target] = json.loads(text)["targets"][:1]
    [named] = target["expressions"][:1]
    wanted = override([named["app_id"]])
    kind = "oktaprofile_master_override"
    made = change("oktaprofile_master_override.x", kind, None, wanted)
    [source] = review(made, impact=read_impact(text)).sources
    assert plain(source.after) == repr(named["app"])
    twins = change("oktaprofile_master_override.x", kind, None, override([APP, "0oaTWIN"]))
    [source] = review(twins, read=[app("RingCentral"), app("RingCentral", "0oaTWIN")]).sources
    assert plain(source.after) == f"1. 'RingCentral ({APP})', 2. 'RingCentral (0oaTWIN)'"


def test_from_verify_back_to_manage_nothing_changes_in_okta() -> None:
    """What counts before is what was verified, not what `restores` keeps of a time before Terraform."""
    found = review(
        change(
            "oktaprofile_master_override.x",
            "oktaprofile_master_override",
            override([APP], mode="verify"),
            override([APP]),
        ),
        read=[app("RingCentral")],
    )
    [source] = found.sources
    assert plain(source.before) == plain(source.after) == "'RingCentral'"


def test_an_override_that_is_only_verified_changes_nothing() -> None:
    """mode = verify: a step that says that nothing is written, no risk, nothing to restore."""
    found = review(
        change(
            "oktaprofile_master_override.x",
            "oktaprofile_master_override",
            None,
            override([APP], mode="verify", restores=None),
        )
    )
    assert steps_of(found)[0][0] == "checked"
    assert found.risks == found.restores == ()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {"required": True}, "a value is required now"),
        ({"max_length": 20}, {"max_length": 10}, "fewer characters are allowed"),
        ({"min_length": 1}, {"min_length": 2}, "more characters are asked for"),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, "not every value is allowed any more"),
    ],
)
def test_a_tighter_definition_is_a_risk(before: dict[str, Any], after: dict[str, Any], words: str) -> None:
    """Some people's values may not fit any more; the reverse is no risk."""
    kind = "oktaprofile_app_user_property"
    tighter = review(change("x.y", kind, attribute("room", **before), attribute("room", **after)))
    assert words in plain(tighter.risks[0].words)
    looser = review(change("x.y", kind, attribute("room", **after), attribute("room", **before)))
    assert looser.risks == ()


def test_a_login_mapping_is_always_a_high_risk() -> None:
    """People sign in with it. Taken out with nothing to restore, it stays."""
    kind = "oktaprofile_mapping"
    changed = review(change("m.x", kind, mapping({"login": DIRECT}), mapping({"login": "appuser.email"})))
    assert "login-mapping" in codes(changed)
    gone = review(change("m.x", kind, mapping({"login": DIRECT}), None))
    assert [row[0] for row in steps_of(gone)] == ["forgotten"]


def test_a_mapping_that_moves_to_another_app_is_both() -> None:
    """A replacement for another app_id: given up there, made here."""
    found = review(
        change(
            "m.x",
            "oktaprofile_mapping",
            mapping({"title": DIRECT}),
            mapping({"title": DIRECT}, app_id="0oaWORK"),
            change={"actions": ["delete", "create"]},
        ),
        read=[app("RingCentral"), app("Workday", "0oaWORK")],
    )
    assert [(row[0], row[1]) for row in steps_of(found)] == [
        ("removed", "Mapping of 'title' from 'RingCentral' to the Okta user profile removed"),
        ("added", "Mapping of 'title' from 'Workday' to the Okta user profile added"),
    ]


def test_what_is_known_only_after_apply_is_open() -> None:
    """An unknown expression is neither shown nor judged; the report says so."""
    unknown = {"properties": {"title": {"expression": True}}}
    after = mapping({"title": DIRECT})
    del after["properties"]["title"]["expression"]
    found = review(change("m.x", "oktaprofile_mapping", None, after, change={"after_unknown": unknown}))
    [expression] = found.expressions
    assert (expression.known, expression.after) == (False, None)
    said = "'properties.title.expression' of 'm.x' is known only after apply."
    assert said in [plain(one) for one in found.unverified]


def test_a_sensitive_expression_is_never_shown() -> None:
    """Not even its checker's findings, which quote it."""
    marks = {"after_sensitive": {"properties": {"title": {"expression": True}}}}
    found = review(
        change("m.x", "oktaprofile_mapping", None, mapping({"title": "appuser.secretThing"}), change=marks)
    )
    assert "secretThing" not in repr(found)
    assert found.expressions == ()
    assert "is sensitive" in plain(found.unverified[0])


def test_an_invalid_expression_fails_its_gate() -> None:
    """Also without any impact."""
    found = review(change("m.x", "oktaprofile_mapping", None, mapping({"title": "appuser.a ++ 1"})))
    assert found.status == "invalid"
    assert codes(found) == ["expression-invalid"]
    [gate] = found.gates
    assert (gate.name, gate.found, gate.passed, gate.where) == ("valid_expressions", "1", False, "title")


def test_schemas_that_the_plan_holds_are_checked_against() -> None:
    """With both data sources in the plan, an attribute that does not exist is an error."""
    schemas = [
        {
            "type": "oktaprofile_app_user_schema",
            "values": {"app_id": APP, "properties": {"directNumber": {"type": "string"}}},
        },
        {
            "type": "oktaprofile_user_schema",
            "values": {"user_type_id": "otyDEFAULT", "properties": {"title": {"type": "string"}}},
        },
    ]
    found = review(
        change("m.x", "oktaprofile_mapping", None, mapping({"title": "appuser.directNumbr"})),
        read=[app("RingCentral"), *schemas],
    )
    assert "unknown-attribute" in [note.code for note in found.expressions[0].after_notes]


def test_an_impact_of_another_plan_fails_a_gate() -> None:
    """A stale impact says nothing about this plan."""
    text = case_text("change.impact").replace("appuser.directNumber", "appuser.otherNumber")

    found = build(read_plan(case_text("change")), read_impact(text))
    [gate] = [one for one in found.gates if one.name == "impact_of_this_plan"]
    assert (gate.passed, gate.found, gate.where) == (False, "1", "primaryPhone")
    [same] = [one for one in case("change", impact=True).gates if one.name == "impact_of_this_plan"]
    assert same.passed


def test_samples_of_an_impact_are_counted_and_never_kept() -> None:
    """They are personal data that somebody asked impact for; a report is for everybody."""
    document = json.loads(case_text("change.impact"))
    document["targets"][0]["samples"] = [
        {"user": "ana@acme.com", "before": "+14155550100", "after": "x", "outcome": "changed"}
    ]
    document["warnings"] = ["ana.mueller is not among the people."]
    document["targets"][1]["people"] = [
        {
            "user": "00u1",
            "before": "+14155550100",
            "after": "x",
            "outcome": "changed",
            "reason": "",
            "waits": False,
        }
    ]
    found = read_impact(json.dumps(document))
    assert found.samples == 2
    assert "ana" not in repr(found)
    assert "4155550100" not in repr(found)


def test_people_of_an_impact_are_not_held() -> None:
    """A million of them are hundreds of megabytes: the file is gone through, and they are counted."""
    people, length = 1_000, 4_000
    document = json.loads(case_text("change.impact"))
    document["targets"][0]["people"] = [
        {"user": f"00u{number}", "after": "x" * length} for number in range(people)
    ]
    file = io.BytesIO(json.dumps(document).encode())
    tracemalloc.start()
    try:
        found = read_impact(file)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.samples == people
    assert peak < 3_600_000 < people * length


def test_what_changed_outside_is_shown_beside_a_plan() -> None:
    """A plan is made against what Okta has now; what differs from the last apply is told, without risks of its own."""
    entry = change("m.x", "oktaprofile_mapping", mapping({"title": DIRECT}), mapping({"title": "appuser.a"}))
    found = review(resource_drift=[entry])
    assert [plain(step.words) for step in found.drift] == [
        "Mapping of 'title' from 'RingCentral' to the Okta user profile changed"
    ]
    assert (found.steps, found.risks, found.status) == ((), (), "empty")


def test_values_in_an_unknown_form_are_refused() -> None:
    """A newer provider's plan is refused as unreadable: no traceback, and never taken for clear."""
    values = {"sources": {"a": 1}, "restores": {"priority": 5, "type": "OVERRIDE"}}
    with pytest.raises(UnreadablePlan) as refused:
        review(change("x.y", "oktaprofile_master_override", None, values))
    assert "as new as the provider" in refused.value.next_step


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (
            "oktaprofile_mapping",
            {"app_id": ["x"], "user_type_id": {}, "properties": {"a": {"expression": "a"}}},
        ),
        (
            "oktaprofile_app_user_properties",
            {"app_id": APP, "properties": {"a": {"max_length": "10", "title": 5}}},
        ),
    ],
)
def test_odd_values_are_shown_as_they_are(kind: str, values: dict[str, Any]) -> None:
    """What can be told is told."""
    assert [step.effect for step in review(change("x.y", kind, None, values)).steps] == ["added"]


def test_a_gate_names_an_app_downstream_by_its_label() -> None:
    """Impact writes its id."""
    document = json.loads(case_text("change.impact"))
    [target] = [one for one in document["targets"] if one["attribute"] == "telephoneNumber"]
    document["gates"][0]["where"] = f"{target['app_id']}.telephoneNumber"
    found = review(impact=read_impact(json.dumps(document)))
    assert found.gates[0].where == "telephoneNumber in Active Directory"


def test_the_picture_shows_all_mappings_and_what_happens_to_them() -> None:
    """Unchanged edges too; the middle says who supplies an attribute; what an expression reads stands on the edge."""
    flow = case("change").flow
    assert {edge.target: edge.state for edge in flow.edges} == {
        "displayName": CHANGED,
        "primaryPhone": CHANGED,
        "telephoneNumber": SAME,
    }
    assert [node.title for node in flow.nodes] == ["RingCentral", "Okta user", "Active Directory"]
    assert flow.nodes[1].lines == ("primaryPhone source: RingCentral",)
    [phone] = [edge for edge in flow.edges if edge.target == "primaryPhone"]
    assert phone.reads == ("directNumber", "extensionNumber")
    assert {edge.state for edge in case("create").flow.edges} == {NEW}
    assert case("create").flow.nodes[1].lines == ("primaryPhone source:", "profile source → RingCentral")
    assert case("destroy").flow.nodes[1].lines == ("primaryPhone source:", "RingCentral → profile source")


def test_only_a_mapping_that_changes_is_taken_over() -> None:
    """One that is in Okta as configured is no risk; with on_destroy = delete nothing is put back."""
    former = {"primaryPhone": {"expression": DIRECT, "push_status": "PUSH"}}
    same = review(
        change("m.x", "oktaprofile_mapping", None, mapping({"primaryPhone": DIRECT}, restores=former))
    )
    assert [step.effect for step in same.steps] == ["checked"]
    assert [risk.code for risk in same.risks] == []
    for on_destroy, words in {
        "restore": ", and destroy puts it back.",
        "delete": "this plan replaces that.",
    }.items():
        other = mapping({"primaryPhone": f'{DIRECT} + "x"'}, restores=former, on_destroy=on_destroy)
        [said] = [
            plain(risk.words)
            for risk in review(change("m.x", "oktaprofile_mapping", None, other)).risks
            if risk.code == "mapping-taken-over"
        ]
        assert said.endswith(words)


def test_checks_that_refuse_no_more_are_explained() -> None:
    """A change of `allow` alone is a step and, where checks fall away, a risk."""
    before = mapping({"primaryPhone": DIRECT}, allow=["target-length"])
    after = mapping({"primaryPhone": DIRECT}, allow=["unknown-attribute"])
    found = review(change("m.x", "oktaprofile_mapping", before, after))
    words = [plain(step.words) for step in found.steps]
    assert any("'unknown-attribute' refuse no expression any more" in one for one in words)
    assert any("'target-length' refuse expressions again" in one for one in words)
    assert [risk.code for risk in found.risks] == ["checks-allowed"]
