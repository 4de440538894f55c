"""What the simulator holds during a replay, and how it is brought to the state that an exchange presupposes."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from tests.replay.aliases import Aliases
from tests.replay.compare import same_document
from tests.replay.documents import Document, Key
from tests.replay.history import History
from tests.replay.operations import SCHEMAS, Operation
from tests.replay.recording import Exchange, Json, Recording
from tests.replay.required_state import Presupposed
from tests.replay.surroundings import surroundings

# Each makes the org add mappings of its own; no recorded answer pairs their ids with the simulated ones.
_MAKE_ROWS = {"createApplication", "createUserType", "POST /api/v1/idps"}


CLEAN_UP_SECONDS = (
    3600.0  # of a deleted name: it ends when the recording says so, never by itself during a replay
)


class Answer(NamedTuple):
    """What the simulator answered; `body` is JSON or None, `links` the values of its Link headers."""

    status: int
    body: Json
    links: list[str]


class LoadRefusedError(Exception):
    """The simulator refuses a state; the text is its answer."""


class Simulator(Protocol):
    """What a replay needs of a simulator (see simulator.py for the one over HTTP)."""

    def load(self, state: dict[str, Any]) -> None:
        """POST /simulator/load. Raises LoadRefusedError when the state is refused."""

    def send(self, method: str, path: str, body: Json) -> Answer:
        """Sends a request as an administrator."""


class Held:
    """Knows every document the simulator was loaded with, or has answered since."""

    def __init__(self, simulator: Simulator, switches: dict[str, Any]) -> None:
        """`switches`: what every emptying load sets."""
        self.aliases = Aliases()
        self._simulator = simulator
        self._switches = switches
        self._documents = History()
        self._clean_up: dict[tuple[Key, str], bool] = {}
        self._unseen_rows = False

    def empty(self) -> None:
        """Empties the simulator. Raises LoadRefusedError."""
        self._forget()
        self._simulator.load({"reset": True, **self._switches})

    def establish(self, wanted: Presupposed, exchange: Exchange, shown: History) -> bool:
        """Brings the simulator to the wanted state; whether a document that the exchange is about had to be loaded.

        Nothing is loaded that the simulator holds already. Where it holds too much it is emptied first. Raises
        LoadRefusedError.
        """
        documents = {**surroundings(wanted.documents, exchange, shown), **wanted.documents}
        documents = {**surroundings(documents, exchange, shown), **documents}
        too_much = self._holds_too_much(wanted)
        if too_much:
            self._forget()
        missing = {key: one for key, one in documents.items() if not self._holds(key, one, wanted)}
        clean_up = {
            pair: runs for pair, runs in wanted.clean_up.items() if self._clean_up.get(pair, False) != runs
        }
        if too_much or missing or clean_up:
            self._clean_up.update(clean_up)
            running = [pair for pair, runs in self._clean_up.items() if runs]
            state = load_body(missing, running if clean_up or too_much else None)
            if too_much:
                state = {"reset": True, **self._switches, **state}
            self._simulator.load(self.aliases.to_simulated(state))
            for key, document in missing.items():
                self._documents.show(key, document)
        return any(key in missing for key in wanted.documents)

    def take_in(self, exchange: Exchange, operation: Operation, answer: Answer) -> None:
        """Notes what the simulator answered (ids as recorded)."""
        done = 200 <= answer.status < 300
        self._documents.note(exchange._replace(status=answer.status, answer=answer.body), operation)
        self._unseen_rows |= done and operation.name in _MAKE_ROWS
        if done and operation.group == SCHEMAS and exchange.method == "POST":
            key = self._documents.resolve(("schema", operation.ids.get("app") or operation.ids["schema"]))
            custom = ((exchange.request or {}).get("definitions") or {}).get("custom") or {}
            for name, definition in (custom.get("properties") or {}).items():
                self._clean_up[(key, name)] = definition is None

    def _forget(self) -> None:
        self.aliases = Aliases()
        self._documents = History()
        self._clean_up = {}
        self._unseen_rows = False

    def _holds_too_much(self, wanted: Presupposed) -> bool:
        if any(self._documents.last(key) is not None for key in wanted.absent):
            return True
        if wanted.whole and self._unseen_rows:
            return True
        return any(key not in wanted.documents for kind in wanted.whole for key in self._documents.all(kind))

    def _holds(self, key: Key, document: Document, wanted: Presupposed) -> bool:
        held = self._documents.last(key)
        if held is None or key not in wanted.documents:
            return held is not None
        if key[0] == "mapping" and "properties" not in document:
            return True  # a list row: whatever it maps, the row is there
        return same_document(held, document)


def switches_of(recording: Recording) -> dict[str, Any]:
    """The org switches a recording was made under: attribute-level mastering shows on every schema or on none."""
    told = {"on": True, "off": False}.get(str(recording.about.get("attribute_level_mastering")))
    for exchange in recording.exchanges:
        definitions = exchange.answer.get("definitions") if isinstance(exchange.answer, dict) else None
        if told is None and definitions:
            properties = definitions.get("base", {}).get("properties") or {}
            told = any("master" in definition for definition in properties.values())
    return {
        "attribute_level_mastering": bool(told if told is not None else True),
        "mappings_api": True,
        "quarantine_seconds": CLEAN_UP_SECONDS,
    }


def load_body(documents: dict[Key, Document], clean_up: list[tuple[Key, str]] | None) -> dict[str, Any]:
    """The body of POST /simulator/load for documents by key.

    `clean_up`: all deleted names, (schema key, name), whose clean-up runs; None leaves that as it is.
    """
    body: dict[str, Any] = {}
    lists = {
        "app": "apps",
        "user_type": "user_types",
        "schema": "schemas",
        "mapping": "mappings",
        "user": "users",
    }
    for key, document in documents.items():
        if key[0] in lists:
            body.setdefault(lists[key[0]], []).append(document)
        elif key[0] == "feature":
            body.setdefault("features", []).append(document)
        else:
            kind = {"app_user": "app_users", "app_feature": "app_features"}[key[0]]
            body.setdefault(kind, {}).setdefault(key[1], []).append(document)
    if clean_up is not None:
        body["quarantine"] = [{"schema": key[1], "name": name} for key, name in clean_up]
    return body
