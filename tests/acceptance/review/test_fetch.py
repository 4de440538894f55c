"""`oktaprofile review fetch` against a stand-in for GitHub: only what the newest review let through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.cli.review import fetch
from tests.acceptance.review.stand_in import TOKEN, Site, keep_plan, run, running

COMMIT, REPOSITORY = "c" * 40, "owner/name"
BASE = f"/repos/{REPOSITORY}"
FILES = {"tfplan": b"plan", "tfplan.sha256": b"hash", "tree": b"tree", "../evil": b"x"}


class Merge:
    """The command after a merge."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder = site, folder

    def fetch(self) -> int:
        return fetch(["--github", "--out", str(self.folder / "reviewed")])

    def runs(self, *runs: dict[str, Any]) -> None:
        self.site.answers[f"{BASE}/actions/workflows/plan.yml/runs"] = {"workflow_runs": list(runs)}


@pytest.fixture
def merge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Merge]:
    """A merge whose pull request was reviewed."""
    with running("me") as site:
        keep_plan(site, REPOSITORY, COMMIT, FILES)
        environment = {
            "GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_SHA": COMMIT, "GITHUB_API_URL": site.url,
            "NO_PROXY": "127.0.0.1,localhost",
        }  # fmt: skip
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield Merge(site, tmp_path)


def test_the_reviewed_plan_is_loaded(merge: Merge) -> None:
    """The three files, nothing beside them, and no token for the storage on another host."""
    assert merge.fetch() == 0
    assert sorted(path.name for path in (merge.folder / "reviewed").iterdir()) == [
        "tfplan",
        "tfplan.sha256",
        "tree",
    ]
    assert (merge.folder / "reviewed" / "tfplan").read_bytes() == b"plan"
    assert not (merge.folder / "evil").exists()
    assert merge.site.tokens["/storage/7"] is None
    assert merge.site.tokens[f"{BASE}/actions/artifacts/7/zip"] == TOKEN


def test_a_plan_that_a_later_run_refused_is_not_loaded(
    merge: Merge, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first run passed and kept its plan; then the review was run anew, and a gate failed."""
    merge.runs(run(42, "2026-11-23T09:00:00Z"), run(43, "2026-11-23T09:30:00Z", "failure"))
    assert merge.fetch() == 1
    assert "its newest review ended as 'failure'" in capsys.readouterr().err


def test_what_an_earlier_attempt_of_the_run_kept_is_not_loaded(
    merge: Merge, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run that is started anew keeps its number and its artifacts."""
    merge.runs(run(42, "2026-11-23T09:30:00Z"))
    assert merge.fetch() == 1
    assert "kept no plan" in capsys.readouterr().err


def test_a_run_of_a_fork_does_not_count(merge: Merge, capsys: pytest.CaptureFixture[str]) -> None:
    """Its workflow may say anything, also that it passed."""
    merge.runs(run(44, "2026-11-23T09:40:00Z", repository=2))
    assert merge.fetch() == 1
    assert "no reviewed plan" in capsys.readouterr().err
    [pull] = merge.site.answers[f"{BASE}/commits/{COMMIT}/pulls"]
    pull["head"]["repo"] = {"id": 2}
    assert merge.fetch() == 1
    assert "comes from a fork" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"merged_at": None}, "merged no pull request"),
        ({"merge_commit_sha": "d" * 40}, "merged no pull request"),
    ],
)
def test_a_commit_that_merged_nothing_is_refused(
    merge: Merge, change: dict[str, Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pushed past a pull request, or part of one that is still open."""
    merge.site.answers[f"{BASE}/commits/{COMMIT}/pulls"][0] |= change
    assert merge.fetch() == 1
    assert said in capsys.readouterr().err


def test_an_expired_or_broken_plan_is_refused(merge: Merge, capsys: pytest.CaptureFixture[str]) -> None:
    """Too old, no archive, or an archive without a plan."""
    [artifact] = merge.site.answers[f"{BASE}/actions/runs/42/artifacts"]["artifacts"]
    merge.site.answers["/storage/7"] = b"<html>"
    assert merge.fetch() == 1
    assert "no reviewed plan" in capsys.readouterr().err
    artifact["expired"] = True
    assert merge.fetch() == 1
    assert "too old" in capsys.readouterr().err
