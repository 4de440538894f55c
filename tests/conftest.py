"""What holds for every test."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says something of the machine, and nothing of what is tested.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

LOOPBACK = "127.0.0.1,localhost"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make test ARGS="tests/e2e --framework cdktn"` drives the end-to-end tests with CDK Terrain."""
    parser.addoption("--framework", choices=("cdktf", "cdktn"), default="cdktf", help="default: cdktf")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One more than there are cores: for a fifth of their time tests wait, for time-outs, processes and sockets."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    own = getattr(os, "sched_getaffinity", None)  # not on macOS
    return (len(own(0)) if own else os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest come first: one that was begun last would be waited for by all other workers."""
    items.sort(key=lambda item: "e2e" not in item.path.parts)


def pytest_configure(config: pytest.Config) -> None:
    """Tests talk to servers on this machine, also where a person's proxy settings would send that elsewhere."""
    os.environ["OKTAPROFILE_FRAMEWORK"] = config.getoption("--framework")
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), LOOPBACK)))
