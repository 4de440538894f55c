"""The sample provider, fresh for each test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from oktaprofile.plugin.dispatch import Servicer
from oktaprofile.text import redact
from tests.unit.plugin.scripted_provider import Join, SampleProvider, Terraform, Thing, ThingList, Things
from tests.unit.plugin.served import Served


@pytest.fixture
def terraform() -> Iterator[Terraform]:
    """Terraform beside a fresh sample provider; what was hidden or loaded is forgotten afterwards."""
    module = ModuleType("sample_module")
    for item in (Thing, Things, ThingList, Join, SampleProvider):
        setattr(module, item.__name__, type(item.__name__, (item,), {}))
    sys.modules["sample_module"] = module
    yield Terraform(Servicer("sample_module:SampleProvider"))
    del sys.modules["sample_module"]
    redact._secrets.clear()


@pytest.fixture
def list_class(terraform: Terraform) -> Any:
    """The sample list's class, for a test to put `list` on."""
    return sys.modules["sample_module"].ThingList


@pytest.fixture
def thing_class(terraform: Terraform) -> Any:
    """The sample resource's class, for a test to put methods on."""
    return sys.modules["sample_module"].Thing


@pytest.fixture
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A fresh connection; its thread must end when the client hangs up. Parameter "here": see ``Served``."""
    running = Served(here=getattr(request, "param", "") == "here")
    yield running
    running.raw.close()
    running.thread.join(10)
    assert not running.thread.is_alive()
