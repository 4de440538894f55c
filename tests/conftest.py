"""What holds for every test."""

from __future__ import annotations

import os

LOOPBACK = "127.0.0.1,localhost"


def pytest_configure() -> None:
    """Tests talk to servers on this machine, also where a person's proxy settings would send that elsewhere."""
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), LOOPBACK)))
