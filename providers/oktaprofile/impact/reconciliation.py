"""Who shows which number: RingCentral, Okta and the apps downstream side by side, at any time, without a prediction.

A number that a leaver had goes to the next person at RingCentral (RingCentral's knowledge base; read 2026-11-30), so
one that stayed behind in Okta or in the directory is somebody else's by then.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple
from unicodedata import decimal

from oktaprofile.impact.errors import ImpactError
from oktaprofile.people.person import AppUser, Person
from oktaprofile.plan.afterwards import ANOTHERS, MISSING, NONE, NUMBERS, OWN, SHARED, UNKNOWN

FORMAT, VERSION = "oktaprofile-reconciliation", 1
LIMITED = (MISSING, ANOTHERS, UNKNOWN, SHARED)
"""What may have a limit. People of the first three are samples."""
_EXTENSION = re.compile(r"#|;|,|~|x|ext", re.IGNORECASE)
_TEL = re.compile(r"\s*tel:", re.IGNORECASE)
_OTHER = re.compile(r"[^0-9]+")
_TRUNK = "(0)"  # +49 (0)30 …: dialled within the country only
_PLAIN = re.compile(r"\+([0-9]{7,15})(?:$|[#;,~xX])").match  # most numbers, with an extension or without
_FEWEST_DIGITS = 7
_NATIONAL_DIGITS = 9  # so many are somebody's own number without its country code


class Column(NamedTuple):
    """Where numbers are shown: an attribute of the Okta user (`app_id` None) or of an app. `label`: its name."""

    label: str
    app_id: str | None
    attribute: str


def digits(text: object) -> str:
    """A number's digits without its extension, whatever its form; "" for what is none."""
    if not isinstance(text, str):
        return ""
    plain = _PLAIN(text)
    if plain is not None:
        return plain[1]
    prefix = _TEL.match(text)
    if not text.isascii():  # other scripts have digits of their own
        text = "".join(str(decimal(character, character)) for character in text)
    number = _EXTENSION.split(text[prefix.end() if prefix else 0 :], maxsplit=1)[0]
    found = _OTHER.sub("", number.replace(_TRUNK, ""))
    return found if len(found) >= _FEWEST_DIGITS else ""


class Reconciliation:
    """The counts by column and class, and how many numbers several people of a column show."""

    def __init__(self, columns: Iterable[Column], known: Iterable[str], samples: int) -> None:
        """`known`: the digits of every number at RingCentral. `samples`: people kept of each column and class,
        `most` at most; `owners`: whose the numbers are that samples show and that are somebody else's, by digits."""
        self.columns = tuple(columns)
        self.people = 0
        self.counts: dict[Column, Counter[str]] = {one: Counter() for one in self.columns}
        self.samples: dict[Column, list[tuple[str, str, Any]]] = {one: [] for one in self.columns}
        self.owners: dict[str, str] = {}
        self._sampled: Counter[tuple[Column, str]] = Counter()
        self._shown: dict[Column, Counter[str]] = {one: Counter() for one in self.columns}
        self.known = frozenset(known)
        self.most = samples

    def take(self, person: Person, own: Collection[str]) -> None:
        """Looks at one person, whose numbers at RingCentral have the digits `own`."""
        self.people += 1
        for column in self.columns:
            if column.app_id is not None and column.app_id not in person.apps:
                continue
            profile = person.profile if column.app_id is None else person.apps[column.app_id].profile
            value = profile.get(column.attribute)
            found = digits(value)
            verdict = self._class(found, own)
            self.counts[column][verdict] += 1
            self._shown[column][found] += 1
            if verdict in LIMITED and self._sampled[column, verdict] < self.most:
                self._sampled[column, verdict] += 1
                self.samples[column].append((person.id, verdict, value))

    def anothers(self) -> set[str]:
        """The digits that samples show and that are somebody else's."""
        found = (one for samples in self.samples.values() for one in samples)
        return {digits(value) for _, verdict, value in found if verdict == ANOTHERS}

    def _class(self, shown: str, own: Collection[str]) -> str:
        if not shown:
            return MISSING if own else NONE
        if shown in own:
            return OWN
        national = shown.lstrip("0")
        if len(national) >= _NATIONAL_DIGITS and any(number.endswith(national) for number in own):
            return OWN
        return ANOTHERS if shown in self.known else UNKNOWN

    def shared(self, column: Column) -> int:
        """People who show a number that another one of the column shows, too."""
        return sum(users for number, users in self._shown[column].items() if number and users > 1)


