"""Reads recordings: JSON Lines.

The first line tells about the recording, each further line is one exchange:

    {"about": "...", "attribute_level_mastering": "on"|"off"|"n/a", "recorded": "27 Jul 2023", "interactions": 19}
    {"host": "...", "method": "GET", "path": "/api/v1/...?limit=2", "request": <JSON or null>, "status": 200,
     "headers": {"link": ["<...>; rel=\"self\""]}, "response": <JSON or null>, "duration": "95ms" or null}
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qs, urlsplit

Json: TypeAlias = Any  # what json.loads gives

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


class RecordingError(Exception):
    """A file that is no recording. The text names file, line, what was expected and what was found."""


class Exchange(NamedTuple):
    """One recorded request and its answer. `path` includes the query; `request` and `answer` are JSON or None."""

    number: int  # 1-based, the line after `about`
    method: str
    path: str
    request: Json
    status: int
    headers: dict[str, list[str]]  # lower-case names
    answer: Json

    @property
    def route(self) -> str:
        """The path without its query."""
        return urlsplit(self.path).path

    @property
    def query(self) -> dict[str, str]:
        """The last value of each query parameter."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}


class Recording(NamedTuple):
    """One file: its name without folder, its `about` line, its exchanges in recorded order."""

    name: str
    about: dict[str, Any]
    exchanges: list[Exchange]


def read_recording(path: Path) -> Recording:
    """Reads one file.

    Raises RecordingError when the file cannot be read, a line is not JSON, or lacks what an exchange needs.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise RecordingError(f"cannot read {path}: {problem}") from problem
    rows = list(_rows(path, lines))
    if not rows or "about" not in rows[0][1]:
        raise RecordingError(f'{path}: the first line of a recording is an object with "about"; found none')
    exchanges = [_exchange(path, number, row, index) for index, (number, row) in enumerate(rows[1:], start=1)]
    return Recording(path.name, rows[0][1], exchanges)


def _rows(path: Path, lines: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as problem:
            raise RecordingError(f"{path}:{number}: not JSON: {problem}") from problem
        if not isinstance(row, dict):
            raise RecordingError(f"{path}:{number}: expected an object, found {type(row).__name__}")
        yield number, row


def _exchange(path: Path, number: int, row: dict[str, Any], index: int) -> Exchange:
    method, target, status = row.get("method"), row.get("path"), row.get("status")
    if method not in METHODS:
        raise RecordingError(f"{path}:{number}: method {method!r} is none of {', '.join(sorted(METHODS))}")
    if not isinstance(target, str) or not target.startswith("/"):
        raise RecordingError(f"{path}:{number}: path {target!r} does not start with '/'")
    if not isinstance(status, int) or isinstance(status, bool):
        raise RecordingError(f"{path}:{number}: status {status!r} is not a number")
    headers = {str(name).lower(): _values(value) for name, value in (row.get("headers") or {}).items()}
    return Exchange(index, str(method), target, row.get("request"), status, headers, row.get("response"))


def _values(value: Json) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]
