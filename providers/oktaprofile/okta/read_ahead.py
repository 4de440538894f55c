"""Reads that are begun before anybody asks for them, side by side, so that a person waits for the longest alone.

A resource says what it will need as soon as it knows the app and the direction; it then asks for one thing after the
other as ever, and finds each on its way. Nothing is asked for that its caller would not ask for. Threads are bounded:
where none is free, nothing is begun, and whoever needs the value fetches it. An error is the answer of the first who
asks (`SharedRead.begin`).

A plain pool of our own: concurrent.futures loads logging, for which every start of the plugin would pay.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from oktaprofile.okta.mapping_lookup import rows_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.document import Document
    from oktaprofile.okta.org import Org
    from oktaprofile.okta.shapes import Direction
    from oktaprofile.okta.shared_read import SharedRead


SIDE_BY_SIDE = 10
"""So many reads of a list are begun ahead at most; fewer where fewer threads are free."""


class Threads:
    """At most so many threads at once. They end with the process, also in the middle of a read."""

    def __init__(self, clock: Clock, most: int) -> None:
        self._clock = clock
        self._free = threading.Semaphore(most)

    def start(self, work: Callable[[], None]) -> bool:
        """Run it in another thread; False where none is free, or the provider was asked to stop."""
        if self._clock.stopping or not self._free.acquire(blocking=False):
            return False

        def run() -> None:
            try:
                work()
            finally:
                self._free.release()

        threading.Thread(target=run, name="read-ahead", daemon=True).start()
        return True


class ReadAhead:
    """What can be begun ahead in one org. Without `threads` nothing is."""

    def __init__(self, org: Org, threads: Threads | None) -> None:
        self._org = org
        self._threads = threads
        self._maps = False  # a mapping was asked for in this process

    def begin(self, read: SharedRead[Any]) -> None:
        """Begin one read."""
        if self._threads is not None:
            read.begin(self._threads.start)

    def each(self, documents: Sequence[Document]) -> Iterator[dict[str, Any]]:
        """What each holds, in this order; the next ones are on their way meanwhile. Raises what a read raises."""
        for index, document in enumerate(documents):
            for later in documents[index : index + SIDE_BY_SIDE]:
                self.begin(later.shared)
            yield document.read()

    def application(self, app_id: str, *, schema: bool = True) -> None:
        """The list that serves every look-up of an app, and the app's user schema."""
        self.begin(self._org.apps.first_page)
        if schema:
            self.begin(self._org.application_schema(app_id).shared)

    def user_type(self, selector: str | None) -> None:
        """The user type and its schema."""
        read = self._org.read_of_type(selector)
        known = read.value is not None
        self.begin(read)
        if selector not in (None, "default") and not known:
            self._then(lambda: self._schema_of(selector))

    def mapping(
        self, app_id: str, direction: Direction, selector: str | None, mapping_id: str | None = None
    ) -> None:
        """The user type and the mapping row."""
        self._maps = True
        self.user_type(selector)
        row = self._row_now(app_id, direction, selector)
        if row is None and mapping_id is not None:
            row = self._org.mapping_row(mapping_id)
        if row is not None:
            self.begin(row.shared)
        else:
            self._then(lambda: self._row_of(app_id, direction, selector))

    def mappings_of(self, end: str, most: int) -> None:
        """The rows of an app, or of a user type, in both directions, and what they hold: of so many at most."""
        reads = self._org.rows.reads_of(end)
        for read in reads:
            self.begin(read)

        def rest() -> None:
            for row in rows_with(end, [read.settled() or [] for read in reads])[:most]:
                self.begin(self._org.mapping_row(row["id"]).shared)

        self._then(rest)

    def mapping_of_new_attributes(self, app_id: str) -> None:
        """While an app's attributes are written: the mapping that will read them, where mappings are in use at all.

        The plan of the attributes has read the page of apps: in a small org one list tells the app's other rows too.
        """
        if self._maps:
            self._org.rows.begin_all_of_a_small_org()
            self.mapping(app_id, "to_okta", None)

    def _then(self, work: Callable[[], None]) -> None:
        if self._threads is not None:
            self._threads.start(work)

    def _schema_of(self, selector: str | None) -> None:
        self._org.read_of_type(selector).settled()
        found = self._org.user_type_now(selector)
        if found is not None:
            self._org.schema_of(found.schema_id).shared.begin(_here)

    def _row_of(self, app_id: str, direction: Direction, selector: str | None) -> None:
        """The row: of a state, if it is the one, or else as the list has it, once the type's id is there."""
        if self._org.rows.expects(app_id, direction):
            self._org.read_of_type(selector).settled()
            row = self._row_now(app_id, direction, selector)
            if row is not None:
                row.shared.begin(_here)
                return
        listed = self._org.rows.rows(app_id, direction)
        listed.begin(_here)
        listed.settled()
        self._org.read_of_type(selector).settled()
        row = self._row_now(app_id, direction, selector)
        if row is not None:
            row.shared.begin(_here)

    def _row_now(self, app_id: str, direction: Direction, selector: str | None) -> Document | None:
        user_type = self._org.user_type_now(selector)
        return None if user_type is None else self._org.rows.now(app_id, direction, user_type.id)


def _here(work: Callable[[], None]) -> bool:
    """For a thread that reads ahead already."""
    work()
    return True
