"""The provider package of this installation, built once and kept; or the one that the wheel carries, as it is."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Mapping
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import NamedTuple

from oktaprofile.packaging import archive, build, cache, contents, files
from oktaprofile.packaging.dirhash import h1_of_folder
from oktaprofile.packaging.errors import PackagingError

PREBUILT = Path(__file__).with_name("prebuilt.zip")
PACKED = "package.zip"
KEEP = 5
_HOME = re.compile(r"[0-9a-f]{32}")
_H1 = re.compile(r"h1:[A-Za-z0-9+/]{43}=")


class Package(NamedTuple):
    """A built package: its `folder`, which must stay unwritten, and the `h1` hash Terraform will compute of it."""

    folder: Path
    h1: str


def provider_package() -> Package:
    """Return this installation's package; the first call for changed sources builds it (about 5 s).

    The wheel's own package comes first. What lies in the cache is hashed again each time (20 ms): a package that
    somebody wrote into is made anew, not placed. Raises PackagingError.
    """
    if PREBUILT.is_file():
        key = hashlib.sha256(PREBUILT.read_bytes()).hexdigest()
        return _from_cache(key, lambda folder: archive.unpack(PREBUILT, folder))
    sources = contents.sources()
    return _from_cache(_key(sources), lambda folder: build.build_into(folder, sources))


def _key(sources: Mapping[str, bytes]) -> str:
    """Hash what the package's bytes depend on, the code that makes it included."""
    digest = hashlib.sha256(MAGIC_NUMBER + repr(sys.version_info[:3]).encode())
    for script in ("build.py", "compile_files.py", "write_schema.py"):
        digest.update((build.HERE / script).read_bytes())
    for path, content in sources.items():
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _from_cache(key: str, make: Callable[[Path], None]) -> Package:
    try:
        packages = files.make_folder(cache.cache_folder(), "packages", 0o700)
        home = packages / key[:32]
        found = _intact(home)
        if found is not None:
            os.utime(home)
            return found
        with files.staging(packages) as staging:
            found = _intact(
                home
            )  # of processes that need the same package at once, one builds and the others wait
            if found is not None:
                return found
            new = staging / "new"
            make(new / "package")
            made = Package(home / "package", h1_of_folder(new / "package"))
            (new / "h1").write_text(made.h1, "utf-8")
            if os.path.lexists(home):
                if not _is_ours(home):
                    raise PackagingError(
                        f"{home} is in the way of the provider package, and is none. Next step: move it away, or name "
                        "another folder in OKTAPROFILE_CACHE_DIR."
                    )
                home.rename(staging / "old")
            new.rename(home)
            _drop_old(packages, home)
    except (OSError, zipfile.BadZipFile) as error:
        raise PackagingError(
            f"Cannot make the provider package in {cache.cache_folder()}: {error}."
        ) from error
    return made


def _intact(home: Path) -> Package | None:
    """Return the package when it is there and still hashes to what was written down for it."""
    try:
        recorded = (home / "h1").read_text("utf-8")
        return Package(home / "package", recorded) if h1_of_folder(home / "package") == recorded else None
    except OSError:
        return None


def _is_ours(home: Path) -> bool:
    """Whether this module made the folder: nothing else may ever be deleted, whatever the cache folder is."""
    if not (
        _HOME.fullmatch(home.name) and files.is_own_folder(home) and files.is_own_folder(home / "package")
    ):
        return False
    recorded = home / "h1"
    names = {path.name for path in home.iterdir()}
    return (
        names == {"package", "h1"}
        and not recorded.is_symlink()
        and _H1.fullmatch(recorded.read_text("utf-8")) is not None
    )


def _drop_old(packages: Path, current: Path) -> None:
    """Keep the packages used last; stacks hold hard links to theirs, so none of them loses anything."""
    homes = [path for path in packages.iterdir() if path != current and _is_ours(path)]
    homes.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in homes[KEEP - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
