"""A document that is read piece by piece is the one that is read whole, whatever is in the window at a time."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Sequence
from typing import Any

import pytest

from oktaprofile.plan import json_stream
from oktaprofile.plan.errors import DocumentError
from oktaprofile.plan.json_stream import EACH, streamed

PATH = ("targets", EACH, "people")
ROWS: list[Any] = [
    {"user": "Änne \U0001f600", "n": [1, -2.5e3, None]},
    12,
    "x" * 50,
    [],
    {},
    'a "quoted\\ one',
]
DOCUMENT = {
    "version": 1,
    "share": 12.25,
    "née": "ü" * 9,
    "targets": [
        {"people": ROWS, "records": "A" * 90, "changed": -1},
        {"attribute": "x", "people": []},
        {"people": None, "deep": {"people": ["stays"]}},
        {},
        7,
    ],
    "people": ["stays"],
    "end": True,
}


def read(text: bytes) -> tuple[Any, list[tuple[int, Any, bytes]]]:
    """The document, and of every item the target's number, the item, and what the file has there."""
    found: list[tuple[int, Any, bytes]] = []

    def take(way: Sequence[int], item: Any, begin: int, end: int) -> None:
        found.append((way[0], item, text[begin:end]))

    return streamed(io.BytesIO(text), PATH, take, "The file"), found


@pytest.mark.parametrize("window", [1, 2, 7, 64, 1 << 20])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("ascii_", [True, False])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_every_window_gives_the_same(
    monkeypatch: pytest.MonkeyPatch, window: int, indent: int | None, ascii_: bool, mark: bytes
) -> None:
    """Numbers, escapes and characters of several bytes are cut anywhere. Windows' mark at the
    beginning is none of the document, and is counted where an item is in the file."""
    monkeypatch.setattr(json_stream, "_WINDOW", window)
    text = json.dumps(DOCUMENT, indent=indent, ensure_ascii=ascii_)
    document, items = read(mark + text.encode())
    expected = json.loads(text)
    expected["targets"][0]["people"] = []
    assert document == expected
    assert [(number, item) for number, item, _ in items] == [(0, row) for row in ROWS]
    assert [json.loads(text) for _, _, text in items] == ROWS


def test_what_is_cut_anywhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by `parsed`: half a document never passes for a whole one."""
    monkeypatch.setattr(json_stream, "_WINDOW", 16)
    text = json.dumps(DOCUMENT, ensure_ascii=False).encode()
    for end in range(len(text)):
        with pytest.raises(DocumentError, match=r"The file is (not JSON|no text in UTF-8)"):
            read(text[:end])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"targets": [], "targets": []}', "'targets' twice"),
        (b'{"targets": [{"people": [{"a": 1, "a": 2}]}]}', "'a' twice"),
        (b'{"targets": [{"people": [NaN]}]}', "not finite"),
        (b'{"targets": [{"share": 1e999}]}', "not finite"),
        (b'{"targets": [{"people": [1,]}]}', "not JSON"),
        (b'{"targets": [{"people": [1 2]}]}', "Expecting , or ]: byte 27"),
        (b'{"targets": [{"people": [1.x]}]}', "not JSON"),
        (b'{"targets" []}', "not JSON"),
        (b"{7: 1}", "Expecting a name: byte 1"),
        (b"{} {}", "Extra data: byte 3"),
        (b'{"a": "\xff"}', "no text in UTF-8"),
        (b"", "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_wrong_is_said(text: bytes, said: str) -> None:
    """An offset is one in the file."""
    with pytest.raises(DocumentError) as caught:
        read(text)
    assert said in caught.value.message
