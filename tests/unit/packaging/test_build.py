"""Building: the same bytes from the same sources, and a package that starts."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from oktaprofile.packaging.build import SOURCES_ID_IN_PACKAGE, build_into
from oktaprofile.packaging.contents import ENTRY, START
from oktaprofile.packaging.dirhash import h1_of_folder
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.identity import EXECUTABLE
from oktaprofile.packaging.interpreter import write_down

SERVE = """\
import os, sys
NAMES = {"one", "two", "three", "four"}
def serve(provider, schema_cache, package):
    print(provider, open(schema_cache).read(), sys.argv[1:], sys.flags.isolated, sys.flags.no_site, sys.executable)
    print("requests" in sys.modules, __file__)
    sys.exit(3)
"""
SOURCES = {
    **{path: file.read_bytes() for path, file in START.items()},
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


def compiled_name() -> str:
    """The file with the modules compiled for this Python."""
    return f"{sys.implementation.cache_tag}.{sys.version_info.releaselevel}.code"


def without_compiled(package: Path) -> None:
    """The package as it is for a Python that nothing was compiled for."""
    (package / "lib" / compiled_name()).unlink()


def tools(folder: Path, **programs: str) -> str:
    """A PATH of the launcher's `ls` and these programs: no python3 of this machine."""
    (folder / "bin").mkdir()
    for name, program in {"ls": "/bin/ls", **programs}.items():
        (folder / "bin" / name).symlink_to(program)
    return str(folder / "bin")


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


def test_terraform_has_few_files_to_hash(built: Path) -> None:
    """In every command it opens and hashes each: the start, the sources, the compiled modules, the schema answer."""
    names = sorted(path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file())
    assert names == sorted(
        [*START, "lib/provider-schema.bin", "lib/sources-id", "lib/sources.zip", f"lib/{compiled_name()}"]
    )


