"""The socket and the line that tells Terraform of it."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from oktaprofile.plugin.late import instead, late
from oktaprofile.plugin.transport import handshake


def test_the_socket_is_alone_in_a_private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below TMPDIR, mode 0700 whatever the umask; removing it leaves nothing."""
    short = Path("/tmp") / f"t{os.getpid()}"
    short.mkdir()
    monkeypatch.setenv("TMPDIR", str(short))
    umask = os.umask(0)
    try:
        listener, path = handshake.listen()
    finally:
        os.umask(umask)
    with listener:
        folder = Path(path).parent
        assert folder.parent == short
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [item.name for item in folder.iterdir()] == ["socket"]
    handshake.remove(path)
    handshake.remove(path)
    assert not list(short.iterdir())
    short.rmdir()


@pytest.mark.parametrize("folder", ["x" * 90, "missing"])
def test_another_folder_when_tmpdir_will_not_do(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too long for a socket's path, or not there: a short folder is taken instead."""
    if folder != "missing":
        (tmp_path / folder).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / folder))
    listener, path = handshake.listen()
    with listener:
        assert not path.startswith(str(tmp_path))
        assert len(path) <= handshake.LONGEST_SOCKET_PATH_BYTES
    handshake.remove(path)


def test_no_folder_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The error of the last folder tried is what the user reads."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "missing"))
    monkeypatch.setattr(handshake, "SHORT_FOLDERS", (str(tmp_path / "m"),))
    with pytest.raises(OSError, match="No such file"):
        handshake.listen()


def test_the_line_is_go_plugin_s() -> None:
    """Core protocol 1, plugin protocol 6, unix, path, grpc, the certificate without padding; empty for plaintext."""
    line = handshake.line("/tmp/s", b"\xff\xfe").decode()
    *start, certificate = line.rstrip("\n").split("|")
    assert start == ["1", "6", "unix", "/tmp/s", "grpc"]
    assert base64.b64decode(certificate + "=") == b"\xff\xfe"
    assert handshake.line("/tmp/s", None) == b"1|6|unix|/tmp/s|grpc|\n"


def test_a_late_module_loads_when_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in is gone after the block; using a name of it imports the real module then."""
    (tmp_path / "slow_module.py").write_text("answer = 42\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with instead(*late("slow_module")):
        import slow_module  # type: ignore[import-not-found]
    assert "slow_module" not in sys.modules
    assert slow_module.answer == 42
    assert type(sys.modules.pop("slow_module")) is ModuleType


def test_a_late_module_may_be_used_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that does use the module while it is being imported gets the real one."""
    (tmp_path / "needed_module.py").write_text("answer = 42\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with instead(*late("needed_module")):
        import needed_module  # type: ignore[import-not-found]

        assert needed_module.answer == 42
    assert type(sys.modules.pop("needed_module")) is ModuleType


def test_the_line_needs_little() -> None:
    """The start-up rule (plugin/__init__.py): until the handshake line nothing is imported that it can do without."""
    modules = [
        f"oktaprofile.plugin.{name}" for name in ("serve", "transport.handshake", "transport.certificate")
    ]
    code = (
        f"import sys; sys.path.insert(0, {str(Path(handshake.__file__).parents[3])!r}); import {', '.join(modules)}; "
        "print(' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()).isdisjoint(
        {"typing", "re", "json", "ssl", "logging", "dataclasses", "pathlib"}
    )
