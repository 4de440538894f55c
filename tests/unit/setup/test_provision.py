"""tools/setup.py: steps done once, the right Node and Terraform chosen, and errors a person can act on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tools"))

from provision import node, project, terraform  # noqa: E402


def executable(path: Path, prints: str) -> Path:
    """A program that prints a text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{prints}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def path_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH, and an environment's bin folder for what set-up writes."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.delenv("OKTAPROFILE_TERRAFORM", raising=False)
    for module in (node, terraform):
        monkeypatch.setattr(module, "VENV_BIN", tmp_path / "venv")
    return folder


def test_step_is_done_once_and_again_when_what_it_depends_on_changes(tmp_path: Path) -> None:
    """The stamp holds a fingerprint; a file it made that is gone counts as changed."""
    made, stamp, done = tmp_path / "made", tmp_path / "stamps" / "one", []

    def work() -> str:
        done.append(1)
        made.write_text("x")
        return "made it"

    assert project.step("one", stamp, "wanted", [made], work)
    assert not project.step("one", stamp, "wanted", [made], work)
    assert project.step("one", stamp, "other", [made], work)
    made.unlink()
    assert project.step("one", stamp, "other", [made], work)
    assert len(done) == 3


def test_failed_step_is_done_again(tmp_path: Path) -> None:
    """An interrupted install leaves no stamp behind."""
    stamp = tmp_path / "stamp"
    stamp.write_text("older")

    def fail() -> str:
        raise project.SetupError("no network")

    with pytest.raises(project.SetupError):
        project.step("one", stamp, "wanted", [], fail)
    assert not stamp.exists()


def test_failed_command_shows_its_last_lines_and_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What pip or npm said, then what to do; all of it is in a log."""
    monkeypatch.setattr(project, "LOGS", ROOT / ".tools" / "logs")
    command = [sys.executable, "-c", "print('no matching distribution'); raise SystemExit(3)"]
    with pytest.raises(project.SetupError) as caught:
        project.run(command, log="test", advice="Next step: look at the network.")
    assert "exit code 3" in str(caught.value)
    assert "no matching distribution" in str(caught.value)
    assert "Next step: look at the network." in str(caught.value)
    assert ".tools/logs/test.log" in str(caught.value)
    (ROOT / ".tools" / "logs" / "test.log").unlink()


def test_installers_write_no_cache_outside_the_project() -> None:
    """An empty or read-only home folder does not matter."""
    environment = project.environment()
    assert environment["PIP_CACHE_DIR"].startswith(str(ROOT))
    assert environment["npm_config_cache"].startswith(str(ROOT))


@pytest.mark.parametrize(
    ("version", "used"), [("v20.20.2", True), ("v22.1.0", True), ("v24.0.0", False), ("v18.1.0", False)]
)
def test_system_node_is_used_when_cdktf_runs_on_it(path_of: Path, version: str, used: bool) -> None:
    """cdktf-cli 0.21.0 crashes on Node 24 and needs 20 or newer."""
    found = executable(path_of / "node", version)
    executable(path_of / "npm", "10")
    assert node.system_node() == (found if used else None)


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("terraform", "Terraform v1.11.4", "path"),
        ("terraform", "Terraform v1.7.5", "PyPI"),
        ("tofu", "OpenTofu v1.9.0", "venv"),
        ("tofu", "OpenTofu v1.6.0", "PyPI"),
    ],
)
def test_terraform_or_tofu_on_path_comes_first(
    path_of: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, version: str, expected: str
) -> None:
    """Each from the version that has provider-defined functions; else PyPI's."""
    monkeypatch.setenv("PATH", str(path_of))
    installed = []
    monkeypatch.setattr(terraform, "step", lambda *arguments: installed.append(arguments))
    found = executable(path_of / name, version)
    monkeypatch.setenv("PATH", f"{path_of}:/bin")  # for /bin/echo's shell; no terraform lives there
    chosen = terraform.install()
    assert bool(installed) == (expected == "PyPI")
    assert chosen == (found if expected == "path" else tmp_path / "venv" / "terraform")
    if expected == "venv":
        printed = subprocess.run([chosen], capture_output=True, text=True, check=True).stdout
        assert printed == version + "\n"


def test_named_terraform_must_be_there(path_of: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A typing mistake is not answered by another binary."""
    monkeypatch.setenv("OKTAPROFILE_TERRAFORM", "/nonexistent/terraform")
    with pytest.raises(
        project.SetupError, match="OKTAPROFILE_TERRAFORM=/nonexistent/terraform is no executable"
    ):
        terraform.install()


def test_old_python_gets_a_sentence(tmp_path: Path) -> None:
    """No newer interpreter on PATH: the version it needs, and how to name another."""
    code = (
        "import sys, runpy; sys.version_info = (3, 8, 1); sys.argv = ['tools/setup.py']; "
        "runpy.run_path('tools/setup.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("setup: Python 3.10 or newer is needed; ")
    assert "is 3.8.1" in done.stderr
    assert "make PYTHON=" in done.stderr
    assert "Traceback" not in done.stderr
