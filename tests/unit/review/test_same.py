"""`oktaprofile review same`: 0 the same, 2 different with places and no values, 1 where nothing can be compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from oktaprofile.cli.main import main
from tests.unit.review.plans import case_text


def same(folder: Path, reviewed: str, new: str) -> int:
    """The command on two texts."""
    for name, text in {"reviewed.json": reviewed, "new.json": new}.items():
        (folder / name).write_text(text)
    return main(["review", "same", str(folder / "reviewed.json"), str(folder / "new.json")])


def test_the_same_plan_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Made at another time."""
    plan = case_text("change")
    again = json.dumps({**json.loads(plan), "timestamp": "2026-12-01T00:00:00Z"})
    assert same(tmp_path, plan, again) == 0
    assert capsys.readouterr().out == "Both plans say the same.\n"


def test_differences_are_named_and_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty places, no value, no number, and nothing that a pipeline takes for a command."""
    plan = json.loads(case_text("change"))
    plan["variables"] = {f"v{number}": {"value": "s3cret"} for number in range(40)}
    plan["output_changes"] = {
        "+14155550100": {"actions": ["create"]},
        "\n::error::x": {"actions": ["create"]},
    }
    assert same(tmp_path, case_text("change"), json.dumps(plan)) == 2
    said = capsys.readouterr().err
    assert "The plan is not the one that was reviewed." in said
    assert (
        "output_changes: (phone number) is in the new plan only" in said
        or "output_changes is in the new" in said
    )
    assert "s3cret" not in said
    assert not [line for line in said.splitlines() if line.startswith("::")]
    assert "Do not apply it" in said
    assert len(said.splitlines()) < 25


@pytest.mark.parametrize("text", ["", "{}", "PK\x03\x04"])
def test_what_cannot_be_compared_is_1(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Never 0, also where both files are the same."""
    assert same(tmp_path, text, text) == 1
    assert "reviewed plan" in capsys.readouterr().err
    assert main(["review", "same", str(tmp_path / "nothing"), str(tmp_path / "nothing")]) == 1
    assert main(["review", "same", "one"]) == 1
