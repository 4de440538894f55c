"""Arrays.*

Facts: Okta's Expression Language overview (classic), table "Array functions", which also says that every one
of them takes a CSV string for an array; Okta Support for flatten with null and for an empty array as CSV.
Nothing is published on most of what null, a wrong position or an absent element give: undetermined.
"""

from __future__ import annotations

from oktaprofile.expression.errors import Failure, Unpublished
from oktaprofile.expression.values import NoElements, java_equals, limited, to_text, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_WHOLE = frozenset("0123456789")
_LONGEST_WHOLE = 9  # digits that always fit an Integer


def _elements(function: str, array: object) -> list[Any]:
    """The elements of an array, or of a CSV string."""
    if isinstance(array, list):
        return array
    if isinstance(array, str):
        return _from_csv(function, array)
    what = "null" if array is None else f"{type_name(array)} instead of an array"
    raise Unpublished(f"Okta publishes nothing on {function} of {what}")


def _from_csv(function: str, text: str) -> list[Any]:
    """`10, 20` as `{10, 20}`, as Okta prints it: no blanks around, whole numbers as numbers. "" has no elements."""
    if text == "":
        return []
    parts = [part.strip(" ") for part in text.split(",")]
    if "" in parts or '"' in text:
        raise Unpublished(
            f"Okta publishes nothing on {function} of a CSV string with quotes or with an empty element"
        )
    return [int(part) if _is_whole(part) else part for part in parts]


def _typed(function: str, array: object) -> list[Any]:
    """As `_elements`, for an answer that depends on what a number in a CSV string is."""
    elements = _elements(function, array)
    if isinstance(array, str) and any(isinstance(element, int) for element in elements):
        raise Unpublished(
            f"Okta publishes nothing on whether the numbers of a CSV string are texts for {function}"
        )
    return elements


def _is_whole(text: str) -> bool:
    return len(text) <= _LONGEST_WHOLE and _WHOLE.issuperset(text) and (text == "0" or text[0] != "0")


def _occurs(function: str, array: object, value: object) -> list[int]:
    """Where `value` occurs. Undetermined where only its type differs, and for null."""
    elements = _typed(function, array)
    _refuse_no_element(function, value)
    positions = [position for position, element in enumerate(elements) if java_equals(element, value)]
    if not positions and any(_looks_like(element, value) for element in elements):
        raise Unpublished(
            f"Okta publishes nothing on {function} where the value and an element differ in their type only"
        )
    return positions


def _looks_like(element: object, value: object) -> bool:
    if element is None or isinstance(element, dict):
        return False
    if isinstance(element, int | float) and isinstance(value, int | float):
        return element == value
    return to_text(element) == to_text(value)


def _refuse_no_element(function: str, value: object) -> None:
    """An attribute's array holds texts or numbers; null, an array or an object as an element is published nowhere."""
    if value is None or isinstance(value, list | dict):
        raise Unpublished(f"Okta publishes nothing on {function} with {type_name(value)} as the value")


def add(array: object, value: object) -> list[Any]:
    """The array with `value` at its end."""
    elements = _typed("Arrays.add", array)
    _refuse_no_element("Arrays.add", value)
    return [*elements, value]


def clear(array: object) -> list[Any]:
    """An array without elements."""
    _elements("Arrays.clear", array)
    return []


def contains(array: object, value: object) -> bool:
    """Whether `value` is an element."""
    return bool(_occurs("Arrays.contains", array, value))


def flatten(*items: object) -> list[Any]:
    """All values and all elements of arrays among them, in one array.

    Fails if one of them is null or empty; the literal `{}` is the cure, and adds no element (Okta Support: "Merged
    Attributes Using Arrays.flatten Do Not Update").
    """
    if not items:
        raise Unpublished("Okta publishes nothing on Arrays.flatten of nothing")
    flat: list[Any] = []
    for item in items:
        if isinstance(item, NoElements):
            continue
        if item is None or item == [] or item == "":
            raise Failure("Arrays.flatten fails on a null or empty element")
        if not isinstance(item, list | str):
            flat.append(item)
            continue
        elements = _elements("Arrays.flatten", item)
        if any(element is None or element in ([], "") for element in elements):
            raise Failure("Arrays.flatten fails on a null or empty element")
        if any(isinstance(element, list) for element in elements):
            raise Unpublished(
                "Okta publishes nothing on Arrays.flatten of arrays within arrays within arrays"
            )
        flat += elements
    return flat


def get(array: object, position: int) -> object:
    """The element at `position`, counted from 0."""
    elements = _typed("Arrays.get", array)
    if not 0 <= position < len(elements):
        raise Unpublished(f"Okta publishes nothing on Arrays.get at {position} of {len(elements)} elements")
    return elements[position]


def is_empty(array: object) -> bool:
    """Whether there are no elements; true for null."""
    return array is None or not _elements("Arrays.isEmpty", array)


def remove(array: object, value: object) -> list[Any]:
    """The array without `value`."""
    elements = _elements("Arrays.remove", array)
    positions = _occurs("Arrays.remove", array, value)
    if len(positions) != 1:
        times = "does not occur" if not positions else "occurs more than once"
        raise Unpublished(f"Okta publishes nothing on Arrays.remove of a value that {times}")
    return elements[: positions[0]] + elements[positions[0] + 1 :]


def size(array: object) -> int:
    """The number of elements; 0 for null."""
    return 0 if array is None else len(_elements("Arrays.size", array))


def to_csv_string(array: object) -> str:
    """The elements with commas between them, no blanks added or taken away; "" for no elements (Okta Support)."""
    elements = _elements("Arrays.toCsvString", array)
    for element in elements:
        if element is None or isinstance(element, list | dict):
            raise Unpublished(
                f"Okta publishes nothing on Arrays.toCsvString with {type_name(element)} in the array"
            )
        if isinstance(element, str) and ("," in element or '"' in element or "\n" in element):
            raise Unpublished(
                "Okta publishes nothing on Arrays.toCsvString of an element with a comma or a quote"
            )
    return limited(",".join([to_text(element) for element in elements]))
