"""tools/setup.py: steps done once, the right Node and Terraform chosen, and errors a person can act on."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tools"))

from provision import framework_cli, node, project, terraform  # noqa: E402


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
    ("version", "used"),
    [
        ("v20.20.2", ["cdktf"]),
        ("v22.1.0", ["cdktf"]),
        ("v22.19.0", ["cdktf", "cdktn"]),
        ("v24.0.0", ["cdktn"]),
        ("v18.1.0", []),
    ],
)
def test_system_node_is_used_when_the_framework_runs_on_it(
    path_of: Path, version: str, used: list[str]
) -> None:
    """cdktf-cli 0.21.0 crashes on Node 24 and needs 20 or newer, cdktn-cli 0.24.0 needs 22.19."""
    found = executable(path_of / "node", version)
    executable(path_of / "npm", "10")
    for names in (["cdktf"], ["cdktn"], ["cdktf", "cdktn"]):
        assert node.system_node(names) == (found if set(names) <= set(used) else None)


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


STRANGE = [
    "$(touch ran)",
    "`touch ran`",
    "it's; touch ran #",
    'a "b" $HOME',
    "a\nb",
    "a b",
    "${x:-y}",
    "}; touch ran",
]


@pytest.mark.parametrize("name", STRANGE)
def test_launchers_run_what_they_name_and_nothing_in_a_name(tmp_path: Path, name: str) -> None:
    """Folders with every character that a shell knows: each path arrives as it is, and nothing in it is run."""
    folder = tmp_path / name
    shown = folder / "bin" / "show"
    shown.parent.mkdir(parents=True)
    names = ("CDKTF_HOME", "OKTAPROFILE_CACHE_DIR", "TERRAFORM_BINARY_NAME", "JSII_NODE")
    lines = "".join(f'printf "%s\\0" "${variable}"\n' for variable in names)
    shown.write_text('#!/bin/sh\nprintf "%s\\0" "$@"\n' + lines)
    shown.chmod(0o755)
    command = folder / "command"
    project.write_script(command, terraform.forwarding(shown, "fixed"))
    assert output(command, tmp_path)[:2] == ["fixed", "a b"]

    project.write_script(
        command, framework_cli.launcher("cdktf", shown, folder / "terraform", folder / "entry.js")
    )
    assert output(command, tmp_path) == [
        str(folder / "entry.js"),
        "a b",
        str(project.TOOLS / "cdktf-home"),
        str(project.VENV / "var" / "oktaprofile"),
        str(folder / "terraform"),
        str(shown),
    ]
    assert not list(tmp_path.rglob("ran"))


def test_launcher_of_a_project_with_a_strange_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project's own folder stands in the launcher, too."""
    strange = tmp_path / "$(touch ran)`touch ran`"
    for name, folder in {"TOOLS": ".tools", "VENV": ".venv", "VENV_BIN": ".venv/bin"}.items():
        monkeypatch.setattr(framework_cli, name, strange / folder)
    program = executable(tmp_path / "node", "ran as told")
    project.write_script(
        tmp_path / "cdktf", framework_cli.launcher("cdktf", program, program, strange / "cdktf.js")
    )
    assert output(tmp_path / "cdktf", tmp_path) == ["ran as told\n"]
    assert not list(tmp_path.rglob("ran"))


def output(command: Path, folder: Path) -> list[str]:
    """What a command prints for the argument `a b`, split at zero bytes."""
    environment = {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [command, "a b"], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.removesuffix("\0").split("\0")


@pytest.mark.parametrize("character", ["$", "`", '"', "\\", ":", "\n"])
def test_folder_that_pip_and_venv_would_write_into_scripts_is_refused(tmp_path: Path, character: str) -> None:
    """Their scripts are not ours to quote; the sentence names the character."""
    with pytest.raises(project.SetupError, match=r"cannot hold a virtual environment.*Next step"):
        project.refuse_folder(tmp_path / f"a{character}b")
    project.refuse_folder(tmp_path / "it's a (good) näme & more")


def test_only_what_set_up_made_is_deleted(tmp_path: Path) -> None:
    """A `.venv` that is somebody's notes, or a link to somewhere else, stays."""
    notes, link = tmp_path / ".venv", tmp_path / "link"
    notes.mkdir()
    (notes / "thesis.txt").write_text("")
    link.symlink_to(notes)
    for folder in (notes, link):
        with pytest.raises(project.SetupError, match="Next step: move it away"):
            project.delete_folder(folder, "pyvenv.cfg")
    assert (notes / "thesis.txt").exists()
    (notes / "pyvenv.cfg").write_text("")
    project.delete_folder(notes, "pyvenv.cfg")
    assert not notes.exists()
    project.delete_folder(notes, "pyvenv.cfg")


def test_pip_is_the_pinned_one_and_setuptools_is_not_there() -> None:
    """Those that Python brings have known advisories; every pin has its hashes."""
    pins = (ROOT / "requirements" / "installer.txt").read_text()
    assert re.findall(r"^(\S+)==(\S+) ", pins, re.MULTILINE) == [("pip", metadata.version("pip"))]
    assert "setuptools" not in {distribution.name for distribution in metadata.distributions()}
    for locked in (ROOT / "requirements").glob("*.txt"):
        for pin in re.split(r"\n(?=\S)", locked.read_text()):
            assert pin.startswith("#") or "--hash=sha256:" in pin, f"{locked.name}: {pin}"


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
