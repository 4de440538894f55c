"""Modules that a library imports but does not need here.

``dataclasses`` imports ``inspect`` for classes without a docstring; h2's have one. hpack logs each header for its own
authors. Each is 6 to 10 ms of every start.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class LateModule(ModuleType):
    """Stands in for a module; using any name of it imports the real one, safely from several threads."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        from importlib import import_module

        if name == "__path__":
            raise AttributeError(name)  # asked by the import system, about packages
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextmanager
def late(name: str) -> Iterator[None]:
    """Whoever imports the module ``name`` within gets a stand-in, unless it is loaded already."""
    if name in sys.modules:
        yield
        return
    stand_in = LateModule(name)
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]


class SilentLogger:
    """What hpack gets for a logger: it says nothing."""

    def debug(self, message: str, *details: object) -> None:
        """Not said."""


@contextmanager
def without_logging() -> Iterator[None]:
    """Whoever imports ``logging`` within gets loggers that say nothing, unless it is loaded already."""
    if "logging" in sys.modules:
        yield
        return
    silent = ModuleType("logging")
    silent.getLogger = lambda name: SilentLogger()  # type: ignore[attr-defined]
    sys.modules["logging"] = silent
    try:
        yield
    finally:
        if sys.modules.get("logging") is silent:
            del sys.modules["logging"]
