"""Placing the package beside a stack, locking it, and mirrors."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from oktaprofile.packaging import install_to_mirror, lock_file, place, platform, required_providers_block
from oktaprofile.packaging.dirhash import h1_of_folder, h1_of_zip
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.files import STAGING
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


def test_place_puts_package_lock_and_interpreter(
    small_package: Package, tmp_path: Path, cache_folder: Path
) -> None:
    """Files are the cache's own (hard links), the hash is the package's, the interpreter stands in the user's cache."""
    stack = tmp_path / "stack"
    assert place(stack, small_package) == small_package
    folder = placed_folder(stack)
    assert h1_of_folder(folder) == small_package.h1
    assert (folder / EXECUTABLE).samefile(small_package.folder / EXECUTABLE)
    assert lock_file.locked_hashes((stack / ".terraform.lock.hcl").read_text()) == [small_package.h1]
    note = cache_folder / "interpreter" / stack.resolve().relative_to("/") / "python"
    assert note.read_text() == sys.executable + "\n"
    assert stat.S_IMODE((cache_folder / "interpreter").stat().st_mode) == 0o700
    assert [path.name for path in (stack / "terraform.d").iterdir()] == ["plugins"]


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


def test_a_full_disk_is_one_sentence(
    small_package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one for each of the hundreds of files that there is no room for."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(shutil, "copy2", refuse)
    with pytest.raises(PackagingError, match="No space left on device") as caught:
        place(tmp_path / "stack", small_package)
    assert str(caught.value).count("No space left on device") == 1


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


def test_what_a_killed_process_left_is_gone_and_nothing_else(small_package: Package, tmp_path: Path) -> None:
    """`kill -9` leaves a folder of ours beside the package. A folder that merely begins like it stays."""
    place(tmp_path, small_package)
    version = placed_folder(tmp_path).parent
    left = version / (STAGING + "abcdefgh")
    (left / "package").mkdir(parents=True)
    others = [version / (STAGING + "notes of mine"), version / ".new-abcdefgh"]
    for other in others:
        other.mkdir()
    linked = version / (STAGING + "12345678")
    target = tmp_path / "kept"
    target.mkdir()
    (target / "file").write_text("")
    linked.symlink_to(target)
    place(tmp_path, small_package)
    assert not left.exists()
    assert all(other.is_dir() for other in others)
    assert (target / "file").exists()


def test_kill_while_placing_leaves_nothing_after_the_next_run(small_package: Package, tmp_path: Path) -> None:
    """A real SIGKILL, in the middle of copying."""
    code = (
        "import os, signal, shutil, sys; from pathlib import Path; from oktaprofile.packaging import Package, place;"
        "shutil.copytree = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL);"
        "place(sys.argv[1], Package(Path(sys.argv[2]), sys.argv[3]))"
    )
    stack = tmp_path / "stack"
    command = [sys.executable, "-c", code, str(stack), str(small_package.folder), small_package.h1]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert list(placed_folder(stack).parent.glob(STAGING + "*"))
    place(stack, small_package)
    assert not list(placed_folder(stack).parent.glob(".*"))


@pytest.mark.parametrize(
    "part", ["terraform.d", "terraform.d/plugins", "terraform.d/plugins/terraform.local"]
)
def test_no_folder_on_the_way_may_be_a_link(small_package: Package, tmp_path: Path, part: str) -> None:
    """A pull request's link from the stack to the user's own mirror: nothing is written or deleted there."""
    mine = tmp_path / "mine"
    older = mine / SOURCE_ADDRESS.rpartition("/")[2] / "0.0.1"
    older.mkdir(parents=True)
    stack = tmp_path / "stack"
    (stack / part).parent.mkdir(parents=True)
    (stack / part).symlink_to(mine)
    with pytest.raises(PackagingError, match="is a symbolic link"):
        place(stack, small_package)
    assert [path for path in mine.rglob("*") if path.is_dir()] == [older.parent, older]


def test_lock_file_that_is_a_link_is_replaced_not_followed(small_package: Package, tmp_path: Path) -> None:
    """What the link points to stays as it is."""
    victim = tmp_path / "victim"
    victim.write_text("")
    stack = tmp_path / "stack"
    stack.mkdir()
    (stack / ".terraform.lock.hcl").symlink_to(victim)
    place(stack, small_package)
    assert victim.read_text() == ""
    assert not (stack / ".terraform.lock.hcl").is_symlink()


def test_other_versions_go_only_when_they_are_packages_of_this_provider(
    small_package: Package, tmp_path: Path
) -> None:
    """Somebody's folder beside the package is nobody's to delete."""
    place(tmp_path, small_package)
    versions = placed_folder(tmp_path).parents[1]
    ours, theirs, named = versions / "0.0.1", versions / "0.0.2", versions / "my notes"
    (ours / "linux_amd64").mkdir(parents=True)
    (ours / "linux_amd64" / "terraform-provider-oktaprofile_v0.0.1").write_text("")
    (theirs / "linux_amd64").mkdir(parents=True)
    (theirs / "linux_amd64" / "thesis.txt").write_text("")
    named.mkdir()
    place(tmp_path, small_package)
    assert not ours.exists()
    assert (theirs / "linux_amd64" / "thesis.txt").exists()
    assert named.exists()


def test_mirror_with_somebody_elses_folder_in_the_way(small_package: Package, tmp_path: Path) -> None:
    """It is named and left as it is."""
    folder = tmp_path / SOURCE_ADDRESS / VERSION / "linux_amd64"
    folder.mkdir(parents=True)
    (folder / "thesis.txt").write_text("")
    with pytest.raises(PackagingError, match=r"linux_amd64 is in the way, and is no package.*Next step"):
        install_to_mirror(tmp_path, platforms=["linux_amd64"], package=small_package)
    assert (folder / "thesis.txt").exists()


def test_installing_writes_the_interpreter_down_for_the_user(
    small_package: Package, tmp_path: Path, cache_folder: Path
) -> None:
    """And never in the mirror, which may lie in a checkout."""
    done = install_to_mirror(tmp_path / "m", platforms=["linux_amd64"], package=small_package)
    assert done.note == cache_folder / "interpreter" / "python"
    assert done.note.read_text() == sys.executable + "\n"
    assert not list((tmp_path / "m").rglob("python"))


def test_folder_of_notes_that_others_can_enter_is_not_used(
    small_package: Package, tmp_path: Path, cache_folder: Path
) -> None:
    """The launcher would not read it either."""
    cache_folder.mkdir(mode=0o700)
    (cache_folder / "interpreter").mkdir(mode=0o755)
    assert install_to_mirror(tmp_path / "m", platforms=["linux_amd64"], package=small_package).note is None


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
