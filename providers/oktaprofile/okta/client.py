"""The client: every API object's operations on one object, named as Okta's operation ids in snake_case.

    client = connect(config, stop=event)
    client.get_application("0oa1")["label"]

JSON dicts go in and out, never a model that drops a field. Safe for all threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta.applications import Applications
from oktaprofile.okta.features import Features
from oktaprofile.okta.logs import Logs
from oktaprofile.okta.mappings import Mappings
from oktaprofile.okta.schemas import Schemas
from oktaprofile.okta.user_types import UserTypes
from oktaprofile.okta.users import Users

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from oktaprofile.okta.calls import Call
    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.config import OktaConfig


class OktaClient(Applications, Schemas, Mappings, UserTypes, Users, Features, Logs):
    """All operations. Each is in its API object's module; this class only joins them."""

    def rate_limits(self) -> dict[str, int]:
        """Calls a minute that Okta allows for each bucket of paths, as far as its answers told."""
        return self._calls.limits.seen()


def connect(
    config: OktaConfig,
    *,
    stop: threading.Event | None = None,
    clock: Clock | None = None,
    observe: Callable[[Call], None] | None = None,
) -> OktaClient:
    """A client for one org. Sends nothing yet.

    `stop` ends every wait; `clock` replaces time (then its own stop event counts); `observe` is told of every
    HTTP exchange (operation, status, seconds; never content), for logs and for counting calls.
    """
    from oktaprofile.okta.auth import authentication_for
    from oktaprofile.okta.calls import Calls
    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.transport import RequestsTransport

    clock = clock or Clock(stop)
    transport = RequestsTransport(config, clock)
    return OktaClient(Calls(config, transport, authentication_for(config, clock), clock, observe=observe))
