"""A JSON document with lists that are too long to be held: each of their items is given out, with where it is.

Python's decoder takes a value at a time out of a window of the file. The window is read as Latin-1, so that an offset
in it is one in the file: no byte of a character in UTF-8 looks like a sign of JSON.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from json import JSONDecodeError
from typing import Any, BinaryIO

from oktaprofile.plan.errors import DocumentError
from oktaprofile.plan.json_text import DECODER, damaged, each_once

EACH = "*"
"""In a path: every item of a list."""
Take = Callable[[Sequence[int], Any, int, int], None]
"""Is given an item of a list: the positions in the lists on the way to it, the item, and where it begins and ends in
the file."""
_WINDOW = 1 << 18
_SPACE = " \t\n\r"
_MARK = codecs.BOM_UTF8.decode("latin-1")
_AFTERWARDS = frozenset(",:]}" + _SPACE)


def streamed(
    file: BinaryIO,
    path: Sequence[str],
    take: Take,
    what: str,
    next_step: str = "",
    raises: type[DocumentError] = DocumentError,
) -> Any:  # noqa: ANN401 - JSON
    """The document without the items of the lists at `path`, which `take` is given in the order of the file.

    Raises as `json_text.parsed`, and OSError.
    """
    with damaged(what, next_step, raises):
        window = _Window(file)
        document = _walked(window, path, take, ())
        if window.sign():
            raise ValueError(f"Extra data: byte {window.offset}")
        return document


class _Window:
    """What is read of a file at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._characters = codecs.getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self._before = 0  # bytes of the file before the window
        self._ended = False
        while len(self._text) < len(_MARK) and self._more():
            pass
        if self._text.startswith(_MARK):  # Windows writes it
            self._at = len(_MARK)

    @property
    def offset(self) -> int:
        """Where the next value begins, in bytes."""
        return self._before + self._at

    def sign(self) -> str:
        """The next sign that is no space; "" at the end."""
        while True:
            while self._at < len(self._text):
                sign = self._text[self._at]
                if sign not in _SPACE:
                    return sign
                self._at += 1
            if not self._more():
                return ""

    def take(self, signs: str) -> str:
        """The next sign, which is one of `signs`. Raises ValueError."""
        sign = self.sign()
        if not sign or sign not in signs:
            raise ValueError(f"Expecting {' or '.join(signs)}: byte {self.offset}")
        self._at += 1
        return sign

    def value(self) -> Any:  # noqa: ANN401 - JSON
        """The next value. Raises ValueError."""
        self.sign()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except JSONDecodeError as error:
                if self._more():
                    continue
                raise ValueError(f"{error.msg}: byte {self._before + error.pos}") from None
            if self._text[end : end + 1] not in _AFTERWARDS and self._more():
                continue  # a number may go on
            text = self._text[self._at : end]
            if not text.isascii():
                value = DECODER.decode(text.encode("latin-1").decode())
            self._at = end
            return value

    def _more(self) -> bool:
        """Reads on, each time as much again as was not enough. False at the end."""
        rest = len(self._text) - self._at
        content = b"" if self._ended else self._file.read(max(_WINDOW, rest))
        self._ended = not content
        self._characters.decode(content, final=self._ended)
        self._before += self._at
        self._text = self._text[self._at :] + content.decode("latin-1")
        self._at = 0
        return not self._ended


def _walked(window: _Window, path: Sequence[str], take: Take, way: tuple[int, ...]) -> Any:  # noqa: ANN401
    if window.sign() == ("[" if not path or path[0] == EACH else "{"):
        return (
            _list(window, path, take, way)
            if not path or path[0] == EACH
            else _object(window, path, take, way)
        )
    return window.value()


def _list(window: _Window, path: Sequence[str], take: Take, way: tuple[int, ...]) -> list[Any]:
    found: list[Any] = []
    window.take("[")
    if window.sign() == "]":
        window.take("]")
        return found
    number = 0
    while True:
        if path:
            found.append(_walked(window, path[1:], take, (*way, number)))
            number += 1
        else:
            window.sign()
            begin = window.offset
            take(way, window.value(), begin, window.offset)
        if window.take(",]") == "]":
            return found


def _object(window: _Window, path: Sequence[str], take: Take, way: tuple[int, ...]) -> dict[str, Any]:
    found: list[tuple[str, Any]] = []
    window.take("{")
    if window.sign() == "}":
        window.take("}")
        return {}
    while True:
        if window.sign() != '"':
            raise ValueError(f"Expecting a name: byte {window.offset}")
        name = window.value()
        window.take(":")
        found.append((name, _walked(window, path[1:], take, way) if name == path[0] else window.value()))
        if window.take(",}") == "}":
            return each_once(found)
