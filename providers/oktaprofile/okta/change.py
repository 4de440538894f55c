"""What a writer of one document says: what to send, and what of it the document does not show afterwards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


class _Absent:
    """Stands for "there is no such key", which is not the same as null."""

    def __repr__(self) -> str:
        return "(absent)"


ABSENT = _Absent()


class Discrepancy:
    """One path where the document is not as sent.

    `path` leads through the JSON document, e.g. ("definitions", "custom", "properties", "directNumber",
    "title"). `sent` is the value that was sent (`ABSENT`: it was to be removed), `found` what the read-back
    shows (`ABSENT`: nothing).
    """

    def __init__(self, path: tuple[str, ...], sent: object, found: object) -> None:
        self.path = path
        self.sent = sent
        self.found = found

    def __repr__(self) -> str:
        sent, found = (repr(value) if value is ABSENT else shown(value) for value in (self.sent, self.found))
        return f"{'.'.join(self.path)}: sent {sent}, found {found}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Discrepancy):
            return NotImplemented
        return (self.path, self.sent, self.found) == (other.path, other.sent, other.found)

    __hash__ = None  # type: ignore[assignment]


class Change:
    """What one resource wants of one document. Subclasses live with the resources.

    Both methods must not change `current` (it is shared) and must not call Okta. They run in any thread,
    one at a time for one change.
    """

    #: How long to wait for the name of a deleted property that Okta still cleans up, in seconds, counted
    #: from the first refusal. 0: fail at once.
    name_release_timeout_seconds: float = 0.0

    def fragment(self, current: dict[str, Any]) -> dict[str, Any] | None:
        """The JSON to merge into the POST body; None when the document is already as wanted.

        Called once per try with the document as it is then. After a lost race it is called again, and what an
        earlier call returned may be stored in part by then: decide things that must be decided once (does it
        exist already? has it changed since the plan?) on the first call and remember them in the object.

        Raises `Conflict` (or another `OktaError`): the change gets it as its verdict, and nothing is sent
        for it.
        """
        raise NotImplementedError

    def unproved(self, current: dict[str, Any]) -> list[Discrepancy]:
        """What of the change the document does not show; [] proves it. A removal is proved by absence."""
        raise NotImplementedError


def shown(value: object) -> str:
    """A JSON value on one line, for error texts."""
    return json.dumps(value, ensure_ascii=False)
