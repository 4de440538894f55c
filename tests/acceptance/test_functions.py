"""The published functions, called by the real terraform without any org."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.harness import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """No org, no credentials: functions run before the provider is configured."""
    return Workspace(tmp_path / "functions", {})


def test_the_evaluation_example_tells_the_word_null(workspace: Workspace) -> None:
    """An unguarded attribute that was never set shows as the word "null"."""
    workspace.use_example("functions/evaluate_expression")

    workspace.apply().expect_success()

    assert workspace.outputs() == {
        "with_extension": "+16505550100#101",
        "without_extension": "+16505550100#null",
    }


def test_the_references_example_lists_what_is_unguarded(workspace: Workspace) -> None:
    """Root and attribute of each."""
    workspace.use_example("functions/expression_references")

    workspace.apply().expect_success()

    assert workspace.outputs() == {"unguarded": ["appuser.directNumber", "appuser.extensionNumber"]}


@pytest.mark.parametrize(
    ("call", "sentences"),
    [
        (
            'expression_references("appuser.directNumber +")',
            ["This is not a valid expression", "appuser.directNumber +", "^"],
        ),
        ('evaluate_expression("user.profile.email", "{}")', ["Identity Engine syntax", "write user.email"]),
        ('evaluate_expression("appuser.a", "+16505550100")', ["The context is not JSON", "jsonencode("]),
        ('evaluate_expression("null + null", "{}")', ["This expression has no value for this person"]),
    ],
)
def test_a_wrong_call_points_at_the_argument(workspace: Workspace, call: str, sentences: list[str]) -> None:
    """The error stands at the argument, with the expression and a caret where that is at fault."""
    workspace.write(f'output "o" {{\n  value = provider::oktaprofile::{call}\n}}\n')

    workspace.plan_error().expect("Invalid function argument", *sentences)
