"""Types `a + b + c` from the left, as it is evaluated: adding up to the first text, joining from there on."""

from __future__ import annotations

from oktaprofile.expression.findings import ERROR
from oktaprofile.expression.kinds import UNKNOWN, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oktaprofile.expression.nodes import Chain, Node

    Operand = tuple[Node, Kind]


def kind_of_sum(
    node: Chain,
    kinds: list[Kind],
    *,
    joined: Callable[[Node, Kind], None],
    added: Callable[[Node, Kind], None],
    fails: Callable[[str, str, str, Node], None],
) -> Kind:
    """The kind of a chain of `+` whose operands have these kinds.

    `joined` is told each operand that becomes text, `added` each one that is added as a number, `fails` (severity,
    code, message, place) an operation that never works.
    """
    operands = list(zip(node.operands, kinds, strict=True))
    total = kinds[0]
    waiting = operands[:1]  # not yet known whether joined or added
    for operand, kind in operands[1:]:
        waiting.append((operand, kind))
        if "string" in (total.type, kind.type):
            total = Kind("string", longest=_together(total, kind))
            _tell(waiting, joined)
        elif total.is_number and kind.is_number:
            whole = total.type == kind.type == "integer"
            total = Kind("integer" if whole else "number")
            _tell(waiting, added)
        elif UNKNOWN in (total.type, kind.type):
            total = Kind()
        else:
            names = dict.fromkeys((total.named(), kind.named()))
            fails(ERROR, "no-operator", f"'+' does not work on {' and '.join(names)}", node)
            return Kind()
    return total


def _tell(waiting: list[Operand], told: Callable[[Node, Kind], None]) -> None:
    for operand, kind in waiting:
        told(operand, kind)
    waiting.clear()


def _together(left: Kind, right: Kind) -> int | None:
    if left.longest is None or right.longest is None:
        return None
    return left.longest + right.longest
