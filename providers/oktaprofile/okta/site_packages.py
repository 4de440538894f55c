"""Packages of the interpreter that runs the plugin, although the plugin starts without them.

The plugin runs as `python3 -I -S -B`: no site-packages on sys.path, because that costs start-up time and
lets a foreign package take the place of a vendored one. OAuth needs cryptography, whose compiled parts
cannot be vendored into one package for all platforms. So the folders are appended, after everything
vendored, when it is imported.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def own_site_packages() -> list[str]:
    """The interpreter's site-packages folders that exist: its virtual environment's first, then its own.

    Never the user's (~/.local): -I asked for that. With -S nobody has looked for pyvenv.cfg yet, so this
    does.
    """
    import site

    executable = Path(sys.executable)
    prefixes = [sys.prefix, sys.exec_prefix]
    for folder in (executable.parent, executable.parent.parent):
        if (folder / "pyvenv.cfg").is_file():
            prefixes.insert(0, str(folder))
            break
    return [folder for folder in dict.fromkeys(site.getsitepackages(prefixes)) if Path(folder).is_dir()]


@contextmanager
def with_own_site_packages() -> Iterator[None]:
    """Import from the interpreter's own site-packages within the block, and from then on.

    They stay at the end of sys.path: cryptography imports parts of itself when they are first used. Nothing
    is executed (.pth files are not read) and nothing that is found earlier changes.
    """
    sys.path.extend(folder for folder in own_site_packages() if folder not in sys.path)
    yield
