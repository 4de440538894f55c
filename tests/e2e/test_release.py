"""`make release`: what it makes, and that the real terraform installs it from a registry and from a network mirror."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from oktaprofile.packaging import VERSION, contents
from oktaprofile.packaging.dirhash import h1_of_zip
from tests.e2e.commands import COMMAND_SECONDS

ROOT = Path(__file__).parents[2]
NAME = f"terraform-provider-oktaprofile_{VERSION}"
SIGNER = "signer@oktaprofile.invalid"


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, str]]:
    """A signed release, what the command printed, and an environment whose gpg knows the key."""
    if shutil.which("gpg") is None:
        pytest.skip("no gpg on this machine")
    home = tmp_path_factory.mktemp("g")  # short: gpg's socket lies in it
    home.chmod(0o700)
    environment = {**os.environ, "GNUPGHOME": str(home), "OKTAPROFILE_SIGNING_KEY": SIGNER}
    quick = [
        "gpg",
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--quick-generate-key",
        SIGNER,
        "default",
        "default",
    ]
    subprocess.run(quick, env=environment, check=True, capture_output=True)
    folder = tmp_path_factory.mktemp("release") / "made"
    command = [sys.executable, str(ROOT / "tools" / "release.py"), "--folder", str(folder), sys.executable]
    done = subprocess.run(
        command, env=environment, check=False, capture_output=True, text=True, timeout=COMMAND_SECONDS
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout, environment


def test_terraform_installs_it_from_a_registry_and_from_a_mirror(
    signed: tuple[Path, str, dict[str, str]],
) -> None:
    """Over TLS on loopback, signature checked, and the lock file holds the one hash of all platforms."""
    folder, printed, _ = signed
    hashes = {h1_of_zip(path) for path in folder.glob("*.zip")}
    assert len(list(folder.glob("*.zip"))) == 4
    assert len(hashes) == 1
    for way in ("registry", "network mirror"):
        assert f"terraform init from a {way}: {hashes.copy().pop()}" in printed


def test_every_file_stands_in_the_sums_and_they_are_signed(signed: tuple[Path, str, dict[str, str]]) -> None:
    """What a registry verifies."""
    folder, _, environment = signed
    sums = dict(
        reversed(line.split("  ")) for line in (folder / f"{NAME}_SHA256SUMS").read_text().splitlines()
    )
    files = {path.name for path in folder.iterdir()}
    assert set(sums) == files - {f"{NAME}_SHA256SUMS", f"{NAME}_SHA256SUMS.sig"}
    assert all(
        hashlib.sha256((folder / name).read_bytes()).hexdigest() == told for name, told in sums.items()
    )
    verify = ["gpg", "--batch", "--verify", f"{NAME}_SHA256SUMS.sig", f"{NAME}_SHA256SUMS"]
    subprocess.run(verify, cwd=folder, env=environment, check=True, capture_output=True)
    assert json.loads((folder / f"{NAME}_manifest.json").read_text())["metadata"]["protocol_versions"] == [
        "6.0"
    ]


def test_the_sbom_names_what_is_inside(signed: tuple[Path, str, dict[str, str]]) -> None:
    """Every package that is taken from PyPI, with version and licence."""
    document = json.loads((signed[0] / f"{NAME}_sbom.cdx.json").read_text())
    assert {one["name"] for one in document["components"]} == set(contents.VENDORED)
    assert all(one["version"] in one["purl"] for one in document["components"])
    licences = [one["licenses"][0]["license"]["name"] for one in document["components"]]
    assert "unknown" not in licences


def test_a_folder_that_is_no_release_stays(tmp_path: Path) -> None:
    """Nothing of somebody's is deleted to make room."""
    (tmp_path / "thesis.txt").write_text("")
    command = [sys.executable, str(ROOT / "tools" / "release.py"), "--folder", str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "exists and is no release. Next step" in done.stderr
    assert (tmp_path / "thesis.txt").exists()
