"""`oktaprofile simulate --answers`: what the server is told of a file of answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oktaprofile.answers.document import VARIABLE
from oktaprofile.cli.main import main
from oktaprofile.simulator import command

ENTRIES = {
    "base-master": {"answer": "ignore", "by": "probe"},
    "override-outside": {"answer": "frozen", "by": "person"},
    "null-joined": {"answer": None, "by": "probe"},
    "ringcentral-plus": {"answer": "with", "by": "person"},
}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The lines that the server was started with."""
    lines: list[list[str]] = []
    monkeypatch.setattr(command, "main", lambda argv: lines.append(argv) or 0)  # type: ignore[func-returns-value]
    return lines


def test_each_answer_is_a_switch_and_a_flag_counts_more(
    told: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is open, or has no switch, is left as it is. The variable serves as well."""
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"format_version": 1, "answers": ENTRIES}))
    assert main(["simulate", "--users", "1", "--answers", str(path), "--base-master", "reject"]) == 0
    monkeypatch.setenv(VARIABLE, str(path))
    assert main(["simulate"]) == 0
    switches = ["--switch", "base_master=ignore", "--switch", "override_outside=frozen"]
    assert told == [[*switches, "--users", "1", "--base-master", "reject"], switches]
    found = command.service_options(command.parser().parse_args(told[0]), {})["switches"]
    assert (found.base_master, found.override_outside) == ("reject", "frozen")


def test_answers_that_cannot_be_read_are_an_error(
    told: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The org would behave as another one."""
    assert main(["simulate", "--answers", "none.json"]) == 2
    assert "none.json cannot be used as answers" in capsys.readouterr().err
    assert told == []


def test_answers_that_contradict_each_other_are_named(
    told: list[list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The org runs all the same."""
    path = tmp_path / "answers.json"
    both = {
        "mappings-api": {"answer": "off", "by": "probe"},
        "mapping-checks": {"answer": "expression-first", "by": "probe"},
    }
    path.write_text(json.dumps({"format_version": 1, "answers": both}))
    assert main(["simulate", "--answers", str(path)]) == 0
    assert "mappings-api is off, and mapping-checks is expression-first" in capsys.readouterr().err
    assert len(told) == 1
