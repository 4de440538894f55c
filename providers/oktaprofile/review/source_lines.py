"""Which line of the configuration makes a resource: of the stack's Python source, or of HCL.

cdktf writes each resource's construct path into the synthesized JSON (`"//".metadata.path`, such as
`stack/sync/mapping`). A construct's id is in the source as a literal beside its scope, so the path leads from
the stack's class into the class that each call makes, as far as these are in the folder; the line of the last call
found is the line that the user wrote. (cdktf's own stack traces name the lines of its JavaScript, not of Python.)
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(r'^\s*resource\s+"([^"]+)"\s+"([^"]+)"', re.MULTILINE)
_INSTANCE = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')
_MOST_BYTES = 5_000_000
_UNREADABLE = (OSError, SyntaxError, ValueError, AttributeError, RecursionError, MemoryError)


class SourceLine(NamedTuple):
    """`path` relative to the root, with `/`; `line` from 1."""

    path: str
    line: int


class _Call(NamedTuple):
    """A construct that is made: with this id, of this class, inside of that class ("" for a module)."""

    id: str
    made: str
    inside: str
    at: SourceLine


class SourceLines:
    """Looks lines up. `root`: the repository; `folders`: where the stack's source is; `synthesized`: cdk.tf.json."""

    def __init__(self, root: Path, folders: Sequence[Path] = (), synthesized: Path | None = None) -> None:
        self._root = root.resolve()
        self._calls: list[_Call] = []
        self._blocks: dict[tuple[str, str], SourceLine] = {}
        self._paths: dict[tuple[str, str], str] = {}
        self._some: SourceLine | None = None
        for folder in folders:
            for path in sorted(folder.rglob("*.py") if folder.is_dir() else [folder]):
                self._calls += self._python(path)
            for path in sorted(folder.rglob("*.tf") if folder.is_dir() else ()):
                self._hcl(path)
        if synthesized is not None:
            self._synthesized(synthesized)

    def find(self, address: str) -> SourceLine | None:
        """The line that makes the resource at a Terraform address; None if it is not found."""
        parts = _INSTANCE.sub("", address).split(".")
        if len(parts) < 2:
            return None
        key = (parts[-2], parts[-1])
        if key in self._paths:
            return self._of_path(self._paths[key])
        return self._blocks.get(key)

    def anywhere(self) -> SourceLine | None:
        """A line to show what belongs to no resource at: the first construct, or block, of the configuration."""
        return self._some

    def _of_path(self, path: str) -> SourceLine | None:
        """Follows a construct path, beginning below the stack."""
        found: _Call | None = None
        for id_ in path.split("/")[1:]:
            calls = [
                call
                for call in self._calls
                if call.id == id_ and (found is None or call.inside == found.made)
            ]
            if len(calls) != 1:
                break
            found = calls[0]
        return found.at if found else None

    def _relative(self, path: Path) -> str:
        resolved = path.resolve()
        return (
            resolved.relative_to(self._root) if resolved.is_relative_to(self._root) else resolved
        ).as_posix()

    def _python(self, path: Path) -> Iterator[_Call]:
        try:
            tree = ast.parse(_text(path))
        except _UNREADABLE:
            return
        name = self._relative(path)
        todo: list[tuple[ast.AST, str]] = [(tree, "")]
        while todo:
            node, inside = todo.pop()
            if isinstance(node, ast.ClassDef):
                inside = node.name
            if isinstance(node, ast.Call) and (id_ := _construct_id(node)) is not None:
                at = SourceLine(name, node.lineno)
                self._some = min(self._some or at, at)
                yield _Call(id_, _called(node), inside, at)
            todo += [(child, inside) for child in ast.iter_child_nodes(node)]

    def _hcl(self, path: Path) -> None:
        try:
            text = _text(path)
        except _UNREADABLE:
            return
        for block in _BLOCK.finditer(text):
            line = text.count("\n", 0, block.start(1)) + 1
            at = SourceLine(self._relative(path), line)
            self._blocks.setdefault((block[1], block[2]), at)
            self._some = self._some or at

    def _synthesized(self, path: Path) -> None:
        try:
            document = json.loads(_text(path))
            for kind, resources in (document.get("resource") or {}).items():
                for name, body in resources.items():
                    metadata = ((body.get("//") or {}).get("metadata")) or {}
                    if isinstance(metadata.get("path"), str):
                        self._paths[(kind, name)] = metadata["path"]
        except _UNREADABLE:
            return


def _text(path: Path) -> str:
    """A file of the pull request. Raises OSError or ValueError, also for a link to a device, or one that is too big."""
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        raise ValueError
    return path.read_text("utf-8")


def _construct_id(call: ast.Call) -> str | None:
    """The id literal in `Something(scope, "id", …)`; None for a call that makes no construct."""
    if len(call.args) >= 2 and isinstance(call.args[0], (ast.Name, ast.Attribute)):
        second = call.args[1]
        if isinstance(second, ast.Constant) and isinstance(second.value, str):
            return second.value
    return None


def _called(call: ast.Call) -> str:
    return (
        call.func.attr
        if isinstance(call.func, ast.Attribute)
        else call.func.id
        if isinstance(call.func, ast.Name)
        else ""
    )
