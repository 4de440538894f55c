"""What a recording has shown of its org so far: every version of every document, in recorded order."""

from __future__ import annotations

from typing import Any

from tests.replay.compare import same_document
from tests.replay.documents import (
    DEFAULT_SCHEMA,
    Document,
    Key,
    documents_in,
    removed_by,
    type_of_schema,
)
from tests.replay.operations import Operation
from tests.replay.recording import Exchange


class History:
    """Grows with `note`; everything it tells comes from exchanges noted before, never from the one being replayed."""

    def __init__(self) -> None:
        self._versions: dict[Key, list[Document]] = {}
        self._gone: set[Key] = set()
        self._aliases: dict[Key, Key] = {}
        self._deactivated: set[Key] = set()
        self.deleted_names: set[tuple[Key, str]] = set()

    def resolve(self, key: Key) -> Key:
        """("schema", "default") becomes ("schema", "osc…") once an answer has shown which one it is."""
        return self._aliases.get(key, key)

    def versions(self, key: Key) -> list[Document]:
        """Every version shown, the latest first; [] when none was or the document was deleted since."""
        key = self.resolve(key)
        return [] if key in self._gone else list(reversed(self._versions.get(key, [])))

    def last(self, key: Key) -> Document | None:
        """The version shown last, None when none was or it was deleted since."""
        return next(iter(self.versions(key)), None)

    def presume(self, key: Key, document: Document) -> None:
        """Notes a deduced state as the earliest version, for the other writers of the same moment who met it too."""
        self._versions.setdefault(self.resolve(key), []).insert(0, document)

    def all(self, kind: str, *prefix: str) -> dict[Key, Document]:
        """The last version of every living document of a kind, in the order in which they were first shown."""
        wanted = (kind, *prefix)
        return {
            key: versions[-1]
            for key, versions in self._versions.items()
            if key[: len(wanted)] == wanted and key not in self._gone
        }

    def gone(self, key: Key) -> bool:
        """Whether a recorded DELETE took it away."""
        return self.resolve(key) in self._gone

    def note(self, exchange: Exchange, operation: Operation) -> None:
        """Takes in an exchange and its recorded answer, after it was replayed."""
        for key, document in documents_in(operation, exchange.status, exchange.answer).items():
            if operation.ids.get("schema") == DEFAULT_SCHEMA and type_of_schema(document):
                self._aliases[("schema", DEFAULT_SCHEMA)] = key
            self.show(key, document)
        removed = removed_by(exchange, operation)
        if removed is not None:
            self._remove(removed)
        if exchange.status == 200 and operation.name in ("updateUserProfile", "updateApplicationUserProfile"):
            self._note_deleted_names(exchange, operation)

    def show(self, key: Key, document: Document) -> None:
        """Notes a version of a document, the latest from now on."""
        self._gone.discard(key)
        versions = self._versions.setdefault(key, [])
        if key[0] == "mapping" and "properties" not in document and versions:
            return  # a list row tells less than what is known
        if not versions or not same_document(versions[-1], document):
            versions.append(document)

    def _remove(self, key: Key) -> None:
        if key[0] == "user" and key not in self._deactivated:
            self._deactivated.add(key)
            return
        self._gone.add(key)
        identifier = key[1]
        for other, versions in self._versions.items():
            if identifier in other[1:] or (other[0] == "mapping" and identifier in _ends(versions[-1])):
                self._gone.add(other)
        if key[0] == "user_type":
            self._gone.add(("schema", "osc" + identifier[3:]))

    def _note_deleted_names(self, exchange: Exchange, operation: Operation) -> None:
        key = next(iter(documents_in(operation, exchange.status, exchange.answer)), None)
        custom = ((exchange.request or {}).get("definitions") or {}).get("custom") or {}
        for name, definition in (custom.get("properties") or {}).items():
            if key is not None and definition is None:
                self.deleted_names.add((key, name))
            elif key is not None:
                self.deleted_names.discard((key, name))


def _ends(mapping: dict[str, Any]) -> set[str]:
    return {str((mapping.get(side) or {}).get("id")) for side in ("source", "target")}
