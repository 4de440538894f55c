"""People side by side: their state, what the mappings give for them, and masked values."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from oktaprofile.page.flow import flow_of
from oktaprofile.page.model import TO_APP, TO_OKTA, Mapping, Organization, Person
from oktaprofile.page.people import as_it_is, masked, results, row
from tests.unit.page.orgs import AD, RC, TYPE, ada, line, organization

SEED = '(appuser.directNumber != null ? appuser.directNumber : "") + "#" + appuser.extensionNumber'


def shown(org: Organization, person: Person) -> dict[str, Any]:
    """The person's row as it is."""
    return row(org, flow_of(org), person, as_it_is, as_it_is)


@pytest.mark.parametrize(
    ("org", "changed", "state"),
    [
        ({}, {}, "in step"),
        ({}, {"profile": {"primaryPhone": "+18005550199"}}, "differs"),
        (
            {},
            {"apps": {RC: {"directNumber": "+12065550100", "extensionNumber": "12"}, AD: {}}},
            "downstream behind",
        ),
        ({}, {"apps": {AD: {}}}, "not in the app"),
        ({"expression": ""}, {}, "not mapped"),
        ({"expression": 'appuser.directNumber matches "(a+)+b"'}, {}, "undetermined"),
        ({"expression": "(("}, {}, "undetermined"),
        ({}, {"type_id": "oty2"}, "not mapped"),
    ],
)
def test_a_state_compares_the_three(org: dict, changed: dict, state: str) -> None:
    """Okta against what the mapping gives, the app downstream against what Okta gives it."""
    assert shown(organization(**org), ada(**changed))["state"] == state


def test_what_nobody_can_tell_downstream_is_not_in_step() -> None:
    """An onward line whose value is undetermined, or that fails, says nothing of what the app should have."""
    org = organization()
    for expression in ('user.primaryPhone matches "(a+)+b"', "Integer.parse(user.primaryPhone + 'x')"):
        onward = Mapping(AD, TYPE, TO_APP, {"telephoneNumber": line(expression)})
        unsure = replace(org, mappings=[org.mappings[0], onward])
        assert shown(unsure, ada())["state"] == "undetermined"


def test_an_empty_value_and_none_are_in_step() -> None:
    """Somebody without a number: the mapping gives "", and Okta holds nothing."""
    person = ada(profile={"login": "ada"}, apps={RC: {}, AD: {}})
    assert shown(organization(), person)["state"] == "in step"


def test_the_app_s_own_values_come_first() -> None:
    """Where the feed knows what the app itself has, that is shown: before an import Okta has nothing of it."""
    person = ada(apps={RC: {}}, elsewhere={RC: {"directNumber": "+12065550199"}})
    assert shown(organization(), person)["numbers"] == {
        "directNumber": "+12065550199",
        "extensionNumber": None,
    }


def test_every_line_is_evaluated_for_the_person() -> None:
    """Values, failures and what is undetermined, in both directions; other apps and user types are left out."""
    found = results(organization(), ada(), as_it_is)["results"]
    assert found[RC][TO_OKTA]["primaryPhone"] == {"value": "+12065550100#12"}
    assert found[AD][TO_APP]["telephoneNumber"] == {"value": "+12065550100#12"}
    null = results(organization(expression=SEED), ada(apps={RC: {}}), as_it_is)["results"]
    assert null == {RC: {TO_OKTA: {"primaryPhone": {"value": "#null"}}}}
    broken = results(organization(expression="(("), ada(), as_it_is)["results"]
    assert "error" in broken[RC][TO_OKTA]["primaryPhone"]
    wild = results(organization(expression='appuser.directNumber matches "(a+)+b"'), ada(), as_it_is)[
        "results"
    ]
    assert "undetermined" in wild[RC][TO_OKTA]["primaryPhone"]
    assert results(organization(), ada(type_id="oty2"), as_it_is)["results"] == {}


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("+12065550100#12", "+•••••••••••#••"),
        ("٠١٢ x3", "••• x•"),
        (2001, "••••"),
        (["12", {"a": 3}], ["••", {"a": "•"}]),
        (None, None),
        (True, True),
        ("null", "null"),
    ],
)
def test_no_digit_is_left_of_a_masked_value(value: Any, left: Any) -> None:
    """Of any script and in any depth; length and signs are left."""
    assert masked(value) == left


def test_nothing_of_a_masked_person_holds_their_number() -> None:
    """Neither values, nor results, nor the words of a failure that quotes one, nor a login that is a number."""
    person = ada(profile={"login": "+12065550100@sms.example", "primaryPhone": "+12065550100"})
    org = organization(expression="Integer.parse(appuser.directNumber + 'x')")

    def clean(text: Any) -> Any:
        return text.replace("+12065550100", "(phone number)")

    given = {**row(org, flow_of(org), person, masked, clean), **results(org, person, masked)}
    assert "2065550100" not in json.dumps(given)
    assert given["login"] == "(phone number)@sms.example"
