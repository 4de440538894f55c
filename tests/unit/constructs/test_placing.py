"""The provider places its package when the app is synthesized, whatever the app looks like."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import jsii
import pytest

from oktaprofile.constructs import OktaprofileProvider, ProfileMapping, placing
from oktaprofile.constructs.framework import NAMES, Construct
from oktaprofile.packaging import SOURCE_ADDRESS, VERSION, Package, PackagingError
from oktaprofile.packaging.dirhash import h1_of_folder
from oktaprofile.packaging.identity import EXECUTABLE
from oktaprofile.packaging.lock_file import locked_hashes

LOCK = ".terraform.lock.hcl"


@pytest.fixture(params=NAMES)
def cdk(request: pytest.FixtureRequest) -> Any:
    """Each framework in turn."""
    return import_module(request.param)


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """A small package, so that none has to be built; and no Terraform configuration of the person's."""
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / EXECUTABLE).write_text("#!/bin/sh\n")
    made = Package(folder, h1_of_folder(folder))
    monkeypatch.setattr(placing, "provider_package", lambda: made)
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("OKTAPROFILE_CACHE_DIR", str(tmp_path / "cache"))
    return made


def stack_in(app: Construct, cdk: Any, name: str = "one") -> Any:
    """A stack with the provider and a mapping."""
    stack = cdk.TerraformStack(app, name)
    OktaprofileProvider(stack, "okta")
    ProfileMapping(stack, "mapping", app_id="0oa1", properties={"nickName": "appuser.email"})
    return stack


def placed(outdir: Path) -> set[str]:
    """The stacks below `outdir` that have the package and its lock."""
    return {
        lock.parent.name
        for lock in outdir.glob(f"stacks/*/{LOCK}")
        if locked_hashes(lock.read_text())
        and list(lock.parent.glob(f"terraform.d/plugins/{SOURCE_ADDRESS}/{VERSION}/*/"))
    }


def test_every_stack_with_the_provider_gets_the_package(cdk: Any, tmp_path: Path) -> None:
    """Several stacks, two providers in one, a provider below a construct, an outdir of one's own."""
    app = cdk.App(outdir=str(tmp_path / "out"))
    OktaprofileProvider(stack_in(app, cdk), "second", alias="second")
    deep = cdk.TerraformStack(app, "deep")
    OktaprofileProvider(Construct(Construct(deep, "a"), "b"), "okta")
    cdk.TerraformStack(app, "without")
    app.synth()
    assert placed(tmp_path / "out") == {"one", "deep"}
    app.synth()
    assert placed(tmp_path / "out") == {"one", "deep"}


def test_other_platforms_find_the_package_too(cdk: Any, tmp_path: Path, package: Package) -> None:
    """Synthesized on Linux, applied on a Mac, and the other way round: one zip, linked for each."""
    app = cdk.App(outdir=str(tmp_path / "out"))
    stack_in(app, cdk)
    app.synth()
    folder = tmp_path / "out" / "stacks" / "one" / "terraform.d" / "plugins" / SOURCE_ADDRESS
    [unpacked] = [path.name for path in (folder / VERSION).iterdir()]
    packed = sorted(folder.glob("*.zip"))
    names = {path.stem.removeprefix(f"terraform-provider-oktaprofile_{VERSION}_") for path in packed}
    assert names | {unpacked} >= {"darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"}
    assert unpacked not in names
    assert len({path.stat().st_ino for path in packed}) == 1


