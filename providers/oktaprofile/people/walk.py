"""What was seen of one segment of a snapshot, and whether the segments together are a whole one."""

from __future__ import annotations

from dataclasses import dataclass


class Damaged(Exception):  # noqa: N818 - reads as what it is
    """People cannot be read. `line`: in the segment, of a file of lines; `reason`: what is known about it."""

    def __init__(self, line: int = 0, reason: str = "") -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason


@dataclass(slots=True)
class Walk:
    """Counts of people and lines, the first and the last id, and the count that the file's last line gives (None: it
    is not in this segment)."""

    count: int = 0
    lines: int = 0
    first: str = ""
    last: str = ""
    end: object = None

    def add(self, segment: Walk) -> None:
        """Takes the next segment in. Raises Damaged where its people do not come after those of the last one."""
        if segment.first and segment.first <= self.last:
            raise Damaged(1)
        self.count += segment.count
        self.lines += segment.lines
        self.last = segment.last or self.last
        self.end = segment.end
