"""Characters of texts from outside: what must not reach a terminal or a page, and how others count them."""

from __future__ import annotations


def escaped(text: str, keep: str = "") -> str:
    """Control and invisible characters, and half surrogate pairs, as the escape that names them: a reader sees that
    something is there. `keep`: those that stay, such as line ends.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else code_point(c) for c in text)


def code_point(character: str) -> str:
    """`\\u` and four digits, or `\\U` and eight: the same in HCL, Python and JSON's first plane."""
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def without_controls(text: str, keep: str = "") -> str:
    """The same characters as U+FFFD each, where the length of the text counts or nobody looks for what was there.
    `keep`: those that stay, such as line ends.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else "\ufffd" for c in text)


def utf16_length(text: str) -> int:
    """The length as Java and JavaScript count it, in units of UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
