"""answers.json: what is read, what is refused, and what a later probe keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from oktaprofile.answers import document as answers
from oktaprofile.answers.document import AnswersError, given, made, read
from oktaprofile.probe.evidence import Evidence

GOOD = {
    "format_version": 1,
    "date": "2026-11-30",
    "answers": {
        "base-master": {"answer": "ignore", "by": "probe", "evidence": []},
        "null-joined": {"answer": None, "by": "probe", "why": "x"},
        "override-outside": {"answer": "frozen", "by": "person", "date": "2026-12-01"},
    },
}


def written(folder: Path, content: object) -> str:
    path = folder / "answers.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return str(path)


def test_what_a_probe_and_a_person_answered_is_read(tmp_path: Path) -> None:
    """Answers, the switches they set, and what follows from them; an open question sets nothing."""
    found = read(written(tmp_path, GOOD))
    assert found.words == {"base-master": "ignore", "override-outside": "frozen"}
    assert found.switches() == {"base_master": "ignore", "override_outside": "frozen"}
    assert 'mode = "verify"' in found.messages()["base-master"]
    assert found.source_of("override-outside").endswith("answers.json, by a person, 2026-12-01")
    assert found.source_of("base-master").endswith("by a probe, 2026-11-30")


def changed(**entry: object) -> dict[str, Any]:
    return {**GOOD, "answers": {"base-master": {"answer": "ignore", "by": "probe", **entry}}}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no JSON"),
        ("[]", "no object `answers`"),
        ("[" * 100_000, "nested too deeply"),
        ('{"answers": {}, "answers": {}}', "twice"),
        ({**GOOD, "format_version": 2}, "format_version is 2"),
        ({**GOOD, "format_version": True}, "format_version is True"),
        ({**GOOD, "answers": {"base": {"answer": "ignore", "by": "person"}}}, "no question 'base'"),
        (changed(answer="maybe"), "accept, ignore, reject"),
        (changed(answer=["ignore"]), "accept, ignore, reject"),
        (changed(by="me"), '"by": "person"'),
        (changed(by=["probe"]), '"by": "person"'),
        (changed(date="\x1b[2J"), "base-master's date is"),
        ({**GOOD, "date": {"a": 1}}, "its date is"),
        ({**GOOD, "org": ["preview"]}, "its org is"),
        ({**GOOD, "answers": {"base-master": "ignore"}}, "has no `answer`"),
    ],
)
def test_what_cannot_be_used_is_an_error_that_says_why(tmp_path: Path, content: object, why: str) -> None:
    """It is never ignored."""
    with pytest.raises(AnswersError, match="cannot be used as answers") as refused:
        read(written(tmp_path, content))
    assert why in str(refused.value)


def test_the_variable_names_the_file_and_the_option_comes_first(tmp_path: Path) -> None:
    """Without either there are none; a file that is not there is an error."""
    path = written(tmp_path, GOOD)
    found = given(None, {answers.VARIABLE: path})
    assert found is not None
    assert found.path == path
    assert given(None, {}) is None
    with pytest.raises(AnswersError, match="No such file"):
        given(str(tmp_path / "none"), {answers.VARIABLE: path})


def test_a_later_probe_keeps_what_it_did_not_settle(tmp_path: Path) -> None:
    """A person's answer stays where the probe found nothing, and gives way where it did."""
    person = {"answer": "word", "by": "person"}
    before = read(written(tmp_path, {**GOOD, "answers": {**GOOD["answers"], "null-joined": person}}))  # type: ignore[dict-item]
    entries = {"null-joined": {"answer": None, "why": "y", "evidence": []}}
    kept = made("preview", entries, before, date="2026-12-02", version="2")
    assert kept.document["answers"]["null-joined"] == person
    assert kept.words["base-master"] == "ignore"
    entries = {"null-joined": {"answer": "empty", "evidence": []}}
    after = made("preview", entries, before, date="2026-12-02", version="2")
    assert after.document["answers"]["null-joined"]["by"] == "probe"
    assert read(written(tmp_path, json.loads(after.text()))).words["null-joined"] == "empty"


def test_evidence_names_nobody() -> None:
    """Hosts, ids, addresses and the probe's own token become placeholders, the same ones throughout."""
    evidence = Evidence(
        {"https://acme.oktapreview.com": "<org>", "acme.oktapreview.com": "<org>", "ab12": "<token>"}
    )
    said = "0oa1b2c3d4e5f6g7h8i9 at https://acme.oktapreview.com/x, jane@acme.com, ab12, 00uzzzzzzzzzzzzzzz12"
    assert evidence.public(said) == "<id-1> at <org>/x, <address>, <token>, <id-2>"
    assert evidence.public("oscAbcdefghijklmnopq") == "<id-3>"
    evidence.begin()
    evidence.note({"causes": ['Not "https://acme.example/x" and \\ "token": "\ud83d"']})
    assert evidence.entries == [{"causes": ['Not "<address>" and \\ "token": "\ud83d"']}]
    entries = {"null-joined": {"answer": None, "why": "\ud83d", "evidence": evidence.entries}}
    assert made("preview", entries, None, date="2026-12-02", version="2").text().encode().isascii()
    evidence.begin()
    evidence.send("POST x", lambda: {"id": "00uzzzzzzzzzzzzzzz12"}, sent={"a": "b"}, show=lambda found: found)
    assert evidence.entries == [
        {"request": "POST x", "sent": {"a": "b"}, "status": 200, "shown": {"id": "<id-2>"}}
    ]


def test_what_one_org_cannot_answer_and_what_was_answered_otherwise_is_said(tmp_path: Path) -> None:
    """It is no error: an org may have changed since. A question that is open contradicts nothing."""
    entries = {
        "attribute-level-mastering": {"answer": "off", "by": "probe"},
        "base-master": {"answer": "accept", "by": "person"},
        "null-joined": {"answer": "word", "by": "person", "date": "2026-12-01"},
    }
    before = read(written(tmp_path, {"format_version": 1, "answers": entries}))
    [said] = before.contradictions()
    assert said.startswith("attribute-level-mastering is off, and base-master is accept:")
    found = {"null-joined": {"answer": "empty"}, "base-master": {"answer": "ignore"}}
    after = made("preview", found, before, date="2026-12-02", version="2", by=answers.BY_VERIFY)
    assert after.contradictions() == []
    assert [line.replace(str(tmp_path), "") for line in after.changes(before)] == [
        "base-master is ignore now; it was accept (/answers.json, by a person).",
        "null-joined is empty now; it was word (/answers.json, by a person, 2026-12-01).",
    ]
    assert after.changes(None) == []
    [mixed] = made("other", {}, after, date="2026-12-03", version="2").changes(after)
    assert "of the kind preview, and this one is other" in mixed
