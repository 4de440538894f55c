"""The plan that was reviewed in a pull request, for the merge that applies it.

GitHub only: REST "Workflow runs" and "Artifacts", docs.github.com, read 2026-11.

Only the newest run counts for the pull request's last commit, and only if it succeeded: an older run's plan may
have been refused since. A run of a fork never counts, since a fork chooses what its workflow says and keeps.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import requests

from oktaprofile import private_file
from oktaprofile.review.comment.github import api_of
from oktaprofile.review.comment.transport import TIMEOUT_SECONDS, Api, Sleep
from oktaprofile.review.errors import ReviewError

Download = Callable[..., requests.Response]

ARTIFACT = "reviewed-plan-"
FILES = ("tfplan", "tfplan.sha256", "tree")
MOST_BYTES = 200_000_000
_AGAIN = "Plan again: run the pull request's workflow anew, or open a new one."


def fetch(
    api: Api, repository: str, commit: str, workflow: str, folder: Path, *, download: Download = requests.get
) -> str:
    """Puts the reviewed plan of the pull request that `commit` merged into `folder`. Returns the request's last commit.

    Raises ReviewError when there is none to apply, and says why.
    """
    head = _head(api, repository, commit)
    run = _run(api, repository, workflow, head)
    found = [
        one
        for one in _listed(
            api, f"repos/{repository}/actions/runs/{run['id']}/artifacts?name={ARTIFACT}{head}", "artifacts"
        )
        if not one.get("expired") and str(one.get("created_at")) >= str(run["run_started_at"])
    ]
    if not found:
        raise ReviewError(f"The run that reviewed {head} kept no plan, or it is too old.", _AGAIN)
    newest = max(found, key=lambda one: str(one.get("created_at")))
    _unpack(_archive(api, f"repos/{repository}/actions/artifacts/{newest['id']}/zip", download), folder)
    return head


def _head(api: Api, repository: str, commit: str) -> str:
    """The last commit of the pull request that a commit on the main branch merged."""
    for one in api.pages(f"repos/{repository}/commits/{commit}/pulls"):
        if one.get("merged_at") and one.get("merge_commit_sha") == commit:
            head, base = one.get("head") or {}, one.get("base") or {}
            if (head.get("repo") or {}).get("id") != (base.get("repo") or {}).get("id"):
                raise ReviewError("The pull request comes from a fork, whose plan is not trusted.", _AGAIN)
            return str(head["sha"])
    raise ReviewError(
        f"{commit} merged no pull request, so nothing was reviewed.",
        "Change the main branch through pull requests only.",
    )


def _run(api: Api, repository: str, workflow: str, head: str) -> dict[str, Any]:
    """The newest run for a commit. A run that was started anew has the time of its last start."""
    path = f"repos/{repository}/actions/workflows/{quote(workflow, safe='')}/runs"
    runs = [
        one
        for one in _listed(api, f"{path}?head_sha={head}&event=pull_request&per_page=100", "workflow_runs")
        if one.get("head_sha") == head
        and (one.get("head_repository") or {}).get("id") == (one.get("repository") or {}).get("id")
    ]
    if not runs:
        raise ReviewError(f"There is no reviewed plan of {head}.", _AGAIN)
    newest = max(runs, key=lambda one: str(one.get("run_started_at")))
    if newest.get("conclusion") != "success":
        said = newest.get("conclusion") or newest.get("status")
        raise ReviewError(
            f"There is no reviewed plan of {head}: its newest review ended as {said!r}.", _AGAIN
        )
    return newest


def _listed(api: Api, path: str, name: str) -> list[dict[str, Any]]:
    items = api.object("GET", path).get(name)
    return [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []


def _archive(api: Api, path: str, download: Download) -> bytes:
    """GitHub leads to a storage on another host, which gets no token."""
    answer = api.call("GET", path, redirect=True)
    if answer.is_redirect:
        answer = download(urljoin(answer.url, answer.headers["location"]), timeout=TIMEOUT_SECONDS)
    if answer.status_code != 200:
        raise ReviewError(f"The reviewed plan cannot be loaded (status {answer.status_code}).", _AGAIN)
    return bytes(answer.content)


def _unpack(archive: bytes, folder: Path) -> None:
    """The three files that the workflow keeps, and nothing else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            for name in FILES:
                if packed.getinfo(name).file_size > MOST_BYTES:
                    raise ReviewError(f"{name} of the reviewed plan is too big.", _AGAIN)
                private_file.write(folder / name, packed.read(name))
    except (zipfile.BadZipFile, KeyError) as error:
        raise ReviewError(f"What was kept is no reviewed plan ({error}).", _AGAIN) from None
    except OSError as error:
        raise ReviewError(
            f"The reviewed plan cannot be written to {folder}: {error.strerror or error}."
        ) from None


def from_environment(environ: Mapping[str, str], *, sleep: Sleep = time.sleep) -> tuple[Api, str, str]:
    """API, repository and commit of the run. Raises ReviewError naming what is missing."""
    api, repository = api_of(environ, sleep)
    commit = environ.get("GITHUB_SHA", "")
    if not re.fullmatch(r"[0-9a-f]{40}", commit):
        raise ReviewError(f"GITHUB_SHA is {commit!r}.", "Set it to the commit on the main branch.")
    return api, repository, commit
