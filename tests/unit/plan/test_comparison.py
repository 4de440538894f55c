"""Two plans are the same only if nothing that Terraform would do differs: every leaf of real plans is tried."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.plan.comparison import (
    DIFFERENT,
    NOT_UNDERSTOOD,
    ONLY_NEW,
    ONLY_REVIEWED,
    Difference,
    differences,
)
from oktaprofile.plan.errors import UnreadablePlan

CASES = Path(__file__).parents[2] / "cases" / "review"
NAMES = ("create", "change", "replace", "destroy", "empty")


def case(name: str) -> dict[str, Any]:
    """The JSON of a plan that terraform made of the embedded org."""
    found: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text())
    return found


def compared(one: Any, other: Any) -> tuple[Difference, ...]:
    """The differences of two JSON values."""
    return differences(json.dumps(one), json.dumps(other))


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything inside a JSON value."""
    for step in (
        list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    ):
        yield (*path, step)
        yield from nodes(value[step], (*path, step))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """What is at a path."""
    for step in path:
        value = value[step]
    return value


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_made_again_is_the_same(name: str) -> None:
    """Another time, a data source that answered something else, and another order of what Terraform sorts itself."""
    again = case(name)
    again["timestamp"] = "2026-12-01T00:00:00Z"
    again["prior_state"]["values"]["root_module"]["resources"] = []
    for entries in (
        again.get("resource_changes", []),
        again.get("checks", []),
        again.get("relevant_attributes", []),
        again["configuration"]["root_module"]["resources"],
    ):
        random.Random(7).shuffle(entries)
    assert compared(case(name), again) == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_leaf_counts(name: str) -> None:
    """A value replaced, an entry taken out, something put into an object or list: always different, or no plan."""
    plan = case(name)
    counted = [path for path in nodes(plan) if path[0] not in ("timestamp", "prior_state")]
    for path in random.Random(name).sample(counted, min(len(counted), 60)):
        for change in (_replaced, _removed, _added):
            other = copy.deepcopy(plan)
            if change(at(other, path[:-1]), path[-1]):
                try:
                    assert compared(plan, other), (change, path)
                except UnreadablePlan:
                    assert path[0] in ("format_version", "configuration", "errored")


def _replaced(owner: Any, step: Any) -> bool:
    found = owner[step]
    owner[step] = not found if isinstance(found, bool) else f"{found}x" if isinstance(found, str) else "x"
    return True


def _removed(owner: Any, step: Any) -> bool:
    del owner[step]
    return True


def _added(owner: Any, step: Any) -> bool:
    found = owner[step]
    if isinstance(found, dict):
        found["added"] = None
    elif isinstance(found, list):
        found.append(None)
    return isinstance(found, (dict, list))


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (1, 1.5), ("1", 1), (None, False), ([], {}), (0.1, 0.10000001)]
)
def test_values_of_another_type_differ(one: Any, other: Any) -> None:
    """Python says that True is 1."""
    plans = [{**case("empty"), "variables": {"x": {"value": value}}} for value in (one, other)]
    assert compared(*plans) == (Difference(DIFFERENT, "variables", "x"),)


def test_numbers_are_compared_digit_by_digit() -> None:
    """Both texts are the same float."""
    text = json.dumps({**case("empty"), "variables": {"x": {"value": 0.1}}})
    assert differences(text, text.replace("0.1}", "0.10000000000000000000001}"))


def edited(change: Callable[[dict[str, Any]], None]) -> tuple[Difference, ...]:
    """The differences between a plan and its edited copy."""
    other = case("change")
    change(other)
    return compared(case("change"), other)


def test_an_added_provisioner_is_named() -> None:
    """The forged plan: its resource changes are those that were reviewed."""

    def forged(plan: dict[str, Any]) -> None:
        [resource] = [
            one
            for one in plan["configuration"]["root_module"]["resources"]
            if one["type"] == "terraform_data"
        ]
        resource["provisioners"] = [{"type": "local-exec", "expressions": {}}]

    where = "root_module: resources: terraform_data.foreign: provisioners"
    assert edited(forged) == (Difference(ONLY_NEW, "configuration", where),)


