"""What the author of a provider-defined function writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from oktaprofile.plugin.types import Type
    from oktaprofile.plugin.values import Value


class Parameter:
    """One parameter of a function. Terraform calls with null or UNKNOWN only where that is allowed here."""

    def __init__(
        self,
        name: str,
        type: Type,
        *,
        allow_null: bool = False,
        allow_unknown: bool = False,
        description: str = "",
    ) -> None:
        self.name = name
        self.type = type
        self.allow_null = allow_null
        self.allow_unknown = allow_unknown
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
    variadic: ClassVar[Parameter | None] = None
    returns: ClassVar[Type]
    summary: ClassVar[str] = ""
    description: ClassVar[str] = ""

    def call(self, arguments: list[Value]) -> Value:
        """The result. Arguments of the variadic parameter follow the others. Raises FunctionError."""
        raise NotImplementedError
