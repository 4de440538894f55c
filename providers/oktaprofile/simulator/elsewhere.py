"""Operations that Okta has and the simulator has not: they are known by name, so that their 501 can say it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_LIST = files("oktaprofile.simulator") / "okta_operations.txt"


@cache
def _operations() -> dict[str, list[tuple[list[str], str]]]:
    """By method: the segments of the path, `{}` for a parameter, and the operation id; literal segments first."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    lines = [line for line in _LIST.read_text("utf-8").splitlines() if not line.startswith("#")]
    for line in sorted(lines, key=lambda line: line.replace("{", "~")):
        path, *methods = line.split()
        for one in methods:
            method, _, name = one.partition("=")
            found.setdefault(method, []).append((path.split("/"), name))
    return found


def name_of(method: str, path: str) -> str | None:
    """The operation id of a request; None if Okta has no such operation. A slash at the end changes nothing."""
    asked = path.rstrip("/").split("/")
    for segments, name in _operations().get(method, ()):
        if len(segments) == len(asked) and all(
            segment in (part, "{}") for segment, part in zip(segments, asked, strict=True)
        ):
            return name
    return None


def names() -> frozenset[str]:
    """All operation ids."""
    return frozenset(name for candidates in _operations().values() for _, name in candidates)
