"""Which Python runs the provider that Terraform starts: what `launcher.sh` decides, known beforehand and written down.

The notes lie in the user's cache folder (`cache.py`); never in a checkout.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from oktaprofile.packaging import cache, files

VARIABLE = "OKTAPROFILE_PYTHON"
LEAST = (3, 10)
INTERPRETERS = "interpreter"
NOTE = "python"
_ASK = (
    "import sys, importlib.util as u; print(*sys.version_info[:3], u.find_spec('cryptography') is not None)"
)


class Interpreter(NamedTuple):
    """`path`: as it is started; `because`: why it is this one; `version`: None when it does not start."""

    path: str
    because: str
    version: tuple[int, ...] | None
    has_cryptography: bool


def chosen(folder: Path) -> Interpreter:
    """Return the interpreter that the provider would run with, were Terraform started in `folder`."""
    named = os.environ.get(VARIABLE)
    if named:
        return _asked(named, f"{VARIABLE} names it")
    notes = cache.launcher_folder()
    for stack, because in ((folder, "it synthesized this stack"), (None, "it installed the provider")):
        note = _note_of(notes, stack) if notes is not None else None
        if note is not None and note.is_file():
            path = note.read_text("utf-8").rstrip("\n")
            if os.access(path, os.X_OK):
                return _asked(path, because)
    return _asked("python3", "it is python3 on PATH")


def write_down(stack: Path | None) -> Path | None:
    """Write down this interpreter for a stack's folder (None: for all that have no note of their own).

    Returns the note; None: no folder can hold it, and the provider runs with `python3` of its PATH.
    """
    folder = cache.launcher_folder()
    if folder is None:
        return None
    note = _note_of(folder, stack)
    try:
        notes = files.make_folder(folder, INTERPRETERS, 0o700)
        if not files.is_own_folder(notes) or stat.S_IMODE(notes.lstat().st_mode) != 0o700:
            return None
        files.make_folder(notes, str(note.parent.relative_to(notes)), 0o700)
        files.write_text(note, sys.executable + "\n", 0o600)
    except OSError:
        return None
    return note


def _note_of(folder: Path, stack: Path | None) -> Path:
    where = stack.resolve().relative_to("/") if stack is not None else Path()
    return folder / INTERPRETERS / where / NOTE


def _asked(path: str, because: str) -> Interpreter:
    found = shutil.which(path) or path
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter that Terraform would start
            [found, "-I", "-c", _ASK], capture_output=True, text=True, check=False, timeout=60
        )
        *version, has_cryptography = done.stdout.split()
        return Interpreter(found, because, tuple(map(int, version)), has_cryptography == "True")
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return Interpreter(found, because, None, False)
