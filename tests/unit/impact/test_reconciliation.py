"""`reconcile`: who shows their own number, somebody else's, or one that RingCentral does not know."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oktaprofile.impact.errors import ImpactError
from oktaprofile.impact.reconciliation import Column, digits, document, numbers_in, reconciled
from oktaprofile.people.person import AppUser, Person

RC, AD = "0oaR", "0oaA"
FROM = {"numbers_from": "RingCentral"}
COLUMNS = (Column("Okta", None, "primaryPhone"), Column("Active Directory", AD, "telephoneNumber"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+14155550100", "14155550100"),
        ("14155550100", "14155550100"),
        ("+1 (415) 555-0100 ext. 101", "14155550100"),
        ("+14155550100#101", "14155550100"),
        ("+1 4155550100 x101", "14155550100"),
        ("tel:+1-415-555-0100;ext=101", "14155550100"),
        ("+14155550100,101", "14155550100"),
        ("+49 (0)30 1234567", "49301234567"),
        ("+٤٩ ٣٠ ١٢٣٤٥٦٧", "49301234567"),
        ("\N{FULLWIDTH DIGIT FOUR}\N{FULLWIDTH DIGIT NINE}301234567", "49301234567"),
        ("#101", ""),
        ("101", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_numbers_are_compared_whatever_their_form(text: object, found: str) -> None:
    """By their digits, without the extension; an extension alone is no number."""
    assert digits(text) == found


def person(number: int, own: str | None, okta: str | None, directory: str | None) -> Person:
    apps = {}
    if own is not None:
        apps[RC] = AppUser({"directNumber": own}, f"rc-{number}")
    if directory is not None:
        apps[AD] = AppUser({"telephoneNumber": directory}, f"ad-{number}")
    return Person(f"00u{number}", "oty1", "ACTIVE", {"primaryPhone": okta} if okta else {}, apps)


PEOPLE = [
    person(1, "+14155550101", "+14155550101#101", "+1 415 555 0101"),
    person(2, "+14155550102", None, "+14155550101"),
    person(3, None, "+14155550101#101", "+18005550199"),
    person(4, None, None, None),
    person(5, "+14155550105", "+18005550199", "+18005550199"),
]


def counted(column: dict[str, Any]) -> tuple[int, ...]:
    return tuple(column[name] for name in ("own", "missing", "none", "somebody_elses", "unknown"))


def test_each_person_is_in_one_class_of_each_column() -> None:
    """Own, missing, none, somebody else's, unknown; and how many show a number that others show, too."""
    found = reconciled(lambda: PEOPLE, numbers_in(RC, "directNumber"), COLUMNS)
    told = document(found, org="", read_at="", **FROM, limits={"somebody_elses": 0, "unknown": None})
    okta, directory = told["columns"]
    assert counted(okta) == (1, 1, 1, 1, 1)
    assert counted(directory) == (1, 0, 0, 1, 2)
    assert (okta["shared"], directory["shared"]) == (2, 4)
    assert told["verdict"] == "gate_failed"
    assert "4155550101" not in json.dumps(told)


def test_a_number_of_somebody_who_is_not_in_okta_is_known() -> None:
    """RingCentral's own directory knows more people than Okta."""
    found = reconciled(
        lambda: PEOPLE, numbers_in(RC, "directNumber"), COLUMNS[:1], others=["+18005550199"], samples=2
    )
    told = document(found, org="", read_at="", **FROM, limits={})
    assert counted(told["columns"][0]) == (1, 1, 1, 2, 0)
    assert [(one["user"], one["class"], one["owner"]) for one in told["columns"][0]["samples"]] == [
        ("00u2", "missing", None),
        ("00u3", "somebody_elses", "00u1"),
        ("00u5", "somebody_elses", None),
    ]
    assert told["verdict"] == "clear"


def test_an_own_number_without_its_country_code_is_ones_own() -> None:
    """As directories hold it; somebody else's in that form is one that RingCentral does not know."""
    shows = [
        person(1, "+14155550101", "(415) 555-0101", "0415 555 0101"),
        person(2, "+14155550102", "(415) 555-0101", "555-0102"),
    ]
    found = reconciled(lambda: shows, numbers_in(RC, "directNumber"), COLUMNS)
    told = document(found, org="", read_at="", **FROM, limits={"unknown": 1, "shared": 1})
    assert [counted(column) for column in told["columns"]] == [(1, 0, 0, 0, 1), (1, 0, 0, 0, 1)]
    assert [(gate["name"], gate["found"], gate["passed"]) for gate in told["gates"]] == [
        ("max_unknown", 1, True),
        ("max_shared", 2, False),
    ]


def test_whoever_has_several_numbers_may_show_each() -> None:
    """Okta imports the first; which that is, nothing tells."""
    both = ["+14155550101", "+14155550102"]
    shows = [person(1, None, both[1], None), person(2, None, both[0], None)]
    found = reconciled(lambda: shows, lambda one: both if one.id == "00u1" else [], COLUMNS[:1])
    assert counted(document(found, org="", read_at="", **FROM, limits={})["columns"][0]) == (1, 0, 0, 1, 0)


def test_without_anybodys_number_nothing_is_clear() -> None:
    """Before the first import, or with a directory that shows none: no gate could fail."""
    with pytest.raises(ImpactError, match="nothing to compare with"):
        reconciled(lambda: PEOPLE, lambda one: ["101", None], COLUMNS)


def test_a_column_without_anybody_is_not_clear() -> None:
    """Another app than was meant, or one whose people the credentials may not read."""
    nobodys = Column("Another directory", "0oaX", "telephoneNumber")
    with pytest.raises(ImpactError, match="Nobody is in Another directory"):
        reconciled(lambda: PEOPLE, numbers_in(RC, "directNumber"), (*COLUMNS, nobodys))
