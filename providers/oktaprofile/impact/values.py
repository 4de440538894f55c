"""Values of app attributes that Okta does not have yet, from a file: an export of RingCentral's people, say.

An attribute that the plan creates has no values until an import ran, so its mapping cannot be judged from
Okta alone. With such a file the plan can be reviewed before anything is applied.

CSV (first row: names, with or without a byte order mark; comma, semicolon or tab) or JSON (a list of objects,
or an object from key to object). One column says who: `externalId` (the person's id in the app), `userName`,
`login` or `email` (the app user's user name, any case), or `id` (Okta's). The others are the app's attributes,
by variable name, external name or title (any case, with or without spaces). An empty cell, null or a missing key is
"no value".
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from oktaprofile.impact.errors import ImpactError
from oktaprofile.people.organization import Definition
from oktaprofile.people.person import AppUser
from oktaprofile.plan.json_text import parsed

KEYS = ("externalId", "userName", "login", "email", "id")
_BETWEEN_WORDS = re.compile(r"[\s_-]+")
_BY_NAME = ("userName", "login", "email")


class Values:
    """The values of one app: `app_id`, the attributes that the file has, and rows by key."""

    def __init__(
        self, app_id: str, key: str, attributes: frozenset[str], rows: dict[str, dict[str, Any]]
    ) -> None:
        self.app_id = app_id
        self.key = key
        self.attributes = attributes
        self.rows = rows

    def of(self, user_id: str, app_user: AppUser) -> dict[str, Any] | None:
        """The app user's profile with the file's values; None for somebody who is not in the file.

        An attribute that had a value and has none in the file is "" (a cleared text), as an import makes it.
        """
        if self.key == "externalId":
            row = self.rows.get(app_user.external_id or "")
        elif self.key == "id":
            row = self.rows.get(user_id)
        else:
            row = self.rows.get(str(app_user.profile.get("userName") or "").casefold())
        if row is None:
            return None
        profile = {**app_user.profile, **row}
        for name in self.attributes:
            if name not in row:
                profile[name] = "" if isinstance(app_user.profile.get(name), str) else None
        return profile


def read_values(path: Path, app_id: str, schema: Mapping[str, Definition]) -> Values:
    """Reads a file. `schema`: the app's attributes as they will be. Raises ImpactError; it names no value."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise ImpactError(f"The values file {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ImpactError(
            f"The values file {path} is no text in UTF-8.", "Save it as CSV UTF-8, or as JSON."
        ) from None
    records = _json(text, path) if text.lstrip()[:1] in ("[", "{") else _csv(text, path)
    return values_of(records, f"the values file {path}", app_id, schema)


def values_of(
    records: list[dict[str, Any]], what: str, app_id: str, schema: Mapping[str, Definition]
) -> Values:
    """The values in records, each of one person. `what`: where they are from, for errors. Raises ImpactError."""
    if not records:
        raise ImpactError(
            f"{what[0].upper()}{what[1:]} has no row, so nobody has a value in it.", "Look at the export."
        )
    columns = list(dict.fromkeys(name for record in records for name in record))
    key = next((one for one in KEYS for name in columns if _plain(name) == _plain(one)), None)
    if key is None:
        raise ImpactError(
            f"{what[0].upper()}{what[1:]} says nowhere who a row is about; its columns are "
            f"{', '.join(columns) or 'none'}.",
            f"Name one column {', '.join(KEYS[:-1])} or {KEYS[-1]}.",
        )
    attribute_of = _attributes(columns, schema)
    for name in sorted(set(attribute_of.values())):
        same = [column for column, attribute in attribute_of.items() if attribute == name]
        if len(same) > 1:
            raise ImpactError(
                f"The columns {' and '.join(same)} of {what} are both {name}.",
                "Take one out.",
            )
    rows: dict[str, dict[str, Any]] = {}
    for number, record in enumerate(records, 1):
        who = next((value for name, value in record.items() if _plain(name) == _plain(key)), None)
        if who in (None, ""):
            continue
        row = {
            attribute_of[name]: _typed(value, schema[attribute_of[name]], what, number, name)
            for name, value in record.items()
            if name in attribute_of and value not in (None, "")
        }
        name = str(who).casefold() if key in _BY_NAME else str(who)
        if name in rows and rows[name] != row:
            raise ImpactError(
                f"{what[0].upper()}{what[1:]} has two different rows for one {key} (row {number})."
            )
        rows[name] = row
    if not attribute_of:
        raise ImpactError(
            f"No column of {what} is an attribute of the app.",
            f"Its columns: {', '.join(columns)}. The app's attributes: {', '.join(sorted(schema)) or 'none'}.",
        )
    return Values(app_id, key, frozenset(attribute_of.values()), rows)


def _attributes(columns: Iterable[str], schema: Mapping[str, Definition]) -> dict[str, str]:
    """Column -> attribute. A variable name wins over an external name, that over a title.

    Spaces, hyphens and underscores do not count: `Direct Number` is directNumber, also where its title is not known.
    """
    named: dict[str, str] = {}
    for read in (_plain, str.casefold):
        for word in ("title", "externalName"):
            for name, definition in schema.items():
                if definition.get(word):
                    named[read(str(definition[word]))] = name
        named.update({read(name): name for name in schema})
    found = {column: named.get(column.casefold(), named.get(_plain(column))) for column in columns}
    return {column: name for column, name in found.items() if name is not None}


def _plain(name: str) -> str:
    return _BETWEEN_WORDS.sub("", name).casefold()


def _csv(text: str, path: Path) -> list[dict[str, Any]]:
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
        names = [name.strip() for name in rows.fieldnames or ()]
        twice = sorted({name for name in names if name and names.count(name) > 1})
        if twice:
            raise ImpactError(f"The values file {path} has two columns {', '.join(twice)}.", "Take one out.")
        return [{name.strip(): value for name, value in row.items() if name is not None} for row in rows]
    except csv.Error as error:
        raise ImpactError(f"The values file {path} is no CSV: {error}.") from None


def _json(text: str, path: Path) -> list[dict[str, Any]]:
    document = parsed(text, f"The values file {path}", raises=ImpactError)
    if isinstance(document, dict):
        if not all(isinstance(value, dict) for value in document.values()):
            raise ImpactError(f"The values file {path} should map each person's key to an object of values.")
        return [{"externalId": key, **value} for key, value in document.items()]
    if not all(isinstance(one, dict) for one in document):
        raise ImpactError(f"The values file {path} should be a list of objects.")
    return list(document)


def _typed(value: object, definition: Definition, what: str, row: int, column: str) -> object:
    """A cell as the attribute's type. Texts stay texts: a leading zero of an extension counts."""
    kind = definition.get("type", "string")
    if kind == "string":
        return value if isinstance(value, str) else json.dumps(value)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value.lower() if kind == "boolean" else value)
    except ValueError:
        raise ImpactError(
            f"{what[0].upper()}{what[1:]} has something in row {row}, column {column}, that is no {kind}."
        ) from None
