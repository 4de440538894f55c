"""Characters of texts from outside: what must not reach a terminal or a page, and how others count them."""

from __future__ import annotations


def without_controls(text: str, keep: str = "") -> str:
    """Control and invisible characters, which may clear a screen or turn the reading direction, as U+FFFD. `keep`:
    those that stay, such as line ends.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else "\ufffd" for c in text)


def utf16_length(text: str) -> int:
    """The length as Java and JavaScript count it, in units of UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
