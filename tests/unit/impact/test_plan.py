"""What a Terraform plan says, as a change. The shapes are those of `terraform show -json` 1.2."""

from __future__ import annotations

import json

import pytest

from oktaprofile.impact.change import Attributed, Mapped, Mastered, apply, override
from oktaprofile.impact.checking import check_expressions
from oktaprofile.impact.errors import ImpactError, InvalidExpression
from oktaprofile.impact.plan import change_of_plan
from oktaprofile.people.organization import TO_OKTA, Line, MappingKey
from tests.unit.impact.small_org import RINGCENTRAL, SEED, TYPE, organization
from tests.unit.review.plans import configuration

ITEM = {"expression": SEED, "push_status": "auto", "effective_push_status": "PUSH"}
MAPPING = {
    "app_id": RINGCENTRAL, "direction": TO_OKTA, "user_type": None, "user_type_id": TYPE, "id": "prm1",
    "properties": {"primaryPhone": ITEM}, "restores": {},
}  # fmt: skip
MASTER = {
    "property": "primaryPhone", "sources": [RINGCENTRAL], "user_type": None, "user_type_id": TYPE, "mode": "manage",
    "restores": {"type": "PROFILE_MASTER", "priority": []},
}  # fmt: skip


def plan(*changes, **more):
    """A plan's text: each change is (type, actions, before, after[, after_unknown])."""
    resources = [
        {
            "address": f"{kind}.x", "mode": "managed", "type": kind, "name": "x", "provider_name": "p",
            "change": {"actions": actions, "before": before, "after": after, "after_unknown": rest[0] if rest else {}},
        }
        for kind, actions, before, after, *rest in changes
    ]  # fmt: skip
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1",
            "resource_changes": resources,
            "configuration": configuration(*resources),
            **more,
        }
    )


def test_a_created_mapping_is_its_lines():
    """`effective_push_status` is what Okta will hold."""
    change = change_of_plan(plan(("oktaprofile_mapping", ["create"], None, MAPPING)))
    assert change.mapped == [Mapped(RINGCENTRAL, TYPE, TO_OKTA, "primaryPhone", Line(SEED, "PUSH"))]


def test_a_check_that_the_mapping_allows_refuses_no_prediction():
    """What the provider only warns of, the impact predicts; without `allow` it refuses, as the provider does."""
    item = {**ITEM, "expression": 'appuser.directNumber < 3 ? "a" : "b"'}
    refused = {**MAPPING, "properties": {"primaryPhone": item}}
    for allow in (None, ["syntax"]):
        change = change_of_plan(plan(("oktaprofile_mapping", ["create"], None, {**refused, "allow": allow})))
        with pytest.raises(InvalidExpression):
            check_expressions(change, apply(change, organization()))
    allowed = {**refused, "allow": ["compares-types", "syntax"]}
    change = change_of_plan(plan(("oktaprofile_mapping", ["create"], None, allowed)))
    assert change.mapped[0].allow == ("compares-types", "syntax")
    check_expressions(change, apply(change, organization()))


def test_destroy_puts_back_what_was_found():
    """A key of `restores` gets its former line, another one is removed; a login mapping is left in place."""
    former = {"expression": "appuser.email", "push_status": "PUSH"}
    state = {
        **MAPPING,
        "properties": {"primaryPhone": ITEM, "email": ITEM, "login": ITEM},
        "restores": {"email": former},
    }
    change = change_of_plan(plan(("oktaprofile_mapping", ["delete"], state, None)))
    found = {one.target: one.line for one in change.mapped}
    assert found == {"primaryPhone": None, "email": Line("appuser.email", "PUSH")}


def test_a_key_taken_out_is_given_up():
    """An update without the key removes it, with it changes it."""
    before = {**MAPPING, "properties": {"primaryPhone": ITEM, "title": ITEM}}
    change = change_of_plan(plan(("oktaprofile_mapping", ["update"], before, MAPPING)))
    assert {one.target: one.line for one in change.mapped} == {
        "primaryPhone": Line(SEED, "PUSH"),
        "title": None,
    }


