"""Somebody else's project: the README's lines in a file of their own, and what stood in the way of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from oktaprofile.packaging import SOURCE_ADDRESS, VERSION, platform, provider_package
from tests.e2e.commands import run_command
from tests.e2e.conftest import Checkout
from tests.e2e.test_cdktf import plain

ROOT = Path(__file__).parents[2]
OTHERS = {"other": "1.0.0", "another": "~> 1.0"}
"""Other providers by name, all of acme's registry, and the version that the stack requires."""


def snippet() -> str:
    """The README's ten lines of Python, as they stand there."""
    found = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def project(new_checkout: Callable[[str], Checkout]) -> Checkout:
    """A folder with main.py (the README's lines, for the framework of this run), cdktf.json, and nothing else."""
    made = new_checkout("project")
    shutil.rmtree(made.folder / "stacks")
    framework = made.environment["OKTAPROFILE_FRAMEWORK"]
    (made.folder / "main.py").write_text(re.sub(r"\bcdktf\b", framework, snippet()))
    settings = {
        "language": "python",
        "app": f"{sys.executable} main.py",
        "projectId": "x",
        "sendCrashReports": "false",
    }
    (made.folder / "cdktf.json").write_text(json.dumps(settings))
    return made


def stack_of(project: Checkout, name: str = "phone-sync") -> Path:
    """The synthesized stack."""
    return project.folder / "cdktf.out" / "stacks" / name


def terraform(project: Checkout, folder: Path, *arguments: str, expect: int = 0, **environment: str) -> str:
    """The real terraform in a folder."""
    return run_command(
        ["terraform", *arguments, "-no-color"], folder, {**project.environment, **environment}, expect
    )


def test_the_readmes_lines_and_diff_are_all(project: Checkout) -> None:
    """No call after synth, no CLI configuration, no registry; also into another folder, and after it was deleted."""
    assert "4 to add, 0 to change, 0 to destroy" in plain(project.cdktf("diff"))
    shutil.rmtree(project.folder / "cdktf.out")
    assert "4 to add, 0 to change, 0 to destroy" in plain(project.cdktf("diff", "-o", "elsewhere.out"))


def test_two_stacks_one_of_them_with_another_provider(project: Checkout, tmp_path: Path) -> None:
    """The first `diff` of a stack with a registry's providers, one in an exact version, one in a range: the lock file
    is complete for cdktf, so it asks no registry for ours; so is the second, with what `init` has chosen.

    Copies of this provider under other names, in a mirror, stand in for the registry's.
    """
    main = project.folder / "main.py"
    text = main.read_text()
    addition = ""
    for name, version in OTHERS.items():
        source = f"registry.terraform.io/acme/{name}"
        required = {"source": source.removeprefix("registry.terraform.io/"), "version": version}
        addition += f'stack.add_override("terraform.required_providers.{name}", {required})\n'
        addition += f'stack.add_override("provider.{name}", [{{}}])\n'
        folder = tmp_path / "mirror" / source / "1.0.0" / platform()
        shutil.copytree(provider_package().folder, folder)
        (folder / f"terraform-provider-oktaprofile_v{VERSION}").rename(
            folder / f"terraform-provider-{name}_v1.0.0"
        )
    main.write_text(text.replace("app.synth()", addition + "app.synth()"))
    configure(
        project,
        tmp_path,
        f'filesystem_mirror {{\n path = "{tmp_path / "mirror"}"\n include = ["registry.terraform.io/acme/*"]\n}}',
        LINES,
    )
    for _ in range(2):
        assert "4 to add, 0 to change, 0 to destroy" in plain(project.cdktf("diff"))
        lock = (stack_of(project) / ".terraform.lock.hcl").read_text()
        assert lock.count("acme/") == len(OTHERS)
        assert 'constraints = "~> 1.0"' in lock


LINES = """filesystem_mirror {
  path    = "terraform.d/plugins"
  include = ["terraform.local/*/*"]
}"""


def configure(project: Checkout, folder: Path, *methods: str) -> None:
    """A Terraform CLI configuration with a provider_installation block."""
    path = folder / "person.rc"
    path.write_text("provider_installation {\n" + "\n".join(methods) + "\n}\n")
    project.environment["TF_CLI_CONFIG_FILE"] = str(path)


def test_a_provider_installation_block_is_answered_with_the_lines_to_add(
    project: Checkout, tmp_path: Path
) -> None:
    """The synthesis warns, with what to add; with it everything works."""
    direct = 'direct {\n  exclude = ["terraform.local/*/*"]\n}'
    configure(project, tmp_path, "direct {}")
    printed = plain(project.cdktf("diff", expect=1))
    assert "has a provider_installation block" in printed
    assert 'include = ["terraform.local/*/*"]' in printed
    configure(project, tmp_path, LINES, direct)
    assert "4 to add, 0 to change, 0 to destroy" in plain(project.cdktf("diff"))


def test_synthesized_here_applied_elsewhere(project: Checkout, tmp_path: Path) -> None:
    """A pipeline's second job, a container: another path, no links, no cache folder, python3 of the system."""
    project.synthesize()
    there = tmp_path / "elsewhere"
    shutil.copytree(stack_of(project), there)
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    alone = {
        "OKTAPROFILE_CACHE_DIR": str(tmp_path / "nowhere"),
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
    }
    terraform(project, there, "init", "-lockfile=readonly", **alone)
    assert "4 to add" in terraform(project, there, "plan", **alone)


def test_another_platform_needs_no_other_lock(project: Checkout) -> None:
    """terraform itself finds the package of each platform in the folder, with the one hash that is locked."""
    project.synthesize()
    folder = stack_of(project)
    lock = (folder / ".terraform.lock.hcl").read_text()
    names = [f"-platform={name}" for name in ("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64")]
    terraform(project, folder, "providers", "lock", "-fs-mirror=terraform.d/plugins", *names)
    assert SOURCE_ADDRESS in lock
    assert (folder / ".terraform.lock.hcl").read_text() == lock


def test_terraform_judges_a_stack_in_a_unit_test(project: Checkout) -> None:
    """`Testing.full_synth` places the provider, too: validate works without a registry."""
    framework = project.environment["OKTAPROFILE_FRAMEWORK"]
    text = re.sub(r"\bcdktf\b", framework, snippet()).replace("App()", f"{framework}.Testing.app()")
    test = text.replace(
        "app.synth()",
        f"assert {framework}.Testing.to_be_valid_terraform({framework}.Testing.full_synth(stack))",
    )
    (project.folder / "test_stack.py").write_text(f"import {framework}\n{test}")
    project.run([sys.executable, "test_stack.py"], project.folder, 0)
