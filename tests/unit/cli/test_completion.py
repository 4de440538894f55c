"""`oktaprofile completion`: what bash itself completes with the script."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import shtab

from oktaprofile.cli import completion
from oktaprofile.cli.main import SUBCOMMANDS

TRY = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
_shtab_oktaprofile oktaprofile "${@: -1}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("completion") / "oktaprofile.bash"
    with pytest.MonkeyPatch.context() as patch, path.open("w", encoding="utf-8") as file:
        patch.setattr("sys.stdout", file)
        assert completion.main(["bash"]) == 0
    return path


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("rev", {"review"}),
        ("review po", {"post"}),
        ("review post --gi", {"--github", "--gitlab"}),
        ("review --format sar", {"sarif"}),
        ("expression ch", {"check"}),
        ("impact --snap", {"--snapshot"}),
    ],
)
def test_bash_completes(script: Path, words: str, offered: set[str]) -> None:
    """Commands, commands below commands, options, and an option's words."""
    bash = shutil.which("bash")
    assert bash is not None
    command = [bash, "-c", TRY, "bash", str(script), "oktaprofile", *words.split()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == offered


def test_every_shell_is_offered() -> None:
    """The list is written down, since the help is shown without shtab."""
    assert {*completion.SHELLS, "powershell"} == set(shtab.SUPPORTED_SHELLS)  # Windows: WSL, so its shell


@pytest.mark.parametrize("subcommand", SUBCOMMANDS, ids=lambda one: one.name)
def test_every_command_has_its_options_in_it(script: Path, subcommand: object) -> None:
    """A new command without a `parser` would be completed without its options."""
    text = script.read_text("utf-8")
    for action in completion.parser_of(subcommand)._actions:  # type: ignore[arg-type]
        assert all(option in text for option in action.option_strings)
