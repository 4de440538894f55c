"""Reading a plan's JSON: every resource kept, sensitive values gone, anything else refused loudly."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import pytest

from oktaprofile.plan.errors import UnreadablePlan
from oktaprofile.plan.markers import SENSITIVE, UNKNOWN
from oktaprofile.plan.reader import read_plan
from oktaprofile.plan.resources import APP_PROPERTIES, ARGUMENTS, DEFINITION
from oktaprofile.provider.provider import OktaProfileProvider
from tests.unit.review.plans import case_text, change, document


def plan_of(*changes: dict[str, Any], **more: Any) -> Any:
    """A made-up plan, read."""
    return read_plan(json.dumps(document(*changes, **more)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("PK\x03\x04", "not JSON"),
        ("[]", "no format_version"),
        ('{"format_version": "2.0", "resource_changes": []}', "'2.0'"),
        ('{"format_version": "1.2", "values": {}}', "looks like a state"),
        ('{"format_version": "1.2", "resource_changes": [], "errored": true}', "run that failed"),
        (
            '{"format_version": "1.2", "resource_changes": [{"address": "a"}]}',
            "not built as Terraform builds one",
        ),
        ('{"format_version": "1.2", "resource_changes": [1]}', "not built as Terraform builds one"),
        ("[" * 100_000, "nested too deeply"),
        (
            '{"format_version": "1.2", "resource_changes": ' + "[" * 100_000 + "]" * 100_000 + "}",
            "nested too deeply",
        ),
        (
            '{"format_version": "1.2", "resource_changes": [], "resource_changes": []}',
            "'resource_changes' twice",
        ),
        ('{"format_version": "1.2", "resource_changes": [{"address": "a", "cha', "not JSON"),
        ("\x00\xff" * 1_000_000, "not JSON"),
    ],
)
def test_what_is_no_plan_is_refused(text: str, said: str) -> None:
    """A file that cannot be understood is never taken for a plan without changes."""
    with pytest.raises(UnreadablePlan) as refused:
        read_plan(text)
    assert said in refused.value.message


def test_a_plan_without_resources_is_a_plan() -> None:
    """Terraform leaves resource_changes out when there is no resource at all."""
    assert plan_of().changes == ()
    assert read_plan('{"format_version": "1.0", "planned_values": {}}').changes == ()


def test_every_resource_is_kept_with_its_action() -> None:
    """Ours and others', replacements in either order, forgotten ones; data reads too."""
    found = plan_of(
        change("a.x", "a", None, {}),
        change("b.x", "b", {}, {}, change={"actions": ["delete", "create"]}),
        change("c.x", "c", {}, {}, change={"actions": ["create", "delete"]}),
        change("d.x", "d", {}, None, change={"actions": ["forget"]}),
        change("e.x", "e", {}, {}, change={"actions": ["no-op"]}),
        change("f.x", "f", None, {}, change={"actions": ["read"]}, mode="data"),
        change("g.x", "g", {}, {}, change={"actions": ["invented"]}),
    )
    assert [(one.address, one.action) for one in found.changes] == [
        ("a.x", "create"),
        ("b.x", "replace"),
        ("c.x", "replace"),
        ("d.x", "forget"),
        ("e.x", "no-op"),
        ("f.x", "read"),
        ("g.x", "invented"),
    ]
    assert [one.changes for one in found.changes] == [True, True, True, True, False, False, True]


def test_sensitive_values_are_gone_before_anything_sees_them() -> None:
    """At any depth, in before, after, drift and in what data sources read; the whole object when all of it is."""
    secret = "hunter2"
    marks = {"before_sensitive": {"a": {"b": True}}, "after_sensitive": {"a": {"b": [False, True]}}}
    entry = change("x.y", "x", {"a": {"b": secret}}, {"a": {"b": ["shown", secret]}}, change=marks)
    whole = change(
        "x.z", "x", {"a": secret}, {"a": secret}, change={"before_sensitive": True, "after_sensitive": True}
    )
    data = {
        "type": "oktaprofile_app",
        "values": {"id": "1", "label": secret},
        "sensitive_values": {"label": True},
    }
    found = plan_of(entry, whole, read=[data], resource_drift=[entry])
    assert secret not in repr(found)
    assert found.changes[0].after == {"a": {"b": ["shown", SENSITIVE]}}
    assert found.changes[1].before == {"": SENSITIVE}


def test_unknown_values_are_told_from_missing_ones() -> None:
    """What the plan does not know yet is UNKNOWN, also inside of maps and lists; what it knows stays."""
    unknown = {"id": True, "properties": {"b": {"expression": True}}, "list": [False, True]}
    [found] = plan_of(
        change("x.y", "x", None, {"list": [1], "properties": {"a": {}}}, change={"after_unknown": unknown})
    ).changes
    assert found.after == {
        "list": [1, UNKNOWN],
        "properties": {"a": {}, "b": {"expression": UNKNOWN}},
        "id": UNKNOWN,
    }
    assert found.after["id"] is UNKNOWN


def test_failed_conditions_and_outputs_are_read() -> None:
    """A check that fails keeps its message; an output that stays is left out."""
    found = read_plan(case_text("create"))
    assert [check.address for check in found.checks] == ["check.readiness"]
    assert "not ready for the sync" in found.checks[0].messages[0]
    outputs = {"a": {"actions": ["update"]}, "b": {"actions": ["no-op"]}}
    assert plan_of(output_changes=outputs).outputs == {"a": "update"}


