"""What `oktaprofile doctor` says of this machine: which programs would run a plan, and whether they can."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from oktaprofile import __version__
from oktaprofile.packaging import interpreter
from oktaprofile.packaging.cache import launcher_folder
from oktaprofile.provider.readiness_check import MISSING, OK, UNKNOWN, Check

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST = {"Terraform": (1, 8), "OpenTofu": (1, 7)}
"""The first with provider-defined functions."""
ASK_SECONDS = 20.0


def provider_python(environ: Mapping[str, str]) -> Check:
    """Which Python would run the provider, were Terraform started in the current folder, and whether it can."""
    python = interpreter.chosen(Path.cwd())
    name = "provider_python"
    if python.version is None:
        detail = (
            f"Terraform would start the provider with {python.path} ({python.because}), which does not start."
        )
        return Check(name, MISSING, detail, f"Name a Python 3.10 or newer in {interpreter.VARIABLE}.")
    shown = ".".join(map(str, python.version))
    detail = f"oktaprofile {__version__}, started with {python.path}, Python {shown}: {python.because}."
    if python.version < interpreter.LEAST:
        return Check(name, MISSING, detail, f"Name a Python 3.10 or newer in {interpreter.VARIABLE}.")
    if environ.get("OKTA_API_CLIENT_ID") and not python.has_cryptography:
        step = f"{python.path} -m pip install cryptography, or name a Python that has it in {interpreter.VARIABLE}."
        return Check(name, MISSING, f"{detail} It lacks cryptography, which OAuth needs.", step)
    if launcher_folder() is None:
        step = "Name a folder that only you can write to in OKTAPROFILE_CACHE_DIR."
        return Check(
            name,
            OK,
            f"{detail} Your cache folder cannot be written to: another Python compiles at every start.",
            step,
        )
    return Check(name, OK, detail)


def terraform(environ: Mapping[str, str]) -> Check:
    """Which Terraform or OpenTofu is found here, and whether it is new enough. None is no error: another machine, or a
    pipeline, may run it.
    """
    name, named = "terraform", environ.get("TERRAFORM_BINARY_NAME")  # cdktf reads it, too
    step = "Install Terraform 1.8 or OpenTofu 1.7, or newer; TERRAFORM_BINARY_NAME names one that is not on PATH."
    path = shutil.which(named) if named else shutil.which("terraform") or shutil.which("tofu")
    if path is None:
        detail = f"{named or 'A terraform, or a tofu,'} is not on PATH."
        return Check(name, UNKNOWN, detail, step)
    try:
        told = subprocess.run(  # noqa: S603 - the program that a plan would run
            [path, "version", "-json"],
            env={**environ, "CHECKPOINT_DISABLE": "1"},  # or it asks HashiCorp for a newer one
            capture_output=True,
            text=True,
            timeout=ASK_SECONDS,
            check=True,
        )
        version = str(json.loads(told.stdout)["terraform_version"])
        numbers = tuple(int(part) for part in version.split("-")[0].split("."))
    except (OSError, subprocess.SubprocessError, ValueError, LookupError, TypeError):
        return Check(name, UNKNOWN, f"{path} does not say its version.", step)
    kind = "OpenTofu" if "tofu" in Path(path).name else "Terraform"
    detail = f"{kind} {version}: {path}."
    if numbers < LEAST[kind]:
        return Check(name, MISSING, f"{detail} It has no provider-defined functions.", step)
    return Check(name, OK, detail)
