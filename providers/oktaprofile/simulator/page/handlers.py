"""The paths of the page: the page, its data, and the button that imports.

The guard before all paths refuses other hosts, other origins and other sites. The one write also wants its own origin
said, and the token that only the page has, so that no other program's page can press the button.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from hmac import compare_digest

from oktaprofile.page.answers import HEADERS, WAIT_SECONDS, Page, PageAnswer, json_answer
from oktaprofile.simulator.errors import ApiError
from oktaprofile.simulator.http.operations import Answer, ApiRequest, Operation, operation
from oktaprofile.simulator.http.service import Service
from oktaprofile.simulator.import_engine import ImportRefused
from oktaprofile.simulator.page.feed import StateFeed
from oktaprofile.simulator.page.importing import Importing

PATH = "/simulator/page/"
TOKEN_HEADER = "X-Page-Token"  # noqa: S105 - a header's name
_LOOK_AGAIN_SECONDS = 0.1


def page_operations(service: Service, stopping: Callable[[], bool]) -> list[Operation]:
    """The paths of the page of one org. `stopping`: whether the server is to end, so that nobody waits any longer."""
    importing = Importing(service.org)
    token = secrets.token_urlsafe(16)
    feed = StateFeed(service.org, service.journal, importing)
    page = Page(feed, token=token)

    def answered(request: ApiRequest) -> Answer:
        feed.url = request.base_url
        return _answer(page.get(request.path.removeprefix(PATH), request.query))

    @operation("pageAddress", "GET /")
    def address(request: ApiRequest) -> Answer:
        """The org's own address leads to its page."""
        return Answer(302, headers=[("Location", PATH)])

    @operation("page", "GET /simulator/page")
    def shown(request: ApiRequest) -> Answer:
        """The page itself; its other files are named beside it."""
        return answered(request) if request.path == PATH else address.handler(request)  # type: ignore[return-value]

    @operation("pageFile", "GET /simulator/page/{name}")
    def file(request: ApiRequest) -> Answer:
        """Its script and its style."""
        return answered(request)

    @operation("pageData", "GET /simulator/page/data/{name}")
    async def data(request: ApiRequest) -> Answer:
        """What it shows; news are waited for."""
        until = time.monotonic() + WAIT_SECONDS
        seen = request.query.get("seen")
        if request.parameters["name"] == "news" and seen:
            while feed.news(seen)["seen"] == seen and time.monotonic() < until and not stopping():
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        return answered(request)

    @operation("pageImport", "POST /simulator/page/import")
    def start(request: ApiRequest) -> Answer:
        """Imports from the app `{"app_id"}` in the background; its progress is news."""
        same = request.headers.get("Origin") == request.base_url
        if not same or not compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), token.encode()):
            raise ApiError(403, "E0000006", "This request does not come from the org's own page.")
        app_id = request.document({"app_id": str}).get("app_id")
        try:
            importing.start(str(app_id))
        except ImportRefused as refusal:
            return Answer(refusal.status, {"error": str(refusal)})
        return _answer(json_answer(importing.document(), 202))

    return [address, shown, file, data, start]


def _answer(of_page: PageAnswer) -> Answer:
    headers = [("Content-Type", of_page.content_type), *HEADERS.items()]
    return Answer(of_page.status, of_page.body, headers)
