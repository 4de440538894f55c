"""Errors and warnings for the user, each pointing at an attribute.

A path is a tuple of attribute names, map keys and list indexes, such as
``("properties", "primaryPhone", "expression")``. The engine walks the schema to tell names from keys.
Terraform cannot point inside a set: such a path ends at the set.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Path: TypeAlias = tuple[str | int, ...]
else:
    Path = tuple

ERROR = "error"
WARNING = "warning"

MOST_OF_A_KIND = 500
"""Errors, and warnings, of one call. Nobody reads more, and a list of a million wrong values would fill the memory."""


class Diagnostic:
    """One message. ``severity`` is "error" or "warning"; ``summary`` is one line, ``detail`` may be more."""

    def __init__(self, severity: str, summary: str, detail: str = "", path: Path = ()) -> None:
        self.severity = severity
        self.summary = summary
        self.detail = detail
        self.path = tuple(path)

    def __repr__(self) -> str:
        return f"<{self.severity} {self.summary!r} at {self.path!r}>"


class Diagnostics:
    """The messages of one call, in the order they were added."""

    def __init__(self) -> None:
        self.items: list[Diagnostic] = []
        self._said = {ERROR: 0, WARNING: 0}

    def error(self, summary: str, detail: str = "", path: Path = ()) -> None:
        """Add an error: what was tried, the value unless it is sensitive, why, and the next step."""
        self._add(ERROR, summary, detail, path)

    def warning(self, summary: str, detail: str = "", path: Path = ()) -> None:
        """Add a warning.

        Terraform drops those of a replacement's create half: warn on the first plan call.
        """
        self._add(WARNING, summary, detail, path)

    def _add(self, severity: str, summary: str, detail: str, path: Path) -> None:
        """Keep it; the first one too many is kept as the word that there are more."""
        self._said[severity] += 1
        if self._said[severity] <= MOST_OF_A_KIND:
            self.items.append(Diagnostic(severity, summary, detail, path))
        elif self._said[severity] == MOST_OF_A_KIND + 1:
            more = f"Only the first {MOST_OF_A_KIND} {severity}s are shown: put these right first."
            self.items.append(Diagnostic(severity, f"There are more {severity}s", more))

    @property
    def has_errors(self) -> bool:
        return any(item.severity == ERROR for item in self.items)


class DiagnosticError(Exception):
    """Raised anywhere below the servicer, becomes one error of the call."""

    def __init__(self, summary: str, detail: str = "", path: Path = ()) -> None:
        super().__init__(summary)
        self.summary = summary
        self.detail = detail
        self.path = tuple(path)
