"""The client: Okta's operations, named as Okta's operation ids in snake_case.

    client = connect(config, stop=event)
    client.get_application("0oa1")["label"]

JSON dicts come out exactly as Okta sent them: same key order, and keys that nobody here knows are kept. Safe for all
threads. An answer without the shape that its operation names (`operations.py`, `shapes.py`) is an `UnexpectedAnswer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oktaprofile.okta import operations
from oktaprofile.okta.answers import decode
from oktaprofile.okta.pagination import Pages

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping
    from typing import Any

    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.config import OktaConfig
    from oktaprofile.okta.operations import Operation
    from oktaprofile.okta.sender import Exchange, Sender

    Json = dict[str, Any]


class OktaClient:
    """The operations of one org. Each raises the errors of `errors.py`."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def rate_limits(self) -> dict[str, int]:
        """Calls a minute that Okta allows for each bucket of paths, as far as its answers said."""
        return self._sender.limits.seen()

    @property
    def has_api_token(self) -> bool:
        """Whether calls carry an API token, which internal operations need, and not an OAuth access token."""
        return self._sender.has_api_token

    def list_applications(self, q: str | None = None, *, limit: int = 200) -> Pages[Json]:
        """All applications, page by page as they are consumed. `q` matches the start of name or label, in
        any case; labels are not unique. At most 200 a page."""
        return self._pages(operations.LIST_APPLICATIONS, {"limit": limit, "q": q}, kept=True)

    def get_application(self, app_id: str) -> Json:
        """One application. Raises `NotFound` when it was deleted."""
        return self._one(operations.GET_APPLICATION, app_id)

    def list_application_users(
        self,
        app_id: str,
        *,
        limit: int = 50,
        after: str | None = None,
        q: str | None = None,
        expand: str | None = None,
    ) -> Pages[Json]:
        """Users assigned to an application. At most 500 a page; `after`: a `Pages.cursor` to go on from. `q`: what user
        name, first name, last name or email start with; `expand` "user" embeds the Okta user."""
        query = {"limit": limit, "after": after, "q": q, "expand": expand}
        return self._pages(operations.LIST_APPLICATION_USERS, query, app_id)

    def get_application_user(self, app_id: str, user_id: str) -> Json:
        """One user of an application. Raises `NotFound` for a user who is not assigned to it."""
        return self._one(operations.GET_APPLICATION_USER, app_id, user_id)

    def get_application_user_schema(self, app_id: str) -> Json:
        """The one schema an app's users have. Raises `NotFound` for an unknown app and for some built-in ones."""
        return self._one(operations.GET_APPLICATION_USER_SCHEMA, app_id)

    def update_application_user_profile(self, app_id: str, body: Mapping[str, Any]) -> Json:
        """Merge `body` into an app's user schema; returns Okta's view of the whole document.

        Attributes left out keep their value, a property sent as null is removed. Last writer wins on the whole
        document: use it through `org.Org`, which gathers and proves writes.
        """
        return self._one(operations.UPDATE_APPLICATION_USER_PROFILE, app_id, body=body)

    def get_user_schema(self, schema_id: str) -> Json:
        """`schema_id` is "default" or osc… (the last segment of the user type's `_links.schema.href`)."""
        return self._one(operations.GET_USER_SCHEMA, schema_id)

    def update_user_profile(self, schema_id: str, body: Mapping[str, Any]) -> Json:
        """Merge `body` into a user type's schema; same rules as for apps."""
        return self._one(operations.UPDATE_USER_PROFILE, schema_id, body=body)

    def list_user_types(self) -> list[Json]:
        """All user types, in one answer. The default one has `default: true`; its name is mostly `user`."""
        return self._list(operations.LIST_USER_TYPES)

    def list_profile_mappings(
        self, source_id: str | None = None, target_id: str | None = None, *, limit: int = 200
    ) -> Pages[Json]:
        """Mapping rows without their properties. At most 200 a page. Okta makes and deletes the rows: one per app, user
        type and direction. An org without this API answers 401 E0000015 (`FeatureNotAvailable`).

        Ids are an app's or a user *type*'s; anything else answers 400 "Invalid source or target id". Okta's
        links to the next page lose both filters (recorded); they are put back, and rows that do not match
        are left out.
        """
        sides = {"source": source_id, "target": target_id}
        return self._pages(
            operations.LIST_PROFILE_MAPPINGS,
            {"limit": limit, "sourceId": source_id, "targetId": target_id},
            keep=("sourceId", "targetId"),
            kept=True,
            accept=lambda row: all(id_ in (None, row[side]["id"]) for side, id_ in sides.items()),
        )

    def get_profile_mapping(self, mapping_id: str) -> Json:
        """One mapping with its properties. Raises `NotFound` when the app or the user type was deleted."""
        return self._one(operations.GET_PROFILE_MAPPING, mapping_id)

    def update_profile_mapping(self, mapping_id: str, body: Mapping[str, Any]) -> Json:
        """Merge {"properties": {target field: {...} | None}}; returns the whole mapping.

        Target fields left out stay, null removes one; one invalid field refuses the whole request
        (`ValidationFailed`).
        """
        return self._one(operations.UPDATE_PROFILE_MAPPING, mapping_id, body=body)

    def list_application_user_types(self, app_id: str) -> list[Json]:
        """The types of an app's users: mostly one. Their ids are what internal operations on mappings take."""
        return self._list(operations.LIST_APPLICATION_USER_TYPES, app_id)

    def reapply_mapping(self, source_id: str, target_id: str) -> None:
        """Internal: applies a mapping to everybody it is about, as the console's "Apply updates now". Okta works on
        it after it has answered, and nothing tells when it is done. Ids are user types', of Okta and of the app."""
        operation = operations.REAPPLY_MAPPING
        self._sender.answer(operation, operation.path, query={"source": source_id, "target": target_id})

    def list_users(
        self, *, search: str | None = None, limit: int = 200, after: str | None = None
    ) -> Pages[Json]:
        """Users, page by page, with personal data: nothing of them goes into an error or a log. `search` is eventually
        consistent; at most 200 a page. `after`: a `Pages.cursor` to go on from."""
        return self._pages(operations.LIST_USERS, {"limit": limit, "search": search, "after": after})

    def list_log_events(self, since: str, until: str, filter_: str, *, limit: int = 1000) -> Pages[Json]:
        """Events of the System Log between two UTC times, oldest first; at most 1,000 a page. An event may take
        seconds or longer to get there, and after 90 days it is gone. Texts of events are other people's: they may
        hold personal data."""
        query = {"since": since, "until": until, "filter": filter_, "limit": limit}
        return self._pages(operations.LIST_LOG_EVENTS, query, keep=("until", "filter"))

    def call(
        self,
        operation: Operation,
        *ids: str,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        expected: type = dict,
    ) -> Any:  # noqa: ANN401 - decoded JSON
        """An operation that has no method here; {} where it answers nothing that is read. `expected`: dict or list."""
        path = operation.address(*ids)
        answer = self._sender.answer(operation, path, query=query, body=body)
        if not answer.body and operation.shape is dict:
            return {}
        found = decode(operation, path, answer, expected)
        for item in found if expected is list else [found]:
            operation.check(path, item)
        return found

    def list_application_group_assignments(self, app_id: str) -> Pages[Json]:
        """The groups that are assigned to an app, each with the values that it gives to its members."""
        return self._pages(operations.LIST_APPLICATION_GROUP_ASSIGNMENTS, {"limit": 200}, app_id, kept=True)

    def list_group_rules(self) -> Pages[Json]:
        """All group rules, with the expression of each."""
        return self._pages(operations.LIST_GROUP_RULES, {"limit": 200}, kept=True)

    def list_authorization_servers(self) -> Pages[Json]:
        """The custom authorization servers. An org without API Access Management answers 401 E0000015."""
        return self._pages(operations.LIST_AUTHORIZATION_SERVERS, {"limit": 200}, kept=True)

    def list_o_auth2_claims(self, server_id: str) -> list[Json]:
        """The claims of one authorization server, in one answer."""
        return self._list(operations.LIST_O_AUTH2_CLAIMS, server_id)

    def list_identity_providers(self) -> Pages[Json]:
        """All identity providers."""
        return self._pages(operations.LIST_IDENTITY_PROVIDERS, {"limit": 200}, kept=True)

    def _list(self, operation: Operation, *ids: str) -> list[Json]:
        path = operation.address(*ids)
        found: list[Json] = self._sender.json(operation, path, expected=list)
        for item in found:
            operation.check(path, item)
        return found

    def _one(self, operation: Operation, *ids: str, body: Mapping[str, Any] | None = None) -> Json:
        path = operation.address(*ids)
        found: Json = self._sender.json(operation, path, body=body)
        operation.check(path, found)
        return found

    def _pages(self, operation: Operation, query: Mapping[str, Any], *ids: str, **how: Any) -> Pages[Json]:  # noqa: ANN401
        given = {name: value for name, value in query.items() if value is not None}
        return Pages(self._sender, operation, operation.address(*ids), given, **how)


def connect(
    config: OktaConfig,
    *,
    stop: threading.Event | None = None,
    clock: Clock | None = None,
    observe: Callable[[Exchange], None] | None = None,
) -> OktaClient:
    """A client for one org. Sends nothing yet.

    `stop` ends every wait; `clock` replaces time (then its own stop event counts); `observe` gets every
    HTTP exchange (operation, status, seconds; never content), for logs and for counting calls.
    """
    from oktaprofile.okta.auth import authentication_for
    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.sender import Sender
    from oktaprofile.okta.transport import RequestsTransport

    clock = clock or Clock(stop)
    transport = RequestsTransport(config, clock)
    return OktaClient(Sender(config, transport, authentication_for(config, clock), clock, observe=observe))
