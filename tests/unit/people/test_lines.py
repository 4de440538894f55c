"""The snapshot file of version 0.1.0: still read, and refused when damaged."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from oktaprofile.people import lines as lines_module
from oktaprofile.people.errors import PeopleError
from oktaprofile.people.snapshot import Snapshot
from tests.unit.people.test_snapshot import client, make  # noqa: F401 - a fixture


def written(snapshot: Snapshot, path: Path) -> Path:
    """The same people as version 0.1.0 wrote them."""

    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    texts = [json.dumps(snapshot.header.document(1))]
    for one in snapshot.people():
        apps = {
            app_id: {"external_id": app.external_id, "status": app.status, "profile": app.profile}
            for app_id, app in one.apps.items()
        }
        texts.append(
            line(
                {
                    "id": one.id,
                    "type": one.type_id,
                    "status": one.status,
                    "profile": one.profile,
                    "apps": apps,
                }
            )
        )
    texts.append(json.dumps({"end": len(texts) - 1}))
    path.write_text("\n".join(texts) + "\n")
    return path


@pytest.fixture
def path(client, tmp_path: Path) -> Path:  # noqa: F811
    """A file of lines with five people."""
    make(client, tmp_path / "org.snapshot")
    return written(Snapshot(tmp_path / "org.snapshot"), tmp_path / "org.jsonl")


@pytest.mark.parametrize("segment_bytes", [10, 300, 100_000])
def test_an_old_snapshot_is_read(path: Path, monkeypatch: pytest.MonkeyPatch, segment_bytes: int) -> None:
    """The same people and the same header, in however many segments."""
    monkeypatch.setattr(lines_module, "SEGMENT_BYTES", segment_bytes)
    new = Snapshot(path.with_name("org.snapshot"))
    assert list(Snapshot(path).people()) == list(new.people())
    assert Snapshot(path).header == new.header


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda lines: lines[:-1], "cut"),
        (lambda lines: lines[:3], "cut"),
        (lambda lines: [*lines[:2], lines[2][:20], *lines[3:]], "Line 3 .* damaged"),
        (lambda lines: [*lines[:2], *lines[3:]], "cut"),
        (lambda lines: [*lines[:3], *lines[2:]], "Line 4 .* damaged"),  # somebody twice
        (
            lambda lines: [
                *lines[:2],
                lines[2].replace('"status":', '"status":"x","status":', 1),
                *lines[3:],
            ],
            "Line 3 .* twice",
        ),
        (lambda lines: [*lines[:2], "[" * 100_000, *lines[3:]], "Line 3 .* damaged"),
        (lambda lines: [*lines[:2], '"example"', *lines[3:]], "Line 3 .* damaged"),
        (lambda lines: [*lines[:2], re.sub(r'"apps":.*', '"apps": []}', lines[2]), *lines[3:]], "Line 3"),
        (
            lambda lines: [*lines[:2], re.sub(r'"profile":{[^}]*}', '"profile":[]', lines[2]), *lines[3:]],
            "Line 3",
        ),
        (lambda lines: [*lines[:2], "\udcff", *lines[3:]], "damaged"),
    ],
)
@pytest.mark.parametrize("segment_bytes", [10, 100_000])
def test_a_damaged_file_is_refused(path, monkeypatch, damage, message, segment_bytes):
    """A prediction on part of the people would be wrong; the message holds nothing of the file."""
    monkeypatch.setattr(lines_module, "SEGMENT_BYTES", segment_bytes)
    text = "\n".join(damage(path.read_text().splitlines())) + "\n"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(PeopleError, match=message) as caught:
        list(Snapshot(path).people())
    assert "example" not in str(caught.value)


def test_a_text_that_looks_like_a_name_is_none(path):
    """Looking closer at a line whose texts hold a quote and a colon finds nothing wrong with it."""
    lines = path.read_text().splitlines()
    lines[2] = re.sub(r'"profile":{', r'"profile":{"quoted":"a \\": b",', lines[2], count=1)
    path.write_text("\n".join(lines) + "\n")
    assert [person.profile.get("quoted") for person in Snapshot(path).people()].count('a ": b') == 1
