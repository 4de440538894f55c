"""One Okta org as the resources of one provider process see it: every read shared, every write gathered.

N resources on one schema cost one GET. `GET /apps` can be limited to 10 a minute, so one page of it serves
every look-up of the process. Nothing here is written to disk; a new process reads anew.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from oktaprofile.okta.application_lookup import ApplicationLookup
from oktaprofile.okta.document import Document
from oktaprofile.okta.errors import UnexpectedAnswer, UserTypeNotFound
from oktaprofile.okta.fragments import MAPPING_LEAF_DEPTH, SCHEMA_LEAF_DEPTH
from oktaprofile.okta.mapping_lookup import MappingLookup
from oktaprofile.okta.operations import LIST_USER_TYPES
from oktaprofile.okta.read_ahead import ReadAhead, Threads
from oktaprofile.okta.shared_read import SharedRead

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from typing import Any, TypeVar

    from oktaprofile.okta.client import OktaClient
    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.config import OktaConfig
    from oktaprofile.okta.sender import Exchange
    from oktaprofile.okta.shapes import Direction

    T = TypeVar("T")


class UserType:
    """A user type. `name` and `display_name` are None where only the default type's schema was read (see
    `Org.user_type`); `schema_id` is "default" for the default type, osc… otherwise."""

    def __init__(
        self,
        id_: str,
        schema_id: str,
        *,
        default: bool,
        name: str | None = None,
        display_name: str | None = None,
    ) -> None:
        self.id = id_
        self.schema_id = schema_id
        self.default = default
        self.name = name
        self.display_name = display_name

    def is_named(self, selector: str | None) -> bool:
        """Whether the selector is its id or its name."""
        return selector in (self.id, self.name)

    def __repr__(self) -> str:
        return f"UserType({self.id!r}, default={self.default})"


class Org:
    """One per provider process, safe for all threads. `client` is there for reads that nobody shares; `ahead` begins
    reads before they are asked for. Without `threads` it begins none."""

    def __init__(self, client: OktaClient, clock: Clock, threads: Threads | None = None) -> None:
        self.client = client
        self._clock = clock
        self._threads = threads
        self._lock = threading.Lock()
        self._reads: dict[Hashable, SharedRead[Any]] = {}
        self._documents: dict[Hashable, Document] = {}
        self.ahead = ReadAhead(self, threads)
        self.apps = ApplicationLookup(self)
        self.rows = MappingLookup(self)

    def renewed(self) -> Org:
        """The same org with nothing read yet, over the same connections and tokens."""
        return Org(self.client, self._clock, self._threads)

    def once(self, key: Hashable, fetch: Callable[[], T]) -> T:
        """A value that is fetched once in this process and shared by all who use the same key.

        For reads that Org has no method of its own for, e.g. `org.once(("features", app_id), lambda:
        org.client.list_features_for_application(app_id))`. An error is not remembered. Treat the value as
        read-only.
        """
        return self.shared(key, fetch).any_age()

    def shared(self, key: Hashable, fetch: Callable[[], T]) -> SharedRead[T]:
        """The same as a `SharedRead`, which may be begun ahead."""
        with self._lock:
            return self._reads.setdefault(key, SharedRead(fetch, self._clock))

    # -- applications --

    def application(self, app_id: str) -> dict[str, Any]:
        """The application object. Raises `NotFound` when there is none (deleted, or never was)."""
        return self.apps.by_id(app_id)

    def find_applications(self, *, label: str | None = None, name: str | None = None) -> list[dict[str, Any]]:
        """All applications with exactly this label and/or key name; [] when there is none. Labels are not
        unique. With neither, all applications of the org."""
        return self.apps.find(label, name)

    def listed_applications(self) -> tuple[list[dict[str, Any]], bool]:
        """The first page of applications (at most 200), and whether that is all of them. For suggestions
        and reports."""
        first = self.apps.listed()
        return first.items, first.complete

    # -- user types and schemas --

    def user_type(self, selector: str | None = None) -> UserType:
        """A user type by id (oty…) or name; None or "default" is the default type.

        The default type comes out of its schema (`_links.type`), which every sync reads anyway; then `name`
        and `display_name` are None. Any other selector lists the types once. Raises `UserTypeNotFound`.
        """
        if selector in (None, "default"):
            return self._default_user_type()
        for user_type in self.user_types():
            if user_type.is_named(selector):
                return user_type
        known = ", ".join(f"{one.name} ({one.id})" for one in self.user_types())
        raise UserTypeNotFound(
            f"No user type has the id or name {selector!r}. This org has: {known}.",
            next_step="Use one of these, or leave user_type out for the default type.",
        )

    def user_types(self) -> list[UserType]:
        """All user types with their names, listed once a process."""
        return self.listed_user_types.any_age()

    @property
    def listed_user_types(self) -> SharedRead[list[UserType]]:
        """The read behind `user_types`."""
        return self.shared("types", lambda: [_user_type(one) for one in self.client.list_user_types()])

    def read_of_type(self, selector: str | None) -> SharedRead[Any]:
        """The read that tells the user type's id: its schema for the default type, the list for any other."""
        return self.schema_of("default").shared if selector in (None, "default") else self.listed_user_types

    def user_type_now(self, selector: str | None) -> UserType | None:
        """The user type, as far as what it takes was read; None where it was not. Calls nothing."""
        read = self.read_of_type(selector).value
        if read is None:
            return None
        if selector in (None, "default"):
            return _default_type(read)
        return next((one for one in read if one.is_named(selector)), None)

    def _default_user_type(self) -> UserType:
        found = _default_type(self.schema_of("default").read())
        if found is not None:
            return found
        for user_type in self.user_types():  # never seen without the link, but then the list tells
            if user_type.default:
                return user_type
        raise UserTypeNotFound(
            "Okta lists no default user type.", next_step="Name the user type in user_type."
        )

    def application_schema(self, app_id: str) -> Document:
        """The app user schema. Nothing is read yet."""

        def post(body: dict[str, Any]) -> dict[str, Any]:
            self.ahead.mapping_of_new_attributes(app_id)
            return self.client.update_application_user_profile(app_id, body)

        return self._document(
            ("app schema", app_id),
            f"app user schema of {app_id}",
            get=lambda: self.client.get_application_user_schema(app_id),
            post=post,
            leaf_depth=SCHEMA_LEAF_DEPTH,
        )

    def user_schema(self, selector: str | None = None) -> Document:
        """The user schema of a type (see `user_type`); two selectors of one type give the same Document."""
        if selector in (None, "default"):
            return self.schema_of("default")
        return self.schema_of(self.user_type(selector).schema_id)

    def schema_of(self, schema_id: str) -> Document:
        """The user schema with this id ("default" or osc…)."""
        return self._document(
            ("user schema", schema_id),
            "default user schema" if schema_id == "default" else f"user schema {schema_id}",
            get=lambda: self.client.get_user_schema(schema_id),
            post=lambda body: self.client.update_user_profile(schema_id, body),
            leaf_depth=SCHEMA_LEAF_DEPTH,
        )

    # -- mappings --

    def mapping(
        self, app_id: str, direction: Direction, user_type: str | None = None, mapping_id: str | None = None
    ) -> Document:
        """The mapping between an app and a user type; its id is `document.read()["id"]`.

        `direction` "to_okta" maps app user -> Okta user, "to_app" the other way. With a `mapping_id` from
        the state the list call is saved, as long as that row still joins the two. Raises `MappingNotFound`
        (Okta has no such row), `FeatureNotAvailable` (the org has no mappings API), `UserTypeNotFound`.
        """
        return self.rows.find(app_id, direction, user_type, mapping_id)

    def mapping_row(self, mapping_id: str) -> Document:
        """The mapping with this id. Nothing is read yet."""
        return self._document(
            ("mapping", mapping_id),
            f"profile mapping {mapping_id}",
            get=lambda: self.client.get_profile_mapping(mapping_id),
            post=lambda body: self.client.update_profile_mapping(mapping_id, body),
            leaf_depth=MAPPING_LEAF_DEPTH,
        )

    def _document(
        self,
        key: Hashable,
        label: str,
        *,
        get: Callable[[], Any],
        post: Callable[[Any], Any],
        leaf_depth: int,
    ) -> Document:
        with self._lock:
            document = self._documents.get(key)
            if document is None:
                document = Document(label, get=get, post=post, leaf_depth=leaf_depth, clock=self._clock)
                self._documents[key] = document
            return document


