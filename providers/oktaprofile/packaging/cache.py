"""Where built packages are kept, addressed by what they are made of, and what a provider that runs finds of its user.

Packages: `OKTAPROFILE_CACHE_DIR` if set; else inside the virtual environment, so that nothing lies outside a project's
folder; else the user's cache folder; else, where the home folder cannot be written to, a private folder for temporary
files.

The provider that Terraform starts knows of no virtual environment. It looks in `OKTAPROFILE_CACHE_DIR`, else in the
user's cache folder (`launcher.sh`, `first_start.py`):

    interpreter/PATH-OF-A-STACK'S-FOLDER/python     the interpreter that synthesized this stack
    interpreter/python                              the one that ran `oktaprofile provider install`
    bytecode/PACKAGE/                               modules compiled for an interpreter that the package has none for

Neither is in a checkout: whoever writes a pull request would choose the program that Terraform starts.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.identity import require_unix


def cache_folder() -> Path:
    """Return the first of the folders for packages that can be written to; it exists then. Raises PackagingError."""
    require_unix()
    chosen = os.environ.get("OKTAPROFILE_CACHE_DIR")
    if chosen:
        folder = Path(chosen).expanduser().absolute()
        if not _usable(folder):
            raise PackagingError(
                f"OKTAPROFILE_CACHE_DIR={chosen} cannot be used: it must be a folder "
                "that you own and only you can write to. Next step: name another one or unset it."
            )
        return folder
    for folder in _candidates():
        if _usable(folder):
            return folder
    raise PackagingError(
        "Found no folder to keep the provider package in: the virtual environment, the home folder and the folder "
        "for temporary files cannot be written to. Next step: set OKTAPROFILE_CACHE_DIR to one that can."
    )


def launcher_folder() -> Path | None:
    """Return the folder that a starting provider looks in; None: there is none, or others can write to it."""
    chosen = os.environ.get("OKTAPROFILE_CACHE_DIR")
    folder = Path(chosen) if chosen else _of_the_user()
    return folder if folder.is_absolute() and _usable(folder) else None


def _of_the_user() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - never raises
    return Path(base) / "oktaprofile"


def _candidates() -> Iterator[Path]:
    if sys.prefix != sys.base_prefix:
        yield Path(sys.prefix) / "var" / "oktaprofile"
    if _of_the_user().is_absolute():
        yield _of_the_user()
    yield Path(tempfile.gettempdir()) / f"oktaprofile-{os.getuid()}"


def _usable(folder: Path) -> bool:
    """Create the folder if need be; True when this user owns it and can write to it, and nobody else can."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return False
    private = status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return private and os.access(folder, os.W_OK | os.X_OK)
