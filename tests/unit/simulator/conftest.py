"""Fixtures of the simulator's unit tests: orgs in memory, no socket."""

from __future__ import annotations

import pytest

from tests.unit.simulator.calling import Api, make_api


@pytest.fixture
def api() -> Api:
    """The demo org without people."""
    return make_api()
