"""Runs commands as processes that are forked from one in which everything is imported already: 20 times as many a
second. Each gets its streams as a new process would: `sys.stdout` is None where the descriptor was closed.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


class Zygote:
    """The process that is forked from."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.acceptance.cli.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, **environment},
        )

    def run(
        self,
        argv: list[str],
        folder: Path,
        streams: Mapping[str, str],
        *,
        encoding: str = "utf-8",
        file_size: int | None = None,
    ) -> Any:
        """A CompletedProcess. `streams`: of "0", "1" and "2" those that are not as usual: "closed", "gone" (a pipe
        without a reader) or a path to write to. `encoding`: of all three. `file_size`: no file may be bigger (bytes).
        """
        out, err = folder.parent / f"{folder.name}.out", folder.parent / f"{folder.name}.err"
        asked = {
            "argv": argv,
            "folder": str(folder),
            "streams": {"0": os.devnull, "1": str(out), "2": str(err), **streams},
            "encoding": encoding,
            "file_size": file_size,
        }
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        printed = [path.read_bytes() if path.exists() else b"" for path in (out, err)]
        return subprocess.CompletedProcess(argv, code, *printed)

    def close(self) -> None:
        self.process.communicate(timeout=10)


def serve() -> None:
    """One request a line, one exit code a line."""
    from oktaprofile.cli.main import SUBCOMMANDS

    for subcommand in SUBCOMMANDS:
        import_module(subcommand.target.partition(":")[0])
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(asked: dict[str, Any]) -> None:
    """The command; never returns."""
    try:
        for number, stream in sorted(asked["streams"].items()):
            _connect(int(number), stream, asked["encoding"])
        os.chdir(asked["folder"])
        if asked["file_size"] is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (asked["file_size"], asked["file_size"]))
        from oktaprofile.cli import main

        sys.argv = ["oktaprofile", *asked["argv"]]
        code = main.main()
    except BaseException:  # noqa: BLE001 - as the interpreter would end
        traceback.print_exc()
        code = 1
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


def _connect(number: int, stream: str, encoding: str) -> None:
    name = ("stdin", "stdout", "stderr")[number]
    if stream == "closed":
        os.close(number)
        setattr(sys, name, None)
        return
    if stream == "gone":
        reader, writer = os.pipe()
        os.close(reader)
    else:
        writer = os.open(stream, os.O_RDWR | (os.O_CREAT if number else 0), 0o600)
    os.dup2(writer, number)
    os.close(writer)
    setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding=encoding, closefd=False))


if __name__ == "__main__":
    serve()
