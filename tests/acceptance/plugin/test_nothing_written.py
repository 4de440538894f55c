"""The plugin writes nothing to disk but its socket: no key, no cache, no log, no compiled file."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from oktaprofile.packaging import provider_package
from tests.acceptance.harness import SimulatedOrg
from tests.acceptance.plugin.okta_calls import whole_life
from tests.acceptance.plugin.opentofu import OpenTofu
from tests.acceptance.plugin.process import Identity, Plugin

SHUTDOWN = "/plugin.GRPCController/Shutdown"

WATCHED = """
import os, runpy, socket, sys
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGING = ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.utime", "tempfile.",
            "shutil.", "socket.bind", "os.mkfifo", "sqlite3.connect", "dbm.")
def watch(event, arguments):
    if event == "socket.bind" and arguments[0].family != socket.AF_UNIX:
        return  # urllib3 tries whether there is IPv6
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING or event.startswith(CHANGING):
        os.write(2, f"WROTE {event} {arguments!r}\\n".encode())
sys.addaudithook(watch)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs a package's ``lib``, and tells on stderr of everything that Python is asked to write."""


def listing(*folders: Path) -> set[tuple[str, int, int]]:
    """Everything below: path, size, and when it was changed. Sockets as well."""
    found = set()
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            status = path.lstat()
            found.add((str(path), 0 if stat.S_ISDIR(status.st_mode) else status.st_size, status.st_mtime_ns))
    return found


@pytest.fixture
def homes(tmp_path: Path) -> dict[str, Path]:
    """A home, a working folder and every folder where programs keep things, empty."""
    names = (
        "HOME",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "PWD",
    )
    made = {name: tmp_path / name.lower() for name in names}
    for folder in made.values():
        folder.mkdir()
    return made


def test_what_python_is_asked_to_write(
    start: Callable[..., Plugin], org: SimulatedOrg, homes: dict[str, Path]
) -> None:
    """A whole life of resources in the real package: a folder of 0700 is made for the socket, and nothing else."""
    library = provider_package().folder / "lib"
    identity = Identity()
    command = (sys.executable, "-I", "-S", "-B", "-c", WATCHED, str(library))
    plugin = start(identity, command, **{name: str(folder) for name, folder in homes.items()})
    client = plugin.connect(identity)
    whole_life(OpenTofu(client), org)
    assert client.call(SHUTDOWN).status == 0
    code, errors = plugin.finish()
    wrote = [line for line in errors.splitlines() if line.startswith("WROTE")]
    assert code == 0, errors
    assert [line.split()[1] for line in wrote] == ["os.mkdir", "socket.bind"], wrote
    assert str(Path(plugin.path).parent) in wrote[0]
    assert str(0o700) in wrote[0]
    assert plugin.path in wrote[1]


def test_what_appears_on_disk(
    start: Callable[..., Plugin], org: SimulatedOrg, homes: dict[str, Path], temporary: Path
) -> None:
    """While it runs and after: package, home, caches and working folder are as before, TMPDIR has the socket alone."""
    package = provider_package().folder
    [launcher] = package.glob("terraform-provider-*")
    before = listing(package, *homes.values())
    identity = Identity()
    environment = {name: str(folder) for name, folder in homes.items()} | {
        "OKTAPROFILE_PYTHON": sys.executable
    }
    plugin = start(identity, ("env", "-C", str(homes["PWD"]), str(launcher)), **environment)
    inside = {path.relative_to(temporary) for path in temporary.rglob("*")}
    socket = Path(plugin.path).relative_to(temporary)
    assert inside == {socket, socket.parent}
    client = plugin.connect(identity)
    whole_life(OpenTofu(client), org)
    assert listing(package, *homes.values()) == before
    assert not list(temporary.iterdir()), "the socket is gone as soon as Terraform is connected"
    assert client.call(SHUTDOWN).status == 0
    assert plugin.finish()[0] == 0
    assert listing(package, *homes.values()) == before
    assert not list(temporary.iterdir())


def test_no_file_is_open_for_writing(start: Callable[..., Plugin], org: SimulatedOrg) -> None:
    """Of what the process holds open nothing is a file on disk that it could write to."""
    if not Path("/proc/self/fdinfo").exists():
        pytest.skip("this system does not tell what a process has open")
    [launcher] = provider_package().folder.glob("terraform-provider-*")
    identity = Identity()
    plugin = start(identity, (str(launcher),), OKTAPROFILE_PYTHON=sys.executable)
    client = plugin.connect(identity)
    whole_life(OpenTofu(client), org)
    process = Path(f"/proc/{plugin.process.pid}")
    opened = list(descriptors(process))
    assert client.call(SHUTDOWN).status == 0, "connected so far: a plugin whose Terraform has gone ends"
    assert opened, "standard input, output and error at least"
    for name, flags in opened:
        if name.startswith("/") and name != "/dev/null":
            assert not flags & (os.O_WRONLY | os.O_RDWR), name


def descriptors(process: Path) -> Iterator[tuple[str, int]]:
    """What a process holds open, with its flags. It goes on working: what it closes meanwhile is left out."""
    for entry in (process / "fd").iterdir():
        with suppress(FileNotFoundError):
            name = str(entry.readlink())
            flags = (process / "fdinfo" / entry.name).read_text().split("flags:")[1].split()[0]
            yield name, int(flags, 8)
