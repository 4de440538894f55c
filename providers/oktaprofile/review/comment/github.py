"""Comments of a GitHub pull request (REST "Issue comments", docs.github.com, read 2026-11)."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from oktaprofile.review.comment.post import Comment, check_author
from oktaprofile.review.comment.transport import Api, Sleep
from oktaprofile.review.errors import ReviewError
from oktaprofile.text.redact import hide

ACTIONS_BOT = "github-actions[bot]"


class GitHub:
    """One pull request. Needs `pull-requests: write` (or `issues: write`)."""

    def __init__(self, api: Api, repository: str, number: int, author: str | None) -> None:
        """`author`: login whose comments are ours; None: ask who the token belongs to."""
        self._api = api
        self._issue = f"repos/{repository}/issues/{number}"
        self._comments = f"repos/{repository}/issues/comments"
        self._author = author

    def comments(self) -> Iterator[Comment]:
        """Our comments, oldest first."""
        if self._author is None:
            self._author = str(self._api.object("GET", "user").get("login"))
        for item in self._api.pages(f"{self._issue}/comments?per_page=100"):
            if (item.get("user") or {}).get("login") == self._author:
                yield Comment(str(item["id"]), str(item.get("body") or ""))

    def update(self, comment: Comment, body: str) -> None:
        """Gives a comment another body."""
        self._api.call("PATCH", f"{self._comments}/{comment.id}", {"body": body})

    def create(self, body: str) -> None:
        """Makes a comment. Sent once."""
        made = self._api.object("POST", f"{self._issue}/comments", {"body": body}, again=False)
        check_author((made.get("user") or {}).get("login"), self._author)


def from_environment(
    environ: Mapping[str, str], *, number: int | None, author: str | None, sleep: Sleep = time.sleep
) -> GitHub:
    """The pull request that GitHub Actions runs for, or `number`. Raises ReviewError naming what is missing."""
    api, repository = api_of(environ, sleep)
    found = number or _number(environ)
    if found is None:
        raise ReviewError("No pull request is known.", "Give --number, or run on the event pull_request.")
    ours = author or (ACTIONS_BOT if environ.get("GITHUB_ACTIONS") == "true" else None)
    return GitHub(api, repository, found, ours)


def api_of(environ: Mapping[str, str], sleep: Sleep) -> tuple[Api, str]:
    """The API with its token, and OWNER/NAME. Raises ReviewError naming what is missing."""
    token, repository = environ.get("GITHUB_TOKEN", ""), environ.get("GITHUB_REPOSITORY", "")
    if not token:
        raise ReviewError("GITHUB_TOKEN is not set.", "In a workflow: env: GITHUB_TOKEN: ${{ github.token }}")
    if not re.fullmatch(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", repository):
        raise ReviewError(f"GITHUB_REPOSITORY is {repository!r}.", "Set it to OWNER/NAME.")
    hide(token)
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "oktaprofile-review",
    }
    return Api(environ.get("GITHUB_API_URL") or "https://api.github.com", headers, sleep=sleep), repository


def _number(environ: Mapping[str, str]) -> int | None:
    """From the event's file, or from the ref refs/pull/N/merge."""
    path = environ.get("GITHUB_EVENT_PATH", "")
    if path:
        try:
            number = json.loads(Path(path).read_text("utf-8")).get("pull_request", {}).get("number")
        except (OSError, ValueError, AttributeError):
            number = None
        if isinstance(number, int):
            return number
    found = re.fullmatch(r"refs/pull/(\d+)/.*", environ.get("GITHUB_REF", ""))
    return int(found[1]) if found else None
