"""The wheel, installed outside the tree: what somebody has who never saw this repository."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest
import requests

from oktaprofile.cli.main import SUBCOMMANDS
from tests.e2e.commands import COMMAND_SECONDS, run_command

ROOT = Path(__file__).parents[2]
CONFIGURATION = """
provider "oktaprofile" {
  org_url   = "http://127.0.0.1:9"
  api_token = "no-org-is-asked"
}
"""


class Installation:
    """A virtual environment with the wheel in it: `folder`, and commands of it run with an empty home folder."""

    def __init__(self, folder: Path, wheel: Path, *, dependencies: bool, without: Sequence[str] = ()) -> None:
        """`dependencies`: the packages that the wheel asks for, taken from this environment, so that no registry
        is needed; without them only the wheel itself is there. `without`: packages of this environment to leave out.
        """
        self.folder = folder
        venv.create(folder / "venv")
        python = folder / "venv" / "bin" / "python"
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
        subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True, timeout=COMMAND_SECONDS)
        if dependencies:
            (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
            for entry in Path(sysconfig.get_path("purelib")).iterdir():
                unwanted = entry.suffix == ".pth" or entry.name.startswith(tuple(without))
                if not (unwanted or (site / entry.name).exists()):
                    (site / entry.name).symlink_to(entry)
        (folder / "home").mkdir()
        self.environment = {
            "PATH": os.pathsep.join([str(python.parent), str(Path(sys.prefix) / "bin"), os.environ["PATH"]]),
            "HOME": str(folder / "home"),
            "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
            "TF_CLI_CONFIG_FILE": str(folder / "does-not-exist"),
            "CHECKPOINT_DISABLE": "1",
        }

    def command(self, name: str) -> str:
        """The path of a console script that the wheel brought."""
        return str(self.folder / "venv" / "bin" / name)

    def run(self, *command: str, expect: int = 0) -> str:
        """Run a command in the folder; returns what it printed. Another exit code fails the test."""
        return run_command(command, self.folder, self.environment, expect)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `make wheel` builds, with the package compiled for this interpreter."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, str(ROOT / "tools" / "build_wheel.py"), "--folder", str(folder), sys.executable]
    subprocess.run(build, check=True, timeout=COMMAND_SECONDS)
    (built,) = folder.glob("oktaprofile-*-py3-none-any.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel with all that it asks for."""
    return Installation(tmp_path_factory.mktemp("installed"), wheel, dependencies=True)


def test_the_command_is_the_wheel_s(installed: Installation) -> None:
    """`oktaprofile --help` runs, and the code is that of the virtual environment, not of this tree."""
    assert "usage: oktaprofile COMMAND" in installed.run(installed.command("oktaprofile"), "--help")
    where = installed.run(
        installed.command("python"), "-c", "import oktaprofile; print(oktaprofile.__file__)"
    )
    assert Path(where.strip()).is_relative_to(installed.folder)


def test_terraform_finds_the_provider_in_the_mirror(installed: Installation, tmp_path: Path) -> None:
    """`provider install --mirror`, the block it prints, and Terraform's own hash of what it found there."""
    mirror = tmp_path / "mirror"
    printed = installed.run(installed.command("oktaprofile"), "provider", "install", "--mirror", str(mirror))
    stack = tmp_path / "stack"
    stack.mkdir()
    (stack / "main.tf").write_text(printed.partition("In the configuration:\n")[2] + CONFIGURATION)
    installed.run("terraform", f"-chdir={stack}", "init", "-no-color", f"-plugin-dir={mirror}")
    (told,) = re.findall(r"^hash +(h1:\S+)$", printed, re.MULTILINE)
    assert told in (stack / ".terraform.lock.hcl").read_text()
    assert "configuration is valid" in installed.run("terraform", f"-chdir={stack}", "validate", "-no-color")


def test_the_embedded_org_runs(installed: Installation) -> None:
    """`oktaprofile simulate` says where it listens, answers there, and ends with 0 on SIGTERM."""
    process = subprocess.Popen(
        [installed.command("oktaprofile"), "simulate", "--users", "1"],
        cwd=installed.folder,
        env=installed.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = line.removeprefix("listening on ").strip()
        with requests.Session() as session:
            session.trust_env = False
            assert session.get(f"{url}/simulator/health", timeout=10).json() == {"status": "ok"}
        process.send_signal(signal.SIGTERM)
        assert process.wait(COMMAND_SECONDS) == 0
    finally:
        process.kill()
        process.communicate()


def test_the_plugin_started_by_hand_says_what_it_is(installed: Installation) -> None:
    """The console script is Terraform's to start; a person gets a sentence and exit code 1."""
    printed = installed.run(installed.command("terraform-provider-oktaprofile"), expect=1)
    assert "terraform starts it" in printed


EVERY_HELP = """
from oktaprofile.cli.main import SUBCOMMANDS, main
for subcommand in SUBCOMMANDS:
    assert main([*subcommand.name.split(), "--help"]) == 0
"""
"""In one interpreter: what cannot be imported is missing for each of them."""
EXTRAS = ("aiohttp", "cryptography", "phonenumbers", "cdktf", "cdktn", "constructs", "jsii")


def test_without_extras_every_commands_help_works(wheel: Path, tmp_path: Path) -> None:
    """What is missing is named with its extra, and only when it is needed."""
    plain = Installation(tmp_path, wheel, dependencies=True, without=EXTRAS)
    command = plain.command("oktaprofile")
    assert "usage: oktaprofile COMMAND" in plain.run(command, "--help")
    printed = plain.run(plain.command("python"), "-c", EVERY_HELP)
    for subcommand in SUBCOMMANDS:
        assert f"usage: oktaprofile {subcommand.name}" in printed
    plain.run(command, "provider", "install", "--mirror", str(tmp_path / "mirror"))
    assert "pip install 'oktaprofile[simulator]'" in plain.run(command, "simulate", expect=1)
    assert "pip install 'oktaprofile[impact]'" in plain.run(command, "impact", "plan.json", expect=1)
    constructs = plain.run(plain.command("python"), "-c", "import oktaprofile.constructs", expect=1)
    assert "pip install 'oktaprofile[cdktf]'" in constructs


def test_without_its_dependencies_a_command_names_what_is_missing(wheel: Path, tmp_path: Path) -> None:
    """The wheel alone: no traceback, but the package that the command lacks, and how to get it."""
    bare = Installation(tmp_path, wheel, dependencies=False)
    printed = bare.run(bare.command("oktaprofile"), "simulate", expect=1)
    assert "needs the Python package 'aiohttp'" in printed
    assert "pip install 'oktaprofile[simulator]'" in printed
