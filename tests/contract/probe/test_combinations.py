"""Whatever an org answers, the probe finds it: simulate -> probe -> the answers are the switches.

Three questions that write the same document could spoil each other's answers: of each such group every combination is
tried. Of all questions together every pair of answers is.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest

from oktaprofile.answers.document import Answers, made
from oktaprofile.answers.questions import BY_ID
from oktaprofile.simulator.command import parser, service_options
from tests.contract.probe.conftest import ALL, Probed

GROUPS = (
    ("user-external-name", "user-external-namespace", "user-pattern"),
    ("app-unique", "absent-deletion", "inactive-schema"),
    ("mapping-checks", "mapped-external-id", "foreign-push-status"),
)
NEED_MAPPINGS = {
    "mapping-checks",
    "mapped-external-id",
    "foreign-push-status",
    "null-joined",
    "length-of-null",
}
Words = dict[str, str]


def value(word: str) -> Any:
    return {"on": True, "off": False}.get(word, word)


def expected(words: Words) -> dict[str, str | None]:
    """What can be found where the org answers so: without the means to ask, a question stays open."""
    closed = NEED_MAPPINGS if words.get("mappings-api") == "off" else set()
    if words.get("attribute-level-mastering") == "off":
        closed = closed | {"base-master"}
    return {id_: None if id_ in closed else word for id_, word in words.items()}


def probe_finds(probed: Probed, words: Words) -> None:
    probed.switch(**{BY_ID[id_].switch: value(word) for id_, word in words.items()})
    before = probed.state()
    assert probed.words(list(words)) == expected(words)
    assert probed.state() == before


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_every_combination_of_a_group_is_found(probed: Probed, group: tuple[str, ...]) -> None:
    """And the org is what it was, byte for byte, after each."""
    for words in product(*(BY_ID[id_].answers for id_ in group)):
        probe_finds(probed, dict(zip(group, words, strict=True)))


def rows() -> list[Words]:
    """Every pair of answers of two questions is in one of these."""
    pairs = {
        frozenset({(one, first), (other, second)})
        for one, other in combinations(ALL, 2)
        for first, second in product(BY_ID[one].answers, BY_ID[other].answers)
    }
    found = []
    while pairs:
        words = dict(min(pairs, key=sorted))
        for id_ in ALL:
            if id_ not in words:
                words[id_] = max(
                    BY_ID[id_].answers,
                    key=lambda word, id_=id_: sum(
                        frozenset({(id_, word), one}) in pairs for one in words.items()
                    ),  # type: ignore[misc]
                )
        pairs -= {frozenset(pair) for pair in combinations(words.items(), 2)}
        found.append(words)
    return found


def test_every_pair_of_answers_is_found(probed: Probed) -> None:
    """All questions in one probe."""
    tried = rows()
    assert len(tried) < 40
    for words in tried:
        probe_finds(probed, {id_: words[id_] for id_ in ALL})


def test_an_org_of_the_answers_answers_the_same(probed: Probed) -> None:
    """answers.json -> `simulate --answers` -> probe -> the same answers."""
    words = {id_: list(BY_ID[id_].answers)[-1] for id_ in ALL} | {
        "mappings-api": "on",
        "attribute-level-mastering": "on",
    }
    entries = {id_: {"answer": word, "evidence": []} for id_, word in words.items()}
    document: Answers = made("embedded", entries, None, date="2026-11-30", version="1")
    flags = [flag for pair in document.switches().items() for flag in ("--switch", "=".join(pair))]
    switches = service_options(parser().parse_args(flags), {})["switches"]
    probed.switch(**{**vars(switches), "quarantine_seconds": 0})
    assert probed.words() == words
