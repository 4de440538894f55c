"""The data flow as a Mermaid flowchart, which GitHub and GitLab draw: changed edges bold, new ones dashed.

Titles are quoted, and every character in them beyond letters, digits and a few signs is one of Mermaid's numeric
codes (`#35;`), so no title can end its quotes, its line or the code block. Node names are ours.
"""

from __future__ import annotations

from oktaprofile.review.flow import CHANGED, GONE, NEW, SAME, Flow
from oktaprofile.review.masking import mask
from oktaprofile.review.words import cut, printable

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ,_-")
_ARROWS = {SAME: "-->", CHANGED: "==>", NEW: "-.->", GONE: "--x"}
_WORDS = {SAME: "", CHANGED: ": changed", NEW: ": new", GONE: ": removed"}
LONGEST_TITLE = 60


def diagram(flow: Flow) -> list[str]:
    """The lines of the flowchart; none for a flow without edges."""
    if not flow.edges:
        return []
    names = {node.key: f"n{index}" for index, node in enumerate(flow.nodes)}
    lines = ["flowchart LR"]
    for node in flow.nodes:
        text = "<br/>".join(escaped(part) for part in (node.title, *node.lines[:4]))
        lines.append(f'  {names[node.key]}["{text}"]')
    for edge in flow.edges:
        reads = f"{', '.join(edge.reads[:4])} → " if edge.reads else ""
        text = escaped(f"{reads}{edge.target}") + _WORDS[edge.state]
        lines.append(f'  {names[edge.start]} {_ARROWS[edge.state]}|"{text}"| {names[edge.end]}')
    return lines


def escaped(text: str) -> str:
    """A text for a quoted title."""
    shown = cut(printable(mask(text)), LONGEST_TITLE)
    return "".join(
        character
        if character in _PLAIN or (ord(character) > 127 and character.isalnum())
        else f"#{ord(character)};"
        for character in shown
    )
