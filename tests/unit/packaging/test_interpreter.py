"""Which Python runs the provider: what is told beforehand is what the launcher takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oktaprofile.packaging import interpreter
from oktaprofile.packaging.build import build_into
from oktaprofile.packaging.contents import ENTRY_IN_PACKAGE, LAUNCHER
from oktaprofile.packaging.identity import EXECUTABLE

TELLS = b"import sys; print(sys.executable)\n"


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stack's folder behind a link (as /tmp and /var are on macOS), a PATH whose python3 is a program of its
    own, and no setting.
    """
    (tmp_path / "private").mkdir()
    folder = tmp_path / "stack"
    folder.symlink_to(tmp_path / "private")
    for name in ("path", "synthesized", "installed", "named"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "python3").symlink_to(sys.executable)
    (tmp_path / "path" / "ls").symlink_to("/bin/ls")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.delenv("OKTAPROFILE_PYTHON", raising=False)
    return folder


@pytest.mark.parametrize(
    "known", [(), ("installed",), ("synthesized", "installed"), ("named", "synthesized", "installed")]
)
def test_what_is_told_is_what_the_launcher_takes(
    stack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: tuple[str, ...]
) -> None:
    """The variable, then the stack's note, then the user's, then PATH."""
    for name in known:
        python = str(tmp_path / name / "python3")
        if name == "named":
            monkeypatch.setenv("OKTAPROFILE_PYTHON", python)
        else:
            monkeypatch.setattr(sys, "executable", python)
            assert interpreter.write_down(stack if name == "synthesized" else None) is not None
    package = tmp_path / "package"
    build_into(
        package,
        {EXECUTABLE: LAUNCHER.read_bytes(), ENTRY_IN_PACKAGE: TELLS},
        interpreters=(),
        write_schema=lambda folder: None,
    )
    done = subprocess.run(
        [str(package / EXECUTABLE)],
        cwd=stack,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    expected = str(tmp_path / (known[0] if known else "path") / "python3")
    found = interpreter.chosen(stack)
    assert (done.stdout.strip(), found.path) == (expected, expected)
    assert found.version == tuple(sys.version_info[:3])
    has_it = "import importlib.util as u, sys; sys.exit(u.find_spec('cryptography') is None)"
    asked = subprocess.run(
        [expected, "-c", has_it], check=False
    )  # through a link from outside, not the venv's
    assert found.has_cryptography is (asked.returncode == 0)


def test_one_that_does_not_start_is_told(stack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an error of our own."""
    monkeypatch.setenv("OKTAPROFILE_PYTHON", "/nonexistent/python")
    found = interpreter.chosen(stack)
    assert (found.path, found.version) == ("/nonexistent/python", None)


def test_windows_gets_a_sentence() -> None:
    """Importing works without fcntl and owners of files; asking for a package names WSL."""
    code = (
        "import sys, os, shutil; sys.modules['fcntl'] = None; del os.getuid; sys.platform = 'win32';"
        "import oktaprofile.packaging as p; p.provider_package()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "The provider runs on Linux, macOS and FreeBSD; this is win32" in done.stderr
    assert "or WSL on Windows" in done.stderr
