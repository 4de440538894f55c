"""The virtual environment: locked packages, hashes checked, and the project itself as an editable install."""

from __future__ import annotations

import sys

from provision.project import (
    ROOT,
    VENV,
    VENV_PYTHON,
    delete_folder,
    environment,
    fingerprint,
    output_of,
    run,
    step,
)

LOCK = ROOT / "requirements" / "lock.txt"
INSTALLER = ROOT / "requirements" / "installer.txt"
ADVICE = (
    "Next step: check that this machine reaches a Python package index (pip's own settings apply: "
    "PIP_INDEX_URL, PIP_CERT, proxies), then run the same command again; what was downloaded is kept."
)


def install() -> None:
    """Create `.venv` where it is missing or broken and bring it to the lock file. Raises SetupError."""
    if output_of([str(VENV_PYTHON), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 10))"]) is None:
        step("virtualenv", VENV / "setup.venv", fingerprint(sys.version), [VENV_PYTHON], _create)
    interpreter = output_of([str(VENV_PYTHON), "-c", "import sys; print(sys.version, sys.prefix)"]) or ""
    step(
        "pip",
        VENV / "setup.pip",
        fingerprint(interpreter, INSTALLER),
        [],
        _install_pip,
    )
    step(
        "Python packages",
        VENV / "setup.packages",
        fingerprint(interpreter, LOCK),
        [],
        lambda: _install_locked(),
    )
    step(
        "oktaprofile",
        VENV / "setup.project",
        fingerprint(interpreter, str(ROOT), ROOT / "pyproject.toml", LOCK),
        [VENV / "bin" / "oktaprofile", VENV / "bin" / "terraform-provider-oktaprofile"],
        _install_project,
    )


def _create() -> str:
    delete_folder(VENV, "pyvenv.cfg")
    run(
        [sys.executable, "-m", "venv", str(VENV)],
        log="venv",
        advice="Next step: this Python lacks its venv or ensurepip module; on Debian and Ubuntu "
        f"`apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv` brings both.",
    )
    return "Python " + sys.version.split()[0]


def _install_pip() -> str:
    """Replace the pip that Python brings, and take its setuptools away: both are as old as the Python is."""
    pip = [str(VENV_PYTHON), "-m", "pip"]
    install = [*pip, "install", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    run([*install, "-r", str(INSTALLER)], log="pip", advice=ADVICE)
    run([*pip, "uninstall", "--quiet", "--yes", "setuptools"], log="pip", advice=ADVICE)
    return "installed from requirements/installer.txt"


def _install_locked() -> str:
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
    run([*pip, "--require-hashes", "-r", str(LOCK)], log="packages", advice=ADVICE)
    return "installed from requirements/lock.txt"


def _install_project() -> str:
    pip = [
        str(VENV_PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    run([*pip, "-e", str(ROOT)], log="project", advice=ADVICE, env=environment())
    return "installed, editable"