def test_masters_come_and_go():
    """Create makes the override, delete restores, `verify` writes nothing, no-op is nothing."""
    kind = "oktaprofile_master_override"
    made = change_of_plan(plan((kind, ["create"], None, MASTER))).mastered
    assert made == [Mastered(TYPE, "primaryPhone", override([RINGCENTRAL]))]
    gone = change_of_plan(plan((kind, ["delete"], MASTER, None))).mastered
    assert gone == [Mastered(TYPE, "primaryPhone", {"type": "PROFILE_MASTER", "priority": []})]
    assert not change_of_plan(plan((kind, ["create"], None, {**MASTER, "mode": "verify"})))
    assert not change_of_plan(plan((kind, ["no-op"], MASTER, MASTER)))


def test_attributes_of_all_three_resources():
    """Plural and single app attributes, user attributes with their source; removed ones, and adopted ones back."""
    definition = {"title": "Direct", "type": "string", "max_length": 20, "enum": None}
    plural = {"app_id": RINGCENTRAL, "properties": {"directNumber": definition}, "restores": {}}
    user = {
        "user_type_id": TYPE, "name": "desk", "type": "integer", "enum": ["1", "2"], "master": "OVERRIDE",
        "master_priority": [RINGCENTRAL], "restores": None,
    }  # fmt: skip
    single = {
        "app_id": RINGCENTRAL,
        "name": "old",
        "type": "string",
        "restores": '{"type": "string", "maxLength": 5}',
    }
    change = change_of_plan(
        plan(
            ("oktaprofile_app_user_properties", ["create"], None, plural),
            ("oktaprofile_user_property", ["create"], None, user),
            ("oktaprofile_app_user_property", ["delete"], single, None),
            ("oktaprofile_app_user_property", ["delete"], {**single, "name": "gone", "restores": None}, None),
        )
    )
    assert change.attributed == [
        Attributed(RINGCENTRAL, None, "directNumber", {"title": "Direct", "type": "string", "maxLength": 20}),
        Attributed(None, TYPE, "desk", {"type": "integer", "enum": [1, 2]}),
        Attributed(RINGCENTRAL, None, "old", {"type": "string", "maxLength": 5}, whole=True),
        Attributed(RINGCENTRAL, None, "gone", None, whole=True),
    ]
    assert change.mastered == [Mastered(TYPE, "desk", override([RINGCENTRAL]))]


def test_an_expression_known_after_apply_is_a_line_without_one():
    """It can't be judged, and the report says so instead of leaving it out."""
    item = {**ITEM, "expression": None}
    after = {
        **MAPPING,
        "properties": {"primaryPhone": {name: item[name] for name in item if name != "expression"}},
    }
    unknown = {"properties": {"primaryPhone": {"expression": True}}}
    change = change_of_plan(plan(("oktaprofile_mapping", ["create"], None, after, unknown)))
    assert change.mapped[0].line == Line(None, "PUSH")


def test_the_plan_and_the_org_give_the_org_afterwards():
    """Lines that the plan does not name stay."""
    before = organization()
    before.mappings[MappingKey(RINGCENTRAL, TYPE, TO_OKTA)] = {"title": Line("appuser.jobTitle")}
    after = apply(
        change_of_plan(plan(("oktaprofile_mapping", ["create"], None, MAPPING))), before
    ).organization
    lines = after.mappings[MappingKey(RINGCENTRAL, TYPE, TO_OKTA)]
    assert lines == {"title": Line("appuser.jobTitle"), "primaryPhone": Line(SEED, "PUSH")}
    assert before.mappings[MappingKey(RINGCENTRAL, TYPE, TO_OKTA)] == {"title": Line("appuser.jobTitle")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("PK\x03", "not JSON"),
        ("[]", "not a Terraform plan"),
        ('{"format_version": "1.2"}', "not a Terraform plan"),
        (plan(format_version="2.0"), "format_version '2.0'"),
        (plan(errored=True), "failed"),
        ('{"format_version": "1.2", "resource_changes": null}', "not built as Terraform builds"),
        ('{"format_version": "1.2", "resource_changes": ["x"]}', "not built as Terraform builds"),
        (plan(("oktaprofile_mapping", ["create"], None, {})), "not built as Terraform builds"),
        (plan(("oktaprofile_mapping", ["create"], None, {**MAPPING, "properties": ["x"]})), "not built as"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_plan_is_refused(text, message):
    """A report on half a plan would be worse than none."""
    with pytest.raises(ImpactError, match=message):
        change_of_plan(text)


def test_a_plan_without_resources_changes_nothing():
    """Terraform leaves resource_changes out then."""
    assert not change_of_plan(
        '{"format_version": "1.2", "planned_values": {}, "configuration": {"root_module": {}}}'
    )
