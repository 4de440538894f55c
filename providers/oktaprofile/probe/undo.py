"""Takes away what a note lists, and looks that it is gone. Each step may be repeated, in this run or in a later one.

Nothing is touched that does not have the note's own name (with its random token) or id; what was renamed meanwhile is
somebody's by now, and is left alone.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from oktaprofile.okta.errors import NotFound, OktaError
from oktaprofile.okta.fragments import section_properties
from oktaprofile.okta.schema import property_of
from oktaprofile.probe import operations
from oktaprofile.probe.note import APPLICATION, BASE, USER, USER_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oktaprofile.okta.client import OktaClient
    from oktaprofile.okta.clock import Clock
    from oktaprofile.probe.note import Note

TRIES = 5
PAUSE_SECONDS = 2.0
"""After the first try, twice as long after each further one. Okta answered 27 of 72 recorded deletions of user types
with 500, and shows what it has just made after a moment."""
PROFILE_SOURCE = {"type": "PROFILE_MASTER"}


class StillThere(OktaError):  # noqa: N818 - reads as what it is
    """Something that a probe made, or changed, is not as it was found."""


class Renamed(StillThere):
    """It has another name by now: somebody's. Another try would find the same."""


class Undo:
    """The undoing of one note."""

    def __init__(self, client: OktaClient, note: Note, clock: Clock) -> None:
        self._client = client
        self._note = note
        self._clock = clock

    def all(self, say: Callable[[str], None] = lambda _: None) -> list[str]:
        """Undoes what is pending; the problems, one a text. What could not be undone stays in the note."""
        problems = []
        for kind in self._note.pending():
            say(f"putting back: {kind}")
            try:
                self.one(kind)
            except OktaError as error:
                problems.append(f"{self._what(kind)}: {error} {error.next_step}".rstrip())
        return problems

    def one(self, kind: str) -> None:
        """Undoes one kind, and looks. Raises OktaError."""
        last: OktaError = StillThere("it is still there.")
        for number in range(TRIES):
            if number:
                self._clock.pause(PAUSE_SECONDS * 2.0 ** (number - 1))
            try:
                if self._restored() if kind == BASE else self._gone(kind):
                    self._note.undone(kind)
                    return
            except Renamed:
                raise
            except OktaError as error:
                last = error
        raise last

    def _what(self, kind: str) -> str:
        if kind == BASE:
            return f"the source of {self._note.changed()['attribute']}"
        return f"the {kind} {self._note.name_of(kind).partition('@')[0]}"  # an address would be masked

    def _gone(self, kind: str) -> bool:
        """Removes one thing; whether it was looked at and is gone. That it was never made, or is gone already, takes
        two looks: Okta may show it later."""
        id_ = self._note.id_of(kind)
        if id_ is None:
            id_ = find(self._client, self._note, kind)
            if id_ is None:
                self._clock.pause(PAUSE_SECONDS)
                id_ = find(self._client, self._note, kind)
            if id_ is None:
                return True
            self._note.made(kind, id_)
        name = _name(self._client, kind, id_)
        if name is None:
            self._clock.pause(PAUSE_SECONDS)
            name = _name(self._client, kind, id_)
        if name is None:
            return True
        if name != self._note.name_of(kind):
            raise Renamed(
                f"it was renamed since the probe made it, and is left alone (id {id_}).",
                next_step="Delete it in the Admin Console, if nobody uses it.",
            )
        with suppress(NotFound):
            _remove(self._client, kind, id_)
        return _name(self._client, kind, id_) is None

    def _restored(self) -> bool:
        """Puts the base attribute's source back, if it is the probe's."""
        change = self._note.changed()
        schema, attribute = change["schema"], change["attribute"]
        now, found = _property(self._client, schema, attribute), change["found"]
        if now == found:  # perhaps not yet: an interrupted write may still be on its way
            self._clock.pause(PAUSE_SECONDS)
            now = _property(self._client, schema, attribute)
            if now == found:
                return True
        if now.get("master") != change["sent"]:
            raise StillThere(
                "somebody else has changed it since; it is left as it is.",
                next_step=f"The probe had found: {found.get('master')}.",
            )
        body = section_properties("base", {attribute: base_change(now, found.get("master"))})
        self._client.update_user_profile(schema, body)
        return bool(_property(self._client, schema, attribute) == found)


def base_change(found: dict[str, Any], master: object) -> dict[str, Any]:
    """The JSON that gives a base attribute a source. Title and type go along unchanged, as in every recorded write."""
    kept: dict[str, Any] = {key: found[key] for key in ("title", "type") if key in found}
    return {**kept, "master": master or PROFILE_SOURCE}


def find(client: OktaClient, note: Note, kind: str) -> str | None:
    """The id of a thing by the name that only this probe's has; None where there is none."""
    name = note.name_of(kind)
    if kind == APPLICATION:
        found = (app for app in client.list_applications(name) if app.get("label") == name)
    elif kind == USER_TYPE:
        found = (one for one in client.list_user_types() if one.get("name") == name)
    else:
        try:
            return str(client.call(operations.GET_USER, name)["id"])
        except NotFound:
            return None
    return next((str(one["id"]) for one in found), None)


def _name(client: OktaClient, kind: str, id_: str) -> str | None:
    """What it is called now; None where it is gone."""
    if kind == USER_TYPE:
        return next((str(one.get("name")) for one in client.list_user_types() if one["id"] == id_), None)
    try:
        if kind == APPLICATION:
            return str(client.get_application(id_).get("label"))
        return str((client.call(operations.GET_USER, id_).get("profile") or {}).get("login"))
    except NotFound:
        return None


def _remove(client: OktaClient, kind: str, id_: str) -> None:
    if kind == APPLICATION:
        client.call(operations.DEACTIVATE_APPLICATION, id_, body={})
        client.call(operations.DELETE_APPLICATION, id_)
    elif kind == USER:  # the first call deactivates, the second deletes (documented)
        client.call(operations.DELETE_USER, id_, query={"sendEmail": "false"})
        client.call(operations.DELETE_USER, id_, query={"sendEmail": "false"})
    else:
        client.call(operations.DELETE_USER_TYPE, id_)


def _property(client: OktaClient, schema: str, attribute: str) -> dict[str, Any]:
    return property_of(client.get_user_schema(schema), attribute) or {}
