"""Which pull request a commit merged, and which run of the workflow reviewed it. GitHub only.

REST "Commits", "Pulls", "Issue events", "Git references" and "Workflow runs", docs.github.com, read 2026-11. The API
does not say for which pull request a run was started: a run has a commit and a branch, and `pull_requests` lists what
is open now. A second pull request of the same commit to another base branch runs the workflow as that branch has it,
which may keep anything. So a run counts only where no other pull request could have started it:

- its commit, branch, repository and workflow file are those of the merged pull request, its event is pull_request;
- no other pull request was ever opened from that branch with that commit;
- it was made after the last change of the pull request's base branch. A run that is started anew keeps the workflow.
  Assumed (row 14): it keeps `created_at` too. Changing a base, starting the run anew and merging would settle it.

The newest such run decides, and only if it succeeded: an older run's plan may have been refused since.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import quote

from oktaprofile.review.comment.transport import Api
from oktaprofile.review.errors import ReviewError

AGAIN = "Plan again: run the pull request's workflow anew, or open a new one."
_NEW_REQUEST = "Open a new pull request from a branch of its own."
_BASE_CHANGES = ("base_ref_changed", "automatic_base_change_succeeded")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class PullRequest(NamedTuple):
    """A merged one. `head`: its last commit; `branch`: the one it came from; `base`: the one it was merged into."""

    number: int
    head: str
    branch: str
    base: str
    owner: str


def merged_by(api: Api, repository: str, commit: str, base: str) -> PullRequest:
    """The pull request that `commit` merged into the branch `base`. Raises ReviewError, also where `commit` is not the
    newest of the branch: applying an older one would undo what was merged since."""
    newest = (api.object("GET", f"repos/{repository}/git/ref/heads/{quote(base)}").get("object") or {}).get(
        "sha"
    )
    if newest != commit:
        raise ReviewError(
            f"{base} has moved on since {commit}: only its newest commit is applied.",
            "Nothing has to be done where the run of the newest commit applies it.",
        )
    for one in api.pages(f"repos/{repository}/commits/{commit}/pulls"):
        head, target = one.get("head") or {}, one.get("base") or {}
        if not one.get("merged_at") or one.get("merge_commit_sha") != commit or target.get("ref") != base:
            continue
        if _id(head.get("repo")) is None or _id(head.get("repo")) != _id(target.get("repo")):
            raise ReviewError("The pull request comes from a fork, whose plan is not trusted.", AGAIN)
        owner = str((head.get("user") or {}).get("login", ""))
        return PullRequest(int(one["number"]), str(head["sha"]), str(head["ref"]), base, owner)
    raise ReviewError(
        f"{commit} merged no pull request into {base}, so nothing was reviewed.",
        "Change the main branch through pull requests only.",
    )


def reviewing_run(api: Api, repository: str, workflow: str, pull: PullRequest) -> dict[str, Any]:
    """The newest run of the workflow for a pull request. Raises ReviewError where there is none to trust."""
    path = f"repos/{repository}/actions/workflows/{quote(workflow, safe='')}/runs"
    runs = [
        one
        for one in api.pages(f"{path}?head_sha={pull.head}&event=pull_request&per_page=100", "workflow_runs")
        if _is_of(one, workflow, pull)
    ]
    if not runs:
        raise ReviewError(f"There is no reviewed plan of {pull.head}.", AGAIN)
    newest = max(runs, key=lambda one: _time(one, "run_started_at"))
    if newest.get("conclusion") != "success":
        said = newest.get("conclusion") or newest.get("status")
        raise ReviewError(
            f"There is no reviewed plan of {pull.head}: its newest review ended as {said!r}.", AGAIN
        )
    _refuse_others(api, repository, pull)
    changed = [
        _time(one, "created_at")
        for one in api.pages(f"repos/{repository}/issues/{pull.number}/events?per_page=100")
        if one.get("event") in _BASE_CHANGES
    ]
    if changed and _time(newest, "created_at") <= max(changed):
        raise ReviewError(
            f"The base branch of pull request {pull.number} was changed after its review, which ran the workflow of "
            "the other branch.",
            _NEW_REQUEST,
        )
    return newest


def _is_of(run: dict[str, Any], workflow: str, pull: PullRequest) -> bool:
    """Whether this pull request may have started a run; a fork chooses what its workflow says and keeps."""
    repository = _id(run.get("repository"))
    numbers = {one.get("number") for one in run.get("pull_requests") or ()}
    return (
        run.get("head_sha") == pull.head
        and run.get("head_branch") == pull.branch
        and run.get("event") == "pull_request"
        and str(run.get("path", "")).partition("@")[0] == f".github/workflows/{workflow}"
        and repository is not None
        and repository == _id(run.get("head_repository"))
        and (not numbers or pull.number in numbers)
    )


def _refuse_others(api: Api, repository: str, pull: PullRequest) -> None:
    """Raises ReviewError where another pull request, open or closed, has the same branch and commit."""
    source = quote(f"{pull.owner}:{pull.branch}", safe="")
    for one in api.pages(f"repos/{repository}/pulls?state=all&head={source}&per_page=100"):
        if one.get("number") != pull.number and (one.get("head") or {}).get("sha") == pull.head:
            raise ReviewError(
                f"Pull request {one.get('number')} has the same branch and commit as {pull.number}: which of them "
                "made the plan is not known.",
                _NEW_REQUEST,
            )


def _id(repository: Any) -> int | None:  # noqa: ANN401
    found = repository.get("id") if isinstance(repository, dict) else None
    return found if isinstance(found, int) else None


def _time(entry: dict[str, Any], name: str) -> str:
    """A time in UTC, which sorts as text. Raises ReviewError for another form: it could sort anywhere."""
    found = str(entry.get(name))
    if not _TIME.fullmatch(found):
        raise ReviewError(f"The site answered with {name} {found[:40]!r}, which is no time in UTC.")
    return found
