"""h2's side of one connection: what is allowed of a client, HPACK's table of headers sent, kept small, and headers
that are the same in each call, read, checked and written once.

Imported while ``dataclasses`` and ``logging`` are kept out (http2.py).
"""

from __future__ import annotations

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.settings import SettingCodes, Settings
from h2.utilities import HeaderValidationFlags, validate_headers
from hpack import Decoder, Encoder
from hyperframe import frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from hpack import HeaderTuple

# h2 describes each frame, for a log that is not kept; and a frame's flags are a set that checks each name in Python, of
# which h2 gives it none that is wrong.
frame.Frame.__repr__ = object.__repr__  # type: ignore[method-assign]
frame.Flags = lambda _: set()  # type: ignore[assignment,attr-defined,return-value]

STREAMS_AT_ONCE = 128
HEADERS_BYTES = 64 * 1024
WINDOW_BYTES = 4 * 1024 * 1024

REMEMBERED_BLOCKS = 32

LARGEST_TABLE_BYTES = 4096
"""HPACK's own default; our answers repeat four short headers."""


def _refers_only(block: bytes) -> bool:
    """Whether each byte is an index into the table: this changes no table, and means the same until another block
    does (RFC 7541, 6.1).
    """
    return bool(block) and min(block) > 0x80 and max(block) < 0xFF


class SmallTableEncoder(Encoder):
    """An encoder whose table only ever shrinks, and that knows again what it has encoded.

    A client may allow a table of 4 GB, and each of our error texts would stay in it; and each change of mind is
    noted by hpack until headers are sent next. Allowed is the encoder's right to use less (RFC 7541, 4.2).
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[tuple[bytes, bytes], ...], bytes] = {}

    def encode(self, headers: Iterable[tuple[bytes, bytes]], huffman: bool = True) -> bytes:  # type: ignore[override]
        """The block of these headers."""
        key = tuple(headers)
        found = None if self.header_table.resized else self._known.get(key)
        if found is None:
            found = super().encode(key, huffman)
            if not _refers_only(found):
                self._known.clear()
            elif len(self._known) < REMEMBERED_BLOCKS:
                self._known[key] = found
        return found

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


class RememberingDecoder(Decoder):
    """A decoder that checks what it decodes, and knows again what says the same as before.

    Terraform's requests differ in the path alone, so that after the first few each is nothing but references to the
    table.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[bytes, list[HeaderTuple]] = {}

    def decode(self, data: bytes, raw: bool = False) -> Iterable[HeaderTuple]:
        """The headers of a block. Raises what Decoder raises, and h2's ProtocolError where they are none."""
        refers_only = _refers_only(data)
        if not refers_only or len(self._known) >= REMEMBERED_BLOCKS:
            self._known.clear()
        found = self._known.get(data)
        if found is None:
            found = _checked(super().decode(data, raw))
            if refers_only:
                self._known[data] = found
        return found


def _checked(headers: Iterable[HeaderTuple]) -> list[HeaderTuple]:
    """The same headers. Those of a request or else, without any of HTTP's own (``:path``), those that end one."""
    kept = list(headers)
    ends = not any(name.startswith(b":") for name, _ in kept)
    flags = HeaderValidationFlags(
        is_client=False, is_trailer=ends, is_response_header=False, is_push_promise=False
    )
    return list(validate_headers(kept, flags))  # type: ignore[arg-type]


def server_connection() -> H2Connection:
    """A connection that nothing was sent on yet."""
    made = H2Connection(
        H2Configuration(
            client_side=False,
            header_encoding=None,
            normalize_inbound_headers=False,  # it joins cookies
            validate_inbound_headers=False,  # RememberingDecoder does
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
    made.decoder = RememberingDecoder()
    made.decoder.max_header_list_size = HEADERS_BYTES
    return made
