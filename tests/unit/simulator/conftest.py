"""Fixtures of the simulator's unit tests: orgs in memory, no socket."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[3])
# pytest's importlib mode leaves sys.path alone, and the tests share calling.py
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

from tests.unit.simulator.calling import Api, make_api  # noqa: E402


@pytest.fixture
def api() -> Api:
    """The demo org without people."""
    return make_api()
