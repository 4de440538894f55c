"""What changes nothing in Okta is not called a change; what gives something up without putting it back says so."""

from __future__ import annotations

import pytest

from oktaprofile.impact.plan import change_of_plan
from oktaprofile.plan.resources import APP_PROPERTY, MAPPING, OVERRIDE
from oktaprofile.review.impact_file import Impact, read_impact
from oktaprofile.review.sections import summary
from oktaprofile.review.words import plain
from tests.unit.plan.open_plans import plan_text
from tests.unit.review.plans import APP, attribute, case_text, change, mapping, override, review

FORMER = {"primaryPhone": {"expression": "appuser.old", "push_status": "PUSH"}}


def test_an_import_alone_changes_nothing() -> None:
    """Neither a source, nor a mapping, nor an attribute."""
    states = {
        OVERRIDE: override([APP]),
        MAPPING: mapping({"primaryPhone": "appuser.a"}),
        APP_PROPERTY: attribute("a"),
    }
    imports = {"actions": ["no-op"], "importing": {"id": "x"}}
    found = review(
        *(change(f"{kind}.x", kind, state, state, change=imports) for kind, state in states.items())
    )
    assert plain(summary(found)) == "3 resources imported"
    assert (found.sources, found.expressions, found.risks) == ((), (), ())


@pytest.mark.parametrize(
    ("inherits", "words"),
    [
        ("PROFILE_MASTER", "each user's profile source"),
        ("OKTA", "Okta itself, edited there"),
        ("OVERRIDE", "an override without an app: nobody"),
        (None, "each user's profile source"),  # refreshed by version 0.1.0
    ],
)
def test_an_override_that_somebody_removed(inherits: str | None, words: str) -> None:
    """What takes over is what Okta has, in the drift, in the plan that puts it back, and in the prediction."""
    gone = {**override([]), "inherits": inherits}
    drift = [change("o.x", OVERRIDE, override([APP]), gone)]
    [source] = review(resource_drift=drift, drift=True).sources
    assert {plain(source.after), plain(source.winner)} == {words}
    back = review(change("o.x", OVERRIDE, gone, override([APP])))
    assert plain(back.sources[0].before) == words
    assert [(one.code, words in plain(one.words)) for one in back.risks] == [("source-taken", True)]
    [mastered] = change_of_plan(plan_text(OVERRIDE, override([APP]), gone, {})).mastered
    assert mastered.master["type"] == inherits or (
        inherits is None and mastered.master["type"] == "PROFILE_MASTER"
    )


@pytest.mark.parametrize("choice", ["restore", "delete", None])
def test_what_is_given_up_is_put_back_unless_the_resource_says_otherwise(choice: str | None) -> None:
    """`on_destroy` decides, in the review's words and in what the impact predicts."""
    deletes = choice == "delete"
    line = mapping({"primaryPhone": "appuser.a"}, restores=FORMER, on_destroy=choice)
    source = override([APP], restores={"type": "OKTA", "priority": []}, on_destroy=choice)
    definition = attribute("a", restores='{"type": "string", "title": "old"}', on_destroy=choice)
    gone = [
        change("m.x", MAPPING, line, None),
        change("o.x", OVERRIDE, source, None),
        change("a.x", APP_PROPERTY, definition, None),
    ]
    found = {step.address: step for step in review(*gone).steps}
    assert found["m.x"].effect == ("removed" if deletes else "restored")
    assert found["a.x"].effect == ("removed" if deletes else "restored")
    assert plain(found["o.x"].after) == (
        "each user's profile source" if deletes else "Okta itself, edited there"
    )
    mapped = change_of_plan(plan_text(MAPPING, line, None, {})).mapped
    assert [one.line and one.line.expression for one in mapped] == [None if deletes else "appuser.old"]
    mastered = change_of_plan(plan_text(OVERRIDE, source, None, {})).mastered
    assert [one.master["type"] for one in mastered] == ["PROFILE_MASTER" if deletes else "OKTA"]
    attributed = change_of_plan(plan_text(APP_PROPERTY, definition, None, {})).attributed
    assert [one.definition for one in attributed] == [None if deletes else {"type": "string", "title": "old"}]


