"""A cache of its own for each test, and a small package to place."""

from __future__ import annotations

from pathlib import Path

import pytest

from oktaprofile.packaging.dirhash import h1_of_folder
from oktaprofile.packaging.identity import EXECUTABLE
from oktaprofile.packaging.package import Package


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The packages' cache, empty."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("OKTAPROFILE_CACHE_DIR", str(folder))
    return folder


@pytest.fixture
def small_package(tmp_path: Path) -> Package:
    """A package of two files, to place without building a real one."""
    folder = tmp_path / "small"
    (folder / "lib").mkdir(parents=True)
    (folder / EXECUTABLE).write_text("#!/bin/sh\n")
    (folder / EXECUTABLE).chmod(0o555)
    (folder / "lib" / "code.py").write_text("x = 1\n")
    return Package(folder, h1_of_folder(folder))
