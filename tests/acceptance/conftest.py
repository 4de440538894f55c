"""Fixtures of the acceptance tests: an embedded org per test, and terraform on it.

A test that needs other switches starts its own org with `start_org(...)` and makes a workspace for it with
`new_workspace(org)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace, start_org


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives the real terraform."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.terraform)


@pytest.fixture
def org() -> Iterator[SimulatedOrg]:
    """An embedded org with default switches and three RingCentral users, for this test alone."""
    with start_org() as running:
        yield running


@pytest.fixture
def new_workspace(tmp_path: Path) -> Callable[[SimulatedOrg], Workspace]:
    """Makes a further terraform folder for an org; credentials come from the environment."""
    made = 0

    def make(target: SimulatedOrg) -> Workspace:
        nonlocal made
        made += 1
        return Workspace(tmp_path / f"workspace{made}", {"OKTA_ORG_URL": target.url, "OKTA_API_TOKEN": TOKEN})

    return make


@pytest.fixture
def workspace(org: SimulatedOrg, new_workspace: Callable[[SimulatedOrg], Workspace]) -> Workspace:
    """A terraform folder for `org`."""
    return new_workspace(org)
