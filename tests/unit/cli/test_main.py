"""The command's entry point: usage, unknown words, a package that is missing, an interrupt."""

from __future__ import annotations

import subprocess
import sys

import pytest

from oktaprofile import __version__
from oktaprofile.cli import main as entry
from oktaprofile.cli.main import SUBCOMMANDS, Subcommand, main


def run_as(monkeypatch: pytest.MonkeyPatch, target: str) -> int:
    """Runs `oktaprofile probe` with this target."""
    monkeypatch.setattr(entry, "SUBCOMMANDS", (Subcommand("probe", "a test", target),))
    return main(["probe", "word"])


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` names each subcommand with what it does, and succeeds."""
    assert main(["--help"]) == 0
    printed = capsys.readouterr().out
    for subcommand in SUBCOMMANDS:
        assert subcommand.name in printed
        assert subcommand.summary in printed


def test_no_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a word the usage is shown, with the exit code of wrong usage."""
    assert main([]) == 2
    printed = capsys.readouterr().out
    assert "usage: oktaprofile" in printed
    assert "oktaprofile doctor" in printed


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` prints the package's version."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"oktaprofile {__version__}\n"


BARE = """
import sys
from oktaprofile.cli.main import SUBCOMMANDS, main
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"phonenumbers", "orjson", "aiohttp", "cryptography", "cdktf", "cdktn"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
for command in SUBCOMMANDS:
    assert main([*command.name.split(), "--help"]) == 0, command.name
assert main(["impact", "--app", "x", "--map", "a=b"]) == 1
"""


def test_every_help_works_without_the_extras() -> None:
    """In an installation without any extra; a command that needs one names it."""
    done = subprocess.run([sys.executable, "-c", BARE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "pip install 'oktaprofile[impact]'" in done.stderr


def test_the_package_is_the_command() -> None:
    """`python -m oktaprofile`, where the script is not on PATH."""
    asked = [sys.executable, "-m", "oktaprofile", "--version"]
    assert subprocess.check_output(asked, text=True) == f"oktaprofile {__version__}\n"


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """A word that is no command is repeated on stderr, with exit code 2."""
    assert main(["depoly"]) == 2
    assert "there is no command 'depoly'" in capsys.readouterr().err


def test_every_subcommand_has_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Each subcommand exists and answers `--help`: the table holds no dead entry."""
    for subcommand in SUBCOMMANDS:
        try:
            code: int | str | None = main([*subcommand.name.split(), "--help"])
        except SystemExit as end:
            code = end.code
        assert code == 0
        assert f"oktaprofile {subcommand.name}" in capsys.readouterr().out


def test_a_missing_package_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A subcommand whose package is not installed says which, and how to install it."""

    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name="aiohttp")

    monkeypatch.setattr(entry, "import_module", missing)
    assert run_as(monkeypatch, "any:main") == 1
    printed = capsys.readouterr().err
    assert "'aiohttp'" in printed
    assert "pip install 'oktaprofile[simulator]'" in printed


def test_a_package_missed_late_is_named_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A subcommand may import what it needs only when it runs; that is no traceback either."""

    class Module:
        @staticmethod
        def main(argv: list[str]) -> int:
            raise ModuleNotFoundError("No module named 'aiohttp'", name="aiohttp")

    monkeypatch.setattr(entry, "import_module", lambda name: Module)
    assert run_as(monkeypatch, "any:main") == 1
    assert "'aiohttp'" in capsys.readouterr().err


def test_a_mistake_of_our_own_is_not_called_a_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module of ours that does not exist is a bug and shows as one."""
    with pytest.raises(ModuleNotFoundError):
        run_as(monkeypatch, "oktaprofile.cli.no_such_module:main")


def test_ctrl_c_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An interrupted command says so in one line and exits with 130, as shells expect."""

    class Module:
        @staticmethod
        def main(argv: list[str]) -> int:
            raise KeyboardInterrupt

    monkeypatch.setattr(entry, "import_module", lambda name: Module)
    assert run_as(monkeypatch, "any:main") == 130
    assert capsys.readouterr().err == "oktaprofile probe: interrupted.\n"