def test_a_relative_outdir_after_chdir(cdk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It counts from where jsii's process was started, not from Python's own folder."""
    name = os.path.relpath(tmp_path / "out")
    monkeypatch.chdir(tmp_path)
    app = cdk.App(outdir=name)
    stack_in(app, cdk)
    app.synth()
    assert placed(tmp_path / "out") == {"one"}


def test_unit_tests_of_a_stack_write_nothing_that_is_not_asked_for(cdk: Any, tmp_path: Path) -> None:
    """`Testing.synth` places nothing; `Testing.full_synth` goes all the way, so that terraform can judge it."""
    stack = stack_in(cdk.Testing.app(), cdk)
    cdk.Testing.synth(stack)
    assert not list(tmp_path.rglob(LOCK))
    folder = Path(cdk.Testing.full_synth(stack))
    assert placed(folder) == {"one"}


def test_a_synthesizer_round_ours_is_called_and_ours_too(cdk: Any, tmp_path: Path) -> None:
    """As long as it calls the one that was there."""
    called = []

    @jsii.implements(cdk.IStackSynthesizer)
    class Mine:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def synthesize(self, session: Any) -> None:
            called.append(session.outdir)
            self.inner.synthesize(session)

    app = cdk.App(outdir=str(tmp_path / "out"))
    stack = stack_in(app, cdk)
    stack.synthesizer = Mine(stack.synthesizer)
    app.synth()
    assert called == [str(tmp_path / "out")]
    assert placed(tmp_path / "out") == {"one"}


def test_a_stack_that_is_not_valid_gets_nothing(cdk: Any, tmp_path: Path) -> None:
    """The framework's own error comes first."""
    app = cdk.App(outdir=str(tmp_path / "out"))
    stack = stack_in(app, cdk)
    cdk.Annotations.of(stack).add_error("not like this")
    with pytest.raises(RuntimeError, match="not like this"):
        app.synth()
    assert placed(tmp_path / "out") == set()


def test_a_package_that_cannot_be_made_is_the_stacks_error(
    cdk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """In our own words."""

    def fail() -> Package:
        raise PackagingError(
            "Found no folder to keep the provider package in. Next step: set OKTAPROFILE_CACHE_DIR."
        )

    monkeypatch.setattr(placing, "provider_package", fail)
    app = cdk.App(outdir=str(tmp_path / "out"))
    stack_in(app, cdk)
    with pytest.raises(RuntimeError, match=r"Found no folder to keep the provider package in\. Next step"):
        app.synth()


@pytest.mark.parametrize(
    ("source", "version", "entry"),
    [
        ("hashicorp/null", "3.2.4", "registry.terraform.io/hashicorp/null"),
        ("null", "=3.2.4", "registry.terraform.io/hashicorp/null"),
        ("example.com/acme/thing", "0.1.0-rc1", "example.com/acme/thing"),
    ],
)
def test_the_stacks_other_providers_are_in_the_lock_file(
    tmp_path: Path, source: str, version: str, entry: str
) -> None:
    """Without them the first `cdktf diff` asks a registry for ours."""
    cdk = import_module("cdktf")
    app = cdk.App(outdir=str(tmp_path / "out"))
    stack = stack_in(app, cdk)
    stack.add_override("terraform.required_providers.other", {"source": source, "version": version})
    app.synth()
    lock = tmp_path / "out" / "stacks" / "one" / LOCK
    text = lock.read_text()
    exact = version.lstrip("=")
    assert f'provider "{entry}" {{\n  version     = "{exact}"\n  constraints = "{exact}"\n}}' in text
    lock.write_text(
        text.replace(
            f'constraints = "{exact}"\n', f'constraints = "{exact}"\n  hashes = [\n    "h1:x=",\n  ]\n'
        )
    )
    app.synth()
    assert '"h1:x="' in lock.read_text()
    stack.add_override("terraform.required_providers.other", {"source": source, "version": "9.9.9"})
    app.synth()
    assert '"9.9.9"' in lock.read_text()
    assert '"h1:x="' not in lock.read_text()


@pytest.mark.parametrize("required", [{"version": "~> 3.2"}, {"version": ">= 3, < 4"}, {}], ids=str)
def test_a_range_of_versions_is_left_to_init(tmp_path: Path, required: dict[str, str]) -> None:
    """Terraform finds no entry and chooses; cdktf, which reads line by line, finds one and asks no registry."""
    cdk = import_module("cdktf")
    app = cdk.App(outdir=str(tmp_path / "out"))
    stack = stack_in(app, cdk)
    stack.add_override("terraform.required_providers.other", {"source": "hashicorp/null", **required})
    app.synth()
    lock = tmp_path / "out" / "stacks" / "one" / LOCK
    entry = 'provider "registry.terraform.io/hashicorp/null" {\n  constraints = ">= 0"\n}\n'
    seen, comment = lock.read_text().split("/*")
    assert "hashicorp/null" not in seen
    assert comment.endswith(f"\n{entry}*/\n")
    app.synth()
    assert lock.read_text() == f"{seen}/*{comment}"
    chosen = entry.replace('">= 0"', '"~> 3.2"').replace("{\n", '{\n  version     = "3.2.4"\n')
    lock.write_text(seen + chosen)
    app.synth()
    assert lock.read_text().count("hashicorp/null") == 1
    assert chosen in lock.read_text()


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("provider_installation {\n  direct {}\n}\n", True),
        (
            'provider_installation {\n  filesystem_mirror {\n    include = ["terraform.local/*/*"]\n  }\n}\n',
            False,
        ),
        ("disable_checkpoint = true\n", False),
    ],
)
def test_a_configuration_that_hides_the_package_is_told_with_the_lines_to_add(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, warned: bool
) -> None:
    """Any provider_installation block switches terraform.d/plugins off."""
    (tmp_path / "terraform.rc").write_text(text)
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(tmp_path / "terraform.rc"))
    found = placing.configuration_warnings()
    assert bool(found) == warned
    if warned:
        assert 'include = ["terraform.local/*/*"]' in found[0]
        assert 'exclude = ["terraform.local/*/*"]' in found[0]


def test_stacks_of_two_frameworks_in_one_process(tmp_path: Path) -> None:
    """An app of each, made in turns."""
    apps = {name: import_module(name).App(outdir=str(tmp_path / name)) for name in NAMES}
    for name, app in apps.items():
        stack_in(app, import_module(name))
    for app in apps.values():
        app.synth()
    assert all(placed(tmp_path / name) == {"one"} for name in NAMES)
