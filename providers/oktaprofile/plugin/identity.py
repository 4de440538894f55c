"""What tells one resource of a type from all others, and what an `import` block may name instead of an id.

IdentitySchema({"app_id": IdentityAttribute(STRING, required=True), "name": IdentityAttribute(STRING)})
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.plugin.types import Object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oktaprofile.plugin.types import Type


class IdentityAttribute:
    """One part. ``required``: an import must name it; otherwise it may leave it out. A stored identity has them all.

    ``type`` is a primitive, or a list of primitives: Terraform takes no other.
    """

    def __init__(self, type: Type, *, required: bool = False, description: str = "") -> None:
        self.type = type
        self.required = required
        self.description = description


class IdentitySchema:
    """The parts, and their ``version``: raise it when one is renamed. Never 0, which is what OpenTofu takes another
    provider's identity for after a move.
    """

    def __init__(self, attributes: Mapping[str, IdentityAttribute], *, version: int = 1) -> None:
        if version < 1:
            raise ValueError("the version of an identity starts at 1")
        self.attributes = dict(attributes)
        self.version = version
        self.type = Object({name: attribute.type for name, attribute in attributes.items()})
