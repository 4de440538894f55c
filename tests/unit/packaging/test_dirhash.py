"""The h1 hash is Go's dirhash: Terraform refuses a package whose hash differs from the lock file's."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from pathlib import Path

from oktaprofile.packaging.dirhash import h1, h1_of_folder, h1_of_zip


def test_h1_hashes_one_line_of_digest_and_path_per_file() -> None:
    """The definition, written out for one file."""
    line = hashlib.sha256(b"hello").hexdigest() + "  a/b.txt\n"
    expected = "h1:" + base64.b64encode(hashlib.sha256(line.encode()).digest()).decode()
    assert h1([("a/b.txt", b"hello")]) == expected


def test_h1_of_known_package() -> None:
    """`printf aaa >a; printf bbb >b/c`, hashed with coreutils and openssl."""
    assert h1([("b/c", b"bbb"), ("a", b"aaa")]) == "h1:tKfNJQijJIqRfoYRG6zjh9lxqSoDBb3tNT7+eBdvypk="


def test_folder_and_zip_have_the_same_hash(tmp_path: Path) -> None:
    """Terraform computes one hash whether a mirror is packed or not."""
    (tmp_path / "p" / "lib").mkdir(parents=True)
    (tmp_path / "p" / "z").write_bytes(b"1")
    (tmp_path / "p" / "lib" / "a").write_bytes(b"2")
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("z", b"1")
        archive.writestr("lib/", b"")
        archive.writestr("lib/a", b"2")
    assert h1_of_folder(tmp_path / "p") == h1_of_zip(tmp_path / "p.zip")


def test_paths_sort_by_their_whole_text() -> None:
    """`a-b` comes before `a/b`: folders are not sorted before files."""
    lines = "".join(hashlib.sha256(b"").hexdigest() + f"  {path}\n" for path in ("a-b", "a/b", "aa"))
    expected = "h1:" + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()
    assert h1([("aa", b""), ("a/b", b""), ("a-b", b"")]) == expected
