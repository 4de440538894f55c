"""Terraform's `h1:` hash of a provider package, of a folder or of a zip.

base64 of the SHA-256 over one line `HEX-SHA256␠␠PATH` per file, sorted by path: what `golang.org/x/mod/sumdb/dirhash`
computes and `.terraform.lock.hcl` holds. File modes do not count.
"""

from __future__ import annotations

import base64
import hashlib
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path


def h1(files: Iterable[tuple[str, bytes]]) -> str:
    """Return the hash of (path with slashes, content) pairs in any order."""
    lines = sorted((path, hashlib.sha256(content).hexdigest()) for path, content in files)
    summary = "".join(f"{digest}  {path}\n" for path, digest in lines)
    return "h1:" + base64.b64encode(hashlib.sha256(summary.encode()).digest()).decode()


def h1_of_folder(folder: Path) -> str:
    """Return the hash of everything below `folder`. Raises OSError when it cannot be read."""
    root = os.fspath(folder)
    files = []
    for parent, _, names in os.walk(root):
        for name in names:
            path = os.path.join(parent, name)  # noqa: PTH118 - hundreds of files, on each synth
            with open(path, "rb") as file:  # noqa: PTH123
                files.append((os.path.relpath(path, root).replace(os.sep, "/"), file.read()))
    return h1(files)


def h1_of_zip(archive: Path) -> str:
    """Return the hash of the files in a zip. Raises OSError or zipfile.BadZipFile."""
    with zipfile.ZipFile(archive) as opened:
        return h1((info.filename, opened.read(info)) for info in opened.infolist() if not info.is_dir())
