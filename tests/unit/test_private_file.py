"""Files with people's values: their owner's alone from the first byte, whole or not there, and never somewhere else."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from oktaprofile import private_file


def mode(path: Path) -> int:
    """The permissions of a path itself."""
    return stat.S_IMODE(path.lstat().st_mode)


def write_until(path: Path, failure: BaseException) -> None:
    """Writes half a file."""
    with private_file.replacing(path) as file:
        file.write(b"+14155550100")
        raise failure


@pytest.mark.parametrize("before", ["nothing", "readable", "link", "dangling"])
def test_whatever_was_there_is_replaced_by_a_private_file(tmp_path: Path, before: str) -> None:
    """A file of mode 0666 does not keep it, and a link is not followed."""
    path, target = tmp_path / "report", tmp_path / "target"
    target.write_text("as it was")
    if before == "readable":
        path.write_text("older")
        path.chmod(0o666)
    elif before != "nothing":
        path.symlink_to(target if before == "link" else tmp_path / "none")
    private_file.write(path, b"new")
    assert (path.read_bytes(), mode(path), path.is_symlink()) == (b"new", 0o600, False)
    assert target.read_text() == "as it was"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["report", "target"]


def test_it_is_private_while_it_is_written(tmp_path: Path) -> None:
    """Under a name that nobody can have laid a link at, whatever the umask allows."""
    umask = os.umask(0)
    try:
        with private_file.replacing(tmp_path / "report"):
            [first] = tmp_path.iterdir()
            assert mode(first) == 0o600
        with private_file.replacing(tmp_path / "report"):
            second = next(one for one in tmp_path.iterdir() if one.name != "report")
            assert second.name != first.name
    finally:
        os.umask(umask)


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_nothing_is_left_of_a_file_that_failed(tmp_path: Path, failure: BaseException) -> None:
    """What was there before stays."""
    path = tmp_path / "report"
    path.write_text("older")
    with pytest.raises(type(failure)):
        write_until(path, failure)
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


def test_what_could_not_be_removed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds people's values: somebody has to delete it."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "unlink", refuse)
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(OSError, match="No space") as caught:
        write_until(tmp_path / "report", full)
    [left] = tmp_path.iterdir()
    assert str(left) in str(caught.value.strerror)
    assert "delete it" in str(caught.value.strerror)


def test_a_pipe_of_somebody_else_gets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name in /tmp may have been taken before us; our own pipe and devices are written to."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    private_file.write(pipe, b"mine")
    assert os.read(reader, 10) == b"mine"
    if os.getuid() == 0:
        os.chown(pipe, 1, 1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 1)
    with pytest.raises(PermissionError, match="somebody else"):
        private_file.write(pipe, b"theirs")
    assert os.read(reader, 10) == b""
    os.close(reader)
    private_file.write(Path(os.devnull), b"gone")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize("before", ["nothing", "readable", "link", "private"])
def test_a_claimed_file_is_ours_alone(tmp_path: Path, before: str) -> None:
    """For SQLite, which opens by name: another's file, a link, or one that others can read is not gone on with."""
    path, target = tmp_path / "org.part", tmp_path / "target"
    target.write_text("as it was")
    if before in ("readable", "private"):
        path.write_text("older")
        path.chmod(0o666 if before == "readable" else 0o600)
        path.with_name("org.part-journal").write_text("older")
    elif before == "link":
        path.symlink_to(target)
    assert private_file.claim(path) is (before == "private")
    assert (mode(path), path.is_symlink()) == (0o600, False)
    assert path.read_text() == ("older" if before == "private" else "")
    assert path.with_name("org.part-journal").exists() is (before == "private")
    assert target.read_text() == "as it was"


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    """The name beside it is no longer than a file system takes."""
    path = tmp_path / ("x" * 255)
    private_file.write(path, b"new")
    assert path.read_bytes() == b"new"
