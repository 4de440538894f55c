"""The package in a filesystem mirror, for people who write HCL."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from oktaprofile.packaging import archive, files, interpreter
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.identity import SOURCE_ADDRESS, VERSION, platform
from oktaprofile.packaging.package import Package, provider_package
from oktaprofile.packaging.placing import put, zip_name

# Terraform searches this folder without any configuration ("implied local mirror directories" in its CLI docs).
DEFAULT_MIRROR = "~/.terraform.d/plugins"


class Installed(NamedTuple):
    """What `install_to_mirror` did: the paths it wrote, the package's hash, and where it wrote down this interpreter.

    `note` is None where no folder can hold it: the provider then runs with `python3` of its PATH.
    """

    paths: list[Path]
    h1: str
    note: Path | None


def install_to_mirror(
    mirror: Path | str = DEFAULT_MIRROR,
    *,
    platforms: list[str] | None = None,
    packed: bool = False,
    package: Package | None = None,
) -> Installed:
    """Put the package into a filesystem mirror and return what was written.

    `mirror` is the mirror's folder. `platforms` are Terraform's names (`linux_amd64`); None: this machine's. `packed`
    writes one zip for each platform instead of a folder, as a mirror on a web server or a share holds it. Raises
    PackagingError.
    """
    package = provider_package() if package is None else package
    root = Path(mirror).expanduser()
    written = []
    try:
        home = files.make_folder(root, SOURCE_ADDRESS)
        for name in platforms or [platform()]:
            if packed:
                target = home / zip_name(name)
                archive.pack(package.folder, target)
            else:
                target = put(package, home, VERSION, name)
            written.append(target)
    except OSError as error:
        raise PackagingError(
            f"Cannot write to the mirror {root}: {error}. Next step: name a folder that can be written to."
        ) from error
    return Installed(written, package.h1, interpreter.write_down(None))


def required_providers_block() -> str:
    """Return the HCL that asks Terraform for this provider and version."""
    return (
        "terraform {\n"
        "  required_providers {\n"
        "    oktaprofile = {\n"
        f'      source  = "{SOURCE_ADDRESS}"\n'
        f'      version = "{VERSION}"\n'
        "    }\n"
        "  }\n"
        "}\n"
    )
