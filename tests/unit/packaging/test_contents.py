"""What goes into the package, and what must not."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from oktaprofile.packaging import contents
from oktaprofile.packaging.errors import PackagingError


@pytest.fixture(scope="module")
def paths() -> list[str]:
    """Paths of all files in the package."""
    return list(contents.sources())


def test_holds_the_providers_rooms_and_no_other(paths: list[str]) -> None:
    """constructs would drag cdktf along, the simulator has no business in a plugin."""
    rooms = {
        path.split("/")[2] for path in paths if path.startswith("lib/oktaprofile/") and path.count("/") > 2
    }
    assert rooms == {
        "text",
        "plugin",
        "expression",
        "answers",
        "okta",
        "plan",
        "people",
        "impact",
        "provider",
    }


def test_holds_whatever_its_own_modules_import() -> None:
    """Also imports inside functions, which would fail only at the moment they are reached."""
    sources = contents.sources()
    modules = {
        path.removeprefix("lib/").removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")
        for path in sources
    }
    missing = set()
    for path, content in sources.items():
        if path.startswith("lib/oktaprofile/") and path.endswith(".py"):
            for node in ast.walk(ast.parse(content)):
                if (
                    isinstance(node, ast.ImportFrom)
                    and node.module
                    and node.module.startswith("oktaprofile.")
                ):
                    missing |= {node.module} - modules
    assert not missing


def test_holds_pure_python_only(paths: list[str]) -> None:
    """One compiled file would tie the package, and its hash, to one platform."""
    assert not [path for path in paths if path.endswith((".so", ".pyd", ".dylib", ".pyc", ".c", ".pyx"))]
    assert not [path for path in paths if path.startswith(("lib/cryptography/", "lib/_cffi"))]


def test_holds_a_licence_for_each_vendored_distribution(paths: list[str]) -> None:
    """Their licences ask for it."""
    for name in contents.VENDORED:
        folder = f"licenses/{name}-{metadata.version(name)}/"
        assert [path for path in paths if path.startswith(folder)], folder


def test_is_sorted_and_complete_twice_over(paths: list[str]) -> None:
    """The order of the files is the order of their names, not the file system's."""
    assert paths == sorted(paths)
    assert list(contents.sources()) == paths


def test_vendored_packages_import_without_site_packages(tmp_path: Path) -> None:
    """With -I -S nothing but the package itself is importable: all that requests and h2 need is inside."""
    for path, content in contents.sources().items():
        if path.startswith("lib/") and not path.startswith("lib/oktaprofile/"):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(content)
    code = "import sys; sys.path.insert(0, sys.argv[1]); import h2.connection, requests, msgpack, certifi, jwt, idna"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-W", "ignore", "-c", code, str(tmp_path / "lib")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_missing_distribution_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says which package to install."""
    monkeypatch.setitem(contents.VENDORED, "no-such-distribution", ("nothing",))
    with pytest.raises(
        PackagingError, match=r"needs no-such-distribution, which is not installed.*Next step"
    ):
        contents.sources()
