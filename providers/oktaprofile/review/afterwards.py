"""The documents of `oktaprofile verify` and `reconcile` as tables, which every writer writes alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from oktaprofile.answers.questions import BY_ID
from oktaprofile.plan.afterwards import (
    ANOTHERS,
    APPLIED,
    AS_PREDICTED,
    CHANGED,
    GONE,
    MISSING,
    NOT_YET,
    NUMBERS,
    OTHERWISE,
    RESULTS,
    SAME,
    SHARED,
    SHARED_WORDS,
    STATES,
    TO_DO,
    UNKNOWN,
    VERDICTS,
    WHY,
)
from oktaprofile.review.page import Page
from oktaprofile.review.table import BAD, LOOK, OK, Table
from oktaprofile.review.words import Sentence, Value, counted, say

_STATUS = {"as_predicted": "clear", "clear": "clear", "waiting": "attention"}
_LIMITS = {
    "max_different": "people who differ, of the worst attribute",
    "max_gone": "people who are no longer there, of the worst attribute",
    "max_missing": f"people who show {NUMBERS[MISSING]}, in the worst column",
    "max_somebody_elses": f"people who show {NUMBERS[ANOTHERS]}, in the worst column",
    "max_unknown": f"people who show {NUMBERS[UNKNOWN]}, in the worst column",
    "max_shared": f"people who show {SHARED_WORDS}, in the worst column",
}
_PEOPLE = ("People", True)
_MARKS = {ANOTHERS: BAD, UNKNOWN: BAD, MISSING: LOOK, SHARED: LOOK}


def verification(document: Mapping[str, Any]) -> Page:
    """The report of `verify`."""
    data, verdict = document["data"], document["verdict"]
    different = max((_different(one) for one in document["targets"]), default=0)
    words = say(
        VERDICTS[verdict], f": {counted(different, 'person differs', 'people differ')}" if different else ""
    )
    log = data["log"]
    summary = say(
        f"{counted(data['users'], 'user')} of ",
        Value(data["org"]),
        f", read at {data['read_at']} · predicted at {data['predicted_at']} · System Log: ",
        {"read": "read", "cut": "read in part: ", "not_read": "could not be read: "}[log["state"]],
        Value(log["reason"]) if log["reason"] else "",
    )
    tables = (_gates(document), _results(document), _causes(document), _answers(document), _open(document))
    status = _STATUS.get(verdict, "failed")
    if status == "clear" and any(one["applied"] != APPLIED for one in document["targets"]):
        status = "attention"  # people have what was predicted, and the mapping is another one by now
    return Page(
        "Outcome",
        status,
        words,
        summary,
        tuple(one for one in (*tables, _differing(document)) if one.rows),
        "Made by oktaprofile verify. Phone numbers and e-mail addresses are never shown.",
    )


def reconciliation(document: Mapping[str, Any]) -> Page:
    """The report of `reconcile`."""
    data = document["data"]
    failed = document["verdict"] != "clear"
    verdict = "More people than allowed show a wrong number" if failed else "Every limit is kept"
    status = "failed" if failed else "clear"
    if not document["gates"]:
        wrong = any(column[name] for column in document["columns"] for name in _MARKS)
        verdict, status = "Counted; no limit was given", "attention" if wrong else "clear"
    where = "RingCentral's directory" if data["numbers_from"] == "ringcentral:" else "what Okta imported"
    summary = say(
        f"{counted(data['users'], 'user')} of ",
        Value(data["org"]),
        f", read at {data['read_at']} · {counted(data['numbers'], 'number')} from {where}",
    )
    rows = []
    for column in document["columns"]:
        for name, words in {**NUMBERS, SHARED: SHARED_WORDS}.items():
            if column[name]:
                marked = (f"{_MARKS.get(name, '')} {words}".strip(),)
                rows.append((_attribute(column), marked, (f"{column[name]:,}",), (TO_DO.get(name, ""),)))
    people = [
        (
            _attribute(column),
            (Value(one["user"]),),
            (NUMBERS[one["class"]],),
            _shown(one["owner"]),
            _shown(one["value"]),
        )
        for column in document["columns"]
        for one in column.get("samples", ())
    ]
    columns = (("Column", False), ("People who show", False), _PEOPLE, ("What to do", False))
    hidden = "Hidden users are not in RingCentral's directory: their numbers count as unknown to it."
    note: Sentence = (hidden,) if data["numbers_from"] == "ringcentral:" else ()
    who = tuple((name, False) for name in ("Column", "Person", "Shows", "Whose number", "Value"))
    tables = (
        _gates(document),
        Table("numbers", "Who shows which number", columns, tuple(rows), note),
        Table("people", "People", who, tuple(people), folded=True),
    )
    return Page(
        "Numbers",
        status,
        (verdict,),
        summary,
        tuple(one for one in tables if one.rows),
        "Made by oktaprofile reconcile. Phone numbers and e-mail addresses are never shown.",
    )


def _different(target: Mapping[str, Any]) -> int:
    changed = (target["unaffected"] or {}).get(CHANGED, 0)
    return int(target[NOT_YET] + target[OTHERWISE] + changed - target["waiting"])


def _gates(document: Mapping[str, Any]) -> Table:
    rows = tuple(
        (
            (f"{OK if gate['passed'] else BAD} {_LIMITS[gate['name']]}",),
            (Value(gate["name"]),),
            (f"{gate['limit']:,}",),
            ("nothing to judge" if gate["found"] is None else f"{gate['found']:,}",),
        )
        for gate in document["gates"]
    )
    return Table(
        "gates", "Gates", (("Limit", False), ("Name", False), ("Allowed", True), ("Found", True)), rows
    )


def _results(document: Mapping[str, Any]) -> Table:
    rows: list[tuple[Sentence, ...]] = []
    for target in document["targets"]:
        if target["applied"] != APPLIED:
            rows.append((_attribute(target), (f"{BAD} {STATES[target['applied']]}",), ()))
        unaffected = target["unaffected"] or {}
        counts: Iterable[tuple[str, str, int]] = (
            (AS_PREDICTED, "", target[AS_PREDICTED]),
            (NOT_YET, BAD, target[NOT_YET] - target["waiting"]),
            ("waiting", "", target["waiting"]),
            (OTHERWISE, BAD, target[OTHERWISE]),
            (SAME, "", unaffected.get(SAME, 0)),
            (CHANGED, BAD, unaffected.get(CHANGED, 0)),
            (GONE, LOOK, target[GONE] + unaffected.get(GONE, 0)),
            ("open", "", sum(one["stayed"] + one["changed"] + one["emptied"] for one in target["open"])),
            ("new", "", target["new"] or 0),
        )
        words = {
            **RESULTS,
            "waiting": "still the value from before, as predicted: they wait for their next change in Okta",
            "open": "nothing certain was predicted; see below what became of them",
            "new": "not in the prediction: they came later",
        }
        rows += [
            (_attribute(target), (f"{mark} {words[name]}".strip(),), (f"{people:,}",))
            for name, mark, people in counts
            if people
        ]
        if target["unaffected"] is None:
            rows.append(
                (
                    _attribute(target),
                    ("the prediction kept nothing of people whom it changes nothing for",),
                    (),
                )
            )
    columns = (("Attribute", False), ("What people have now", False), _PEOPLE)
    return Table("results", "What became of the prediction", columns, tuple(rows))


def _causes(document: Mapping[str, Any]) -> Table:
    rows = tuple(
        (
            _attribute(target),
            (RESULTS[one["result"]],),
            (f"{WHY[one['why']].words}. {WHY[one['why']].next_step}",),
            (f"{one['people']:,}",),
        )
        for target in document["targets"]
        for one in target["why"]
    )
    columns = (("Attribute", False), ("Now", False), ("Why, and what to do", False), _PEOPLE)
    return Table("why", "Why people differ, or are gone", columns, rows)


def _answers(document: Mapping[str, Any]) -> Table:
    rows = tuple(
        (
            (Value(one["question"]),),
            (BY_ID[one["question"]].asks,),
            say("" if one["answer"] else f"{LOOK} not certain: ", Value(answer)),
            (f"{people:,}",),
        )
        for one in document["answers"]
        for answer, people in one["support"].items()
    )
    columns = (("Name", False), ("Open question", False), ("Answer of this org", False), _PEOPLE)
    note = ("Questions of docs/probe.md, answered by what became of people.",)
    return Table("answers", "What this org answers", columns, rows, note)


def _open(document: Mapping[str, Any]) -> Table:
    rows = tuple(
        (
            _attribute(target),
            (Value(one["reason"] or "no reason given"),),
            *((f"{one[name]:,}",) for name in ("stayed", "changed", "emptied")),
        )
        for target in document["targets"]
        for one in target["open"]
    )
    columns = (
        ("Attribute", False),
        ("Why it was open", False),
        ("Kept", True),
        ("Changed", True),
        ("Emptied", True),
    )
    return Table("open", "What was not certain, and what became of it", columns, rows)


def _differing(document: Mapping[str, Any]) -> Table:
    rows = tuple(
        (
            _attribute(target),
            (Value(one["user"]),),
            (RESULTS[one["result"]],),
            (WHY[one["why"]].words,),
            ("not kept",) if one["result"] == CHANGED else _shown(one["predicted"]),
            _shown(one["now"]),
        )
        for target in document["targets"]
        for one in target.get("samples", ())
    )
    columns = tuple((name, False) for name in ("Attribute", "Person", "Now", "Why", "Predicted", "Has"))
    return Table("people", "People who differ", columns, rows, folded=True)


def _shown(value: object) -> Sentence:
    return () if value in (None, "") else (Value(str(value)),)


def _attribute(item: Mapping[str, Any]) -> Sentence:
    system: Sentence = ("Okta",) if item["app_id"] is None else (Value(item["system"]),)
    name = (item.get("user_type") or {}).get("name", "")
    other = name not in ("", "user")
    kind: Sentence = (" (user type ", Value(name), ")") if other else ()
    return say(Value(item["attribute"]), " in ", system, *kind)
