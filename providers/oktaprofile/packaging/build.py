"""Makes the provider package in a folder: the files that start it, all sources in one zip, the compiled modules in one
file for each Python, the schema answer, fixed modes. Few files: Terraform opens and hashes each in every command.

The same sources and the same interpreters give the same bytes, whatever the checkout, the user or the time.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from oktaprofile.packaging import contents
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.identity import EXECUTABLE

HERE = Path(__file__).parent
SCHEMA_IN_PACKAGE = "lib/provider-schema.bin"
SOURCES_IN_PACKAGE = "lib/sources.zip"
SOURCES_ID_IN_PACKAGE = "lib/sources-id"


def build_into(
    folder: Path,
    sources: Mapping[str, bytes],
    *,
    interpreters: Sequence[str] = (sys.executable,),
    write_schema: Callable[[Path], None] | None = None,
) -> None:
    """Write the package into `folder`, which must not exist.

    `sources` is what `contents.sources()` returns. Modules are compiled by each of `interpreters`; one that finds none
    of its version compiles them in the user's cache folder (`first_start.py`), under the hash of the sources that the
    package holds. `write_schema` puts the schema answer into the folder; None: computed by the first interpreter.
    Raises PackagingError, OSError.
    """
    digest = hashlib.sha256()
    (folder / "lib").mkdir(parents=True)
    # Not deflated: zlib's bytes differ by its version.
    with zipfile.ZipFile(folder / SOURCES_IN_PACKAGE, "w") as zipped:
        for path, content in sorted(sources.items()):
            digest.update(f"{path}\0{len(content)}\0".encode() + content)
            if path in contents.AS_FILES:
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            else:
                zipped.writestr(zipfile.ZipInfo(path.removeprefix("lib/")), content)
    (folder / SOURCES_ID_IN_PACKAGE).write_text(digest.hexdigest()[:32], "ascii")
    (write_schema or _write_schema)(folder)
    for interpreter in interpreters:
        _run(interpreter, HERE / "compile_files.py", folder / SOURCES_IN_PACKAGE, folder / "lib")
    _fix_modes(folder)


def _write_schema(folder: Path) -> None:
    _run(sys.executable, HERE / "write_schema.py", folder / SOURCES_IN_PACKAGE, folder / SCHEMA_IN_PACKAGE)


def _run(interpreter: str, script: Path, *arguments: Path) -> None:
    """Run a script of this room with nothing of the person's environment that could change its output."""
    command = [interpreter, "-s", "-S", "-B", os.fspath(script), *map(os.fspath, arguments)]
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "LC_", "LANG"))}
    env["PYTHONHASHSEED"] = "0"
    try:
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        raise PackagingError(f"Cannot start {interpreter} to make the provider package: {error}.") from error
    if done.returncode != 0:
        raise PackagingError(
            f"Making the provider package failed in {script.name}, run by {interpreter}:\n{done.stderr.strip()}"
        )


def _fix_modes(folder: Path) -> None:
    """Make everything read-only: Terraform runs the package where it lies, and a changed file changes its hash."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o555 if path.name == EXECUTABLE else 0o444)
