"""The toy package, built once a run, and a terraform folder for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.acceptance.plugin.package import Folder, build_toy
from tests.acceptance.plugin.process import LAUNCHER, Identity, Plugin


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


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A short temporary folder for the plugin."""
    folder = Path(mkdtemp(prefix="t"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start(package: Path, temporary: Path) -> Iterator[Callable[..., Plugin]]:
    """Starts plugins, by default the toy; one that a test leaves running is killed."""
    started: list[Plugin] = []

    def begin(identity: Identity | None, command: Sequence[str | Path] = (), **environment: str) -> Plugin:
        started.append(Plugin(command or [package / LAUNCHER], temporary, identity, **environment))
        return started[-1]

    yield begin
    for plugin in started:
        if plugin.process.poll() is None:
            plugin.process.kill()
        plugin.process.communicate()
