"""Operations that Okta has and the simulator has not: they are known by name, so that their 501 can say it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_LIST = files("oktaprofile.simulator") / "okta_operations.txt"


@cache
def _operations() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    """By method: the form of the path and the operation id, literal segments before parameters."""
    found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    lines = [line for line in _LIST.read_text("utf-8").splitlines() if not line.startswith("#")]
    for line in sorted(lines, key=lambda line: line.replace("{", "~")):
        path, *methods = line.split()
        form = re.compile(re.escape(path).replace(r"\{\}", "[^/]+"))
        for one in methods:
            method, _, name = one.partition("=")
            found.setdefault(method, []).append((form, name))
    return found


def name_of(method: str, path: str) -> str | None:
    """The operation id of a request; None if Okta has no such operation."""
    candidates = _operations().get(method, ())
    return next((name for form, name in candidates if form.fullmatch(path.rstrip("/"))), None)


def names() -> frozenset[str]:
    """All operation ids."""
    return frozenset(name for candidates in _operations().values() for _, name in candidates)
