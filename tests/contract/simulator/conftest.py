"""A simulated org behind a real socket, in a thread of this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.contract.simulator.client import Client, connected


@pytest.fixture
def start() -> Iterator[Callable[..., Client]]:
    """Starts an org with the given options; it ends with the test."""
    with ExitStack() as running:

        def starter(**options: Any) -> Client:
            return running.enter_context(connected(**options))

        yield starter


@pytest.fixture
def org(start: Callable[..., Client]) -> Client:
    """The demo org with ten people."""
    return start(users=10)
