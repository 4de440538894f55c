"""One Okta org as the resources of one provider process see it: every read shared, every write gathered.

N resources on one schema cost one GET. `GET /apps` can be limited to 10 a minute, so one page of it serves
every look-up of the process. Nothing here is written to disk; a new process reads anew.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, cast

from oktaprofile.okta.document import Document
from oktaprofile.okta.errors import MappingNotFound, NotFound, UnexpectedAnswer, UserTypeNotFound
from oktaprofile.okta.fragments import MAPPING_LEAF_DEPTH, SCHEMA_LEAF_DEPTH
from oktaprofile.okta.shared_read import SharedRead

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from typing import Any, Literal, TypeVar

    from oktaprofile.okta.calls import Call
    from oktaprofile.okta.client import OktaClient
    from oktaprofile.okta.clock import Clock
    from oktaprofile.okta.config import OktaConfig

    Direction = Literal["to_okta", "to_app"]
    T = TypeVar("T")

PAGE_LIMIT = 200


class UserType:
    """A user type. `name` and `display_name` are None where only the default type's schema was read (see
    `Org.user_type`); `schema_id` is "default" for the default type, osc… otherwise."""

    __slots__ = ("default", "display_name", "id", "name", "schema_id")

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

    def __repr__(self) -> str:
        return f"UserType({self.id!r}, default={self.default})"


class _Applications:
    """The first page of all applications, and whether that is all of them."""

    __slots__ = ("complete", "items")

    def __init__(self, items: list[dict[str, Any]], complete: bool) -> None:
        self.items = items
        self.complete = complete


class Org:
    """One per provider process, safe for all threads. `client` is there for reads that nobody shares."""

    def __init__(self, client: OktaClient, clock: Clock) -> None:
        self.client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._reads: dict[Hashable, SharedRead[Any]] = {}
        self._documents: dict[Hashable, Document] = {}

    def once(self, key: Hashable, fetch: Callable[[], T]) -> T:
        """A value that is fetched once in this process and shared by all who use the same key.

        For reads that Org has no method of its own for, e.g. `org.once(("features", app_id), lambda:
        org.client.list_features_for_application(app_id))`. An error is not remembered. Treat the value as
        read-only.
        """
        with self._lock:
            read = self._reads.setdefault(key, SharedRead(fetch, self._clock))
        value: T = read.any_age()
        return value

    # -- applications --

    def application(self, app_id: str) -> dict[str, Any]:
        """The application object. Raises `NotFound` when there is none (deleted, or never was)."""
        for app in self._first_applications().items:
            if app.get("id") == app_id:
                return app
        # Not on the page: asked for by id, also when the page was all there is. Okta's own 404 carries ids
        # for its support, and an app made a moment ago may not be listed yet.
        return cast("dict[str, Any]", self.once(("app", app_id), lambda: self.client.get_application(app_id)))

    def find_applications(self, *, label: str | None = None, name: str | None = None) -> list[dict[str, Any]]:
        """All applications with exactly this label and/or key name; [] when there is none. Labels are not
        unique. With neither, all applications of the org."""
        first = self._first_applications()
        found = (
            first.items if first.complete else self._search_applications(label if label is not None else name)
        )
        return [
            app
            for app in found
            if (label is None or app.get("label") == label) and (name is None or app.get("name") == name)
        ]

    def listed_applications(self) -> tuple[list[dict[str, Any]], bool]:
        """The first page of applications (at most 200), and whether that is all of them. For suggestions
        and reports."""
        first = self._first_applications()
        return first.items, first.complete

    def _first_applications(self) -> _Applications:
        def fetch() -> _Applications:
            pages = self.client.list_applications(limit=PAGE_LIMIT)
            items = pages.next_page()
            return _Applications(cast("list[dict[str, Any]]", items), complete=not pages.has_next_page)

        return self.once("apps", fetch)

    def _search_applications(self, q: str | None) -> list[dict[str, Any]]:
        return cast(
            "list[dict[str, Any]]",
            self.once(("apps", q), lambda: list(self.client.list_applications(q=q, limit=PAGE_LIMIT))),
        )

    # -- user types and schemas --

    def user_type(self, selector: str | None = None) -> UserType:
        """A user type by id (oty…) or name; None or "default" is the default type.

        The default type comes out of its schema (`_links.type`), which every sync reads anyway; then `name`
        and `display_name` are None. Any other selector lists the types once. Raises `UserTypeNotFound`.
        """
        if selector in (None, "default"):
            return self._default_user_type()
        for user_type in self.user_types():
            if selector in (user_type.id, user_type.name):
                return user_type
        known = ", ".join(f"{one.name} ({one.id})" for one in self.user_types())
        raise UserTypeNotFound(
            f"No user type has the id or name {selector!r}. This org has: {known}.",
            next_step="Use one of these, or leave user_type out for the default type.",
        )

    def user_types(self) -> list[UserType]:
        """All user types with their names, listed once a process."""
        return self.once("types", lambda: [_user_type(one) for one in self.client.list_user_types()])

    def _default_user_type(self) -> UserType:
        link = _last_segment(_link(self._user_schema("default").read(), "type"))
        if link:
            return UserType(link, "default", default=True)
        for user_type in self.user_types():  # never seen without the link, but then the list tells
            if user_type.default:
                return user_type
        raise UserTypeNotFound(
            "Okta lists no default user type.", next_step="Name the user type in user_type."
        )

    def application_schema(self, app_id: str) -> Document:
        """The app user schema. Nothing is read yet."""
        return self._document(
            ("app schema", app_id),
            f"app user schema of {app_id}",
            get=lambda: self.client.get_application_user_schema(app_id),
            post=lambda body: self.client.update_application_user_profile(app_id, body),
            leaf_depth=SCHEMA_LEAF_DEPTH,
        )

    def user_schema(self, selector: str | None = None) -> Document:
        """The user schema of a type (see `user_type`); two selectors of one type give the same Document."""
        if selector in (None, "default"):
            return self._user_schema("default")
        return self._user_schema(self.user_type(selector).schema_id)

    def _user_schema(self, schema_id: str) -> Document:
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
        type_id = self.user_type(user_type).id
        source_id, target_id = (app_id, type_id) if direction == "to_okta" else (type_id, app_id)
        if mapping_id is not None:
            document = self._mapping(mapping_id)
            try:
                if _joins(document.read(), source_id, target_id):
                    return document
            except NotFound:
                pass  # Okta made a new row: the list below finds it
        found = self.once(("mapping", source_id, target_id), lambda: self._find_mapping(source_id, target_id))
        return self._mapping(found)

    def _find_mapping(self, source_id: str, target_id: str) -> str:
        for row in self.client.list_profile_mappings(
            source_id=source_id, target_id=target_id, limit=PAGE_LIMIT
        ):
            return row["id"]
        raise MappingNotFound(
            f"Okta has no mapping from {source_id} to {target_id}.",
            operation="listProfileMappings",
            next_step="Check the app and the direction: not every app maps both ways.",
        )

    def _mapping(self, mapping_id: str) -> Document:
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
    config: OktaConfig, *, stop: threading.Event | None = None, observe: Callable[[Call], None] | None = None
) -> Org:
    """An org as the configuration names it. Sends nothing yet. `stop` and `observe`: see `client.connect`."""
    from oktaprofile.okta.client import connect
    from oktaprofile.okta.clock import Clock

    clock = Clock(stop)
    return Org(connect(config, clock=clock, observe=observe), clock)


def _joins(mapping: Mapping[str, Any], source_id: str, target_id: str) -> bool:
    return bool(mapping["source"].get("id") == source_id and mapping["target"].get("id") == target_id)


def _user_type(item: Mapping[str, Any]) -> UserType:
    schema_id = _last_segment(_link(item, "schema"))
    if not item.get("id") or not schema_id:
        raise UnexpectedAnswer(
            "listUserTypes: a user type came without its id or the link to its schema.",
            operation="listUserTypes",
        )
    default = item.get("default") is True
    return UserType(
        item["id"],
        "default" if default else schema_id,
        default=default,
        name=item.get("name"),
        display_name=item.get("displayName"),
    )


def _link(item: Mapping[str, Any], relation: str) -> str:
    """The href of a link, "" when there is none."""
    link = (item.get("_links") or {}).get(relation)
    return str(link.get("href") or "") if isinstance(link, dict) else ""


def _last_segment(href: str) -> str:
    return href.rstrip("/").rpartition("/")[2]
