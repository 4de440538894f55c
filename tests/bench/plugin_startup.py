"""What the plugin room itself costs: the toy provider, which asks nobody and imports nothing of its own.

The difference between these figures and those of the real provider is what the real one adds.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.acceptance.harness.terraform import terraform_binary
from tests.acceptance.plugin.package import Folder, build_toy
from tests.acceptance.plugin.process import LAUNCHER, Identity, Plugin
from tests.bench.figure import Figure, times

ONE = 'resource "toy_note" "a" {\n  name = "a"\n  map  = { r = { text = "t" } }\n}\n'
MANY = 'resource "toy_note" "a" {\n  count = 300\n  name  = "n${count.index}"\n  map   = { r = { text = "t" } }\n}\n'
PLAN = ("plan", "-input=false")
NOTHING = 'resource "terraform_data" "a" {}\n'


def figures() -> Iterator[Figure]:
    """Start to handshake, the schema call, and plans of one and of 300 resources."""
    with TemporaryDirectory(prefix="b") as name:
        base = Path(name)
        package = build_toy(base / "package")
        python = [sys.executable, "-I", "-S", "-B", "-c", "pass"]
        yield times(
            "plugin: start to handshake",
            _handshake(package, base),
            lambda: subprocess.run(python, check=True),
            "Python's own start",
        )

        floor = Folder(base / "floor", package)
        (floor.path / "main.tf").write_text(NOTHING)
        ours = Folder(base / "ours", package)
        ours.write(ONE)
        for command, arguments in (
            ("plugin: terraform providers schema -json", ("providers", "schema", "-json")),
            ("plugin: terraform validate", ("validate",)),
            ("plugin: terraform plan, 1 resource", PLAN),
        ):
            yield _beside(command, floor, ours, arguments, "the same with no provider")
        ours.write(MANY)
        (floor.path / "main.tf").write_text(NOTHING.replace("{}", "{ count = 300 }"))
        yield _beside("plugin: terraform plan, 300 resources", floor, ours, PLAN, "300 terraform_data", 4.5)


def _beside(
    name: str, floor: Folder, ours: Folder, arguments: tuple[str, ...], of: str, limit: float | None = None
) -> Figure:
    return times(name, lambda: _run(ours, arguments), lambda: _run(floor, arguments), of, limit)


def _run(folder: Folder, arguments: tuple[str, ...]) -> None:
    command = [terraform_binary(), *arguments]
    done = subprocess.run(command, cwd=folder.path, env=folder.environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _handshake(package: Path, temporary: Path) -> Callable[[], None]:
    identity = Identity()

    def start() -> None:
        plugin = Plugin([package / LAUNCHER], temporary, identity)
        plugin.process.kill()
        plugin.process.communicate()

    return start
