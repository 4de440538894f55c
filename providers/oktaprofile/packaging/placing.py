"""Puts the package beside a stack, so that plain `terraform` and `cdktf` work there, offline, without configuration.

What a stack's folder receives:

    terraform.d/plugins/terraform.local/oktaprofile/oktaprofile/VERSION/OS_ARCH/…    Terraform looks there itself
    terraform.d/oktaprofile/python    the interpreter to run it with: not part of the package or its hash
    .terraform.lock.hcl               the package's hash, so that no other package can take its place
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from oktaprofile.packaging import cache, lock_file
from oktaprofile.packaging.dirhash import h1_of_folder
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.identity import SOURCE_ADDRESS, VERSION, platform
from oktaprofile.packaging.package import Package, provider_package

LOCK_FILE = ".terraform.lock.hcl"


def place(stack_folder: Path | str, package: Package | None = None) -> Package:
    """Put the package (None: `provider_package()`) and its lock into a stack's folder, replacing an older one.

    Files are hard links into the cache, copies where the file system has no links. Safe to call at the same time for
    several stacks, and again for the same one. Returns the package. Raises PackagingError.
    """
    stack = Path(stack_folder)
    package = provider_package() if package is None else package
    plugins = stack / "terraform.d" / "plugins" / SOURCE_ADDRESS
    notes = stack / "terraform.d" / "oktaprofile"
    try:
        notes.mkdir(parents=True, exist_ok=True)
        with cache.locked(notes):
            put(package, plugins / VERSION / platform())
            for other in plugins.iterdir():
                if other.name != VERSION:
                    shutil.rmtree(other)
            _write(notes / "python", sys.executable + "\n")
            lock = stack / LOCK_FILE
            before = lock.read_text("utf-8") if lock.is_file() else ""
            _write(lock, lock_file.with_package(before, package.h1))
    except OSError as error:
        raise PackagingError(f"Cannot put the provider package into {stack}: {error}.") from error
    return package


def put(package: Package, target: Path) -> None:
    """Make the folder `target` hold exactly the package. One that does already is left alone. Raises OSError."""
    if target.is_dir() and not target.is_symlink() and h1_of_folder(target) == package.h1:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        shutil.copytree(package.folder, staging / "package", copy_function=_link_or_copy)
        if target.is_symlink() or target.is_file():
            target.unlink()
        elif target.exists():
            target.rename(staging / "old")
        (staging / "package").rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _write(path: Path, text: str) -> None:
    """Replace a file in one step, so that a Terraform that reads it meanwhile sees the old or the new text."""
    if path.is_file() and path.read_text("utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_text(text, "utf-8")
    partial.replace(path)
