"""Lists that Okta pages: the answer's Link header with rel="next" leads to the next page.

A link is data from outside. It is followed only to the same scheme, host, port and path, and never twice.
Okta sends rel="self" and rel="next" as two header lines; `after` is an opaque cursor.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import parse_qsl

from oktaprofile.okta.answers import decode
from oktaprofile.okta.errors import UnexpectedAnswer
from oktaprofile.okta.shapes import quick_test
from oktaprofile.text.address import Address
from oktaprofile.text.redact import redact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from oktaprofile.okta.operations import Operation
    from oktaprofile.okta.sender import Sender

T = TypeVar("T")

# 2,000,000 users, 5,000,000 app users: more is a loop that no cursor repeats in.
MAXIMUM_PAGES = 10_000
# Of lists that are kept as a whole: 100,000 applications or mapping rows, and what they may take together.
MAXIMUM_KEPT_PAGES = 500
MAXIMUM_KEPT_BYTES = 128 * 1024 * 1024
LONGEST_LINK_SHOWN = 300


class Pages(Generic[T]):
    """An iterator over the items of all pages; a page is asked for when its first item is.

    Not for several threads at once. Raises what the calls raise, and `UnexpectedAnswer` for a link that leads
    elsewhere, in a circle, or on for more pages than any org has.
    """

    def __init__(
        self,
        sender: Sender,
        operation: Operation,
        path: str,
        query: Mapping[str, Any],
        *,
        keep: tuple[str, ...] = (),
        accept: Callable[[dict[str, Any]], bool] | None = None,
        kept: bool = False,
    ) -> None:
        """`keep` names query parameters to put back where a next link lost them; items that `accept`
        refuses are left out; `kept`: whoever asks keeps the whole list, so its size is bounded."""
        self._surely_right = quick_test(operation.shape)
        self._sender = sender
        self._operation = operation
        self._path = path
        self._kept = {name: str(query[name]) for name in keep if name in query}
        self._accept = accept
        self._most_pages = MAXIMUM_KEPT_PAGES if kept else MAXIMUM_PAGES
        self._most_bytes = MAXIMUM_KEPT_BYTES if kept else None
        self._kept_whole = kept
        self._bytes = 0
        self._next: dict[str, str] | None = {name: str(value) for name, value in query.items()}
        self._seen: set[tuple[tuple[str, str], ...]] = set()
        self._buffer: deque[T] = deque()

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        while not self._buffer:
            if not self.has_next_page:
                raise StopIteration
            self._buffer.extend(self.next_page())
        return self._buffer.popleft()

    @property
    def has_next_page(self) -> bool:
        """Whether Okta has (or, before the first page, may have) another page."""
        return self._next is not None

    @property
    def cursor(self) -> str | None:
        """The `after` of the next page, to go on from later; None after the last page (and before the first,
        unless the list was begun with one)."""
        return self._next.get("after") if self._next is not None else None

    def next_page(self) -> list[T]:
        """The items of the next page, [] after the last one."""
        if self._next is None:
            return []
        query = self._next
        self._seen.add(tuple(sorted(query.items())))
        answer = self._sender.answer(self._operation, self._path, query=query)
        items: list[Any] = decode(self._operation, self._path, answer, list, unique_keys=self._kept_whole)
        self._bytes += len(answer.body)
        if self._most_bytes is not None and self._bytes > self._most_bytes:
            raise self._unexpected(f"more than {self._most_bytes // 1024**2} MB on {len(self._seen)} pages")
        if not all(isinstance(item, dict) for item in items):
            raise self._unexpected("a list of other things than objects")
        for item in items:
            if not self._surely_right(item):
                self._operation.check(self._path, item)
        self._next = self._following(answer.headers.get("link", ""))
        return items if self._accept is None else [item for item in items if self._accept(item)]

    def _following(self, link_header: str) -> dict[str, str] | None:
        url = next_link(link_header)
        if url is None:
            return None
        try:
            target: Address | None = Address(url)
        except ValueError:
            target = None
        here = (self._sender.org_url, self._path)
        if target is None or target.login or (target.origin, target.path) != here:
            where = redact(url.partition("?")[0])[:LONGEST_LINK_SHOWN]
            raise self._unexpected(f"a link to a next page elsewhere ({where}), which is not followed")
        query = {**self._kept, **dict(parse_qsl(target.query, keep_blank_values=True))}
        if tuple(sorted(query.items())) in self._seen:
            raise self._unexpected("a link to a page that was read before")
        if len(self._seen) >= self._most_pages:
            raise self._unexpected(f"more than {self._most_pages} pages")
        return query

    def _unexpected(self, what: str) -> UnexpectedAnswer:
        return UnexpectedAnswer(
            f"{self._operation.id}: GET {self._path} answered {what}.",
            operation=self._operation.id,
            method="GET",
            path=self._path,
        )


def next_link(header: str) -> str | None:
    """The URL with rel="next" out of a Link header (several header lines joined by commas); None when absent."""
    # Not requests.utils.parse_header_links: it cuts a URL that contains a semicolon.
    for part in header.split("<")[1:]:
        url, _, parameters = part.partition(">")
        for parameter in parameters.split(";"):
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "rel" and value.strip(' ",').lower() == "next":
                return url
    return None
