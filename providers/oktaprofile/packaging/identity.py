"""Under which names Terraform knows the provider and this machine."""

from __future__ import annotations

import platform as _platform
import sys

from oktaprofile import __version__
from oktaprofile.packaging.errors import PackagingError

SOURCE_ADDRESS = "terraform.local/oktaprofile/oktaprofile"
VERSION = __version__
EXECUTABLE = f"terraform-provider-oktaprofile_v{VERSION}"

_OPERATING_SYSTEMS = {"linux": "linux", "darwin": "darwin", "freebsd": "freebsd"}
_ARCHITECTURES = {
    "x86_64": "amd64",
    "amd64": "amd64",
    "aarch64": "arm64",
    "arm64": "arm64",
    "i386": "386",
    "i686": "386",
    "armv6l": "arm",
    "armv7l": "arm",
}


def require_unix() -> None:
    """Raise PackagingError on a system without Unix sockets and owners of files: there the provider cannot run."""
    if sys.platform.startswith("win"):
        raise _not_here(sys.platform, _platform.machine())


def platform(system: str | None = None, machine: str | None = None) -> str:
    """Return Terraform's name of a platform, like `linux_amd64`.

    `system` is like `sys.platform`, `machine` like `uname -m`; None: this machine's. Raises PackagingError for a
    platform the package does not run on.
    """
    system = sys.platform if system is None else system
    machine = _platform.machine() if machine is None else machine
    for prefix, name in _OPERATING_SYSTEMS.items():
        if system.startswith(prefix) and machine.lower() in _ARCHITECTURES:
            return f"{name}_{_ARCHITECTURES[machine.lower()]}"
    raise _not_here(system, machine)


def _not_here(system: str, machine: str) -> PackagingError:
    return PackagingError(
        f"The provider runs on Linux, macOS and FreeBSD; this is {system} on {machine}. "
        "Next step: use one of these, or WSL on Windows."
    )