def open_org(
    config: OktaConfig,
    *,
    stop: threading.Event | None = None,
    observe: Callable[[Exchange], None] | None = None,
) -> Org:
    """An org as the configuration names it. Sends nothing yet. `stop` and `observe`: see `client.connect`."""
    from oktaprofile.okta.client import connect
    from oktaprofile.okta.clock import Clock

    clock = Clock(stop)
    return Org(connect(config, clock=clock, observe=observe), clock, Threads(clock, config.parallelism))


def _user_type(item: Mapping[str, Any]) -> UserType:
    schema_id = _last_segment(_link(item, "schema"))
    if not item.get("id") or not schema_id:
        raise UnexpectedAnswer(
            "listUserTypes: a user type came without its id or the link to its schema.",
            operation=LIST_USER_TYPES.id,
        )
    default = item.get("default") is True
    return UserType(
        item["id"],
        "default" if default else schema_id,
        default=default,
        name=item.get("name"),
        display_name=item.get("displayName"),
    )


def _default_type(schema: Mapping[str, Any]) -> UserType | None:
    """The default type as its schema links to it."""
    link = _last_segment(_link(schema, "type"))
    return UserType(link, "default", default=True) if link else None


def _link(item: Mapping[str, Any], relation: str) -> str:
    """The href of a link, "" when there is none."""
    link = (item.get("_links") or {}).get(relation)
    return str(link.get("href") or "") if isinstance(link, dict) else ""


def _last_segment(href: str) -> str:
    return href.rstrip("/").rpartition("/")[2]
