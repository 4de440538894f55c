"""`oktaprofile review fetch` against a stand-in for GitHub: only what the newest review of this request let through."""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.cli.review_request import fetch
from oktaprofile.review.comment import reviewed, transport
from tests.acceptance.review.stand_in import TOKEN, Site, keep_plan, reviewing_run, running, zipped

COMMIT, HEAD, REPOSITORY = "c" * 40, "a" * 40, "owner/name"
BASE = f"/repos/{REPOSITORY}"
FILES = {name: name.encode() for name in reviewed.FILES}


class Merge:
    """The command after a merge."""

    def __init__(self, site: Site, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.site, self.folder, self.capsys = site, folder, capsys

    def fetch(self) -> int:
        return fetch(["--github", "--out", str(self.folder / "reviewed")])

    def refuses(self, said: str) -> None:
        """Exit 1 with these words, and nothing is written anywhere."""
        before = sorted(self.folder.rglob("*"))
        assert self.fetch() == 1
        assert said in self.capsys.readouterr().err
        assert sorted(self.folder.rglob("*")) == before

    def runs(self, *runs: dict[str, Any]) -> None:
        self.site.answers[f"{BASE}/actions/workflows/plan.yml/runs"] = {"workflow_runs": list(runs)}

    @property
    def pull(self) -> Any:
        return self.site.answers[f"{BASE}/commits/{COMMIT}/pulls"][0]

    @property
    def artifact(self) -> Any:
        return self.site.answers[f"{BASE}/actions/runs/42/artifacts"]["artifacts"][0]


@pytest.fixture
def merge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Merge]:
    """A merge whose pull request was reviewed, without waiting between tries."""
    monkeypatch.setattr(transport, "FIRST_WAIT_SECONDS", 0.001)
    with running("me") as site:
        keep_plan(site, REPOSITORY, COMMIT, FILES)
        environment = {
            "GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": REPOSITORY, "GITHUB_SHA": COMMIT, "GITHUB_API_URL": site.url,
            "GITHUB_REF": "refs/heads/main", "NO_PROXY": "127.0.0.1,localhost",
        }  # fmt: skip
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield Merge(site, tmp_path, capsys)


def test_what_was_reviewed_is_loaded(merge: Merge, netrc: Callable[[str], None]) -> None:
    """The files that the workflow keeps, and no token for the storage on another host, nor what ~/.netrc has for it."""
    netrc("machine localhost login me password hunter2\n")
    assert merge.fetch() == 0
    found = {path.name: path.read_bytes() for path in (merge.folder / "reviewed").iterdir()}
    assert found == FILES
    assert merge.site.tokens["/storage/8"] is None
    assert merge.site.tokens[f"{BASE}/actions/artifacts/8/zip"] == TOKEN


def test_a_plan_that_a_later_run_refused_is_not_loaded(merge: Merge) -> None:
    """The first run passed and kept its plan; then the review was run anew, and a gate failed."""
    merge.runs(
        reviewing_run(42, "2026-11-23T09:00:00Z"), reviewing_run(43, "2026-11-23T09:30:00Z", "failure")
    )
    merge.refuses("its newest review ended as 'failure'")


@pytest.mark.parametrize(("conclusion", "status"), [("cancelled", "completed"), (None, "in_progress")])
def test_a_run_that_did_not_end_well_is_the_newest(merge: Merge, conclusion: Any, status: str) -> None:
    """Cancelled by a push, or still running when the request was merged."""
    merge.runs(
        reviewing_run(42, "2026-11-23T09:00:00Z"),
        reviewing_run(43, "2026-11-23T09:30:00Z", conclusion, status=status),
    )
    merge.refuses(f"its newest review ended as {conclusion or status!r}")


def test_what_an_earlier_attempt_of_the_run_kept_is_not_loaded(merge: Merge) -> None:
    """A run that is started anew keeps its number and its artifacts."""
    merge.runs(reviewing_run(42, "2026-11-23T09:30:00Z", created_at="2026-11-23T09:00:00Z"))
    merge.refuses("kept no plan")


