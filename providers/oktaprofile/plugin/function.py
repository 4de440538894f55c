"""What the author of a provider-defined function writes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import ClassVar

    from oktaprofile.plugin.types import Type
    from oktaprofile.plugin.values import Value


class Parameter:
    """One parameter of a function, never null and wholly known."""

    def __init__(self, name: str, type: Type, *, description: str = "") -> None:
        self.name = name
        self.type = type
        self.description = description


class FunctionError(Exception):
    """A refused call. ``argument`` is the index of the argument at fault, None: none in particular."""

    def __init__(self, text: str, argument: int | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.argument = argument


class Function:
    """A provider-defined function. It must give the same result for the same arguments, always."""

    parameters: ClassVar[Sequence[Parameter]] = ()
    returns: ClassVar[Type]
    summary: ClassVar[str] = ""
    description: ClassVar[str] = ""

    def call(self, arguments: list[Value]) -> Value:
        """The result. Raises FunctionError."""
        raise NotImplementedError
