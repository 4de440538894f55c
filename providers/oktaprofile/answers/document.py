"""`answers.json`: what an org answered to each question. Written by a probe, filled in by a person, read by others.

    {"format_version": 1, "oktaprofile": "0.2.0", "date": "2026-11-30", "org": "preview",
     "answers": {"base-master": {"answer": "ignore", "by": "probe", "date": "2026-11-30", "row": 1,
                                 "question": "…", "evidence": [{"request": "…", "sent": …, "status": 200, …}]},
                 "null-joined": {"answer": null, "why": "…", "by": "probe", "date": "2026-11-30", …},
                 "override-outside": {"answer": "frozen", "by": "person", "date": "2026-12-01"}}}

`by` is "probe", "person", or "verify": what became of people after a change (`oktaprofile verify --answers-to`).
`answer` null: it was asked and stays open, `why` says why. A person needs `answer` and `by` only.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from oktaprofile.answers.questions import BY_ID, CONTRADICTIONS, QUESTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

FORMAT_VERSION = 1
VARIABLE = "OKTAPROFILE_ANSWERS"
LARGEST_BYTES = 16 * 1024 * 1024
BY_PROBE, BY_PERSON, BY_VERIFY = "probe", "person", "verify"
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHO = {BY_PROBE: "a probe", BY_PERSON: "a person", BY_VERIFY: "what became of people"}


class AnswersError(Exception):
    """A file of answers that cannot be read; it is never ignored. The text says what is wrong and what to do."""


class Answers:
    """A document of answers. `document` is all of it; `words` question id -> answer, of those that are settled."""

    def __init__(self, document: dict[str, Any], path: str) -> None:
        self.document = document
        self.path = path
        self.words: dict[str, str] = {
            id_: entry["answer"] for id_, entry in document["answers"].items() if entry["answer"] is not None
        }

    def text(self) -> str:
        """The file's content."""
        text = json.dumps(self.document, indent=2, ensure_ascii=False) + "\n"
        return text.encode("utf-8", "backslashreplace").decode()  # Okta may quote half a letter

    def messages(self) -> dict[str, str]:
        """What follows from the answers: question id -> message, of those that have one."""
        found = {id_: BY_ID[id_].answers[word] for id_, word in self.words.items()}
        return {id_: message for id_, message in found.items() if message}

    def switches(self) -> dict[str, str]:
        """The embedded org's switches that make it answer alike: name -> word."""
        return {BY_ID[id_].switch: word for id_, word in self.words.items() if BY_ID[id_].switch}

    def warning(self, id_: str) -> str | None:
        """What follows from the answer to a question, and who says so; None where nothing does."""
        message = self.messages().get(id_)
        return None if message is None else f"{message} ({self.source_of(id_)})"

    def contradictions(self) -> list[str]:
        """What of it cannot be true of one org, a sentence each. It is no error: orgs change between two probes."""
        return [
            f"{one} is {word}, and {other} is {self.words[other]}: one org cannot answer both. Ask again, or set one "
            "to null."
            for one, word, other, wrong in CONTRADICTIONS
            if self.words.get(one) == word and other in self.words and wrong in ("", self.words[other])
        ]

    def changes(self, before: Answers | None) -> list[str]:
        """Each answer that was another one before, a sentence each, and whether the others are of another org."""
        if before is None:
            return []
        former, org = (str(one.document.get("org", "")) for one in (before, self))
        mixed = f"{before.path} was of an org of the kind {former[:40]}, and this one is {org}: it has answers of both."
        return [mixed] * (former not in ("", org)) + [
            f"{id_} is {self.words[id_]} now; it was {word} ({before.source_of(id_)})."
            for id_, word in before.words.items()
            if self.words.get(id_, word) != word
        ]

    def source_of(self, id_: str) -> str:
        """Who says it, when, and where that is written."""
        entry = self.document["answers"][id_]
        when = entry.get("date") or self.document.get("date")
        return f"{self.path}, by {_WHO[entry['by']]}" + (f", {when}" if when else "")


def given(path: str | None, environment: Mapping[str, str]) -> Answers | None:
    """The file of an option, else the one that OKTAPROFILE_ANSWERS names; None without. Raises AnswersError."""
    path = path or environment.get(VARIABLE)
    return read(path) if path else None


def read(path: str) -> Answers:
    """Raises AnswersError for a file that cannot be read, or that names a question or an answer that there is not."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise _wrong(path, f"it cannot be read: {error.strerror}") from None
    if len(content) > LARGEST_BYTES:
        raise _wrong(path, "it is larger than 16 MB")
    try:
        document = json.loads(content, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise _wrong(
            path, f"it is no JSON ({error})" if isinstance(error, ValueError) else "it is nested too deeply"
        ) from None
    _check(path, document)
    return Answers(document, path)


def _check(path: str, document: object) -> None:
    if not isinstance(document, dict) or not isinstance(document.get("answers"), dict):
        raise _wrong(path, "it has no object `answers`")
    version = document.get("format_version")
    if version != FORMAT_VERSION or isinstance(version, bool):
        raise _wrong(
            path, f"its format_version is {version!r}; this version of oktaprofile reads {FORMAT_VERSION}"
        )
    _check_date(path, "its", document)
    if not isinstance(document.get("org", ""), str):
        raise _wrong(path, f"its org is {str(document['org'])[:80]!r}; write a text, or leave it out")
    for id_, entry in document["answers"].items():
        if id_ not in BY_ID:
            raise _wrong(path, f"there is no question {id_[:80]!r}; `oktaprofile probe --list` shows them")
        if not isinstance(entry, dict) or "answer" not in entry:
            raise _wrong(path, f"{id_} has no `answer`")
        answer, known = entry["answer"], list(BY_ID[id_].answers)
        if answer is not None and answer not in known:
            raise _wrong(
                path, f"{id_} is answered {str(answer)[:80]!r}; it can be {', '.join(known)}, or null (open)"
            )
        if entry.get("by") not in [*_WHO]:
            raise _wrong(path, f'{id_} does not say who answered: write "by": "{BY_PERSON}"')
        _check_date(path, f"{id_}'s", entry)


def _check_date(path: str, whose: str, entry: dict[str, Any]) -> None:
    date = entry.get("date")
    if date is not None and not (isinstance(date, str) and _DATE.fullmatch(date)):
        raise _wrong(path, f"{whose} date is {str(date)[:80]!r}; write it as 2026-11-30, or leave it out")


def _wrong(path: str, why: str) -> AnswersError:
    return AnswersError(f"{path} cannot be used as answers: {why}.")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return found


def made(
    org: str,
    entries: Mapping[str, Mapping[str, Any]],
    before: Answers | None,
    *,
    date: str,
    version: str,
    by: str = BY_PROBE,
) -> Answers:
    """The document of one probe, or of one verification (`by`). What `before` has of a question that was not asked, or
    that a person answered while nothing was found, stays. `entries`: question id -> {answer, why or evidence}."""
    old = before.document["answers"] if before else {}
    new = {
        id_: {**entry, "by": by, "date": date, "row": BY_ID[id_].row, "question": BY_ID[id_].asks}
        for id_, entry in entries.items()
        if entry["answer"] is not None or old.get(id_, {}).get("by") != BY_PERSON
    }
    both = {**old, **new}
    document = {
        "format_version": FORMAT_VERSION,
        "oktaprofile": version,
        "date": date,
        "org": org,
        "answers": {question.id: both[question.id] for question in QUESTIONS if question.id in both},
    }
    return Answers(document, before.path if before else "")
