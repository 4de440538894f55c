"""Which files the provider package holds, as bytes by path: the same for the same sources, wherever they lie.

From PyPI it takes pure Python only. cryptography is left out on purpose: it is compiled for one platform, and the
provider finds it in the interpreter's own site-packages when OAuth needs it. charset-normalizer is left out because
`requests` uses it only to guess the encoding of texts that name none; Okta's are JSON, in UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path, PurePosixPath

import oktaprofile
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.identity import EXECUTABLE

ROOMS = ("text", "plugin", "expression", "answers", "okta", "plan", "people", "impact", "provider")
VENDORED = {
    "h2": ("h2",),
    "hpack": ("hpack",),
    "hyperframe": ("hyperframe",),
    "msgpack": ("msgpack",),
    "requests": ("requests",),
    "urllib3": ("urllib3",),
    "idna": ("idna",),
    "certifi": ("certifi",),
    "PyJWT": ("jwt",),
    "typing_extensions": ("typing_extensions.py",),  # PyJWT imports it on Python 3.10
}
DATA_SUFFIXES = (".py", ".pem", ".json", ".txt")
LEFT_OUT = ("urllib3/contrib/emscripten/",)
HERE = Path(__file__).parent
LAUNCHER = HERE / "launcher.sh"
ENTRY = HERE / "entry.py"
ENTRY_IN_PACKAGE = "lib/__main__.py"
START = {
    EXECUTABLE: LAUNCHER,
    ENTRY_IN_PACKAGE: ENTRY,
    "lib/first_start.py": HERE / "first_start.py",
    "lib/compile_files.py": HERE / "compile_files.py",
}
AUTHORITIES = "lib/certifi/cacert.pem"
AS_FILES = (*START, AUTHORITIES)
"""What the package holds as files; all else is in its zip of sources."""

WHERE = b'''\
"""Where the certificate authorities are: requests asks who packages it to say so here. certifi's way takes 10 ms."""

from __future__ import annotations


def where() -> str:
    """The path of the file, which lies beside the zip of sources."""
    return __file__.rpartition("/requests/")[0].removesuffix("/sources.zip") + "/certifi/cacert.pem"
'''


def sources() -> dict[str, bytes]:
    """Return every source file of the package: path in the package -> content.

    Raises PackagingError when a package from PyPI is not installed.
    """
    found = {path: file.read_bytes() for path, file in START.items()}
    found.update(_own_files())
    for name, packages in VENDORED.items():
        found.update(_vendored_files(name, packages))
    found["lib/requests/certs.py"] = WHERE
    return dict(sorted(found.items()))


def _own_files() -> Iterator[tuple[str, bytes]]:
    root = Path(oktaprofile.__file__).parent
    inside = [path for room in ROOMS for path in sorted((root / room).rglob("*"))]
    top = {*root.glob("*.py")} - {root / "__main__.py"}  # the command, which the package has not
    for path in [*sorted(top), *inside]:
        if path.suffix in DATA_SUFFIXES and path.is_file():
            yield f"lib/oktaprofile/{path.relative_to(root).as_posix()}", path.read_bytes()


def _vendored_files(name: str, packages: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        raise PackagingError(
            f"The provider package needs {name}, which is not installed beside oktaprofile. "
            "Next step: install oktaprofile with its dependencies (`make setup` in a checkout)."
        ) from None
    for file in distribution.files or ():
        path = PurePosixPath(file.as_posix())
        content = Path(str(distribution.locate_file(file)))
        top = path.parts[0]
        if top in packages:
            if path.suffix in DATA_SUFFIXES and not str(path).startswith(LEFT_OUT):
                yield f"lib/{path}", content.read_bytes()
        elif top.endswith(".dist-info") and _is_licence(path):
            yield f"licenses/{name}-{distribution.version}/{path.name}", content.read_bytes()


def _is_licence(path: PurePosixPath) -> bool:
    return path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS"))
