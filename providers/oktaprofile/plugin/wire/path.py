"""Attribute paths as Terraform has them: steps that say whether they are names, keys or indexes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oktaprofile.plugin.diagnostics import Path
    from oktaprofile.plugin.types import Collection, Object, Type
    from oktaprofile.plugin.wire.message import Message


def attribute_path(path: Path, root: Type) -> Message | None:
    """The AttributePath message of ``path`` in a value of type ``root``; None when it names no place there.

    It ends at a set, whose elements the protocol cannot name, and before the first step that does not fit the
    type: a diagnostic at the nearest attribute is better than none.
    """
    steps: list[Message] = []
    current: Type | None = root
    for step in path:
        if current is None:
            break
        encoded, current = _step(step, current)
        if encoded is None:
            break
        steps.append(encoded)
    return {"steps": steps} if steps else None


def pointed_at(path: Message) -> Message:
    """The part of an AttributePath that Terraform can show in the configuration: an attribute, or one of its elements.

    Terraform (1.11) looks for the *last* name of a path among the resource's own arguments and blocks. Of
    ``properties["badge"].scope`` it finds nothing and points at the resource's first line; of ``properties["badge"]``
    it finds the element's line.
    """
    steps = path["steps"]
    element = len(steps) > 1 and "attribute_name" not in steps[1]
    return {"steps": steps[: 2 if element else 1]}


def _step(step: str | int, current: Type) -> tuple[Message | None, Type | None]:
    if current.kind == "object" and isinstance(step, str):
        inner: Object = current  # type: ignore[assignment]
        if step in inner.attributes:
            return {"attribute_name": step}, inner.attributes[step]
    elif current.kind in ("map", "list"):
        collection: Collection = current  # type: ignore[assignment]
        if current.kind == "map" and isinstance(step, str):
            return {"element_key_string": step}, collection.element
        if current.kind == "list" and isinstance(step, int) and step >= 0:
            return {"element_key_int": step}, collection.element
    return None, None
