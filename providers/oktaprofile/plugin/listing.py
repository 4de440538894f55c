"""What the author of a list resource writes: how `terraform query` finds resources of a type that has an identity."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, ClassVar

    from oktaprofile.plugin.resource import Context
    from oktaprofile.plugin.schema import Schema


class ListRequest:
    """``config`` is wholly known, defaults filled in.

    ``ended()``: nobody wants more rows (Terraform has enough, or was told to stop). Ask it between calls that give no
    row; after each row the engine asks.
    """

    def __init__(self, config: dict[str, Any], ended: Callable[[], bool]) -> None:
        self.config = config
        self.ended = ended


class Listed:
    """One row. Where Terraform wants the resource's values, too, they are those of an import by the identity."""

    def __init__(self, identity: dict[str, Any], display_name: str) -> None:
        self.identity = identity
        self.display_name = display_name


class ListResource:
    """A list resource type, of the same name as the resource type that it lists. ``schema``: of its `config` block."""

    schema: ClassVar[Schema]

    def validate(self, config: dict[str, Any], ctx: Context) -> None:
        """Refuse bad input. Check each known part even where others are UNKNOWN. ``ctx.client`` is None."""

    def list(self, request: ListRequest, ctx: Context) -> Iterator[Listed]:
        """The rows, as they are found. A warning goes out with the next row; an error (also DiagnosticError) ends the
        list, and Terraform then shows no row at all.
        """
        raise NotImplementedError
