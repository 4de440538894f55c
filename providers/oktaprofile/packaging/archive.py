"""The package as a zip, as Terraform's packed mirrors and the wheel hold it: the same bytes for the same package."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

from oktaprofile.packaging import files
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.identity import EXECUTABLE

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def pack(folder: Path, target: Path) -> None:
    """Write the package in `folder` as the zip `target`, replacing it. Raises OSError.

    The launcher's mode 0755 is in the external attributes: without it the hash is the same and the start fails.
    """
    with (
        files.new_file(target) as partial,
        zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened,
    ):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _FIXED_TIME)
                info.create_system = _UNIX
                info.compress_type = zipfile.ZIP_DEFLATED
                mode = 0o755 if path.name == EXECUTABLE else 0o644
                info.external_attr = (stat.S_IFREG | mode) << 16
                opened.writestr(info, path.read_bytes())


def unpack(source: Path, folder: Path) -> None:
    """Unpack such a zip into `folder`, everything read-only. Raises PackagingError, OSError, zipfile.BadZipFile."""
    with zipfile.ZipFile(source) as opened:
        for info in opened.infolist():
            target = folder / info.filename
            if not target.resolve().is_relative_to(folder.resolve()):
                raise PackagingError(f"{source} holds a file outside of its folder: {info.filename!r}.")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(opened.read(info))
            target.chmod(0o555 if target.name == EXECUTABLE else 0o444)
