"""A stack to put constructs into. jsii's Node process starts once for all tests of a worker."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.constructs.framework import cdktf

Synthesize = Callable[[cdktf.TerraformStack], dict[str, Any]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives the jsii kernel."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.cdktf)


@pytest.fixture
def stack() -> cdktf.TerraformStack:
    """An empty stack in an app of its own."""
    return cdktf.TerraformStack(cdktf.Testing.app(), "stack")


@pytest.fixture
def synthesize() -> Synthesize:
    """The stack's JSON as Terraform will read it, without what cdktf notes for itself."""

    def run(stack: cdktf.TerraformStack) -> dict[str, Any]:
        return dict(_without_notes(json.loads(cdktf.Testing.synth(stack))))

    return run


def _without_notes(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_notes(item) for key, item in value.items() if key != "//"}
    if isinstance(value, list):
        return [_without_notes(item) for item in value]
    return value
