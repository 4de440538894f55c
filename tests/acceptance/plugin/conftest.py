"""The toy package, built once a run, and a terraform folder for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.acceptance.plugin.package import Folder, build_toy


@pytest.fixture(scope="session")
def package() -> Iterator[Path]:
    """The toy provider's package. Not below pytest's folder, whose paths are long."""
    folder = Path(mkdtemp(prefix="toy"))
    yield build_toy(folder)
    shutil.rmtree(folder)


@pytest.fixture
def new_folder(package: Path) -> Iterator[Callable[[], Folder]]:
    """Makes terraform folders with short paths."""
    made: list[Path] = []

    def make() -> Folder:
        made.append(Path(mkdtemp(prefix="tf")))
        return Folder(made[-1] / "w", package)

    yield make
    for path in made:
        shutil.rmtree(path)


@pytest.fixture
def folder(new_folder: Callable[[], Folder]) -> Folder:
    """A terraform folder that uses the toy package."""
    return new_folder()
