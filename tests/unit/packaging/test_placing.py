"""Placing the package beside a stack, locking it, and mirrors."""

from __future__ import annotations

import os
import stat
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from oktaprofile.packaging import install_to_mirror, lock_file, place, platform, required_providers_block
from oktaprofile.packaging.dirhash import h1_of_folder, h1_of_zip
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.identity import EXECUTABLE, SOURCE_ADDRESS, VERSION
from oktaprofile.packaging.package import Package

RANDOM_ENTRY = """\
provider "registry.terraform.io/hashicorp/random" {
  version     = "3.6.0"
  constraints = "~> 3.6"
  hashes = [
    "h1:somethingelse=",
    "zh:0123",
  ]
}
"""


def placed_folder(stack: Path) -> Path:
    """Where Terraform looks for the package."""
    return stack / "terraform.d" / "plugins" / SOURCE_ADDRESS / VERSION / platform()


def test_place_puts_package_lock_and_interpreter(small_package: Package, tmp_path: Path) -> None:
    """All three are there, the files are the cache's own (hard links), the hash is the package's."""
    stack = tmp_path / "stack"
    assert place(stack, small_package) == small_package
    folder = placed_folder(stack)
    assert h1_of_folder(folder) == small_package.h1
    assert (folder / EXECUTABLE).samefile(small_package.folder / EXECUTABLE)
    assert lock_file.locked_hashes((stack / ".terraform.lock.hcl").read_text()) == [small_package.h1]
    assert (stack / "terraform.d" / "oktaprofile" / "python").read_text() == sys.executable + "\n"


def test_place_copies_where_links_are_impossible(
    small_package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another file system: the copies have the same bytes and modes."""

    def refuse(*_: object) -> None:
        raise OSError("Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    place(tmp_path / "stack", small_package)
    launcher = placed_folder(tmp_path / "stack") / EXECUTABLE
    assert not launcher.samefile(small_package.folder / EXECUTABLE)
    assert os.access(launcher, os.X_OK)
    assert h1_of_folder(placed_folder(tmp_path / "stack")) == small_package.h1


def test_place_repairs_and_replaces(small_package: Package, tmp_path: Path) -> None:
    """A stray file would fail the next command; an older version would be offered beside the new one."""
    stack = tmp_path / "stack"
    place(stack, small_package)
    (placed_folder(stack) / "stray").write_text("")
    older = stack / "terraform.d" / "plugins" / SOURCE_ADDRESS / "0.0.1"
    older.mkdir()
    place(stack, small_package)
    assert h1_of_folder(placed_folder(stack)) == small_package.h1
    assert not older.exists()
    assert not [path for path in placed_folder(stack).parent.iterdir() if path.name.startswith(".new")]


def test_place_leaves_an_intact_one_alone(small_package: Package, tmp_path: Path) -> None:
    """A Terraform that runs from it is not disturbed by a synth."""
    place(tmp_path, small_package)
    before = placed_folder(tmp_path).stat().st_ino, (tmp_path / ".terraform.lock.hcl").stat().st_ino
    place(tmp_path, small_package)
    assert (placed_folder(tmp_path).stat().st_ino, (tmp_path / ".terraform.lock.hcl").stat().st_ino) == before


def test_place_into_many_stacks_at_once(small_package: Package, tmp_path: Path) -> None:
    """Eight synths in parallel, two of them into one folder."""
    stacks = [tmp_path / f"stack{number // 2}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda stack: place(stack, small_package), stacks))
    assert {h1_of_folder(placed_folder(stack)) for stack in stacks} == {small_package.h1}


def test_place_into_a_folder_that_cannot_be_written_to(small_package: Package) -> None:
    """The error names the stack's folder."""
    with pytest.raises(PackagingError, match="Cannot put the provider package into /proc/nowhere"):
        place("/proc/nowhere", small_package)


def test_lock_keeps_other_providers_and_order() -> None:
    """Terraform sorts entries by address; the other provider's entry stays to the letter."""
    text = lock_file.with_package("# a header\n\n" + RANDOM_ENTRY, "h1:new=")
    assert text.startswith("# a header\n\n" + RANDOM_ENTRY + f'\nprovider "{SOURCE_ADDRESS}" {{\n')
    assert lock_file.locked_hashes(text) == ["h1:new="]


def test_lock_replaces_a_former_hash() -> None:
    """The former package is gone from the stack, so its hash must not stay."""
    text = lock_file.with_package(lock_file.with_package(RANDOM_ENTRY, "h1:old="), "h1:new=")
    assert lock_file.locked_hashes(text) == ["h1:new="]
    assert text.count("provider ") == 2
    assert lock_file.with_package(text, "h1:new=") == text


def test_lock_without_an_entry_has_no_hashes() -> None:
    """Another provider's hashes are not taken for this one's."""
    assert lock_file.locked_hashes(RANDOM_ENTRY) == []


@pytest.mark.parametrize(
    ("system", "machine", "expected"),
    [
        ("linux", "x86_64", "linux_amd64"),
        ("linux", "aarch64", "linux_arm64"),
        ("darwin", "arm64", "darwin_arm64"),
        ("freebsd14", "amd64", "freebsd_amd64"),
    ],
)
def test_platform_names_are_gos(system: str, machine: str, expected: str) -> None:
    """Terraform looks for GOOS_GOARCH."""
    assert platform(system, machine) == expected


def test_unknown_platform_is_an_error() -> None:
    """Windows has no Unix sockets for go-plugin to use here."""
    with pytest.raises(PackagingError, match="this is win32 on AMD64"):
        platform("win32", "AMD64")


def test_unpacked_mirror_holds_the_package(small_package: Package, tmp_path: Path) -> None:
    """HOST/NAMESPACE/TYPE/VERSION/OS_ARCH, as Terraform's documentation has it."""
    done = install_to_mirror(tmp_path / "m", platforms=["linux_amd64", "darwin_arm64"], package=small_package)
    home = tmp_path / "m" / "terraform.local" / "oktaprofile" / "oktaprofile" / VERSION
    assert done.paths == [home / "linux_amd64", home / "darwin_arm64"]
    assert done.h1 == small_package.h1 == h1_of_folder(home / "darwin_arm64")


def test_packed_mirror_keeps_the_launcher_executable(small_package: Package, tmp_path: Path) -> None:
    """Mode 0755 stands in the zip; packing twice gives the same bytes."""
    [path] = install_to_mirror(tmp_path, platforms=["linux_arm64"], packed=True, package=small_package).paths
    assert path.name == f"terraform-provider-oktaprofile_{VERSION}_linux_arm64.zip"
    assert h1_of_zip(path) == small_package.h1
    with zipfile.ZipFile(path) as opened:
        mode = opened.getinfo(EXECUTABLE).external_attr >> 16
    assert stat.S_ISREG(mode)
    assert stat.S_IMODE(mode) == 0o755
    before = path.read_bytes()
    install_to_mirror(tmp_path, platforms=["linux_arm64"], packed=True, package=small_package)
    assert path.read_bytes() == before


def test_mirror_that_cannot_be_written_to(small_package: Package) -> None:
    """The error names the folder and the next step."""
    with pytest.raises(PackagingError, match=r"Cannot write to the mirror /proc/nowhere.*Next step"):
        install_to_mirror("/proc/nowhere", package=small_package)


def test_required_providers_block_names_source_and_version() -> None:
    """What a person pastes into HCL."""
    block = required_providers_block()
    assert f'source  = "{SOURCE_ADDRESS}"' in block
    assert f'version = "{VERSION}"' in block
