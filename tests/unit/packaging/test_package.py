"""The built package and its cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from oktaprofile.packaging import archive, cache, contents, package
from oktaprofile.packaging.build import SCHEMA_IN_PACKAGE, SOURCES_IN_PACKAGE
from oktaprofile.packaging.dirhash import h1_of_folder
from oktaprofile.packaging.errors import PackagingError
from oktaprofile.packaging.package import Package, provider_package


@pytest.fixture
def few_sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Two sources and no schema in place of the real ones."""
    sources = {"lib/a.py": b"x = 1\n", "lib/b.py": b"y = 2\n"}
    monkeypatch.setattr(contents, "sources", lambda: sources)
    monkeypatch.setattr("oktaprofile.packaging.build._write_schema", lambda folder: None)
    return sources


def test_real_package_is_complete_and_holds_the_live_schema() -> None:
    """Built from this tree: the schema in the file is the one the provider would compute."""
    built = provider_package()
    assert built.h1 == h1_of_folder(built.folder)
    code = (
        "import sys; from oktaprofile.plugin.schema_cache import build; "
        "from oktaprofile.provider.provider import OktaProfileProvider; "
        "sys.stdout.buffer.write(build(OktaProfileProvider()))"
    )
    live = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert (built.folder / SCHEMA_IN_PACKAGE).read_bytes() == live
    assert len(live) > 1000


def test_second_call_builds_nothing(few_sources: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in the cache is taken from there."""
    first = provider_package()
    monkeypatch.setattr("oktaprofile.packaging.build.build_into", None)
    assert provider_package() == first


def test_changed_source_gives_another_package(few_sources: dict[str, bytes]) -> None:
    """A developer's edit is in the next plan, and the former package stays for stacks that have it."""
    first = provider_package()
    few_sources["lib/a.py"] = b"x = 2\n"
    second = provider_package()
    assert second.h1 != first.h1
    with ZipFile(first.folder / SOURCES_IN_PACKAGE) as sources:
        assert sources.read("a.py") == b"x = 1\n"


def test_package_that_was_written_into_is_made_anew(few_sources: dict[str, bytes]) -> None:
    """Its hash would no longer be the one in the lock files."""
    first = provider_package()
    (first.folder / "lib" / "stray.pyc").write_bytes(b"")
    second = provider_package()
    assert second == first
    assert not (second.folder / "lib" / "stray.pyc").exists()


def test_cache_keeps_the_packages_used_last(few_sources: dict[str, bytes], cache_folder: Path) -> None:
    """A developer who edits all day does not fill the disk."""
    for number in range(package.KEEP + 3):
        few_sources["lib/a.py"] = f"x = {number}\n".encode()
        last = provider_package()
    homes = [path for path in (cache_folder / "packages").iterdir() if path.is_dir()]
    assert len(homes) == package.KEEP
    assert last.folder.is_dir()


def test_cache_deletes_nothing_that_is_not_its_own(few_sources: dict[str, bytes], cache_folder: Path) -> None:
    """OKTAPROFILE_CACHE_DIR may name a folder that has had a `packages` folder for years."""
    packages = cache_folder / "packages"
    packages.mkdir(parents=True)
    cache_folder.chmod(0o700)
    theirs = [packages / "app", packages / ("a" * 32), packages / ("b" * 32), packages / ".new-abcdefgh"]
    for folder in theirs:
        (folder / "package").mkdir(parents=True)
        (folder / "package" / "thesis.txt").write_text("x")
        os.utime(folder, (0, 0))
    (packages / ("b" * 32) / "h1").write_text("h1 of something else")
    linked = packages / ("c" * 32)
    elsewhere = cache_folder / "elsewhere"
    (elsewhere / "package").mkdir(parents=True)
    (elsewhere / "h1").write_text("h1:" + "A" * 43 + "=")
    linked.symlink_to(elsewhere)
    for number in range(package.KEEP + 2):
        few_sources["lib/a.py"] = f"x = {number}\n".encode()
        provider_package()
    assert all((folder / "package" / "thesis.txt").exists() for folder in theirs)
    assert (elsewhere / "h1").exists()


def test_something_else_under_the_packages_name_is_an_error(
    few_sources: dict[str, bytes], cache_folder: Path
) -> None:
    """It is not replaced either."""
    home = provider_package().folder.parent
    (home / "h1").unlink()
    (home / "thesis.txt").write_text("x")
    with pytest.raises(PackagingError, match=r"is in the way of the provider package.*Next step"):
        provider_package()
    assert (home / "thesis.txt").exists()


def test_cache_that_is_a_link_to_elsewhere_is_not_followed(
    few_sources: dict[str, bytes], cache_folder: Path, tmp_path: Path
) -> None:
    """`packages` as a link would let another folder be filled and cleared."""
    cache_folder.mkdir(mode=0o700)
    (tmp_path / "elsewhere").mkdir()
    (cache_folder / "packages").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PackagingError, match="is a symbolic link"):
        provider_package()
    assert not list((tmp_path / "elsewhere").iterdir())


def test_package_that_the_wheel_carries_is_used_as_it_is(
    small_package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is compiled or read from the installation, so its hash is the wheel's for everybody."""
    carried = tmp_path / "prebuilt.zip"
    archive.pack(small_package.folder, carried)
    monkeypatch.setattr(package, "PREBUILT", carried)
    monkeypatch.setattr(contents, "sources", None)
    found = provider_package()
    assert found.h1 == small_package.h1
    assert found.folder != small_package.folder


def test_damaged_carried_package_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a traceback of zipfile."""
    carried = tmp_path / "prebuilt.zip"
    carried.write_bytes(b"no zip")
    monkeypatch.setattr(package, "PREBUILT", carried)
    with pytest.raises(PackagingError, match="Cannot make the provider package"):
        provider_package()


def test_cache_falls_back_when_the_home_folder_is_read_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No virtual environment, a home that cannot be written to: the folder for temporary files serves."""
    monkeypatch.delenv("OKTAPROFILE_CACHE_DIR")
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    assert cache.cache_folder().parent == tmp_path


def test_cache_of_a_virtual_environment_lies_inside_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing lies outside of the project's folder."""
    monkeypatch.delenv("OKTAPROFILE_CACHE_DIR")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    assert cache.cache_folder() == tmp_path / ".venv" / "var" / "oktaprofile"


def test_cache_that_others_can_write_to_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Terraform will run what lies there."""
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    monkeypatch.setenv("OKTAPROFILE_CACHE_DIR", str(open_to_all))
    with pytest.raises(PackagingError, match=r"OKTAPROFILE_CACHE_DIR=.* cannot be used"):
        cache.cache_folder()
