"""Files that only their owner can read: people's values, plans, reports. Every room writes them here.

A file is written beside its target under a random name that did not exist (O_EXCL, never through a symbolic link) with
mode 0600 from its first byte, synced, and then renamed: its target is whole, or what it was. Nothing stays behind when
that fails; what could not be removed is named in the error. A symbolic link as the target is replaced, not followed.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600
_OPEN_FILES = re.compile(r"/dev|/proc/[^/]+(/task/[^/]+)?/fd")


def write(path: Path, content: bytes) -> None:
    """Writes a file, whole or not at all. Raises OSError; its `strerror` names a file that could not be removed."""
    with replacing(path) as file:
        file.write(content)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes its target's name when the block ends well. Raises OSError, as `write` does.

    A device, a pipe, or an open file of this process (`/dev/stdout`, `/dev/fd/3`) is written to as it is.
    """
    stream = _stream(path)
    if stream is not None:
        with os.fdopen(stream, "wb") as file:
            yield file
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    temporary = f".{path.name[:64]}.{secrets.token_hex(8)}"
    try:
        with _removed_on_failure(temporary, folder, path):
            flags = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY
            with os.fdopen(os.open(temporary, flags, PRIVATE, dir_fd=folder), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        with suppress(OSError):  # the file is there; not every file system can sync a folder
            os.fsync(folder)
    finally:
        os.close(folder)


def claim(path: Path) -> bool:
    """Makes `path` a file that only this user can open, for a library that opens files by their path (SQLite).

    Returns whether it was there. Whatever else has that name (a link, somebody else's file, one that others may read)
    is removed first, with SQLite's files beside it. Raises OSError.
    """
    with suppress(FileNotFoundError):
        found = path.lstat()
        if stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077:
            return True
        remove(path)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_RDWR, PRIVATE))
    return False


def remove(path: Path) -> None:
    """Removes a file, and what SQLite may have left beside it. Raises OSError."""
    for suffix in ("-journal", "-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def rename(path: Path, target: Path) -> None:
    """Gives a claimed file, once it is complete, its name: synced, in one step. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.replace(target)


def is_stream(path: Path) -> bool:
    """Whether a path is a device, a pipe, or an open file of this process, and no file of its own."""
    try:
        kind = path.stat().st_mode
    except OSError:
        return False
    open_file = _OPEN_FILES.fullmatch(os.path.realpath(path.parent)) is not None
    return not stat.S_ISDIR(kind) and (open_file or not stat.S_ISREG(kind))


@contextmanager
def _removed_on_failure(name: str, folder: int, target: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as failure:
        try:
            os.unlink(name, dir_fd=folder)
        except FileNotFoundError:
            pass
        except OSError as stays:
            reason = failure.strerror if isinstance(failure, OSError) else type(failure).__name__
            left = f"{reason}; {target.parent / name} could not be removed ({stays.strerror}): delete it"
            raise OSError(stays.errno, left, str(target)) from failure
        raise


def _stream(path: Path) -> int | None:
    """An open descriptor of a stream; None where the path is a file of its own, or will be."""
    if not is_stream(path):
        return None
    descriptor = os.open(path, os.O_WRONLY | os.O_NOCTTY)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) and found.st_uid not in (
        0,
        os.geteuid(),
    ):  # a pipe laid for us in /tmp
        os.close(descriptor)
        raise PermissionError(1, "it is a pipe or a device of somebody else", str(path))
    return descriptor
