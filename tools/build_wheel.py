"""Build dist/oktaprofile-*.whl with the provider package inside (`make wheel`).

The package holds compiled files for every Python found on PATH (3.10 to 3.14), so that whoever installs the wheel has
the same package, the same hash and a fast start, whichever of them they use. Name interpreters to choose others:
`python tools/build_wheel.py [--folder FOLDER] /usr/bin/python3.12 …`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from oktaprofile.packaging import archive, build, contents, dirhash

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("python3.10", "python3.11", "python3.12", "python3.13", "python3.14")
VERSION_OF = "import sys; print('%d.%d' % sys.version_info[:2])"


def main(arguments: list[str]) -> int:
    """Build package and wheel. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the wheel with the provider package inside.")
    parser.add_argument("--folder", default="dist", help="where the wheel goes (default: %(default)s)")
    parser.add_argument("pythons", nargs="*", default=PYTHONS, help="interpreters to compile the package for")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        prebuilt = Path(folder) / "prebuilt.zip"
        build_package(prebuilt, options.pythons)
        return build_wheel(prebuilt, Path(options.folder))


def build_package(target: Path, pythons: Sequence[str] = PYTHONS) -> str:
    """Write the provider package as a zip, compiled for those of `pythons` that are there. Returns its h1 hash."""
    interpreters = _one_of_each_version([sys.executable, *pythons])
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "package"
        build.build_into(package, contents.sources(), interpreters=list(interpreters.values()))
        archive.pack(package, target)
    h1 = dirhash.h1_of_zip(target)
    print(f"provider package {h1}, compiled for {', '.join(sorted(interpreters))}")
    return h1


def build_wheel(package: Path, folder: Path) -> int:
    """Build the wheel with this package inside. Returns the exit code."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    return subprocess.call(command, cwd=ROOT, env={**os.environ, "OKTAPROFILE_PREBUILT": str(package)})


def _one_of_each_version(candidates: list[str]) -> dict[str, str]:
    """Return minor version -> the first interpreter that has it and runs (a pyenv shim may not)."""
    found: dict[str, str] = {}
    for candidate in candidates:
        path = shutil.which(candidate)
        if path is None:
            continue
        asked = subprocess.run([path, "-c", VERSION_OF], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            found.setdefault(asked.stdout.strip(), path)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
