"""Build a release as the registries want it, and check it with the real terraform (`make release`).

Into dist/release: the wheel; one zip per platform; manifest, SHA256SUMS and, where `OKTAPROFILE_SIGNING_KEY` names a
key of gpg's, its detached signature; an SBOM (CycloneDX). Then `terraform init` installs it from a registry and from a
network mirror, both served from these files on loopback over TLS. `--no-check` leaves that out; `tofu` is asked as well
where it is on PATH.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import build_wheel
import registry

from oktaprofile.packaging import VERSION, contents
from oktaprofile.packaging.placing import PLATFORMS, zip_name

ROOT = Path(__file__).resolve().parents[1]
NAME = f"terraform-provider-oktaprofile_{VERSION}"
MANIFEST = {"version": 1, "metadata": {"protocol_versions": ["6.0"]}}
KEY_VARIABLE = "OKTAPROFILE_SIGNING_KEY"


def main(arguments: list[str]) -> int:
    """Build and check. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Build a release, and install it from there.")
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "dist" / "release", help="default: dist/release"
    )
    parser.add_argument("--no-check", action="store_true", help="do not run terraform init on it")
    parser.add_argument("pythons", nargs="*", default=build_wheel.PYTHONS, help="interpreters to compile for")
    options = parser.parse_args(arguments)
    folder: Path = options.folder
    if folder.is_symlink() or (folder.exists() and not (folder / f"{NAME}_SHA256SUMS").is_file()):
        sys.exit(
            f"release: {folder} exists and is no release. Next step: name another folder or move it away."
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    h1 = make(folder, options.pythons)
    if not options.no_check:
        for command in filter(None, (shutil.which("terraform"), shutil.which("tofu"))):
            for way in registry.check(folder, command, h1):
                print(f"checked   {Path(command).name} init from a {way}: {h1}")
    for path in sorted(folder.iterdir()):
        print(f"made      {path.name}")
    return 0


def make(folder: Path, pythons: list[str]) -> str:
    """Write every file of the release. Returns the package's h1 hash."""
    package = folder / zip_name(PLATFORMS[0])
    h1 = build_wheel.build_package(package, pythons)
    for platform in PLATFORMS[1:]:
        shutil.copyfile(package, folder / zip_name(platform))
    if build_wheel.build_wheel(package, folder) != 0:
        sys.exit("release: the wheel could not be built; hatchling says why above.")
    (folder / f"{NAME}_manifest.json").write_text(json.dumps(MANIFEST) + "\n", "utf-8")
    (folder / f"{NAME}_sbom.cdx.json").write_text(json.dumps(sbom(), indent=1) + "\n", "utf-8")
    sums = folder / f"{NAME}_SHA256SUMS"
    sums.write_text("".join(f"{digest(path)}  {path.name}\n" for path in sorted(folder.iterdir())), "utf-8")
    key = os.environ.get(KEY_VARIABLE)
    if key:
        sign(sums, key)
    else:
        print(f"unsigned  {KEY_VARIABLE} names no key; a registry will ask for {sums.name}.sig")
    return h1


def sign(sums: Path, key: str, home: Path | None = None) -> None:
    """Write the detached, binary signature beside a file. `home`: another home folder of gpg's."""
    where = ["--homedir", str(home)] if home is not None else []
    target = sums.with_name(sums.name + ".sig")
    subprocess.run(
        ["gpg", *where, "--batch", "--yes", "-u", key, "--output", str(target), "--detach-sign", str(sums)],
        check=True,
    )


def digest(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sbom() -> dict[str, object]:
    """Return a CycloneDX document of what the provider package holds: this project, and what it takes from PyPI."""
    parts = []
    for name in sorted(contents.VENDORED):
        found = metadata.distribution(name)
        parts.append(
            {
                "type": "library",
                "name": name,
                "version": found.version,
                "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{found.version}",
                "licenses": [{"license": {"name": _licence(found)}}],
            }
        )
    own = {
        "type": "application",
        "name": "oktaprofile",
        "version": VERSION,
        "purl": f"pkg:pypi/oktaprofile@{VERSION}",
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": own},
        "components": parts,
    }


def _licence(found: metadata.Distribution) -> str:
    version = next(
        (found.metadata[name] for name in ("License-Expression", "License") if name in found.metadata), None
    )
    named = [
        one.rpartition(" :: ")[2]
        for one in found.metadata.get_all("Classifier") or []
        if one.startswith("License")
    ]
    return str(version or ", ".join(named) or "unknown").splitlines()[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
