"""Modules that a library imports but does not need here.

``zipfile`` and the like are there for what a library seldom does. hpack and urllib3 log for their own authors.
``dataclasses`` writes and compiles a method for each of h2's events, and ``typing`` compiles each annotation of a
``NamedTuple``. Patterns are compiled that no call asks for. Each is 5 to 15 ms of a start.
"""

from __future__ import annotations

import sys
from collections import namedtuple
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Lock
    from typing import Any


def imported(name: str) -> ModuleType:
    """``importlib.import_module``, without ``importlib``."""
    __import__(name)
    return sys.modules[name]


class LateModule(ModuleType):
    """Stands in for a module; using a name that it lacks imports the real one, safely from several threads."""

    def __init__(self, name: str, **content: object) -> None:
        super().__init__(name)
        self.__dict__.update(content)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        if name == "__path__":
            raise AttributeError(name)  # asked by the import system, about packages
        return getattr(_real(self.__name__), name)


def _real(name: str) -> ModuleType:
    """The module itself, also while a stand-in has its name."""
    if isinstance(sys.modules.get(name), LateModule):
        sys.modules.pop(name, None)
    return imported(name)


class instead:  # noqa: N801 - `with instead(...)`
    """Whoever imports a module of these names within gets the stand-in; a ``LateModule`` only where the module is not
    loaded already. Whoever imports one that is ``absent`` is told at once that there is none; Python would look for it.
    """

    def __init__(self, *stand_ins: ModuleType, absent: tuple[str, ...] = ()) -> None:
        self._stand_ins = [*((name, None) for name in absent), *((one.__name__, one) for one in stand_ins)]
        self._placed: list[tuple[str, ModuleType | None, ModuleType | None]] = []

    def __enter__(self) -> None:
        modules: dict[str, Any] = sys.modules  # None: there is no such module
        for name, module in self._stand_ins:
            loaded = modules.get(name)
            if loaded is None or not (module is None or isinstance(module, LateModule)):
                modules[name] = module
                self._placed.append((name, module, loaded))

    def __exit__(self, *problem: object) -> None:
        for name, module, loaded in self._placed:
            if loaded is not None:
                sys.modules[name] = loaded
            elif sys.modules.get(name) is module:
                sys.modules.pop(name, None)


def late(*names: str) -> tuple[ModuleType, ...]:
    """Stand-ins that import the modules of these names when they are used."""
    return tuple(map(LateModule, names))


def late_functions(module: str, *names: str) -> ModuleType:
    """A stand-in for a module of which functions are imported, and seldom called. Not for classes."""

    def late_function(name: str) -> Callable[..., object]:
        return lambda *arguments, **options: getattr(_real(module), name)(*arguments, **options)

    return LateModule(module, **{name: late_function(name) for name in names})


def late_classes(module: str, *names: str) -> ModuleType:
    """A stand-in for a module of which classes are imported, to make one or to ask whether something is one. Not for
    base classes.
    """

    class Late(type):
        def __call__(cls, *arguments: object, **options: object) -> object:
            return getattr(_real(module), cls.__name__)(*arguments, **options)

        def __instancecheck__(cls, one: object) -> bool:
            loaded = sys.modules.get(module)
            if loaded is None or isinstance(loaded, LateModule):
                return False  # nobody has made one
            return isinstance(one, getattr(imported(module), cls.__name__))

    return LateModule(module, **{name: Late(name, (), {}) for name in names})


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
    """A pattern that is compiled when it is first used; once, if several threads do."""

    def __init__(self, pattern: str, flags: int, guard: Lock) -> None:
        self._given = pattern, flags
        self._guard = guard

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        import re

        with self._guard:  # re keeps what it has compiled
            found = self.__dict__[name] = getattr(re.compile(*self._given), name)
        return found

    def match(self, text: str, *span: int) -> Any:  # noqa: ANN401 - as a pattern's
        """As a pattern's; one that begins with a bracket (an IPv6 address) is not compiled for a text that does not."""
        if self._given[0].startswith("^\\[") and text[:1] != "[" and not span:
            return None
        return self.__getattr__("match")(text, *span)


def late_patterns(*modules: str) -> ModuleType:
    """``re`` with which the modules of these names compile each of their patterns when it is first used.

    Only for modules that use their patterns by the patterns' own methods. Any other module gets compiled ones.
    """
    import re
    from threading import Lock

    guard = Lock()

    def compile_late(pattern: Any, flags: Any = 0) -> Any:  # noqa: ANN401 - as re.compile
        asking = sys._getframe(1).f_globals.get("__name__")
        return LatePattern(pattern, flags, guard) if asking in modules else re.compile(pattern, flags)

    return _with(re, compile=compile_late)


def plain_typing() -> ModuleType:
    """``typing`` that takes annotations of a ``NamedTuple`` and members of a ``Union`` as they are."""
    import typing

    return _with(typing, NamedTuple=NamedTuple, Union=list)


def late_typing() -> ModuleType:
    """The same for a library that uses nothing else of ``typing`` but in annotations."""

    def cast(_: object, value: object) -> object:
        return value

    return LateModule(
        "typing", NamedTuple=NamedTuple, TYPE_CHECKING=False, Any=object, Optional=list, cast=cast
    )


def _with(module: ModuleType, **content: object) -> ModuleType:
    """A copy of a module with other content."""
    copied = ModuleType(module.__name__)
    copied.__dict__.update(module.__dict__, **content)
    return copied


class _Fields(type):
    """Makes a named tuple of a class's annotations, as ``typing`` does, without looking at what they say."""

    def __new__(cls, name: str, bases: tuple[type, ...], content: dict[str, Any]) -> Any:  # noqa: ANN401
        if not bases:
            return super().__new__(cls, name, bases, content)
        fields = content.pop("__annotations__")
        defaults = [content.pop(field) for field in fields if field in content]
        made: Any = namedtuple(name, fields, defaults=defaults, module=content["__module__"])  # type: ignore[misc]
        for key, value in content.items():
            if key not in ("__module__", "__qualname__"):
                setattr(made, key, value)
        return made

    def __call__(cls, name: str, fields: Any) -> Any:  # noqa: ANN401 - `NamedTuple("Name", [("field", type)])`
        return namedtuple(name, [field for field, _ in fields])


NamedTuple = _Fields("NamedTuple", (), {})


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
