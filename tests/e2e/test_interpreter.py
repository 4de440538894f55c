"""Which Python the real terraform starts, what it says when there is none, and that each is fast the second time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from oktaprofile.packaging import install_to_mirror, required_providers_block
from tests.e2e.commands import run_command

CONFIGURATION = """
provider "oktaprofile" {
  org_url   = "http://127.0.0.1:9"
  api_token = "no-org-is-asked"
}
"""
GOOD = ("python3.10", "python3.11", "python3.12", "python3.13", "python3.14")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder, for the packages' installation and for the provider that starts."""
    monkeypatch.delenv("OKTAPROFILE_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "oktaprofile"


@pytest.fixture
def terraform(tmp_path: Path, cache: Path) -> Callable[..., str]:
    """Runs terraform in a checkout whose provider comes from a mirror that is pinned and locked."""
    mirror, checkout = tmp_path / "mirror", tmp_path / "checkout"
    install_to_mirror(mirror)
    checkout.mkdir()
    (checkout / "main.tf").write_text(required_providers_block() + CONFIGURATION)
    pinned = tmp_path / "terraform.rc"
    pinned.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(cache.parent),
        "TF_CLI_CONFIG_FILE": str(pinned),
        "CHECKPOINT_DISABLE": "1",
    }

    def run(*arguments: str, expect: int = 0, **changed: str) -> str:
        printed = run_command(
            ["terraform", *arguments, "-no-color"], checkout, {**environment, **changed}, expect
        )
        return " ".join(printed.replace("│", " ").split())

    run("init")
    return run


def test_the_interpreter_that_installed_the_provider_runs_it(
    terraform: Callable[..., str], tmp_path: Path
) -> None:
    """Written down for the user: no python3 has to be on PATH."""
    (tmp_path / "bin").mkdir()
    for name in ("terraform", "ls"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    assert "configuration is valid" in terraform("validate", PATH=str(tmp_path / "bin"))


def test_a_checkout_does_not_choose_what_terraform_starts(
    terraform: Callable[..., str], tmp_path: Path
) -> None:
    """A pull request's files, in every place of a checkout that was ever looked at: its program does not run."""
    ran, program = tmp_path / "ran", tmp_path / "checkout" / "program"
    program.write_text(f"#!/bin/sh\ntouch '{ran}'\nexec '{sys.executable}' \"$@\"\n")
    program.chmod(0o755)
    for folder in ("terraform.d/oktaprofile", "interpreter", ".cache/oktaprofile/interpreter"):
        note = tmp_path / "checkout" / folder / "python"
        note.parent.mkdir(parents=True, mode=0o700)
        note.write_text(f"{program}\n")
    assert "configuration is valid" in terraform("validate")
    assert "configuration is valid" in terraform("validate", HOME="", XDG_CACHE_HOME=".cache")
    assert not ran.exists()


def test_a_missing_python_is_told_in_terraforms_error(terraform: Callable[..., str]) -> None:
    """What to do stands in what Terraform prints, not only in a log."""
    printed = terraform("validate", expect=1, OKTAPROFILE_PYTHON="/nonexistent/python")
    assert "cannot start '/nonexistent/python'. Put Python 3.10 or newer on PATH as python3" in printed


def test_an_old_python_is_told_in_terraforms_error(terraform: Callable[..., str]) -> None:
    """With the path of the one that is too old, and of one that would do."""
    old = next(filter(None, map(_starts, ("python3.9", "python3.8", "python3.7", "python3.6"))), None)
    if old is None:
        pytest.skip("no Python older than 3.10 on this machine")
    printed = terraform("validate", expect=1, OKTAPROFILE_PYTHON=old)
    assert "oktaprofile: Python 3.10 or newer is needed;" in printed
    assert "Next step: export OKTAPROFILE_PYTHON=/" in printed


def test_another_python_compiles_the_package_once(terraform: Callable[..., str], cache: Path) -> None:
    """One that the package holds nothing for: its second command compiles nothing, and the package stays unwritten."""
    mine = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    other = next(filter(None, (_starts(name) for name in GOOD if name != mine)), None)
    if other is None:
        pytest.skip("no second Python 3.10 or newer on this machine")
    terraform("validate", OKTAPROFILE_PYTHON=other)
    [compiled] = (cache / "bytecode").rglob("*.code")
    written = compiled.stat().st_mtime_ns
    terraform("validate", OKTAPROFILE_PYTHON=other)
    assert [path.stat().st_mtime_ns for path in (cache / "bytecode").rglob("*")] == [
        compiled.parent.stat().st_mtime_ns,
        written,
    ]
    assert "configuration is valid" in terraform("validate")


def _starts(name: str) -> str | None:
    """The real path of an interpreter of this name, on PATH or beside this one's installation (a version manager's)."""
    beside = Path(sys.base_prefix).parent.glob(f"*/bin/{name}")
    for found in (*filter(None, [shutil.which(name)]), *map(str, beside)):
        command = [found, "-c", "import sys; print(sys.executable)"]
        asked = subprocess.run(command, capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            return asked.stdout.strip()
    return None
