"""Notes of a GitLab merge request (REST "Notes API", docs.gitlab.com, read 2026-11). A job token cannot write notes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from oktaprofile.review.comment.post import Comment, check_author
from oktaprofile.review.comment.transport import Api, Sleep
from oktaprofile.review.errors import ReviewError
from oktaprofile.text.redact import hide


class GitLab:
    """One merge request. Needs a project or personal access token with the scope `api`."""

    def __init__(self, api: Api, project: str, number: int, author: str | None) -> None:
        """`author`: user name whose notes are ours; None: ask who the token belongs to."""
        self._api = api
        self._notes = f"projects/{quote(project, safe='')}/merge_requests/{number}/notes"
        self._author = author

    def comments(self) -> Iterator[Comment]:
        """Our notes, oldest first."""
        if self._author is None:
            self._author = str(self._api.object("GET", "user").get("username"))
        for item in self._api.pages(f"{self._notes}?per_page=100&order_by=created_at&sort=asc"):
            if not item.get("system") and (item.get("author") or {}).get("username") == self._author:
                yield Comment(str(item["id"]), str(item.get("body") or ""))

    def update(self, comment: Comment, body: str) -> None:
        """Gives a note another body."""
        self._api.call("PUT", f"{self._notes}/{comment.id}", {"body": body})

    def create(self, body: str) -> None:
        """Makes a note. Sent once."""
        made = self._api.object("POST", self._notes, {"body": body}, again=False)
        check_author((made.get("author") or {}).get("username"), self._author)


def from_environment(
    environ: Mapping[str, str], *, number: int | None, author: str | None, sleep: Sleep = time.sleep
) -> GitLab:
    """The merge request that GitLab CI runs for, or `number`. Raises ReviewError naming what is missing."""
    token, project = environ.get("GITLAB_TOKEN", ""), environ.get("CI_PROJECT_ID", "")
    if not token:
        raise ReviewError(
            "GITLAB_TOKEN is not set.",
            "Make a project access token with the scope api (CI_JOB_TOKEN cannot write notes).",
        )
    if not project:
        raise ReviewError("CI_PROJECT_ID is not set.", "Set it to the project's id or GROUP/NAME.")
    iid = environ.get("CI_MERGE_REQUEST_IID", "")
    found = number or (int(iid) if iid.isdigit() else None)
    if found is None:
        raise ReviewError("No merge request is known.", "Give --number, or run in a merge request pipeline.")
    hide(token)
    headers = {"PRIVATE-TOKEN": token, "User-Agent": "oktaprofile-review"}
    return GitLab(
        Api(environ.get("CI_API_V4_URL") or "https://gitlab.com/api/v4", headers, sleep=sleep),
        project,
        found,
        author,
    )
