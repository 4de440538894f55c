"""The data flow as an inline SVG: sources left, Okta in the middle, apps downstream right, one row an attribute.

Colours come from the page's style sheet (light, dark, print); width, dashes and a cross say the same without colour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from oktaprofile.review.flow import CHANGED, GONE, NEW, OKTA_SIDE, SAME, Edge, Flow, Node
from oktaprofile.review.masking import mask
from oktaprofile.review.words import printable

_BOX, _GAP, _ROW, _SPACE, _EDGE = 224, 250, 62, 24, 6
_WIDTH = 3 * _BOX + 2 * _GAP + 2 * _EDGE
_STATES = {SAME: "", CHANGED: "changed", NEW: "new", GONE: "removed"}
_LONGEST_NAME, _LONGEST_READS, _LONGEST_LINE, _LONGEST_TITLE = 28, 38, 34, 26


def picture(flow: Flow) -> str:
    """The `<svg>`; "" for a flow without edges."""
    if not flow.edges:
        return ""
    parts: list[str] = []
    top = _EDGE
    nodes = {node.key: node for node in flow.nodes}
    for okta in (node for node in flow.nodes if node.column == OKTA_SIDE):
        arriving = _by_app([edge for edge in flow.edges if edge.end == okta.key], lambda edge: edge.start)
        leaving = _by_app([edge for edge in flow.edges if edge.start == okta.key], lambda edge: edge.end)
        height = max(_height(arriving), _height(leaving), _ROW, 18 * len(okta.lines) + 44)
        parts.append(_box(okta, _EDGE + _BOX + _GAP, top, height))
        parts += _side(arriving, nodes, top, _EDGE, _EDGE + _BOX)
        parts += _side(leaving, nodes, top, _EDGE + 2 * (_BOX + _GAP), _EDGE + 2 * _BOX + _GAP)
        top += height + _SPACE
    height = top - _SPACE + _EDGE
    return (
        f'<svg class="flow" role="img" aria-labelledby="flow-title" viewBox="0 0 {_WIDTH} {height}" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="flow-title">Data flow of the mapped attributes</title>'
        f"{''.join(parts)}</svg>"
    )


_Groups = list[tuple[str, list[Edge]]]


def _by_app(edges: Sequence[Edge], key: Callable[[Edge], str]) -> _Groups:
    groups: dict[str, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(key(edge), []).append(edge)
    return list(groups.items())


def _height(groups: _Groups) -> int:
    return sum(len(edges) * _ROW for _, edges in groups) + max(0, len(groups) - 1) * _SPACE


def _side(groups: _Groups, nodes: dict[str, Node], top: int, box: int, line: int) -> list[str]:
    """The apps of one side with their edges; `line`: where the edges begin."""
    parts = []
    for key, edges in groups:
        parts.append(_box(nodes[key], box, top, len(edges) * _ROW))
        for index, edge in enumerate(edges):
            parts.append(_arrow(edge, line, top + index * _ROW + _ROW // 2))
        top += len(edges) * _ROW + _SPACE
    return parts


def _box(node: Node, left: int, top: int, height: int) -> str:
    lines = [node.title, *node.lines][: 1 + max(1, height // 20 - 2)]
    middle = left + _BOX // 2
    first = top + height // 2 - (len(lines) - 1) * 9 + 5
    text = "".join(
        f'<text x="{middle}" y="{first + index * 18}" text-anchor="middle" class="{"small" if index else "title"}">'
        f"{_text(line, _LONGEST_LINE if index else _LONGEST_TITLE)}</text>"
        for index, line in enumerate(lines)
    )
    return f'<g><rect x="{left}" y="{top}" width="{_BOX}" height="{height}" rx="8"/>{text}</g>'


def _arrow(edge: Edge, left: int, y: int) -> str:
    right, middle = left + _GAP, left + _GAP // 2
    word = f" ({_STATES[edge.state]})" if _STATES[edge.state] else ""
    reads = f"from {', '.join(edge.reads)}" if edge.reads else ""
    cross = ""
    if edge.state == GONE:
        cross = f'<path d="M{middle - 6},{y - 6}L{middle + 6},{y + 6}M{middle + 6},{y - 6}L{middle - 6},{y + 6}"/>'
    below = (
        f'<text x="{middle}" y="{y + 18}" text-anchor="middle" class="small">{_text(reads, _LONGEST_READS)}</text>'
        if reads
        else ""
    )
    return (
        f'<g class="{edge.state}"><path class="line" d="M{left},{y}H{right - 10}"/>'
        f'<polygon points="{right},{y} {right - 12},{y - 6} {right - 12},{y + 6}"/>{cross}'
        f'<text x="{middle}" y="{y - 9}" text-anchor="middle" class="name">'
        f"{_text(edge.target, _LONGEST_NAME)}{word}</text>{below}</g>"
    )


def _text(text: str, longest: int) -> str:
    shown = printable(mask(text))
    return escape(shown if len(shown) <= longest else shown[: longest - 1] + "…", quote=True)
