"""The real terraform binary on a folder of its own, the provider of this tree, and a clean environment."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from difflib import unified_diff
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.forking import Forking

ROOT = Path(__file__).parents[3]
SOURCE = "terraform.local/oktaprofile/oktaprofile"
HEADER = f"""terraform {{
  required_providers {{
    oktaprofile = {{
      source = "{SOURCE}"
    }}
  }}
}}
"""
COMMAND_SECONDS = 120
# Terraform ends before it needs back what it has taken: a quarter of its time would be collecting garbage.
QUICK_GO = {"GOGC": "off", "GOMEMLIMIT": "512MiB"}
PROVIDER_PACKAGES = tuple(
    f"oktaprofile.{room}"
    for room in ("plugin", "provider", "okta", "expression", "impact", "people", "plan", "text")
)


@lru_cache(maxsize=1)
def provider_folder() -> Path:
    """A folder with the provider's executable.

    `OKTAPROFILE_PROVIDER_FOLDER` names a built one; without it the source tree runs, forked from a process that
    has imported it (tests/forking.py).
    """
    built = os.environ.get("OKTAPROFILE_PROVIDER_FOLDER")
    if built:
        return Path(built)
    folder = Path(mkdtemp(prefix="oktaprofile-dev-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = Forking(folder, PROVIDER_PACKAGES)
    atexit.register(server.close)
    server.launcher(folder / "terraform-provider-oktaprofile", "oktaprofile.provider.serve:main")
    return folder


class Outcome:
    """What one terraform command did: `returncode`, `stdout`, `stderr`.

    `message` is the text without terraform's line breaks and frames, so that a test can look for a sentence.
    """

    def __init__(self, command: list[str], returncode: int, stdout: str, stderr: str) -> None:
        self.command = command
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr

    @property
    def output(self) -> str:
        """Both streams, as printed."""
        return self.stdout + self.stderr

    @property
    def message(self) -> str:
        """Both streams as one line of words."""
        return " ".join(self.output.replace("│", " ").replace("╷", " ").replace("╵", " ").split())

    def expect(self, *parts: str) -> Outcome:
        """Fails the test when one of the sentences was not printed; returns the outcome itself."""
        for part in parts:
            assert " ".join(part.split()) in self.message, f"not printed: {part!r}\n{self.output}"
        return self

    def expect_success(self) -> Outcome:
        """Fails the test with everything printed unless the command succeeded."""
        assert self.returncode in (0, 2), f"{' '.join(self.command)}\n{self.output}"
        return self

    def expect_failure(self) -> Outcome:
        """Fails the test with everything printed unless the command failed."""
        assert self.returncode == 1, f"{' '.join(self.command)}\n{self.output}"
        return self


class Plan:
    """A saved plan: its `path`, the `outcome` with the warnings, and the `document` of `terraform show -json`."""

    def __init__(self, path: Path, outcome: Outcome, show: Callable[[], Outcome]) -> None:
        self.path = path
        self.outcome = outcome
        self._show = show

    @cached_property
    def document(self) -> dict[str, Any]:
        """What Terraform shows of it. Asked for when it is needed: that takes as long as a small plan."""
        return dict(json.loads(self._show().expect_success().stdout))

    @property
    def actions(self) -> dict[str, list[str]]:
        """address -> actions, for every resource that changes. With -detailed-exitcode an exit code of 0 says that
        there is none.
        """
        if self.outcome.returncode == 0:
            return {}
        changes = self.document.get("resource_changes", [])
        return {
            change["address"]: change["change"]["actions"]
            for change in changes
            if change["change"]["actions"] not in (["no-op"], ["read"])
        }

    def after(self, address: str) -> Any:
        """The planned values of one resource (unknown ones are left out by terraform)."""
        for change in self.document.get("resource_changes", []):
            if change["address"] == address:
                return change["change"]["after"]
        raise AssertionError(f"{address} is not in the plan")


class DidNotEndError(AssertionError):
    """A terraform that hung and was killed."""


def dev_overrides(source: str, package: Path) -> str:
    """A CLI configuration file by which terraform takes one provider from a folder."""
    return f'provider_installation {{\n  dev_overrides {{\n    "{source}" = "{package}"\n  }}\n  direct {{}}\n}}\n'


def start_terraform(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.Popen[str]:
    """Starts terraform and returns at once, in a process group of its own (for interrupting it)."""
    return subprocess.Popen(
        [terraform_binary(), *arguments],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish_terraform(process: subprocess.Popen[str], seconds: float) -> Outcome:
    """Waits for a started terraform; one that hangs is killed with its group and fails the test."""
    try:
        stdout, stderr = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        stdout, stderr = process.communicate()
        raise DidNotEndError(f"terraform did not end within {seconds} s\n{stdout}{stderr}") from None
    arguments = process.args if isinstance(process.args, list) else [str(process.args)]
    return Outcome([str(part) for part in arguments], process.returncode, stdout, stderr)


class Workspace:
    """One folder with a configuration and a state."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        config = folder / "cli.tfrc"
        config.write_text(dev_overrides(SOURCE, provider_folder()))
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TF_CLI_CONFIG_FILE": str(config),
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
            **QUICK_GO,
            # Each start of a provider makes two certificates. acceptance/plugin, e2e and test_secrets are with them.
            "TF_DISABLE_PLUGIN_TLS": "1",
            **environment,
        }

    def write(self, content: str, name: str = "main.tf") -> None:
        """Writes one configuration file; `main.tf` also gets the required_providers block."""
        (self.folder / name).write_text((HEADER if name == "main.tf" else "") + content)

    def use_example(self, folder: str, *, below: str = ".") -> None:
        """Copies a published example (below `examples/`) as it stands. Not its import by identity, which not every
        Terraform has.
        """
        target = self.folder / below
        target.mkdir(parents=True, exist_ok=True)
        for source in sorted((ROOT / "examples" / folder).glob("*.tf")):
            if source.stem == "import-by-identity":
                continue
            text = source.read_text()
            header = "" if "required_providers" in text else HEADER
            (target / source.name).write_text(header + text)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Starts terraform and returns at once, in a process group of its own (for interrupting it)."""
        return start_terraform(arguments, self.folder, self.environment)

    def finish(self, process: subprocess.Popen[str], *, seconds: float = COMMAND_SECONDS) -> Outcome:
        """Waits for a started terraform; one that hangs is killed with its group and fails the test."""
        return finish_terraform(process, seconds)

    def interrupt(self, process: subprocess.Popen[str]) -> None:
        """Ctrl-C: SIGINT to terraform and, as a terminal would, to its whole process group."""
        os.killpg(process.pid, signal.SIGINT)

    def run(self, *arguments: str) -> Outcome:
        """Runs one terraform command to its end."""
        return self.finish(self.start(*arguments))

    def plan(self, *arguments: str, name: str = "saved.tfplan") -> Plan:
        """`terraform plan`, saved; a failing plan fails the test."""
        path = self.folder / name
        outcome = self.run(
            "plan", "-no-color", "-input=false", "-detailed-exitcode", f"-out={path}", *arguments
        )
        return Plan(path, outcome.expect_success(), lambda: self.run("show", "-json", str(path)))

    def plan_error(self, *arguments: str) -> Outcome:
        """`terraform plan` that must fail; returns what it printed."""
        return self.run("plan", "-no-color", "-input=false", *arguments).expect_failure()

    def apply(self, plan: Plan | None = None, *arguments: str) -> Outcome:
        """`terraform apply`, of a saved plan or without asking."""
        target = [str(plan.path)] if plan else ["-auto-approve"]
        return self.run("apply", "-no-color", "-input=false", *arguments, *target)

    def destroy(self, *arguments: str) -> Outcome:
        """`terraform destroy` without asking."""
        return self.run("destroy", "-no-color", "-input=false", "-auto-approve", *arguments)

    def import_(self, address: str, identifier: str) -> Outcome:
        """`terraform import`."""
        return self.run("import", "-no-color", "-input=false", address, identifier)

    def state(self) -> dict[str, dict[str, Any]]:
        """address -> attribute values, of everything that the state file has of the root module."""
        return {
            _address(resource, instance): instance["attributes"]
            for resource in self._stored("resources", [])
            for instance in resource["instances"]
            if "module" not in resource and "deposed" not in instance
        }

    def outputs(self) -> dict[str, Any]:
        """name -> value of every output in the state file."""
        return {name: output["value"] for name, output in self._stored("outputs", {}).items()}

    def _stored(self, part: str, nothing: Any) -> Any:
        path = self.folder / "terraform.tfstate"
        return json.loads(path.read_text()).get(part, nothing) if path.exists() else nothing


def _address(resource: Mapping[str, Any], instance: Mapping[str, Any]) -> str:
    data = "data." if resource["mode"] == "data" else ""
    index = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
    return f"{data}{resource['type']}.{resource['name']}{index}"


def wait_until(condition: Any, what: str, *, seconds: float = 30) -> None:
    """Waits for something another process does; fails the test when it does not happen in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"did not happen within {seconds} s: {what}"
        time.sleep(0.05)


def differences(before: bytes, after: bytes) -> list[str]:
    """The lines of an org's snapshot that are not as before, for a message that a person can read."""
    old, new = before.decode().splitlines(), after.decode().splitlines()
    return [
        line for line in unified_diff(old, new, lineterm="", n=0) if not line.startswith(("---", "+++", ""))
    ]


@lru_cache(maxsize=1)
def terraform_binary() -> str:
    """The terraform on PATH (or that `OKTAPROFILE_TERRAFORM` names); `make setup` provides one."""
    for candidate in (os.environ.get("OKTAPROFILE_TERRAFORM"), "terraform", "tofu"):
        found = shutil.which(candidate) if candidate else None
        if found:
            return found
    pytest.fail("no terraform on PATH: `make setup` provides one")
