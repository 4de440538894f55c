"""Reading a plan's JSON: every resource kept, sensitive values gone, anything else refused loudly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oktaprofile.review.errors import UnreadablePlan
from oktaprofile.review.plan_file import SENSITIVE, UNKNOWN, read_plan
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
        ("[" * 100_000, "nested too deep"),
        (
            '{"format_version": "1.2", "resource_changes": ' + "[" * 100_000 + "]" * 100_000 + "}",
            "nested too deep",
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


@pytest.mark.parametrize("name", ["create", "change", "replace", "destroy", "drift", "empty"])
def test_real_plans_are_understood_wholly(name: str) -> None:
    """Nothing in the plans that terraform 1.11 makes is unknown to the reader."""
    assert read_plan(case_text(name)).not_understood == ()
