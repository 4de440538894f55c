"""A command as a person would type it, run to its end."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

COMMAND_SECONDS = 240


def run_command(command: Sequence[str], folder: Path, environment: Mapping[str, str], expect: int = 0) -> str:
    """Returns what it printed, both streams; another exit code than `expect` fails the test with all of it."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    assert done.returncode == expect, f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}"
    return done.stdout
