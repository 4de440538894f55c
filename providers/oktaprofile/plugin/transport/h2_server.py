"""h2's side of one connection: what is allowed of a client, and HPACK's table of headers sent, kept small.

Imported while ``dataclasses`` and ``logging`` are kept out (http2.py).
"""

from __future__ import annotations

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.settings import SettingCodes, Settings
from hpack import Encoder

STREAMS_AT_ONCE = 128
HEADERS_BYTES = 64 * 1024
WINDOW_BYTES = 4 * 1024 * 1024

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


def server_connection() -> H2Connection:
    """A connection that nothing was sent on yet."""
    made = H2Connection(
        H2Configuration(
            client_side=False,
            header_encoding="latin-1",
            normalize_outbound_headers=False,  # ours are as they should be (grpc.py)
            validate_outbound_headers=False,
        )
    )
    made.local_settings = Settings(
        client=False,
        initial_values={
            SettingCodes.MAX_CONCURRENT_STREAMS: STREAMS_AT_ONCE,
            SettingCodes.MAX_HEADER_LIST_SIZE: HEADERS_BYTES,
            SettingCodes.INITIAL_WINDOW_SIZE: WINDOW_BYTES,
        },
    )
    made.encoder = SmallTableEncoder()
    return made
