"""A stand-in for the comment APIs of GitHub and GitLab on loopback: pages of 100, links, tokens, and faults by turn."""

from __future__ import annotations

import io
import json
import re
import ssl
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN, READ_ONLY = "token-that-may-write", "token-that-may-read"
PER_PAGE = 100


class Site:
    """Comments of one request. `faults`: (method, status, headers, after) each used once; `after`: do it, then fail.
    `answers`: what other paths answer, JSON values or bytes; a text leads to that path of a storage without token.
    `lists`: what other paths answer in pages, under a name. `tokens`: with which token each path was asked for last.
    """

    def __init__(self) -> None:
        self.url = ""
        self.comments: list[dict[str, Any]] = []
        self.faults: list[tuple[str, int, dict[str, str], bool]] = []
        self.log: list[str] = []
        self.answers: dict[str, Any] = {}
        self.lists: dict[str, tuple[str, list[Any]]] = {}
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
def running(me: str, certificate: Path | None = None) -> Iterator[Site]:
    """The stand-in on a free port; the tokens belong to `me`. `certificate`: of 127.0.0.1 with its key, for TLS."""
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

        def page(self, rows: list[Any]) -> tuple[list[Any], dict[str, str]]:
            parts = urlsplit(self.path)
            page = int(parse_qs(parts.query).get("page", ["1"])[0])
            link = f'<{site.url}{parts.path}?per_page=100&page={page + 1}>; rel="next"'
            more = len(rows) > page * PER_PAGE
            return rows[(page - 1) * PER_PAGE : page * PER_PAGE], {"Link": link} if more else {}

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
                    storage = site.url.replace("127.0.0.1", "localhost")
                    self.answer(302, {}, {"Location": found if "://" in found else storage + found})
                else:
                    self.answer(200 if token == site.token else 404, found)
                return
            if parts.path in site.lists:
                name, rows = site.lists[parts.path]
                shown, more = self.page(rows)
                self.answer(200, {name: shown}, more)
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
                self.answer(200, *self.page(site.comments))
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
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        site.url = site.url.replace("http://", "https://")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def paths(site: Site, method: str) -> list[str]:
    """The paths of all requests of one method, digits at the end as N."""
    return [re.sub(r"\d+$", "N", line.split(" ")[1]) for line in site.log if line.startswith(method)]


def keep_plan(site: Site, repository: str, commit: str, files: dict[str, bytes]) -> None:
    """A merged pull request, number 7, whose newest run kept these files."""
    base, head = f"/repos/{repository}", "a" * 40
    site.answers = {
        f"{base}/git/ref/heads/main": {"object": {"sha": commit}},
        f"{base}/commits/{commit}/pulls": [
            {
                "number": 7,
                "merged_at": "2026-11-23T10:00:00Z",
                "merge_commit_sha": commit,
                "head": {"sha": head, "ref": "feature", "repo": {"id": 1}, "user": {"login": "owner"}},
                "base": {"ref": "main", "repo": {"id": 1}},
            }
        ],
        f"{base}/pulls": [{"number": 7, "head": {"sha": head}}],
        f"{base}/issues/7/events": [{"event": "merged", "created_at": "2026-11-23T10:00:00Z"}],
        f"{base}/actions/workflows/plan.yml/runs": {
            "workflow_runs": [
                reviewing_run(42, "2026-11-23T09:00:00Z"),
                reviewing_run(41, "2026-11-23T08:00:00Z", "failure"),
            ]
        },
        f"{base}/actions/runs/42/artifacts": {
            "artifacts": [
                {"id": 8, "expired": False, "created_at": "2026-11-23T09:05:00Z", "workflow_run": {"id": 42}}
            ]
        },
        f"{base}/actions/artifacts/8/zip": "/storage/8",
        "/storage/8": zipped(files),
    }


def zipped(files: dict[str, bytes]) -> bytes:
    """An archive of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def reviewing_run(id_: int, started: str, conclusion: str = "success", **more: Any) -> dict[str, Any]:
    """A run of the workflow for pull request 7, as GitHub lists it after the merge."""
    return {
        "id": id_,
        "event": "pull_request",
        "path": ".github/workflows/plan.yml",
        "head_sha": "a" * 40,
        "head_branch": "feature",
        "created_at": started,
        "run_started_at": started,
        "status": "completed",
        "conclusion": conclusion,
        "head_repository": {"id": 1},
        "repository": {"id": 1},
        "pull_requests": [],
        **more,
    }
