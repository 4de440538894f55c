"""A stand-in for the comment APIs of GitHub and GitLab on loopback: pages of 100, links, tokens, and faults by turn."""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN, READ_ONLY = "token-that-may-write", "token-that-may-read"
PER_PAGE = 100


class Site:
    """Comments of one request. `faults`: (method, status, headers, after) each used once; `after`: do it, then fail.
    `answers`: what other paths answer, JSON values or bytes; a text leads to that path of a storage without token.
    `tokens`: with which token each path was asked for last.
    """

    def __init__(self) -> None:
        self.url = ""
        self.comments: list[dict[str, Any]] = []
        self.faults: list[tuple[str, int, dict[str, str], bool]] = []
        self.log: list[str] = []
        self.answers: dict[str, Any] = {}
        self.tokens: dict[str, str | None] = {}
        self.author: str | None = None
        self.token = TOKEN
        self.gone: set[str] = set()

    def add(self, author: str, body: str) -> dict[str, Any]:
        """Somebody's comment, in the fields of both sites."""
        comment = {
            "id": 1000 + len(self.comments),
            "body": body,
            "user": {"login": author},
            "author": {"username": author},
            "system": False,
        }
        self.comments.append(comment)
        return comment

    def bodies(self, author: str) -> list[str]:
        """What one author's comments say."""
        return [comment["body"] for comment in self.comments if comment["user"]["login"] == author]


@contextmanager
def running(me: str) -> Iterator[Site]:
    """The stand-in on a free port; the tokens belong to `me`."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def do(self) -> None:
            parts = urlsplit(self.path)
            site.log.append(f"{self.command} {parts.path}")
            length = int(self.headers.get("Content-Length") or 0)
            sent = json.loads(self.rfile.read(length)) if length else {}
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or self.headers.get(
                "PRIVATE-TOKEN"
            )
            site.tokens[parts.path] = token
            if parts.path in site.answers:
                found = site.answers[parts.path]
                if isinstance(found, bytes):
                    self.answer(200, found)
                elif isinstance(found, str):
                    self.answer(302, {}, {"Location": site.url.replace("127.0.0.1", "localhost") + found})
                else:
                    self.answer(200 if token == site.token else 404, found)
                return
            fault = next((one for one in site.faults if one[0] == self.command), None)
            if fault is not None:
                site.faults.remove(fault)
                if fault[3]:
                    site.add(me, sent["body"])
                headers = {name: value for name, value in fault[2].items() if name != "X-Says"}
                self.answer(fault[1], {"message": fault[2].get("X-Says", "fault")}, headers)
                return
            if token not in (site.token, READ_ONLY):
                self.answer(401, {"message": "Bad credentials"})
            elif parts.path.endswith("/user"):
                self.answer(200, {"login": me, "username": me})
            elif self.command == "GET":
                page = int(parse_qs(parts.query).get("page", ["1"])[0])
                rows = site.comments[(page - 1) * PER_PAGE : page * PER_PAGE]
                link = f'<{site.url}{parts.path}?per_page=100&page={page + 1}>; rel="next"'
                more = len(site.comments) > page * PER_PAGE
                self.answer(200, rows, {"Link": link} if more else {})
            elif token == READ_ONLY:
                self.answer(403, {"message": "Resource not accessible by integration"})
            elif self.command == "POST":
                self.answer(201, site.add(site.author or me, sent["body"]))
            elif parts.path.rsplit("/", 1)[1] in site.gone:
                self.answer(404, {"message": "Not Found"})
            else:
                [comment] = [one for one in site.comments if str(one["id"]) == parts.path.rsplit("/", 1)[1]]
                comment["body"] = sent["body"]
                self.answer(200, comment)

        do_GET = do_POST = do_PATCH = do_PUT = do  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def paths(site: Site, method: str) -> list[str]:
    """The paths of all requests of one method, digits at the end as N."""
    return [re.sub(r"\d+$", "N", line.split(" ")[1]) for line in site.log if line.startswith(method)]


def keep_plan(site: Site, repository: str, commit: str, files: dict[str, bytes]) -> None:
    """A merged pull request whose newest run kept these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    base, head = f"/repos/{repository}", "a" * 40
    site.answers = {
        f"{base}/commits/{commit}/pulls": [
            {
                "merged_at": "2026-11-23T10:00:00Z",
                "merge_commit_sha": commit,
                "head": {"sha": head, "repo": {"id": 1}},
                "base": {"repo": {"id": 1}},
            }
        ],
        f"{base}/actions/workflows/plan.yml/runs": {
            "workflow_runs": [run(42, "2026-11-23T09:00:00Z"), run(41, "2026-11-23T08:00:00Z", "failure")]
        },
        f"{base}/actions/runs/42/artifacts": {
            "artifacts": [{"id": 7, "expired": False, "created_at": "2026-11-23T09:05:00Z"}]
        },
        f"{base}/actions/artifacts/7/zip": "/storage/7",
        "/storage/7": packed.getvalue(),
    }


def run(id_: int, started: str, conclusion: str = "success", repository: int = 1) -> dict[str, Any]:
    """A run of the workflow, as GitHub lists it."""
    return {
        "id": id_,
        "head_sha": "a" * 40,
        "run_started_at": started,
        "status": "completed",
        "conclusion": conclusion,
        "head_repository": {"id": repository},
        "repository": {"id": 1},
    }
