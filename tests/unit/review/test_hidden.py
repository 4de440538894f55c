"""What `sensitive()` hides of a resource is never nothing: the report says that it cannot tell."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oktaprofile.plan.reader import read_plan
from oktaprofile.review.build import build
from oktaprofile.review.words import plain
from tests.unit.plan.open_plans import STATES, Path, paths
from tests.unit.review.plans import change, document

SECRET = "hidden-value"
EVERY = [(name, path) for name, (_, state) in STATES.items() for path in paths(state) if path]


def marked(state: Any, path: Path) -> tuple[Any, Any]:
    """The state with another value at the path, and Terraform's marks of it."""
    if not path:
        return SECRET, True
    first, *rest = path
    inner, mark = marked(state[first], tuple(rest))
    if isinstance(state, list):
        return [*state[:first], inner, *state[first + 1 :]], [False] * int(first) + [mark]
    return {**state, first: inner}, {first: mark}


@pytest.mark.parametrize(
    ("name", "path"), EVERY, ids=[f"{name} {'.'.join(map(str, path))}" for name, path in EVERY]
)
@pytest.mark.parametrize("action", ["create", "update", "delete"])
def test_any_hidden_argument_is_a_high_risk(name: str, path: Path, action: str) -> None:
    """Whatever the resource and however deep the argument; its name is said, and its value never."""
    kind, state = STATES[name]
    other, marks = marked(state, path)
    before = None if action == "create" else other if action == "delete" else state
    entry = change(
        f"{kind}.x", kind, before, None if action == "delete" else other,
        change={f"{side}_sensitive": marks for side in ("before", "after")},
    )  # fmt: skip
    review = build(read_plan(json.dumps(document(entry))))
    assert review.status in ("attention", "failed")
    [risk] = [one for one in review.risks if one.code == "hidden"]
    assert ".".join(map(str, path)) in plain(risk.words)
    assert SECRET not in repr(review)
