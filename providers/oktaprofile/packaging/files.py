"""How this room writes into and deletes from folders that others write to as well: caches, mirrors, stacks' folders.

Nothing is written through a symbolic link, no name of a file being written can be foreseen, and a folder is deleted
only when this room has made it: its name is of our form, it is a folder and no link, this user owns it, and what we
always put into it is there.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STAGING = ".oktaprofile-new-"
_STAGING_NAME = re.compile(re.escape(STAGING) + r"[a-z0-9_]{8}")


def make_folder(root: Path, relative: str, mode: int = 0o777) -> Path:
    """Make `relative` below `root` and return it. `root` may be a link, nothing below it may. Raises OSError."""
    root.mkdir(parents=True, exist_ok=True)
    folder = root
    for part in Path(relative).parts:
        folder = folder / part
        with_link = folder.is_symlink()
        if not with_link:
            folder.mkdir(mode=mode, exist_ok=True)
        if with_link or not folder.is_dir():
            raise OSError(f"{folder} is {'a symbolic link' if with_link else 'no folder'}")
    return folder


def write_text(path: Path, text: str, mode: int = 0o644) -> None:
    """Replace a file in one step: a reader sees the old or the new text, a link is replaced and not followed."""
    if not path.is_symlink() and path.is_file() and path.read_text("utf-8") == text:
        return
    with new_file(path, mode) as partial:
        partial.write_text(text, "utf-8")


@contextmanager
def new_file(path: Path, mode: int = 0o644) -> Iterator[Path]:
    """Give an empty file of a random name beside `path` that replaces it at the end, or goes on failure."""
    handle, name = tempfile.mkstemp(prefix=STAGING, dir=path.parent)
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        partial.chmod(mode)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give an empty folder of mode 0700 inside `folder`, which is gone afterwards. What a killed process left goes too.

    Only one process at a time does this in one folder; where the file system has no locks nothing old is deleted.
    """
    with locked(folder) as alone:
        if alone:
            for left in folder.glob(STAGING + "*"):
                if _STAGING_NAME.fullmatch(left.name) and is_own_folder(left):
                    shutil.rmtree(left, ignore_errors=True)
        made = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold the folder's lock. False: the file system cannot lock a folder (some network file systems)."""
    import fcntl  # Windows has none, and is refused before (identity.require_unix)

    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            alone = True
        except OSError:
            alone = False
        yield alone
    finally:
        os.close(handle)


def is_own_folder(path: Path) -> bool:
    """Whether it is a folder, no link, and this user owns it."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
