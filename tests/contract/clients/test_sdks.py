"""Okta's own SDKs against the embedded org: clients that others wrote, each in an environment of its own.

They are installed from the registries into `.tools/clients` when first needed. Without a registry the tests are
skipped, in CI they fail.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.simulator.running import running_org

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[3]
CLIENTS = ROOT / ".tools" / "clients"
INSTALL_SECONDS, RUN_SECONDS = 400, 120
EXPECTED = {
    "me": "admin@example.com",
    "types": ["user", "contractor"],
    "apps": ["Active Directory", "Okta Workflows", "RingCentral", "Workday"],
    "attribute": "Made by the SDK",
    "mapping": "appuser.sdkMade",
    "user": "ada@example.com",
    "refusal": True,
    "search": ["ada@example.com"],
    "groups": ["Everyone", "SDK"],
    "app_users": 3,
}


def installed(name: str, install: list[str], folder: Path) -> None:
    """Runs an installation once; the note that it was completed is written last."""
    note = folder / "complete"
    if note.is_file():
        return
    outcome = subprocess.run(
        install, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
    )
    if outcome.returncode and not os.environ.get("CI"):
        pytest.skip(f"{name} cannot be installed: {outcome.stderr.strip()[-300:]}")
    assert outcome.returncode == 0, outcome.stderr
    note.touch()


def python_sdk(version: str) -> list[str]:
    """The command of the Python script, with this version of the SDK."""
    folder = CLIENTS / f"okta-{version}"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    installed(f"okta {version}", [str(python), "-m", "pip", "install", "-q", f"okta=={version}"], folder)
    return [str(python), str(HERE / "python_sdk.py")]


def node_sdk(version: str) -> list[str]:
    """The command of the Node script, with this version of the SDK."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("there is no node")
    folder = CLIENTS / f"okta-sdk-nodejs-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    # The folder is a package's, so that npm installs here: with --prefix it would not read this machine's settings.
    (folder / "package.json").write_text("{}")
    package = f"@okta/okta-sdk-nodejs@{version}"
    installed(package, [npm, "install", "--no-audit", "--no-fund", package], folder)
    script = folder / "node_sdk.js"
    shutil.copyfile(HERE / "node_sdk.js", script)
    return [node, str(script)]


def go_sdk(version: str) -> list[str]:
    """The Go program, built with this version of the SDK."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("there is no go")
    folder = CLIENTS / f"okta-sdk-golang-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    module = f"module client\n\ngo 1.20\n\nrequire github.com/okta/okta-sdk-golang/v2 v{version}\n"
    (folder / "go.mod").write_text(module)
    program = HERE / "go_sdk.go"
    if not (folder / "main.go").is_file() or (folder / "main.go").read_text() != program.read_text():
        (folder / "complete").unlink(missing_ok=True)
        shutil.copyfile(program, folder / "main.go")
    installed(f"okta-sdk-golang {version}", [go, "build", "-mod=mod", "-o", "client", "."], folder)
    return [str(folder / "client")]


@pytest.mark.timeout(INSTALL_SECONDS + RUN_SECONDS)
@pytest.mark.parametrize(
    ("client", "version"),
    [(python_sdk, "2.9.13"), (python_sdk, "3.4.6"), (node_sdk, "8.1.0"), (go_sdk, "2.20.0")],
    ids=["Python 2", "Python 3", "Node", "Go"],
)
def test_an_sdk_works_with_the_embedded_org(client: Any, version: str) -> None:
    """It reads and writes schemas, mappings, people and groups, and understands a refusal. The one in Go also makes the
    calls of the official Terraform provider's resources: that provider carries a copy of it.
    """
    if client is python_sdk and sys.version_info[:2] > (3, 13) and version.startswith("2"):
        pytest.skip("version 2 does not support this Python")
    command = client(version)
    with running_org(users=3) as org:
        app = org.org.apps.by_label("RingCentral")
        assert app is not None
        outcome = subprocess.run(
            [*command, org.url, org.token, app.id],
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )
    assert outcome.returncode == 0, outcome.stderr
    assert json.loads(outcome.stdout) == EXPECTED