def reconciled(
    people: Callable[[], Iterable[Person]],
    numbers_of: Callable[[Person], Iterable[object]],
    columns: Iterable[Column],
    *,
    others: Iterable[object] = (),
    samples: int = 0,
) -> Reconciliation:
    """Everybody, looked at twice (with samples three times): first for the numbers that there are. `others`: of people
    who are not in Okta. Raises ImpactError where nobody has one (every number shown would be unknown, and nobody's
    somebody else's), or a column has nobody."""

    def own(person: Person) -> set[str]:
        return {digits(number) for number in numbers_of(person)} - {""}

    known = {digits(number) for number in others} - {""}
    for person in people():
        known |= own(person)
    if not known:
        raise ImpactError(
            "Nobody has a number at RingCentral, so there is nothing to compare with.",
            "Let an import run, or look whether the attribute is the right one and the credentials may read it.",
        )
    found = Reconciliation(columns, known, samples)
    for person in people():
        found.take(person, own(person))
    anothers = found.anothers()
    for person in people() if anothers else ():
        found.owners |= dict.fromkeys(own(person) & anothers, person.id)
    for column, counts in found.counts.items():
        if not counts:
            raise ImpactError(
                f"Nobody is in {column.label}, so nothing can be said of {column.attribute}.",
                "Look whether it is the right app, and whether the credentials may read its people.",
            )
    return found


def document(
    found: Reconciliation, *, org: str, read_at: str, numbers_from: str, limits: Mapping[str, int | None]
) -> dict[str, Any]:
    """The JSON document (docs/verify.md). Without samples it holds no id and no number of anybody."""
    gates = []
    for column, counts in found.counts.items():
        counts[SHARED] = found.shared(column)
    for name, limit in limits.items():
        if limit is not None:
            worst = max((counts[name] for counts in found.counts.values()), default=0)
            gates.append({"name": f"max_{name}", "limit": limit, "found": worst, "passed": worst <= limit})
    return {
        "format": FORMAT,
        "version": VERSION,
        "verdict": "clear" if all(gate["passed"] for gate in gates) else "gate_failed",
        "data": {
            "org": org,
            "read_at": read_at,
            "users": found.people,
            "numbers_from": numbers_from,
            "numbers": len(found.known),
        },
        "gates": gates,
        "columns": [
            {
                "system": column.label,
                "app_id": column.app_id,
                "attribute": column.attribute,
                **{name: found.counts[column][name] for name in (*NUMBERS, SHARED)},
                **({"samples": _samples(found, column)} if found.most else {}),
            }
            for column in found.columns
        ],
    }


def _samples(found: Reconciliation, column: Column) -> list[dict[str, Any]]:
    return [
        {
            "user": user,
            "class": verdict,
            "value": value,
            "owner": found.owners.get(digits(value)) if verdict == ANOTHERS else None,
        }
        for user, verdict, value in found.samples[column]
    ]


def numbers_in(app_id: str, attribute: str) -> Callable[[Person], list[object]]:
    """The number that Okta shows of a person in the phone system's app."""

    def numbers(person: Person) -> list[object]:
        app_user: AppUser | None = person.apps.get(app_id)
        return [] if app_user is None else [app_user.profile.get(attribute)]

    return numbers
