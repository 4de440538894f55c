"""Whom the fork server's two sides trust. What it does is in tests/acceptance/plugin/test_fork_server.py."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from oktaprofile.plugin import fork_server

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is a fork server on Linux alone")


@pytest.fixture
def somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process at the other end is of another user than this one; a fork fails the test."""
    monkeypatch.setattr(fork_server, "_user", lambda connected: os.getuid() + 1)
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("it has forked"))


def listening_as(server: fork_server.ForkServer) -> socket.socket:
    """A socket with the name at which starts look for the server."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(server._name)
    listener.listen(1)
    listener.settimeout(10)
    return listener


@pytest.mark.usefixtures("somebody_else")
def test_a_start_gives_nothing_to_another_user(tmp_path: Path) -> None:
    """Anybody may have taken the name before: the start serves by itself, and its environment stays with it."""
    server = fork_server.ForkServer("toy", str(tmp_path), os.getpid())
    with listening_as(server) as listener:
        assert server.hand_over() is None
        assert listener.accept()[0].recv(1) == b""


@pytest.mark.usefixtures("somebody_else")
def test_nothing_is_forked_for_another_user(tmp_path: Path) -> None:
    """Abstract sockets have no file and so no mode: the server hangs up on who is not its own user."""
    server = fork_server.ForkServer("toy", str(tmp_path), os.getpid())
    with listening_as(server) as listener, socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(server._name)
        assert fork_server._forked(listener) is None
        assert stranger.recv(1) == b""


def test_each_terraform_and_each_package_has_its_own(tmp_path: Path) -> None:
    """The name differs by the process, by its namespace and by the folder; without /proc (macOS) there is none."""
    (tmp_path / "other").mkdir()
    one = fork_server.ForkServer("toy", str(tmp_path), 4711)
    assert str(Path("/proc/self/ns/pid").readlink()) in one._name.decode()
    assert one._name == fork_server.ForkServer("toy", str(tmp_path), 4711)._name
    assert one._name != fork_server.ForkServer("toy", str(tmp_path), 4712)._name
    assert one._name != fork_server.ForkServer("toy", str(tmp_path / "other"), 4711)._name


def test_without_namespaces_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS: nobody is asked, and nothing is left behind."""
    monkeypatch.setattr(fork_server, "NAMESPACE", str(tmp_path / "none"))
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("it has forked"))
    server = fork_server.ForkServer("toy", str(tmp_path), os.getpid())
    assert server.hand_over() is None
    assert server.leave_behind(lambda: pytest.fail("it has let go")) is None


def test_the_kernel_says_whose_a_process_is() -> None:
    """The user id of the other end."""
    one, other = socket.socketpair()
    with one, other:
        assert fork_server._user(one) == os.getuid()