def test_a_key_taken_out_of_a_mapping_follows_the_planned_choice() -> None:
    """An update gives keys up by the `on_destroy` that the plan has, not by the one before."""
    before = mapping(
        {"primaryPhone": "appuser.a", "title": "appuser.b"}, restores=FORMER, on_destroy="restore"
    )
    after = mapping({"title": "appuser.b"}, restores={}, on_destroy="delete")
    assert [one.effect for one in review(change("m.x", MAPPING, before, after)).steps] == ["removed"]
    given_up, _ = change_of_plan(plan_text(MAPPING, before, after, {})).mapped
    assert (given_up.target, given_up.line) == ("primaryPhone", None)


def test_a_login_mapping_stays_also_where_it_would_be_deleted() -> None:
    """People cannot sign in without one."""
    state = mapping({"login": "appuser.a"}, restores={"login": FORMER["primaryPhone"]}, on_destroy="delete")
    assert change_of_plan(plan_text(MAPPING, state, None, {})).mapped == []
    assert [one.effect for one in review(change("m.x", MAPPING, state, None)).steps] == ["forgotten"]


@pytest.mark.parametrize("impact", [None, read_impact(case_text("change.impact"))])
def test_an_unknown_expression_fails_a_gate_that_nobody_else_judges(impact: Impact | None) -> None:
    """Without an impact, or with one of an older version, no other gate counts it."""
    after = mapping({"title": "x"})
    del after["properties"]["title"]["expression"]
    unknown = {"after_unknown": {"properties": {"title": {"expression": True}}}}
    found = review(change("m.x", MAPPING, None, after, change=unknown), impact=impact)
    failed = [(gate.name, gate.attribute) for gate in found.gates if not gate.passed]
    assert ("known_expressions", "title") in failed
    assert found.status == "failed"


@pytest.mark.parametrize("kind", [MAPPING, APP_PROPERTY, OVERRIDE])
@pytest.mark.parametrize("forgets", [False, True])
def test_a_replacement_elsewhere_is_both(kind: str, forgets: bool) -> None:
    """What is left where it was, and what is made there; a replacement that only forgets leaves it as it is."""
    before, after = {
        MAPPING: (mapping({"a": "appuser.a"}), mapping({"a": "appuser.a"}, app_id="0oaB")),
        APP_PROPERTY: (attribute("a"), attribute("a", app_id="0oaB")),
        OVERRIDE: (override([APP]), override([APP], property="mobilePhone")),
    }[kind]
    actions = {"actions": ["create", "forget"] if forgets else ["delete", "create"]}
    effects = [step.effect for step in review(change("x.x", kind, before, after, change=actions)).steps]
    if kind == APP_PROPERTY and not forgets:
        assert effects == ["replaced"]
    else:
        assert effects == ["forgotten" if forgets else "removed", "added"]


def test_a_replacement_gives_up_by_the_state() -> None:
    """A destroy reads `on_destroy` from the state, also where the plan says otherwise."""
    before = mapping({"primaryPhone": "appuser.a"}, restores=FORMER, on_destroy="restore")
    after = mapping({"primaryPhone": "appuser.a"}, app_id="0oaB", on_destroy="delete")
    replaced = {"actions": ["delete", "create"]}
    effects = [one.effect for one in review(change("m.x", MAPPING, before, after, change=replaced)).steps]
    assert effects == ["restored", "added"]
    given_up, _ = change_of_plan(plan_text(MAPPING, before, after, {}, change=replaced)).mapped
    assert given_up.line is not None


def test_a_mapping_that_is_applied_to_everybody_is_a_step_and_a_risk() -> None:
    """Also where nothing else of it changes; not where it stays, and not for what happened outside."""
    before, everybody = mapping({"primaryPhone": "appuser.a"}), mapping({"primaryPhone": "appuser.a"})
    everybody = {**everybody, "apply_to_existing_users": True}
    found = review(change("m.x", MAPPING, before, everybody))
    assert [one.code for one in found.risks] == ["applied-to-everybody"]
    assert any("applied to everybody" in plain(step.words) for step in found.steps)
    assert review(change("m.x", MAPPING, everybody, before)).risks == ()
    refreshed = [change("m.x", MAPPING, before, everybody)]
    assert review(resource_drift=refreshed, drift=True).risks == ()