def test_a_part_that_is_not_known_is_named() -> None:
    """A newer 1.x may bring parts that this version cannot explain; empty ones do not matter."""
    assert plan_of(action_invocations=[{}], other=[]).not_understood == ("action_invocations",)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"change": {"actions": ["invented"]}}, "a.x: action invented"),
        ({"change": {"actions": []}}, "a.x: action "),
        ({"change": {"actions": ["create", "update"]}}, "a.x: action create and update"),
        ({"change": {"actions": ["create"], "approximate": True}}, "a.x: approximate"),
        ({"mode": "ephemeral"}, "a.x: mode ephemeral"),
        ({"action_reason": "because"}, "a.x: reason because"),
        ({"partial": True}, "a.x: partial"),
    ],
)
def test_a_word_of_a_newer_terraform_is_not_understood(more: dict[str, Any], said: str) -> None:
    """An action, a mode, a reason or a field of a resource change may mean anything."""
    assert plan_of(change("a.x", "oktaprofile_mapping", None, {}, **more)).not_understood == (said,)


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [
        ({"a": 1}, {"a": 2}, {"change": {"actions": ["no-op"]}}),
        ({"a": 1}, {"a": 1}, {"change": {"actions": ["no-op"], "after_unknown": {"b": [{"c": True}]}}}),
        ({"a": 1}, {"a": 2}, {"change": {"actions": ["no-op"], "importing": {"id": "x"}}}),
        (None, {"a": 1}, {"change": {"actions": ["read"]}}),
        ({"a": 1}, {"a": 2}, {"change": {"actions": ["create"]}}),
        (None, {"a": 2}, {"change": {"actions": ["update"]}}),
        ({"a": 1}, None, {"change": {"actions": ["update"]}}),
        (None, {"a": 2}, {"change": {"actions": ["delete", "create"]}}),
        ({"a": 1}, {"a": 1}, {"change": {"actions": ["delete"]}}),
        (None, None, {"change": {"actions": ["forget"]}}),
        ({"a": 1}, {"a": 2}, {"mode": "data"}),
        ({"a": 1}, {"a": 2}, {"address": "data.null_x.x"}),
        ({"a": 1}, {"a": 2}, {"address": "data.null_x.x", "mode": "data"}),
        ({"a": 1}, {"a": 2}, {"address": 'module.a["].data."].null_x.x', "mode": "data"}),
    ],
)
def test_an_entry_that_says_two_things_is_not_understood(
    before: Any, after: Any, more: dict[str, Any]
) -> None:
    """Somebody edited it: what it calls itself would hide what it does."""
    entry = change("null_x.x", "null_x", before, after) | {
        **more,
        "change": {**change("null_x.x", "null_x", before, after)["change"], **more.get("change", {})},
    }
    actions = " and ".join(entry["change"]["actions"])
    words = f"{entry['address']}: action {actions} (the rest of the entry says something else)"
    assert words in plan_of(entry).not_understood


def test_two_entries_of_one_resource_are_not_understood() -> None:
    """One of them would be believed. A deposed object is another one."""
    one = change("null_x.x", "null_x", {}, None)
    assert plan_of(one, {**one, "deposed": "1a"}, {**one, "deposed": "2b"}).not_understood == ()
    assert plan_of(one, one).not_understood == ("null_x.x (it is there twice)",)
    person = {**one, "address": 'null_x.x["jane.doe"]'}
    assert plan_of(person, person).not_understood == ("null_x.x (it is there twice)",)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    """Python would read it, and no other reader of the report could."""
    with pytest.raises(UnreadablePlan, match="a number is not finite"):
        read_plan(f'{{"format_version": "1.2", "planned_values": {{}}, "variables": {number}}}')


def test_a_newer_provider_is_not_understood() -> None:
    """A resource type or an argument of ours that this version does not know; nothing of other providers."""
    found = plan_of(
        change("a.x", "oktaprofile_group", None, {}),
        change("b.x", "oktaprofile_mapping", None, {"app_id": "1", "priority": 3, "later": None}),
        change("c.x", "okta_group", None, {"priority": 3}),
        checks=[{"address": {}, "status": "skipped"}, {"address": {}}],
        output_changes={"o": {"actions": ["invented"]}},
    )
    assert found.not_understood == (
        "status of a condition: skipped",
        "status of a condition: None",
        "action on output o: invented",
        "a.x: resource type oktaprofile_group",
        "b.x: argument priority",
    )


def test_every_argument_of_our_resources_is_known() -> None:
    """The reader's table has every resource type of the provider, and every argument of its schema."""
    assert set(OktaProfileProvider.resources) == set(ARGUMENTS)
    for kind, location in OktaProfileProvider.resources.items():
        module, name = location.split(":")
        schema = getattr(import_module(module), name).schema
        assert set(schema.attributes) <= ARGUMENTS[kind], kind
        nested = schema.attributes["properties"].nested.attributes if kind == APP_PROPERTIES else {}
        assert set(nested) <= DEFINITION


@pytest.mark.parametrize("name", ["create", "change", "replace", "destroy", "drift", "empty"])
def test_real_plans_are_understood_wholly(name: str) -> None:
    """Nothing in the plans that terraform 1.11 makes is unknown to the reader."""
    assert read_plan(case_text(name)).not_understood == ()
