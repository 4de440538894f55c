"""Puts the package beside a stack, so that plain `terraform` and `cdktf` work there, offline, without configuration.

What a stack's folder receives:

    terraform.d/plugins/terraform.local/oktaprofile/oktaprofile/
        VERSION/OS_ARCH/…    for this machine; Terraform looks there itself
        terraform-provider-oktaprofile_VERSION_OS_ARCH.zip    the same package for the other platforms
    .terraform.lock.hcl    the package's hash, so that no other package can take its place

The interpreter that shall run it is written down in the user's cache folder (`interpreter.py`), never here.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from oktaprofile.packaging import archive, files, interpreter, lock_file
from oktaprofile.packaging.dirhash import h1_of_folder
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.identity import SOURCE_ADDRESS, VERSION, platform
from oktaprofile.packaging.package import PACKED, Package, provider_package

LOCK_FILE = ".terraform.lock.hcl"
PLATFORMS = ("darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64")


def place(
    stack_folder: Path | str, package: Package | None = None, *, others: Mapping[str, str | None] = {}
) -> Package:
    """Put the package (None: `provider_package()`) and its lock into a stack's folder, replacing an older one.

    Files are hard links into the cache, copies where the file system has no links. `others`: the stack's other
    providers, as `lock_file.with_package` takes them. Safe to call at the same time for several stacks, and again for
    the same one. Returns the package. Raises PackagingError.
    """
    stack = Path(stack_folder)
    package = provider_package() if package is None else package
    try:
        plugins = files.make_folder(stack, f"terraform.d/plugins/{SOURCE_ADDRESS}")
        here = platform()
        put(package, plugins, VERSION, here)
        with files.locked(plugins):
            for name in PLATFORMS:
                if name != here:
                    _put_zip(package, plugins / zip_name(name))
            for other in plugins.iterdir():
                if other.name != VERSION and _is_version(other):
                    shutil.rmtree(other)
            lock = stack / LOCK_FILE
            before = lock.read_text("utf-8") if lock.is_file() else ""
            files.write_text(lock, lock_file.with_package(before, package.h1, others))
    except OSError as error:
        raise PackagingError(f"Cannot put the provider package into {stack}: {error}.") from error
    interpreter.write_down(stack)
    return package


def put(package: Package, plugins: Path, version: str, platform_name: str) -> Path:
    """Make `plugins/VERSION/PLATFORM` hold exactly the package and return it; one that does already is left alone.

    Raises OSError, and PackagingError when something that is no package of this provider is in the way.
    """
    folder = files.make_folder(plugins, version)
    target = folder / platform_name
    with files.staging(folder) as staging:
        if not target.is_symlink() and target.is_dir() and h1_of_folder(target) == package.h1:
            return target
        _copy_tree(package.folder, staging / "package")
        if target.is_symlink():
            target.unlink()
        elif target.exists():
            if not _is_package(target):
                raise PackagingError(
                    f"{target} is in the way, and is no package of this provider. Next step: move it away."
                )
            target.rename(staging / "old")
        (staging / "package").rename(target)
    return target


def zip_name(platform_name: str) -> str:
    """What Terraform calls a packed package in a mirror."""
    return f"terraform-provider-oktaprofile_{VERSION}_{platform_name}.zip"


def _put_zip(package: Package, target: Path) -> None:
    """One zip for all platforms, made once and linked: the package is the same for each."""
    packed = package.folder.with_name(PACKED)
    if not packed.is_file():
        archive.pack(package.folder, packed)
    if target.is_symlink() or not target.exists() or not target.samefile(packed):
        with files.new_file(target) as partial:
            partial.unlink()
            _link_or_copy(str(packed), str(partial))


def _is_version(folder: Path) -> bool:
    """Whether the folder is a version's, and holds packages of this provider and nothing else."""
    named = re.fullmatch(r"\d+\.\d+\.\d+\S*", folder.name) is not None
    return named and files.is_own_folder(folder) and all(map(_is_package, folder.iterdir()))


def _is_package(folder: Path) -> bool:
    return files.is_own_folder(folder) and any(folder.glob("terraform-provider-oktaprofile_v*"))


def _copy_tree(source: Path, target: Path) -> None:
    """Raises OSError. `shutil.Error` would quote every single file that a full disk has no room for."""
    try:
        shutil.copytree(source, target, copy_function=_link_or_copy)
    except shutil.Error as failures:
        _, file, reason = failures.args[0][0]
        raise OSError(f"{file}: {reason}") from None


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
