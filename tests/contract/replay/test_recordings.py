"""The simulator against recordings of real orgs: third-party data outside the repository, skipped without it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.replay.command import main, replay_files
from tests.replay.operations import NAMED_GROUPS
from tests.replay.report import Report

ROOT = Path(__file__).parents[3]
RECORDINGS = Path(os.environ.get("OKTAPROFILE_RECORDINGS", ROOT.parent / "shared/recordings"))
FILES = sorted(RECORDINGS.glob("*.jsonl")) if RECORDINGS.is_dir() else []

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"no recordings in {RECORDINGS} (OKTAPROFILE_RECORDINGS names another folder)"
)


@pytest.fixture(scope="module")
def report() -> Report:
    """Every recording replayed once."""
    return replay_files(FILES)


def test_the_named_operations_agree_to_97_percent(report: Report) -> None:
    """Schemas, user types, mappings and app features together."""
    agreement = report.agreement()
    assert agreement is not None
    assert agreement >= 97.0, report.as_text()


@pytest.mark.parametrize("group", NAMED_GROUPS)
def test_every_difference_of_a_named_operation_is_a_failure_of_the_recorded_org(
    report: Report, group: str
) -> None:
    """What remains depends on the load of the org in that moment: 500s, and 429s of a limit used up elsewhere."""
    rows = [row for row in report.as_json()["differences"] if row["kind"] != "status"]
    assert report.agreement(group) is not None
    assert [row for row in rows if row["operation"] in _operations_of(report, group)] == []
    statuses = [
        row for row in report.as_json()["differences"] if row["operation"] in _operations_of(report, group)
    ]
    assert {row["recorded"]["status"] for row in statuses} <= {429, 500}


def test_most_of_it_was_answered_from_the_simulators_own_state(report: Report) -> None:
    """Loading is the exception: most exchanges find the document that the simulator has kept."""
    bases = [outcome.basis for _, outcome in report.outcomes if outcome.operation.group]
    loaded = sum(bases.count(basis) for basis in ("known", "overlap", "deduced"))
    assert bases.count("continued") > 4 * loaded


def test_the_command_prints_the_report_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """One file, as a person would run it; --minimum turns the differences of a lazy org into success or failure."""
    crud = next(path for path in FILES if path.name.startswith("TestAccResourceOktaUserType-crud"))
    assert main([str(crud), "--json", "--minimum", "97"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["total"] == printed["equal"] > 0
    assert main([str(crud.parent / "none.jsonl")]) == 1
    assert "none.jsonl" in capsys.readouterr().err


def _operations_of(report: Report, group: str) -> set[str]:
    return {outcome.operation.name for _, outcome in report.outcomes if outcome.operation.group == group}
