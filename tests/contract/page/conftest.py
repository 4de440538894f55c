"""An embedded org in the place of a real one, and the page's feed and server on it, through the product's client."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from oktaprofile.cli.demo.existing import ten_steps_by_hand
from oktaprofile.cli.demo.stage import EmbeddedOrg
from oktaprofile.cli.page.feed import TenantFeed
from oktaprofile.cli.page.server import PageServer
from oktaprofile.okta.config import OktaConfig
from oktaprofile.page.answers import Page
from oktaprofile.review.masking import masked_values
from oktaprofile.simulator.running import ThreadedOrg, running_org

TOKEN = "the-random-part-of-the-address"


class Clock:
    """Time that goes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def org() -> Iterator[ThreadedOrg]:
    """Thirty people, set up by hand, with their numbers."""
    with running_org(users=30, limits={"apps": 100_000, "api": 100_000}) as running:
        ten_steps_by_hand(EmbeddedOrg(running.url))
        EmbeddedOrg(running.url).run_import()
        yield running


def feed_of(org: ThreadedOrg, clock: Clock | None = None) -> TenantFeed:
    """The client's view of the org."""
    return TenantFeed(OktaConfig(org.url, api_token=org.token), "RingCentral", clock=clock or Clock())


@contextmanager
def served(page: Page) -> Iterator[str]:
    """A server in a thread; its address, with the random part."""
    server = PageServer(page, TOKEN)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.url
    finally:
        server.closing = True
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def address(org: ThreadedOrg) -> Iterator[str]:
    """The page as the command serves it: masked."""
    with served(Page(feed_of(org), hide=True, clean=masked_values)) as url:
        yield url