def test_a_traceback_shows_the_source(built: Path) -> None:
    """Of a module that is in no file of its own."""
    code = (
        "import runpy, sys, traceback\n"
        "try: runpy.run_path(sys.argv[1])\n"
        "except SystemExit: traceback.print_exc(file=sys.stdout)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(built / "lib" / "__main__.py")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert 'File "oktaprofile/plugin/serve.py", line 6, in serve\n    sys.exit(3)' in done.stdout


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


@pytest.mark.parametrize("of_the_stack", [True, False])
def test_launcher_takes_the_interpreter_that_is_written_down(
    start: Callable[..., subprocess.CompletedProcess[str]],
    cache_folder: Path,
    tmp_path: Path,
    of_the_stack: bool,
) -> None:
    """For the stack, or for the user, in the user's cache folder: it wins over whatever python3 is first on PATH."""
    assert write_down(tmp_path / "stack" if of_the_stack else None) is not None
    assert start(PATH=tools(tmp_path), OKTAPROFILE_CACHE_DIR=str(cache_folder)).returncode == 3


def test_launcher_takes_no_program_from_the_current_folder(
    start: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """A pull request's file, where version 0.1.0 looked, does not choose what Terraform starts."""
    ran = tmp_path / "ran"
    program = tmp_path / "stack" / "program"
    program.write_text(f"#!/bin/sh\ntouch '{ran}'\n")
    program.chmod(0o755)
    note = tmp_path / "stack" / "terraform.d" / "oktaprofile" / "python"
    note.parent.mkdir(parents=True)
    note.write_text(str(program) + "\n")
    assert start(HOME="", OKTAPROFILE_CACHE_DIR="", XDG_CACHE_HOME="terraform.d").returncode == 3
    (tmp_path / "stack" / "interpreter").mkdir(mode=0o700)
    (tmp_path / "stack" / "interpreter" / "python").write_text(str(program) + "\n")
    assert start(OKTAPROFILE_CACHE_DIR=".").returncode == 3
    assert not ran.exists()


@pytest.mark.parametrize("spoil", ["mode", "link", "linked folder"])
def test_launcher_reads_no_note_that_others_could_have_written(
    start: Callable[..., subprocess.CompletedProcess[str]], cache_folder: Path, tmp_path: Path, spoil: str
) -> None:
    """Neither in a folder that others can enter, nor through a link."""
    note = write_down(None)
    assert note is not None
    if spoil == "mode":
        note.parent.chmod(0o777)
    elif spoil == "link":
        note.rename(tmp_path / "elsewhere")
        note.symlink_to(tmp_path / "elsewhere")
    else:
        note.parent.rename(tmp_path / "elsewhere")
        note.parent.symlink_to(tmp_path / "elsewhere")
    assert start(PATH=tools(tmp_path), OKTAPROFILE_CACHE_DIR=str(cache_folder)).returncode == 1


def test_launcher_ignores_a_note_of_an_interpreter_that_is_gone(
    start: Callable[..., subprocess.CompletedProcess[str]], cache_folder: Path, tmp_path: Path
) -> None:
    """A virtual environment that was deleted: python3 runs the package."""
    note = write_down(None)
    assert note is not None
    note.write_text("/nonexistent/python\n")
    assert (
        start(
            PATH=tools(tmp_path, python3=sys.executable), OKTAPROFILE_CACHE_DIR=str(cache_folder)
        ).returncode
        == 3
    )


def test_an_interpreter_that_nothing_was_compiled_for_compiles_once(
    start: Callable[..., subprocess.CompletedProcess[str]], built: Path, cache_folder: Path
) -> None:
    """In the user's cache folder, under the package's own hash, and never in the package: it stays as it is."""
    without_compiled(built)
    before = h1_of_folder(built)
    environment = {"OKTAPROFILE_PYTHON": sys.executable, "OKTAPROFILE_CACHE_DIR": str(cache_folder)}
    assert start(**environment).returncode == 3
    [compiled] = cache_folder.rglob("*.code")
    sources = (built / SOURCES_ID_IN_PACKAGE).read_text()
    assert compiled.is_relative_to(cache_folder / "bytecode" / sources)
    assert stat.S_IMODE((cache_folder / "bytecode").stat().st_mode) == 0o700
    written = compiled.stat().st_mtime_ns
    assert start(**environment).returncode == 3
    assert compiled.stat().st_mtime_ns == written
    assert h1_of_folder(built) == before


@pytest.mark.parametrize("spoil", ["mode", "link"])
def test_no_compiled_file_is_taken_from_where_others_can_write(
    start: Callable[..., subprocess.CompletedProcess[str]],
    built: Path,
    cache_folder: Path,
    tmp_path: Path,
    spoil: str,
) -> None:
    """Somebody else's bytecode would be somebody else's code: nothing is read or written there."""
    without_compiled(built)
    cache_folder.mkdir(mode=0o700)
    if spoil == "mode":
        (cache_folder / "bytecode").mkdir()
        (cache_folder / "bytecode").chmod(0o777)
    else:
        (tmp_path / "elsewhere").mkdir()
        (cache_folder / "bytecode").symlink_to(tmp_path / "elsewhere")
    started = start(OKTAPROFILE_PYTHON=sys.executable, OKTAPROFILE_CACHE_DIR=str(cache_folder))
    assert started.returncode == 3
    assert not list(cache_folder.rglob("*.code"))
    assert not list(tmp_path.glob("elsewhere/*"))


@pytest.mark.parametrize("by_terraform", [True, False])
def test_launcher_without_an_interpreter_says_what_to_do(
    start: Callable[..., subprocess.CompletedProcess[str]], by_terraform: bool
) -> None:
    """One line that names both ways out, on the stream that Terraform shows, or the one that a person reads."""
    environment = {"TF_PLUGIN_MAGIC_COOKIE": "x"} if by_terraform else {}
    done = start(PATH="/nonexistent", **environment)
    assert done.returncode == 1
    assert (done.stdout if by_terraform else done.stderr) == (
        "oktaprofile: cannot start 'python3'. Put Python 3.10 or newer on PATH as python3, "
        "or name it in OKTAPROFILE_PYTHON.\n"
    )


@pytest.mark.parametrize("newer", [True, False])
def test_entry_refuses_an_old_python_in_one_line(tmp_path: Path, newer: bool) -> None:
    """Before anything that an old Python could not parse is imported; a newer one on PATH is named."""
    code = (
        "import sys; sys.version_info = (3, 8, 1, 'final', 0); "
        f"exec(compile({ENTRY.read_text()!r}, 'entry', 'exec'), {{'__file__': {str(ENTRY)!r}}})"
    )
    advice = "install one and name it in OKTAPROFILE_PYTHON"
    if newer:
        (tmp_path / "python3.11").symlink_to(sys.executable)
        advice = f"export OKTAPROFILE_PYTHON={tmp_path}/python3.11"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code],
        env={"PATH": str(tmp_path), "TF_PLUGIN_MAGIC_COOKIE": "x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == (
        f"oktaprofile: Python 3.10 or newer is needed; {sys.executable} is 3.8. Next step: {advice}.\n"
    )


def test_source_that_does_not_compile_is_an_error(tmp_path: Path) -> None:
    """A broken package is never handed out; the error names the file."""
    with pytest.raises(PackagingError, match=r"(?s)compile_files\.py.*broken\.py"):
        build_into(tmp_path / "p", {"lib/broken.py": b"def ("}, write_schema=lambda folder: None)
