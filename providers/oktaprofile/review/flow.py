"""Which attribute flows where: the graph of all mappings in the plan, before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

SAME, CHANGED, NEW, GONE = "same", "changed", "new", "gone"
SOURCE_SIDE, OKTA_SIDE, TARGET_SIDE = 0, 1, 2


@dataclass(frozen=True)
class Node:
    """An app or an Okta profile. `column`: from left to right; `lines`: what is worth saying under its title."""

    key: str
    title: str
    column: int
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edge:
    """One mapped attribute from a node to another. `reads`: the attributes that fill it."""

    start: str
    end: str
    target: str
    state: str
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    """Nodes from left to right, and edges: the changed ones first. `left_out`: edges that did not fit."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    left_out: int = 0


@dataclass
class Drawing:
    """Gathers a flow. A target's later state wins over `same`. `read` tells which attributes an expression reads; it
    is asked for the edges that are shown alone."""

    read: Callable[[str | None], tuple[str, ...]]

    titles: dict[str, tuple[str, int]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], tuple[Edge, str | None]] = field(default_factory=dict)

    def node(self, key: str, title: str, column: int) -> str:
        """Adds a node unless it is there; gives its key."""
        key = f"{column}:{key}"
        self.titles.setdefault(key, (title, column))
        return key

    def note(self, key: str, line: str) -> None:
        """A line under a node's title."""
        lines = self.notes.setdefault(key, [])
        if line not in lines:
            lines.append(line)

    def edge(self, start: str, end: str, target: str, state: str, expression: str | None) -> None:
        """Adds an edge, or says of one that is there that it changes."""
        key = (start, end, target)
        if key not in self.edges or self.edges[key][0].state == SAME:
            self.edges[key] = Edge(start, end, target, state), expression

    def finished(self, most_edges: int) -> Flow:
        """The flow with at most so many edges, those that change first."""
        ranked = sorted(self.edges.values(), key=lambda drawn: drawn[0].state == SAME)
        shown = [replace(edge, reads=self.read(expression)) for edge, expression in ranked[:most_edges]]
        used = {edge.start for edge in shown} | {edge.end for edge in shown}
        nodes = [
            Node(key, title, column, tuple(self.notes.get(key, ())))
            for key, (title, column) in self.titles.items()
            if key in used
        ]
        nodes.sort(key=lambda node: node.column)
        return Flow(tuple(nodes), tuple(shown), len(ranked) - len(shown))
