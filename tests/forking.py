"""Starts Python programs by forking a process in which their modules are imported already.

A command or a provider takes half a second of processor time to import, and the tests start thousands. The forked
process has the arguments, environment, folder, streams and limits that it would have had; that new interpreters do the
same is shown by the tests that start them.

    server = Forking(folder, packages=("oktaprofile.cli",))
    running = server.start("oktaprofile.cli.main:main", ["--version"], streams=(None, out, out))
    running.wait()                               # the exit code; -9 after a signal
    server.launcher("oktaprofile.provider.serve:main")   # an executable that does it
"""

from __future__ import annotations

import gc
import marshal
import os
import pkgutil
import resource
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parents[1]
LONGEST = 1 << 18  # bytes of one request: the environment is most of it
NAMES = ("stdin", "stdout", "stderr")

# Terraform starts a provider several times in a command, and to import `json`, `signal` and `socket` takes longer than
# the interpreter takes to start: these modules are written in C.
LAUNCHER = """#!{python} -IS
import _signal, _socket, marshal, os, sys
_signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # as the provider does
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
server.connect({path!r})
asked = {{"target": {target!r}, "argv": sys.argv, "folder": os.getcwd(), "environment": dict(os.environ),
         "closed": [], "encoding": None, "file_size": None}}
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in range(3))
server.sendmsg([marshal.dumps(asked)], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
code = server.recv(16)
os._exit(int(code) if code else 1)
"""


class Running:
    """A forked process."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def wait(self, seconds: float = 120) -> int:
        """Its exit code; -9 where it ended without one."""
        self.connection.settimeout(seconds)
        with self.connection:
            said = self.connection.recv(16)
        return int(said) if said else -9


class Forking:
    """The process that is forked from; `packages` are imported with all their modules."""

    def __init__(self, folder: Path, packages: Sequence[str]) -> None:
        self.folder = folder
        self.path = folder / "forking"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.forking", str(self.path), *packages],
            stdin=subprocess.PIPE,  # its end is ours
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT / "providers")},
            start_new_session=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"

    def close(self) -> None:
        """Ends the server; what was forked stays."""
        self.process.communicate(timeout=10)

    def start(
        self,
        target: str,
        argv: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        streams: tuple[int | None, int | None, int | None],
        *,
        encoding: str | None = None,
        file_size: int | None = None,
    ) -> Running:
        """Forks and runs "module:function". `streams`: the descriptors of stdin, stdout and stderr, None for a closed
        one. `encoding`: of the three. `file_size`: no file may be bigger (bytes).
        """
        asked = {
            "target": target,
            "argv": list(argv),
            "folder": str(folder),
            "environment": dict(environment),
            "closed": [number for number in range(3) if streams[number] is None],
            "encoding": encoding,
            "file_size": file_size,
        }
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.connect(str(self.path))
        given = [stream for stream in streams if stream is not None]
        socket.send_fds(connection, [marshal.dumps(asked)], given)
        return Running(connection)

    def launcher(self, path: Path, target: str) -> None:
        """Writes an executable that runs "module:function" in a forked process, and ends with it."""
        path.write_text(LAUNCHER.format(python=sys.executable, path=str(self.path), target=target))
        path.chmod(0o755)


def serve(path: str, packages: Sequence[str]) -> None:
    """Imports, listens, and forks for each request until the standard input ends."""
    for package in packages:
        found = pkgutil.walk_packages(import_module(package).__path__, f"{package}.")
        for name in sorted(module.name for module in found):
            import_module(name)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(path)
    listener.listen(64)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forked ones
    gc.collect()
    gc.freeze()  # what is imported is never looked through again, and so not copied
    print("ready", flush=True)
    while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
        connection, _ = listener.accept()
        request, given, _, _ = socket.recv_fds(connection, LONGEST, 3)
        if request and os.fork() == 0:
            listener.close()
            _become(marshal.loads(request), given, connection)
        for descriptor in given:
            os.close(descriptor)
        connection.close()


def _become(asked: dict[str, Any], given: list[int], connection: socket.socket) -> NoReturn:
    """The program. It ends when whoever asked for it does."""
    end = os._exit

    def tell(code: int) -> NoReturn:
        connection.send(str(code).encode())
        end(code)

    os._exit = tell
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["folder"])
        sys.argv = asked["argv"]
        _connect(asked, iter(given))
        if asked["file_size"] is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (asked["file_size"], asked["file_size"]))
        _read_the_environment_again()
        module, _, function = asked["target"].partition(":")
        code = getattr(import_module(module), function)() or 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter would end
        traceback.print_exc()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


def _connect(asked: dict[str, Any], given: Any) -> None:
    """The standard streams, as a new interpreter finds them: None where the descriptor is closed."""
    for number, name in enumerate(NAMES):
        if number in asked["closed"]:
            os.close(number)
            setattr(sys, name, None)
            continue
        descriptor = next(given)
        os.dup2(descriptor, number)
        os.close(descriptor)
        mode = "w" if number else "r"
        setattr(sys, name, os.fdopen(number, mode, encoding=asked["encoding"] or "utf-8", closefd=False))
    sys.stderr and sys.stderr.reconfigure(line_buffering=True)


def _read_the_environment_again() -> None:
    """What modules keep of a process's start."""
    from oktaprofile.plugin import serve as plugin

    plugin.PARENT = os.getppid()


def _end_with(connection: socket.socket) -> None:
    """Whoever asked has gone: a killed terraform's provider must not go on."""
    connection.recv(1)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2:])