def test_a_run_of_a_fork_does_not_count(merge: Merge) -> None:
    """Its workflow may say anything, also that it passed."""
    merge.runs(reviewing_run(44, "2026-11-23T09:40:00Z", head_repository={"id": 2}))
    merge.refuses("no reviewed plan")
    merge.pull["head"]["repo"] = {"id": 2}
    merge.refuses("comes from a fork")
    merge.pull["head"]["repo"] = None  # the fork is deleted
    merge.refuses("comes from a fork")


@pytest.mark.parametrize(
    "more",
    [
        {"path": ".github/workflows/other.yml"},
        {"path": ".github/workflows/sub/plan.yml"},
        {"path": None},
        {"event": "push"},
        {"event": "workflow_dispatch"},
        {"head_branch": "other"},
        {"head_sha": "b" * 40},
        {"head_repository": None},
        {"repository": None, "head_repository": None},
        {"pull_requests": [{"number": 8}]},
    ],
)
def test_a_run_of_something_else_does_not_count(merge: Merge, more: dict[str, Any]) -> None:
    """Another workflow file, event, branch or commit, or a run of a request that is another one."""
    merge.runs(reviewing_run(42, "2026-11-23T09:00:00Z", **more))
    merge.refuses("no reviewed plan")


def test_another_request_of_the_same_branch_and_commit_is_refused(merge: Merge) -> None:
    """To another base branch, whose workflow keeps what it likes: the runs look alike. Closed ones count too."""
    others = merge.site.answers[f"{BASE}/pulls"]
    others.append({"number": 8, "state": "closed", "head": {"sha": HEAD}})
    merge.refuses("Pull request 8 has the same branch and commit as 7")
    others[-1]["head"]["sha"] = "b" * 40
    assert merge.fetch() == 0


@pytest.mark.parametrize("event", ["base_ref_changed", "automatic_base_change_succeeded"])
def test_a_run_from_before_the_base_was_changed_is_refused(merge: Merge, event: str) -> None:
    """It ran the other branch's workflow; started anew it runs that one again."""
    merge.site.answers[f"{BASE}/issues/7/events"].append(
        {"event": event, "created_at": "2026-11-23T08:30:00Z"}
    )
    assert merge.fetch() == 0
    merge.runs(reviewing_run(42, "2026-11-23T09:00:00Z", created_at="2026-11-23T08:30:00Z"))
    merge.refuses("The base branch of pull request 7 was changed after its review")


def test_only_the_newest_commit_of_the_branch_is_applied(merge: Merge) -> None:
    """Two merges in a row, or an old run that is started anew: applying it would undo the newer one."""
    merge.site.answers[f"{BASE}/git/ref/heads/main"]["object"]["sha"] = "e" * 40
    merge.refuses("main has moved on")
    merge.site.answers[f"{BASE}/git/ref/heads/main"] = {}
    merge.refuses("main has moved on")


@pytest.mark.parametrize(
    "change", [{"merged_at": None}, {"merge_commit_sha": "d" * 40}, {"base": {"ref": "other", "repo": {"id": 1}}}]
)  # fmt: skip
def test_a_commit_that_merged_nothing_is_refused(merge: Merge, change: dict[str, Any]) -> None:
    """Pushed past a pull request, part of one that is still open, or merged into another branch."""
    merge.pull.update(change)
    merge.refuses("merged no pull request")


def test_a_time_of_another_form_is_refused(merge: Merge) -> None:
    """It would sort anywhere."""
    merge.runs(reviewing_run(42, "2026-11-23T09:00:00Z", run_started_at="99"))
    merge.refuses("is no time in UTC")


