"""The provider package of this installation, built once and kept; or the one that the wheel carries, as it is."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import NamedTuple

from oktaprofile.packaging import archive, build, cache, contents
from oktaprofile.packaging.dirhash import h1_of_folder
from oktaprofile.packaging.errors import PackagingError

PREBUILT = Path(__file__).with_name("prebuilt.zip")
KEEP = 5


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
    packages = cache.cache_folder() / "packages"
    packages.mkdir(exist_ok=True)
    home = packages / key[:32]
    found = _intact(home)
    if found is not None:
        os.utime(home)
        return found
    with cache.locked(packages):
        found = _intact(home)
        if found is not None:
            return found
        shutil.rmtree(home, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=".new-", dir=packages))
        try:
            make(staging / "package")
            made = Package(home / "package", h1_of_folder(staging / "package"))
            (staging / "h1").write_text(made.h1, "utf-8")
            staging.chmod(0o755)
            staging.rename(home)
        except (OSError, zipfile.BadZipFile) as error:
            raise PackagingError(f"Cannot make the provider package in {packages}: {error}.") from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        _drop_old(packages, home)
    return made


def _intact(home: Path) -> Package | None:
    """Return the package when it is there and still hashes to what was written down for it."""
    try:
        recorded = (home / "h1").read_text("utf-8")
        return Package(home / "package", recorded) if h1_of_folder(home / "package") == recorded else None
    except OSError:
        return None


def _drop_old(packages: Path, current: Path) -> None:
    """Keep the packages used last; stacks hold hard links to theirs, so none of them loses anything."""
    homes = [path for path in packages.iterdir() if path.is_dir() and path != current]
    homes.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in homes[KEEP - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
