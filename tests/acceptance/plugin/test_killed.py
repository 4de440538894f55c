"""The process ends soon when Terraform is killed, whatever it is doing: no provider is left behind to go on writing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from oktaprofile.packaging import provider_package
from tests.acceptance.harness import TOKEN, SimulatedOrg, Workspace
from tests.acceptance.harness.terraform import SOURCE, dev_overrides, wait_until

SOON_SECONDS = 25.0
"""Calls in hand have 5 s to end (server.PATIENCE_SECONDS), the parent is looked for every second; the rest is for a
busy machine. A plugin that stays would wait for its org a minute."""


class SilentOrg:
    """Accepts connections and never answers. ``asked``: the first lines of the requests."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked: list[bytes] = []
        self._held: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connected, _ = self._listener.accept()
                self._held.append(connected)
                self.asked.append(connected.recv(4096).split(b"\r\n")[0])

    def close(self) -> None:
        """Let everybody go."""
        for one in (self._listener, *self._held):
            one.close()


@pytest.fixture
def silent() -> Iterator[SilentOrg]:
    """An org that never answers."""
    org = SilentOrg()
    yield org
    org.close()


def packaged(folder: Path, environment: dict[str, str]) -> Workspace:
    """A workspace with the provider as it is installed: who looks after whom is another thing in a forked one."""
    made = Workspace(
        folder, {"OKTAPROFILE_PYTHON": sys.executable, "TF_DISABLE_PLUGIN_TLS": "", **environment}
    )
    (folder / "cli.tfrc").write_text(dev_overrides(SOURCE, provider_package().folder))
    return made


def started_by(pid: int, column: str = "ppid") -> set[int]:
    """The plugins that a process has started; "pgid": also what forks them, and what was forked."""
    listed = subprocess.run(
        ["ps", "-axo", f"pid=,{column}="], capture_output=True, text=True, check=True
    ).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return {one for one, by in pairs if by == pid} - {pid}


def is_running(pid: int) -> bool:
    """Whether it exists and is no zombie."""
    shown = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return bool(shown.strip()) and not shown.strip().startswith("Z")


def end_soon(process: subprocess.Popen[str]) -> None:
    """SIGKILL to Terraform alone; fail unless its plugins end soon. How soon is printed (pytest -s)."""
    assert started_by(process.pid)
    plugins = started_by(process.pid, "pgid")
    began = time.monotonic()
    process.send_signal(signal.SIGKILL)
    wait_until(lambda: not any(map(is_running, plugins)), "the plugins have ended", seconds=SOON_SECONDS)
    print(f"ended after {time.monotonic() - began:.1f} s")
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def sockets_left(folder: Path) -> list[Path]:
    """What the plugins left in their temporary folder."""
    return list(folder.glob("plugin-*"))


DATA = 'provider "oktaprofile" {}\ndata "oktaprofile_user_type" "t" {}\n'
RESOURCE = 'resource "oktaprofile_user_property" "p" {\n  name  = "desk"\n  title = "Desk"\n}\n'


def test_while_a_call_waits_on_the_org(silent: SilentOrg, tmp_path: Path) -> None:
    """A plan that reads from an org which takes the request and never answers."""
    temporary = tmp_path / "t"
    temporary.mkdir()
    environment = {"OKTA_ORG_URL": silent.url, "OKTA_API_TOKEN": TOKEN, "TMPDIR": str(temporary)}
    workspace = packaged(tmp_path / "w", environment)
    workspace.write(DATA)
    process = workspace.start("plan", "-no-color", "-input=false")
    wait_until(lambda: silent.asked, "the org has been asked")
    end_soon(process)
    assert not sockets_left(temporary)


@pytest.mark.parametrize("wait", ["hold_ms", "delay_ms"], ids=["after the commit", "before the commit"])
def test_while_a_write_waits_on_the_org(org: SimulatedOrg, tmp_path: Path, wait: str) -> None:
    """An apply whose POST is not answered, whether the org has stored it or not. (What the next apply makes of that is
    shown by the fault matrix, tests/acceptance/faults.)
    """
    temporary = tmp_path / "t"
    temporary.mkdir()
    environment = {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN, "TMPDIR": str(temporary)}
    workspace = packaged(tmp_path / "w", environment)
    workspace.write(RESOURCE)
    org.add_fault(operation="updateUserProfile", action="delay", **{wait: 60_000})
    process = workspace.start("apply", "-no-color", "-input=false", "-auto-approve")
    wait_until(lambda: org.faults()[0]["matched"], "the write is on its way")
    end_soon(process)
    assert not sockets_left(temporary)


def test_while_nothing_is_going_on(org: SimulatedOrg, tmp_path: Path) -> None:
    """Terraform asks its user, the plugin is idle: it ends at once."""
    environment = {"OKTA_ORG_URL": org.url, "OKTA_API_TOKEN": TOKEN}
    workspace = packaged(tmp_path / "w", environment)
    workspace.write(RESOURCE)
    process = subprocess.Popen(
        ["terraform", "console"],
        cwd=workspace.folder,
        env=workspace.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write('provider::oktaprofile::expression_references("appuser.a")\n')
    process.stdin.flush()

    def stays() -> bool:
        """What Terraform starts for the schema alone ends at once."""
        plugins = started_by(process.pid)
        time.sleep(1)
        return bool(plugins) and plugins == started_by(process.pid)

    wait_until(stays, "the plugin runs")
    end_soon(process)
