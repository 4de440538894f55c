"""HPACK's table of headers sent, kept small whatever the client allows."""

from __future__ import annotations

from hpack import Encoder

LARGEST_TABLE_BYTES = 4096
"""HPACK's own default; our answers repeat four short headers."""


class SmallTableEncoder(Encoder):
    """An encoder whose table only ever shrinks.

    A client may allow a table of 4 GB, and each of our error texts would stay in it; and each change of mind is
    noted by hpack until headers are sent next. Allowed is the encoder's right to use less (RFC 7541, 4.2).
    """

    @property
    def header_table_size(self) -> int:
        """The most bytes that the table may have."""
        size: int = self.header_table.maxsize
        return size

    @header_table_size.setter
    def header_table_size(self, value: int) -> None:
        smaller = min(value, LARGEST_TABLE_BYTES)
        if smaller < self.header_table.maxsize:
            self.header_table.maxsize = smaller
            self.table_size_changes = [smaller]
