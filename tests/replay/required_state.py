"""Works out the state that an exchange presupposes, from what the recording showed before (see the room's
docstring)."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from tests.replay.compare import same_document
from tests.replay.documents import Document, Key, documents_in, key_of
from tests.replay.effects import (
    feature_before,
    fields_before,
    mapping_before,
    org_feature_before,
    schema_before,
)
from tests.replay.history import History
from tests.replay.operations import SCHEMAS, Operation
from tests.replay.recording import Exchange
from tests.replay.surroundings import user_type_stand_in

KNOWN, OVERLAP, DEDUCED, NOTHING = "known", "overlap", "deduced", "nothing"

_QUARANTINED = re.compile(r"variable name '([^']+)' because the deletion process")
_CREATES = {"createUserType", "createUser", "createApplication"}


class Presupposed(NamedTuple):
    """What must be there, what must not, and where that is known from.

    documents: subject and what it needs beside it, by key
    absent: keys that must not exist
    whole: kinds of which exactly `documents` must exist (an answer that lists them all)
    clean_up: (schema key, name) -> whether the clean-up of that deleted name still runs
    basis: known | overlap | deduced | nothing, for the documents that the exchange is about
    """

    documents: dict[Key, Document]
    absent: set[Key]
    whole: set[str]
    clean_up: dict[tuple[Key, str], bool]
    basis: str


def presuppose(exchange: Exchange, operation: Operation, history: History) -> Presupposed:
    """The state before `exchange`. Reads the recorded answer only for what no earlier exchange told."""
    subject, basis = _subject(exchange, operation, history)
    absent: set[Key] = set()
    key = key_of(operation)
    if key is not None and exchange.status == 404:
        absent.add(_missing(exchange, key))
    subject = {found: document for found, document in subject.items() if found not in absent}
    whole = {"user_type"} if operation.name == "listUserTypes" else set()
    if operation.name == "listProfileMappings":
        whole = {"mapping"}
    return Presupposed(subject, absent, whole, _clean_up(exchange, operation, history, subject), basis)


def _subject(exchange: Exchange, operation: Operation, history: History) -> tuple[dict[Key, Document], str]:
    shown = documents_in(operation, exchange.status, exchange.answer)
    if operation.name in _CREATES:
        return _needed_to_create(exchange, operation, history), NOTHING
    if exchange.method == "GET" and shown:
        return _read(shown, exchange, operation, history)
    if exchange.method != "GET" and len(shown) == 1:
        (written, answer), *_ = shown.items()
        document, basis = _written(written, answer, exchange, operation, history)
        return ({written: document} if document is not None else {}), basis
    key = key_of(operation)
    last = history.last(key) if key is not None else None
    if key is None or last is None:
        return {}, NOTHING
    return {history.resolve(key): last}, KNOWN


def _needed_to_create(exchange: Exchange, operation: Operation, history: History) -> dict[Key, Document]:
    """A new user needs a user type: the one asked for, or the org's default one, which only the answer names."""
    if operation.name != "createUser" or exchange.status != 200:
        return {}
    type_id = str(exchange.answer["type"]["id"])
    last = history.last(("user_type", type_id))
    is_default = "type" not in (exchange.request or {})
    return {("user_type", type_id): last or user_type_stand_in(type_id, "user", "User", None, is_default)}


def _read(
    shown: dict[Key, Document], exchange: Exchange, operation: Operation, history: History
) -> tuple[dict[Key, Document], str]:
    """For each document the last version; where it isn't what was read, an earlier one that is, else the
    answer's own."""
    documents: dict[Key, Document] = {}
    basis = KNOWN
    for key, answer in shown.items():
        versions = history.versions(key)
        row = key[0] == "mapping" and "properties" not in answer
        fits = [version for version in versions if same_document(_row(version) if row else version, answer)]
        if not fits:
            documents[key], basis = answer, DEDUCED
        else:
            documents[key] = fits[0]
            if fits[0] is not versions[0] and basis == KNOWN:
                basis = OVERLAP
    if isinstance(exchange.answer, list):
        kind = next(iter(shown))[0]
        documents = {**_others(kind, exchange, operation, history), **documents}
        if kind == "mapping" and any('rel="next"' in link for link in exchange.headers.get("link", ())):
            documents.update(_row_on_the_next_page(exchange.answer[-1]))
    return documents, basis


def _row_on_the_next_page(last: Document) -> dict[Key, Document]:
    """The recording does not show the next page, only that there is one: some other app's mapping to the same type."""
    app = {"id": "0oazzzzzzzzzzzzzzzzz", "name": "on_the_next_page", "type": "appuser"}
    oty = next(last[side] for side in ("source", "target") if last[side]["type"] == "user")
    row = {"id": "prmzzzzzzzzzzzzzzzzz", "source": app, "target": oty, "properties": {}}
    return {("mapping", row["id"]): row}


def _others(kind: str, exchange: Exchange, operation: Operation, history: History) -> dict[Key, Document]:
    """What is known beside the rows of a list: filtered out there, or on another page."""
    if exchange.query.keys() & {"sourceId", "targetId", "search", "filter", "q", "after", "limit"}:
        prefix = (operation.ids["app"],) if "app" in operation.ids else ()
        return history.all(kind, *prefix)
    return {}


def _row(mapping: Document) -> Document:
    return {name: value for name, value in mapping.items() if name != "properties"}


def _written(
    key: Key, answer: Document, exchange: Exchange, operation: Operation, history: History
) -> tuple[Document | None, str]:
    known = history.versions(key)
    if operation.group == SCHEMAS:
        document, explained = schema_before(exchange.request, answer, known)
        if not explained:
            history.presume(key, document)
            return document, DEDUCED
        return document, KNOWN if document is known[0] else OVERLAP
    if known and not (key[0] == "mapping" and "properties" not in known[0]):
        return known[0], KNOWN
    if key[0] == "mapping":
        return mapping_before(exchange.request, answer), DEDUCED
    if key[0] == "app_feature":
        return feature_before(exchange.request, answer), DEDUCED
    if key[0] == "feature":
        return org_feature_before(answer), DEDUCED
    if operation.name == "assignUserToApplication":
        return None, NOTHING
    return fields_before(exchange.request, answer), DEDUCED


def _missing(exchange: Exchange, key: Key) -> Key:
    """What a 404 says is not there: `Resource not found: <id> (<Type>)` may name the app above the document
    asked for."""
    summary = (
        str((exchange.answer or {}).get("errorSummary", "")) if isinstance(exchange.answer, dict) else ""
    )
    return ("app", key[1]) if summary.endswith("(AppInstance)") else key


def _clean_up(
    exchange: Exchange, operation: Operation, history: History, subject: dict[Key, Document]
) -> dict[tuple[Key, str], bool]:
    """Whether the clean-up of a deleted name runs. How long it takes is the org's affair, so the recording decides."""
    if operation.group != SCHEMAS or exchange.method == "GET":
        return {}
    key = next(iter(subject), None)
    if key is None:
        return {}
    causes: list[Any] = (exchange.answer or {}).get("errorCauses") or []
    running = {name for cause in causes for name in _QUARANTINED.findall(str(cause.get("errorSummary")))}
    custom = ((exchange.request or {}).get("definitions") or {}).get("custom") or {}
    added = {name for name, definition in (custom.get("properties") or {}).items() if definition is not None}
    finished = {name for name in added - running if (key, name) in history.deleted_names}
    return {**{(key, name): True for name in running}, **{(key, name): False for name in finished}}
