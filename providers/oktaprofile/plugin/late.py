"""Modules that a library imports but does not need here.

``zipfile`` and the like are there for what a library seldom does. hpack and urllib3 log for their own authors.
``dataclasses`` writes and compiles a method for each of h2's events. Patterns are compiled that no call asks for. Each
is 5 to 15 ms of a start.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any


class LateModule(ModuleType):
    """Stands in for a module; using a name that it lacks imports the real one, safely from several threads."""

    def __init__(self, name: str, **content: object) -> None:
        super().__init__(name)
        self.__dict__.update(content)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        from importlib import import_module

        if name == "__path__":
            raise AttributeError(name)  # asked by the import system, about packages
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextmanager
def instead(*stand_ins: ModuleType) -> Iterator[None]:
    """Whoever imports a module of these names within gets the stand-in, unless the module is loaded already."""
    placed = {module.__name__: module for module in stand_ins if module.__name__ not in sys.modules}
    sys.modules.update(placed)
    try:
        yield
    finally:
        for name, module in placed.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def late(*names: str) -> tuple[ModuleType, ...]:
    """Stand-ins that import the modules of these names when they are used."""
    return tuple(map(LateModule, names))


def late_function(module: str, name: str) -> ModuleType:
    """A stand-in for a module of which one function is imported, and seldom called."""

    def call(*arguments: Any) -> Any:  # noqa: ANN401 - the function's own
        from importlib import import_module

        return getattr(import_module(module), name)(*arguments)

    return LateModule(module, **{name: call})


def silent_logging() -> ModuleType:
    """``logging`` whose loggers say nothing."""
    levels = {"DEBUG": 10, "INFO": 20}
    return LateModule("logging", getLogger=lambda name: SilentLogger(), NullHandler=SilentLogger, **levels)


class SilentLogger:
    """What a library gets for a logger: it says nothing. hpack speaks eight times a call."""

    def debug(self, *details: object, **options: object) -> None:
        """Not said."""

    info = warning = error = exception = addHandler = debug  # noqa: N815 - logging's own name


class LatePattern:
    """A pattern that is compiled when it is first used."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        found = self.__dict__[name] = getattr(re.compile(*self._given), name)
        return found


@contextmanager
def late_patterns(*modules: str) -> Iterator[None]:
    """The modules of these names, imported within, compile each of their patterns when it is first used.

    Only for modules that use their patterns by the patterns' own methods. Any other module gets compiled ones.
    """

    def compile_late(pattern: Any, flags: Any = 0) -> Any:  # noqa: ANN401 - as re.compile
        asking = sys._getframe(1).f_globals.get("__name__")
        return LatePattern(pattern, flags) if asking in modules else re.compile(pattern, flags)

    stand_in = ModuleType("re")
    stand_in.__dict__.update(re.__dict__, compile=compile_late)
    sys.modules["re"] = stand_in
    try:
        yield
    finally:
        sys.modules["re"] = re


def plain_dataclasses() -> ModuleType:
    """``dataclasses`` for classes that are made by keyword, each attribute of which is given or has a default."""

    def dataclass(**options: object) -> Callable[[type], type]:
        def made(cls: type) -> type:
            cls.__init__ = _take  # type: ignore[misc]
            return cls

        return made

    return LateModule("dataclasses", dataclass=dataclass)


def _take(self: object, **values: object) -> None:
    self.__dict__.update(values)