def test_the_newest_run_is_found_on_any_page(merge: Merge) -> None:
    """Somebody started a hundred others; the list's order is that of when they were made."""
    runs = [reviewing_run(100 + number, "2026-11-23T08:00:00Z") for number in range(130)]
    runs.append(reviewing_run(42, "2026-11-23T09:00:00Z"))
    del merge.site.answers[f"{BASE}/actions/workflows/plan.yml/runs"]
    merge.site.lists[f"{BASE}/actions/workflows/plan.yml/runs"] = ("workflow_runs", runs)
    assert merge.fetch() == 0


def test_an_expired_or_foreign_plan_is_refused(merge: Merge) -> None:
    """Too old, of another run, or with another hash than the site noted."""
    merge.artifact["digest"] = f"sha256:{hashlib.sha256(merge.site.answers['/storage/8']).hexdigest()}"
    assert merge.fetch() == 0
    merge.artifact["digest"] = f"sha256:{'0' * 64}"
    merge.refuses("its hash is another one")
    del merge.artifact["digest"]
    merge.artifact["workflow_run"] = {"id": 41}
    merge.refuses("kept no plan")
    merge.artifact["workflow_run"] = {"id": 42}
    merge.artifact["expired"] = True
    merge.refuses("too old")


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("ftp://storage.example/x", "without TLS"),
        ("https://[::1]evil.example/x", "(ValueError)"),  # of requests or ours: as the Python checks it
        ("http://127.0.0.1:9/x", "cannot be loaded (ConnectionError)"),
    ],
)
def test_a_storage_that_cannot_be_asked_is_reported(merge: Merge, location: str, said: str) -> None:
    """Another scheme than the site's, no address, or nobody there."""
    merge.site.answers[f"{BASE}/actions/artifacts/8/zip"] = location
    merge.refuses(said)


def packed(*entries: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """An archive whose names may occur twice."""
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


WHOLE = zipped(FILES)


@pytest.mark.parametrize(
    "archive",
    [
        b"<html>",
        b"",
        WHOLE[:-30],
        WHOLE[: len(WHOLE) // 2],
        WHOLE.replace(b"plan.jsonplan.json", b"plan.jsonPLAN.json"),  # its checksum is another one
        zipped({name: FILES[name] for name in reviewed.FILES[1:]}),
        zipped({**FILES, "../evil": b"x"}),
        zipped({**FILES, "/tmp/evil": b"x"}),
        zipped({**FILES, "tfplan": b"x"}),
        packed(*FILES.items(), ("plan.json", b"forged")),
        packed(("plan.json/", b""), *list(FILES.items())[1:]),
    ],
    ids=["page", "empty", "cut", "half", "edited", "missing", "up", "root", "other", "twice", "folder"],
)
def test_a_broken_archive_is_refused(merge: Merge, archive: bytes) -> None:
    """Truncated, edited, with a path that leads elsewhere, a file that nobody asked for, or a name twice."""
    merge.site.answers["/storage/8"] = archive
    merge.refuses("no reviewed plan")
    assert not (merge.folder / "evil").exists()


def test_an_archive_that_unpacks_to_too_much_is_refused(
    merge: Merge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bomb, also one that is too big as it comes."""
    monkeypatch.setattr(reviewed, "MOST_BYTES", 100_000)
    bomb = packed(("plan.json", b"0" * 10_000_000), *list(FILES.items())[1:], method=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 20_000
    merge.site.answers["/storage/8"] = bomb
    merge.refuses("plan.json of the reviewed plan is too big")
    monkeypatch.setattr(reviewed, "MOST_PACKED_BYTES", 1000)
    merge.refuses("too big for a reviewed plan")


@pytest.mark.parametrize(
    ("name", "value"), [("GITHUB_SHA", "main"), ("GITHUB_REF", "refs/pull/7/merge"), ("GITHUB_TOKEN", "")]
)
def test_what_is_missing_is_named(
    merge: Merge, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The variable, and what to set it to."""
    monkeypatch.setenv(name, value)
    merge.refuses(name)
