"""`oktaprofile provider install`: the Terraform provider in a filesystem mirror, for people who write HCL.

Exit codes: 0 installed, 1 it could not be written or built, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from oktaprofile.cli.shared import fail
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.mirror import DEFAULT_MIRROR, install_to_mirror, required_providers_block


def parser() -> argparse.ArgumentParser:
    """The options of `oktaprofile provider`."""
    result = argparse.ArgumentParser(
        prog="oktaprofile provider", description="Hands the Terraform provider to people who write HCL."
    )
    commands = result.add_subparsers(dest="command", required=True, metavar="install")
    install = commands.add_parser(
        "install",
        help="put the provider into a filesystem mirror",
        description=(
            "Puts the provider where Terraform finds it without any configuration. The package is the same, with the "
            "same h1: hash, on every platform."
        ),
        epilog="Exit codes: 0 installed, 1 it could not be written or built, 2 wrong usage.",
    )
    install.add_argument("--mirror", default=DEFAULT_MIRROR, metavar="FOLDER", help="default: %(default)s")
    install.add_argument(
        "--platform",
        action="append",
        dest="platforms",
        metavar="OS_ARCH",
        help="such as linux_amd64 or darwin_arm64; may be given more than once; default: this machine's",
    )
    install.add_argument(
        "--packed",
        action="store_true",
        help="a zip for each platform, as a shared or network mirror holds it",
    )
    return result


def main(argv: list[str]) -> int:
    """Installs the provider and prints the block that a configuration needs. Returns the exit code."""
    options = parser().parse_args(argv)
    try:
        installed = install_to_mirror(options.mirror, platforms=options.platforms, packed=options.packed)
    except PackagingError as error:
        return fail("provider install", error)
    for path in installed.paths:
        print(f"installed {path}")
    print(f"hash      {installed.h1}")
    print(f"python    {_python(installed.note)}\n\nIn the configuration:\n")
    print(required_providers_block(), end="")
    return 0


def _python(note: Path | None) -> str:
    """Which interpreter will run the provider, and what to do where that cannot be written down."""
    if note is not None:
        return f"{sys.executable}, for this user ({note}); OKTAPROFILE_PYTHON names another"
    return (
        "python3 of PATH: your cache folder cannot be written to. Next step: name the interpreter in "
        "OKTAPROFILE_PYTHON, or a folder that only you can write to in OKTAPROFILE_CACHE_DIR."
    )
