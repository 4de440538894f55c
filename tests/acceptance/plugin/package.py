"""The toy provider as a package of the shape that Terraform runs: a launcher beside ``lib/``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from oktaprofile.packaging import contents
from oktaprofile.packaging.build import SCHEMA_IN_PACKAGE, SOURCES_IN_PACKAGE, build_into
from oktaprofile.packaging.identity import EXECUTABLE
from tests.acceptance.harness.terraform import (
    QUICK_GO,
    Outcome,
    dev_overrides,
    finish_terraform,
    start_terraform,
)

PARTS = (
    "oktaprofile/__init__.py",
    "oktaprofile/plugin/",
    "oktaprofile/text/",
    "h2/",
    "hpack/",
    "hyperframe/",
    "msgpack/",
)
BUILD_SCHEMA = """import sys
from pathlib import Path
from oktaprofile.plugin.schema_cache import build
from toy.provider import ToyProvider
Path(sys.argv[1]).write_bytes(build(ToyProvider()))
"""
TERRAFORM_BLOCK = """terraform {
  required_providers {
    toy = { source = "terraform.local/test/toy" }
  }
}
"""


def build_toy(folder: Path) -> Path:
    """Make the package in ``folder``, as ours is made, and return it."""
    start = tuple(f"lib/{part}" for part in PARTS)
    sources = {path: content for path, content in contents.sources().items() if path.startswith(start)}
    for path, file in contents.START.items():
        if path != EXECUTABLE:
            sources[path] = file.read_bytes().replace(
                b"oktaprofile.provider.provider:OktaProfileProvider", b"toy.provider:ToyProvider"
            )
    for file in (Path(__file__).parent / "toy").glob("*.py"):
        sources[f"lib/toy/{file.name}"] = file.read_bytes()
    build_into(folder, sources, write_schema=_write_schema)
    launcher = folder / "terraform-provider-toy_v1.2.3"
    launcher.write_text(
        '#!/bin/sh\ntrap "" INT\n'
        f'exec "${{TOY_PYTHON:-{sys.executable}}}" -I -S -B "${{0%/*}}/lib/__main__.py" "$@"\n'
    )
    launcher.chmod(0o755)
    return folder


def _write_schema(folder: Path) -> None:
    build = f"import sys; sys.path.insert(0, {str(folder / SOURCES_IN_PACKAGE)!r})\n{BUILD_SCHEMA}"
    command = [sys.executable, "-I", "-S", "-B", "-c", build, str(folder / SCHEMA_IN_PACKAGE)]
    subprocess.run(command, check=True)


class Folder:
    """A terraform folder that uses the toy package, with the folder of its notes."""

    def __init__(self, path: Path, package: Path) -> None:
        self.path = path
        self.notes = path / "notes"
        self.notes.mkdir(parents=True)
        self.temporary = path / "tmp"
        self.temporary.mkdir()
        config = path / "cli.tfrc"
        config.write_text(dev_overrides("terraform.local/test/toy", package))
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(path),
            "TMPDIR": str(self.temporary),
            "TF_CLI_CONFIG_FILE": str(config),
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
            **QUICK_GO,
        }

    def write(self, body: str, *, provider: str = "") -> None:
        """Replace the configuration; ``provider`` adds to the provider block."""
        block = f'provider "toy" {{\n  folder = "{self.notes}"\n{provider}\n}}\n'
        (self.path / "main.tf").write_text(TERRAFORM_BLOCK + block + body)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start terraform in a process group of its own."""
        return start_terraform(arguments, self.path, self.environment)

    def finish(self, process: subprocess.Popen[str], seconds: float = 90) -> Outcome:
        """Wait for a started terraform; one that hangs is killed with its group and fails the test."""
        return finish_terraform(process, seconds)

    def run(self, *arguments: str, seconds: float = 90) -> Outcome:
        """Run a terraform command; ``apply``, ``destroy`` and ``plan`` ask nothing and are not coloured."""
        flags = {
            "apply": ("-auto-approve", "-no-color"),
            "destroy": ("-auto-approve", "-no-color"),
            "plan": ("-no-color",),
        }
        first, *rest = arguments
        return self.finish(self.start(first, *flags.get(first, ()), *rest), seconds)

    def apply(self, *arguments: str) -> Outcome:
        """An apply that must succeed."""
        return self.run("apply", *arguments).expect_success()

    def plan_is_empty(self) -> None:
        """Fail unless a plan finds nothing to do."""
        outcome = self.run("plan", "-detailed-exitcode")
        assert outcome.returncode == 0, outcome.output

    def state(self) -> dict[str, dict[str, object]]:
        """address -> values, as Terraform shows them."""
        shown = json.loads(self.run("show", "-json").expect_success().stdout)
        module = shown.get("values", {}).get("root_module", {})
        return {resource["address"]: resource["values"] for resource in module.get("resources", [])}

    def stored(self) -> list[dict[str, object]]:
        """The instances in the state file, with their private parts and schema versions."""
        state = json.loads((self.path / "terraform.tfstate").read_text())
        return [{"type": r["type"], **instance} for r in state["resources"] for instance in r["instances"]]

    def trace(self) -> list[str]:
        """The words that the toy left while it worked."""
        path = self.notes / "trace.log"
        return [line.split(" ", 1)[1] for line in path.read_text().splitlines()] if path.exists() else []
