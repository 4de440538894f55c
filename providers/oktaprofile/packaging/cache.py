"""Where built packages are kept, addressed by what they are made of.

`OKTAPROFILE_CACHE_DIR` if set; else inside the virtual environment, so that nothing lies outside a project's folder;
else the user's cache folder; else, where the home folder cannot be written to, a private folder for temporary files.
"""

from __future__ import annotations

import fcntl
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oktaprofile.packaging.errors import PackagingError


def cache_folder() -> Path:
    """Return the first of the folders above that can be written to; it exists then. Raises PackagingError."""
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


def _candidates() -> Iterator[Path]:
    if sys.prefix != sys.base_prefix:
        yield Path(sys.prefix) / "var" / "oktaprofile"
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - never raises
    if os.path.isabs(base):  # noqa: PTH117
        yield Path(base) / "oktaprofile"
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


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: of processes that need the same package at once, one builds and the others wait."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
