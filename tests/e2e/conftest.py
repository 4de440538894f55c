"""What the end-to-end tests stand on: checkouts of the project, an embedded org, and the commands a person would type.

Commands run with an empty home folder, a Terraform CLI configuration file that does not exist, and proxies that lead
nowhere: what reached for a registry, or needed anything of this machine's, would fail.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oktaprofile.packaging.cache import cache_folder
from tests.acceptance.harness import TOKEN, SimulatedOrg, start_org
from tests.acceptance.harness.terraform import QUICK_GO
from tests.e2e.commands import run_command

ROOT = Path(__file__).parents[2]
STACK = "ringcentral-sync-demo"
NOWHERE = "http://127.0.0.1:9"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives the real cdktf or terraform."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.cdktf)
            item.add_marker(pytest.mark.terraform)


class Checkout:
    """A copy of what a person edits, with the project's environment: `folder`, and commands run in it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        folder.mkdir(parents=True)
        shutil.copytree(ROOT / "stacks", folder / "stacks", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("main.py", "cdktf.json"):
            shutil.copyfile(ROOT / name, folder / name)
        (folder / ".venv").symlink_to(sys.prefix)

    @property
    def stack(self) -> Path:
        """The synthesized stack's folder."""
        return self.folder / "cdktf.out" / "stacks" / STACK

    def cdktf(self, *arguments: str, expect: int = 0) -> str:
        """Run the real cdktf, or cdktn where that is asked for; returns what it printed."""
        name = self.environment["OKTAPROFILE_FRAMEWORK"]
        command = Path(sys.prefix) / "bin" / name
        if not command.exists():
            pytest.fail(f'no {name} in this environment: `make setup ARGS="--framework {name}"` installs it')
        return self.run([str(command), *arguments], self.folder, expect)

    def synthesize(self, **environment: str) -> None:
        """Run what cdktf runs to synthesize, without waiting for cdktf itself."""
        self.run([sys.executable, "main.py"], self.folder, 0, **environment)

    def terraform(self, *arguments: str, expect: int = 0) -> str:
        """Run the real terraform in the stack's folder; returns what it printed."""
        return self.run(["terraform", *arguments], self.stack, expect)

    def run(self, command: list[str], folder: Path, expect: int, **environment: str) -> str:
        """Run a command to its end; another exit code than expected fails the test with all that was printed."""
        return run_command(command, folder, {**self.environment, **environment}, expect)


@pytest.fixture
def org() -> Iterator[SimulatedOrg]:
    """An embedded org with three RingCentral users, for this test alone."""
    with start_org() as running:
        yield running


@pytest.fixture
def new_checkout(org: SimulatedOrg, tmp_path: Path) -> Callable[[str], Checkout]:
    """Makes a checkout by name. All of a test's share the state, as a team's do, and the packages' cache."""
    home = tmp_path / "home"
    home.mkdir(mode=0o500)

    def make(name: str) -> Checkout:
        environment = {
            "PATH": f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
            "CI": "1",
            "CHECKPOINT_DISABLE": "1",
            "DISABLE_VERSION_CHECK": "1",
            **QUICK_GO,
            "CDKTF_HOME": str(tmp_path / "cdktf-home"),
            "TF_CLI_CONFIG_FILE": str(tmp_path / "does-not-exist"),
            "HTTP_PROXY": NOWHERE,
            "HTTPS_PROXY": NOWHERE,
            "NO_PROXY": "127.0.0.1,localhost",
            "OKTA_ORG_URL": org.url,
            "OKTA_API_TOKEN": TOKEN,
            "OKTAPROFILE_ENVIRONMENT": "demo",
            "OKTAPROFILE_FRAMEWORK": os.environ["OKTAPROFILE_FRAMEWORK"],
            "OKTAPROFILE_CACHE_DIR": str(cache_folder()),
            "OKTAPROFILE_DEMO_STATE": str(tmp_path / "state" / "terraform.tfstate"),
        }
        return Checkout(tmp_path / name, environment)

    return make
