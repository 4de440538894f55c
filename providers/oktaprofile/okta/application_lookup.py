"""Applications by id, label and key name: one page of the list serves every look-up of a process."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from oktaprofile.okta.errors import OktaError

if TYPE_CHECKING:
    from typing import Any

    from oktaprofile.okta.org import Org
    from oktaprofile.okta.shared_read import SharedRead

PAGE_LIMIT = 200


class FirstPage:
    """The first page of all applications, and whether that is all of them."""

    def __init__(self, items: list[dict[str, Any]], complete: bool) -> None:
        self.items = items
        self.complete = complete


class ApplicationLookup:
    """The look-ups of one org. `GET /apps` can be limited to 10 a minute."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._lock = threading.Lock()
        self._looked_up = False

    @property
    def first_page(self) -> SharedRead[FirstPage]:
        """The page that answers most look-ups."""

        def fetch() -> FirstPage:
            pages = self._org.client.list_applications(limit=PAGE_LIMIT)
            items = pages.next_page()
            return FirstPage(items, complete=not pages.has_next_page)

        return self._org.shared("apps", fetch)

    def are_few(self, most: int) -> bool:
        """Whether the org is known to have no more than `most`.

        It is where an app is looked for among all: then the answer is waited for. Else it is not, even if the page
        has come meanwhile: how many calls a plan takes must not depend on which answer comes first.
        """
        if not self._looked_up:
            return False
        with suppress(OktaError):  # whoever looks for the app says so
            self.first_page.any_age()
        return self.were_few(most)

    def were_few(self, most: int) -> bool:
        """The same by what has come so far."""
        first = self.first_page.value
        return first is not None and first.complete and len(first.items) <= most

    def by_id(self, app_id: str) -> dict[str, Any]:
        """See `Org.application`."""
        for app in self.first_page.any_age().items:
            if app.get("id") == app_id:
                return app
        # Not on the page: asked for by id, also when the page was all there is. Okta's own 404 carries ids
        # for its support, and an app made a moment ago may not be listed yet.
        client = self._org.client
        return self._org.once(("app", app_id), lambda: client.get_application(app_id))

    def find(self, label: str | None, name: str | None) -> list[dict[str, Any]]:
        """See `Org.find_applications`. In a large org the page does not tell, so the first look-up asks for both at
        once."""
        wanted = self._searched(label if label is not None else name)
        if self._first_look_up() and (label or name):
            self._org.ahead.begin(wanted)
        first = self.first_page.any_age()
        return [
            app
            for app in (first.items if first.complete else wanted.any_age())
            if (label is None or app.get("label") == label) and (name is None or app.get("name") == name)
        ]

    def listed(self) -> FirstPage:
        """See `Org.listed_applications`."""
        self._first_look_up()
        return self.first_page.any_age()

    def _first_look_up(self) -> bool:
        """True once in a process."""
        with self._lock:
            first, self._looked_up = not self._looked_up, True
            return first

    def _searched(self, q: str | None) -> SharedRead[list[dict[str, Any]]]:
        def fetch() -> list[dict[str, Any]]:
            return list(self._org.client.list_applications(q=q, limit=PAGE_LIMIT))

        return self._org.shared(("apps", q), fetch)