def test_differences_are_typed_and_show_no_value() -> None:
    """A mapping's expression, another provider's argument with a number in it, and a resource that only one has."""

    def forged(plan: dict[str, Any]) -> None:
        changes = {one["address"]: one for one in plan["resource_changes"]}
        ours = changes["oktaprofile_mapping.to_okta"]["change"]["after"]["properties"]
        ours["primaryPhone"]["expression"] = "user.login + '+14155550100'"
        changes["terraform_data.foreign"]["change"]["after"]["input"]["+14155550100"] = 1
        plan["resource_changes"].remove(changes["oktaprofile_user_property.badge"])
        plan["action_invocations"] = [{}]

    found = edited(forged)
    assert found == (
        Difference(
            DIFFERENT,
            "resource_changes",
            "oktaprofile_mapping.to_okta: change: after: properties: primaryPhone: expression",
        ),
        Difference(ONLY_REVIEWED, "resource_changes", "oktaprofile_user_property.badge"),
        Difference(ONLY_NEW, "resource_changes", "terraform_data.foreign: change: after: input"),
        Difference(NOT_UNDERSTOOD, "action_invocations", ""),
        Difference(ONLY_NEW, "action_invocations", ""),
    )
    assert "14155550100" not in str(found)


def test_sensitive_and_unknown_values_count() -> None:
    """A sensitive value of the same length, and a value that is known now."""

    def forged(plan: dict[str, Any]) -> None:
        change = plan["resource_changes"][0]["change"]
        change["after_sensitive"] = {"title": True}
        change["after_unknown"] = {"id": True, "x": True}

    assert {one.where.partition(": ")[2].split(":")[1].strip() for one in edited(forged)} >= {
        "after_sensitive",
        "after_unknown",
    }


def test_what_both_do_not_explain_is_different() -> None:
    """A newer Terraform's part, the same in both: nobody said what it does. An empty one does not matter."""
    plan = {**case("empty"), "action_invocations": [{}], "other": []}
    assert compared(plan, plan) == (Difference(NOT_UNDERSTOOD, "action_invocations", ""),)


def test_the_keys_of_instances_are_hidden() -> None:
    """They can be logins."""
    plan = case("empty")
    entry = {"address": 'okta_user.staff["jane.doe"]', "change": {"actions": ["create"]}}
    found = compared(plan, {**plan, "resource_changes": [entry, *plan["resource_changes"]]})
    assert found == (Difference(ONLY_NEW, "resource_changes", 'okta_user.staff["…"]'),)


def test_two_entries_of_one_address_are_not_merged() -> None:
    """A second entry behind the first would hide it."""
    plan = case("change")
    assert compared(
        plan, {**plan, "resource_changes": [*plan["resource_changes"], plan["resource_changes"][0]]}
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("PK\x03\x04", "not JSON"),
        ("[]", "not a plan"),
        ("{}", "not a plan"),
        ('{"format_version": "2.0", "configuration": {}}', "not a plan"),
        ('{"format_version": "1.2", "errored": false}', "no configuration"),
        ('{"format_version": "1.2", "configuration": {}}', "failed"),
        ('{"format_version": "1.2", "configuration": {}, "errored": true}', "failed"),
        ('{"format_version": "1.2", "a": 1, "a": 1}', "twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"format_version": "1.2", "a": 1' + "0" * 5000 + "}", "not JSON"),
    ],
)
def test_what_is_no_plan_is_refused(text: str, said: str) -> None:
    """On either side; never taken for the same, also where both are."""
    good = json.dumps(case("empty"))
    for pair in ((text, good), (good, text), (text, text)):
        with pytest.raises(UnreadablePlan, match=said):
            differences(*pair)
