"""Building: the same bytes from the same sources, and a package that starts."""

from __future__ import annotations

import importlib.util
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from oktaprofile.packaging.build import build_into
from oktaprofile.packaging.contents import ENTRY, ENTRY_IN_PACKAGE, LAUNCHER
from oktaprofile.packaging.dirhash import h1_of_folder
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.identity import EXECUTABLE

SERVE = """\
import os, sys
NAMES = {"one", "two", "three", "four"}
def serve(provider, schema_cache):
    print(provider, open(schema_cache).read(), sys.argv[1:], sys.flags.isolated, sys.flags.no_site, sys.executable)
    print("requests" in sys.modules, __file__)
    sys.exit(3)
"""
SOURCES = {
    EXECUTABLE: LAUNCHER.read_bytes(),
    ENTRY_IN_PACKAGE: ENTRY.read_bytes(),
    "lib/oktaprofile/__init__.py": b"",
    "lib/oktaprofile/plugin/__init__.py": b"",
    "lib/oktaprofile/plugin/serve.py": SERVE.encode(),
}


def fake_schema(folder: Path) -> None:
    """Stands in for the schema answer."""
    (folder / "lib" / "provider-schema.bin").write_text("SCHEMA")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The small package above, built."""
    folder = tmp_path / "built"
    build_into(folder, SOURCES, write_schema=fake_schema)
    return folder


@pytest.fixture
def start(built: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Starts the launcher in an empty folder, as Terraform starts it in the stack's."""
    (tmp_path / "stack").mkdir()

    def run(**env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(built / EXECUTABLE), "--flag"],
            env={"PATH": os.environ["PATH"], **env},
            cwd=tmp_path / "stack",
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_same_sources_give_the_same_bytes(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the folder nor the environment shows in the bytes, the compiled files included."""
    monkeypatch.setenv("PYTHONHASHSEED", "77")
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    monkeypatch.chdir(tmp_path)
    other = tmp_path / "elsewhere" / "with a space"
    build_into(other, dict(reversed(SOURCES.items())), write_schema=fake_schema)
    assert h1_of_folder(other) == h1_of_folder(built)


def test_compiled_files_are_unchecked(built: Path) -> None:
    """Flag 1 in the header: hash-based, never checked. Python then does not even stat the source."""
    compiled = Path(importlib.util.cache_from_source(str(built / "lib/oktaprofile/plugin/serve.py")))
    header = compiled.read_bytes()[:8]
    assert header == importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")


def test_nothing_can_be_written_by_accident(built: Path) -> None:
    """Files are read-only, since stacks share them by hard links; the launcher is executable."""
    modes = {stat.S_IMODE(path.stat().st_mode) for path in built.rglob("*") if path.is_file()}
    assert modes == {0o444, 0o555}
    assert stat.S_IMODE((built / EXECUTABLE).stat().st_mode) == 0o555


def test_launcher_starts_the_provider_isolated(
    start: Callable[..., subprocess.CompletedProcess[str]], built: Path
) -> None:
    """Arguments go through, -I and -S are on, and the schema answer is the package's."""
    done = start(OKTAPROFILE_PYTHON=sys.executable)
    assert done.returncode == 3, done.stderr
    first, second = done.stdout.splitlines()
    assert first == (
        f"oktaprofile.provider.provider:OktaProfileProvider SCHEMA ['--flag'] 1 1 {sys.executable}"
    )
    assert second == f"False {built}/lib/oktaprofile/plugin/serve.py"


def test_running_leaves_the_package_unwritten(
    start: Callable[..., subprocess.CompletedProcess[str]], built: Path
) -> None:
    """A __pycache__ written by a run would change the hash, and the second command would fail."""
    before = h1_of_folder(built)
    start(OKTAPROFILE_PYTHON=sys.executable)
    assert h1_of_folder(built) == before


def test_launcher_takes_the_interpreter_noted_beside_the_stack(
    start: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """The stack's own interpreter wins over whatever python3 happens to be first on PATH."""
    note = tmp_path / "stack" / "terraform.d" / "oktaprofile" / "python"
    note.parent.mkdir(parents=True)
    note.write_text(sys.executable + "\n")
    assert start(PATH="/nonexistent").returncode == 3


def test_launcher_ignores_a_note_of_an_interpreter_that_is_gone(
    start: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """A stack's folder that was copied to another machine falls back to python3."""
    note = tmp_path / "stack" / "terraform.d" / "oktaprofile" / "python"
    note.parent.mkdir(parents=True)
    note.write_text("/nonexistent/python\n")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "python3").symlink_to(sys.executable)
    assert start(PATH=str(folder)).returncode == 3


def test_launcher_without_an_interpreter_says_what_to_do(
    start: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    """One line that names both ways out."""
    done = start(PATH="/nonexistent")
    assert done.returncode == 1
    assert done.stderr == (
        "oktaprofile: cannot start 'python3'. Put Python 3.10 or newer on PATH as python3, "
        "or name it in OKTAPROFILE_PYTHON.\n"
    )


def test_entry_refuses_an_old_python_in_one_line() -> None:
    """The version is checked before anything that an old Python could not parse is imported."""
    code = f"import sys; sys.version_info = (3, 8, 1); exec(compile({ENTRY.read_text()!r}, 'entry', 'exec'))"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        f"oktaprofile: Python 3.10 or newer is needed; {sys.executable} is 3.8. Put a newer one on PATH as python3, "
        "or name it in OKTAPROFILE_PYTHON.\n"
    )


def test_source_that_does_not_compile_is_an_error(tmp_path: Path) -> None:
    """A broken package is never handed out; the error names the file."""
    with pytest.raises(PackagingError, match=r"(?s)compile_files\.py.*broken\.py"):
        build_into(tmp_path / "p", {"lib/broken.py": b"def ("}, write_schema=lambda folder: None)
