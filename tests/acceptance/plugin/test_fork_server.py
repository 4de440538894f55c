"""The fork server (plugin/fork_server.py): a forked plugin keeps the promises of one that is started, and what becomes
of it when one of the processes ends. Whole commands of terraform, which all use it, are in the other files.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.acceptance.harness.terraform import wait_until
from tests.acceptance.plugin.process import COOKIE, LAUNCHER, Identity, Plugin
from tests.acceptance.plugin.test_process import (
    METADATA,
    SHUTDOWN,
    plugins_of,
    test_malformed_calls_do_not_end_the_process,  # noqa: F401 - each with `start` below
    test_no_other_client_is_let_in,  # noqa: F401
    test_plaintext_only_when_asked_for,  # noqa: F401
    test_sigint_is_ignored_and_sigterm_ends,  # noqa: F401
    test_sigterm_lets_a_call_report,  # noqa: F401
    test_terraform_s_certificate_is_let_in,  # noqa: F401
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is a fork server on Linux alone")
ON = {"OKTAPROFILE_FORK_SERVER": ""}


def end(plugin: Plugin, identity: Identity) -> None:
    """As Terraform ends it, after a first call: what a client says at the beginning has been read then."""
    client = plugin.connect(identity)
    assert [client.call(path).status for path in (METADATA, SHUTDOWN)] == [0, 0]
    assert plugin.finish() == (0, "")


@pytest.fixture
def server(package: Path, temporary: Path) -> Iterator[int]:
    """The process id of a fork server for what this process starts, left behind by a start that has ended."""
    identity = Identity()
    end(Plugin([package / LAUNCHER], temporary, identity, **ON), identity)
    (left,) = plugins_of(package)
    wait_until(lambda: f"@oktaprofile {os.getpid()} " in Path("/proc/net/unix").read_text(), "it listens")
    yield left
    for process in plugins_of(package):
        os.kill(process, signal.SIGKILL)
    wait_until(lambda: not plugins_of(package), "all have ended")


@pytest.fixture
def start(server: int, start: Callable[..., Plugin], package: Path) -> Callable[..., Plugin]:
    """Starts plugins that are forked."""

    def begin(identity: Identity | None, command: Sequence[str | Path] = (), **environment: str) -> Plugin:
        before = set(plugins_of(package))
        plugin = start(identity, command, **{**ON, **environment})
        assert len(set(plugins_of(package)) - before) == 2, "the start, and what was forked for it"
        return plugin

    return begin


def forked(plugin: Plugin, server: int, package: Path) -> int:
    """The process id of what was forked for this start."""
    (found,) = set(plugins_of(package)) - {server, plugin.process.pid}
    return found


def test_each_has_its_own_environment_and_errors(
    start: Callable[..., Plugin], server: int, package: Path
) -> None:
    """Two at once: each listens in the folder, trusts the client and logs to the stream of its own start."""
    first, second = Identity(), Identity()
    one = start(first)
    other = start(second, TMPDIR="/var/tmp", TF_LOG="DEBUG")
    assert not one.path.startswith("/var/tmp/")
    assert other.path.startswith("/var/tmp/")
    for plugin, identity in ((one, first), (other, second)):
        client = plugin.connect(identity)
        assert client.call(METADATA).status == 0
        assert client.call(SHUTDOWN).status == 0
    assert one.finish() == (0, "")
    code, log = other.finish()
    assert code == 0
    assert "call answered" in log
    assert plugins_of(package) == [server]


def test_a_killed_start_takes_its_plugin_along(
    start: Callable[..., Plugin], server: int, package: Path, temporary: Path
) -> None:
    """Terraform kills a plugin that does not end: it knows the start only."""
    plugin = start(Identity())
    plugin.process.kill()
    wait_until(lambda: plugins_of(package) == [server], "the forked plugin has ended")
    assert not list(temporary.iterdir())


def test_a_forked_plugin_that_is_killed(start: Callable[..., Plugin], server: int, package: Path) -> None:
    """Terraform sees that its plugin has ended; the next one is forked as ever."""
    plugin = start(Identity())
    os.kill(forked(plugin, server, package), signal.SIGKILL)
    assert plugin.finish()[0] == 1
    identity = Identity()
    assert start(identity).connect(identity).call(METADATA).status == 0


def test_without_the_server(
    start: Callable[..., Plugin], server: int, package: Path, temporary: Path
) -> None:
    """The server is killed: what it forked goes on, and the next start serves by itself and leaves another behind."""
    identity = Identity()
    plugin = start(identity)
    client = plugin.connect(identity)
    os.kill(server, signal.SIGKILL)
    wait_until(lambda: server not in plugins_of(package), "the server has ended")
    assert client.call(METADATA).status == 0
    next_one = Plugin([package / LAUNCHER], temporary, identity, **ON)
    end(next_one, identity)
    assert client.call(SHUTDOWN).status == 0
    assert plugin.finish()[0] == 0
    assert len(set(plugins_of(package)) - {server}) == 1


def test_a_server_that_ends_before_it_forks(server: int, package: Path, temporary: Path) -> None:
    """A start that was let in, and then hears nothing, serves by itself: Terraform does not notice."""

    def asked() -> bool:
        """Whether a start waits at the server's socket."""
        return Path("/proc/net/unix").read_text().count(f"@oktaprofile {os.getpid()} ") == 2

    def kill() -> None:
        wait_until(asked, "a start has asked")
        os.kill(server, signal.SIGKILL)

    os.kill(server, signal.SIGSTOP)
    killing = threading.Thread(target=kill)
    killing.start()
    identity = Identity()
    end(Plugin([package / LAUNCHER], temporary, identity, **ON), identity)
    killing.join()


SOME_TERRAFORM = """import os, subprocess, sys, time
def start():
    plugin = subprocess.Popen([sys.argv[1]], stdout=subprocess.PIPE)
    plugin.stdout.readline()
    return plugin
first = start()
while f"@oktaprofile {os.getpid()} " not in open("/proc/net/unix").read():
    time.sleep(0.05)
first.kill()
first.wait()
second = start()
print(flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_all_end_with_terraform(package: Path, temporary: Path, how: signal.Signals) -> None:
    """The server, a start and its plugin end with the process that Terraform is, though nobody tells them to."""
    terraform = subprocess.Popen(
        [sys.executable, "-c", SOME_TERRAFORM, package / LAUNCHER],
        env={
            "PATH": os.environ["PATH"], "TMPDIR": str(temporary), **COOKIE, **ON,
            "PLUGIN_CLIENT_CERT": Identity().certificate,
        },
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert terraform.stdout is not None
    assert terraform.stdout.readline() == b"\n"
    assert len(plugins_of(package)) == 3
    terraform.send_signal(how)
    wait_until(lambda: not plugins_of(package), "all have ended")
    terraform.communicate()
    assert len(list(temporary.iterdir())) == 1, "of the first start, which was killed"
