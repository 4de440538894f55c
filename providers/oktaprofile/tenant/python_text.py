"""Python as `ruff format` and `black` leave it: statements of a stack's constructor, calls, values."""

from __future__ import annotations

from typing import Any
from unicodedata import east_asian_width

from oktaprofile.tenant.hcl import comment

INDENT = "        "
WIDTH = 88


class Raw(str):
    """An expression, written as it is."""

    __slots__ = ()


class Call:
    """A call with keyword arguments."""

    def __init__(self, function: str, arguments: dict[str, Any]) -> None:
        self.function = function
        self.arguments = arguments


class Word:
    """A call with one text, such as OktaApp.by_label("…")."""

    def __init__(self, function: str, text: str) -> None:
        self.function = function
        self.text = text


def resource(name: str, kind: str, arguments: dict[str, Any], import_id: str) -> str:
    return assign(name, kind, arguments) + line(f"{name}.import_from", [literal(import_id)])


def assign(name: str, kind: str, arguments: dict[str, Any]) -> str:
    deeper = len(INDENT) + 4
    given = [f"{key}={value_of(value, deeper, len(key) + 2)}" for key, value in arguments.items()]
    return line(f"{name} = {kind}", ["self", literal(name.replace("_", "-")), *given])


def line(call: str, arguments: list[str]) -> str:
    """A statement of the constructor."""
    return f"{INDENT}{_bracketed(call + '(', arguments, ')', len(INDENT), 0)}\n"


def value_of(value: Any, indent: int, before: int) -> str:  # noqa: ANN401 - any value of an argument
    """A value in a line that is indented by `indent`, with `before` characters before it and after it."""
    deeper = indent + 4
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, Call):
        given = [f"{name}={value_of(one, deeper, len(name) + 2)}" for name, one in value.arguments.items()]
        return _bracketed(f"{value.function}(", given, ")", indent, before)
    if isinstance(value, Word):
        return _bracketed(f"{value.function}(", [value_of(value.text, deeper, 0)], ")", indent, before)
    if isinstance(value, dict) and not value:
        return "{}"
    if isinstance(value, dict):
        items = [
            f"{literal(key)}: {value_of(one, deeper, len(literal(key)) + 3)}" for key, one in value.items()
        ]
        return _bracketed("{", items, "}", indent, WIDTH)  # an item a line
    if isinstance(value, list):
        return _bracketed("[", [value_of(one, deeper, 1) for one in value], "]", indent, before)
    if isinstance(value, str):
        # Terraform's templates: cdktf hands texts on as they are.
        return literal(value.replace("${", "$${").replace("%{", "%%{"))
    return repr(value)


def _bracketed(start: str, items: list[str], end: str, indent: int, before: int) -> str:
    """In one line where it fits, else an item a line, each with a comma."""
    joined = f"{start}{', '.join(items)}{end}"
    if "\n" not in joined and indent + before + _columns(joined) <= WIDTH:
        return joined
    space = " " * (indent + 4)
    return f"{start}\n" + "".join(f"{space}{item},\n" for item in items) + " " * indent + end


def _columns(line: str) -> int:
    """How wide a line is drawn, as the formatters count it: wide letters take two columns."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in line)


def literal(text: str) -> str:
    """A text as a Python literal, in double quotes unless single ones need fewer escapes: as the formatters quote."""
    made = repr(text)
    if made[0] == '"' or text.count('"') > text.count("'"):
        return made
    return '"' + made[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'


def in_docstring(text: str) -> str:
    return comment(text).replace("\\", "\\\\").replace('"""', "'''")
